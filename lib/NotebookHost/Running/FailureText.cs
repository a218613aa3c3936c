using System.Text;

namespace NotebookHost;

/// <summary>A failed cell as a person wants to see it: where, the source with the line marked,
/// what went wrong, and why.</summary>
internal static class FailureText
{
    private const int LinesAround = 5, LongestLine = 400;

    public static string Of(RunResult result)
    {
        CellFailure failure = result.Failure!;
        var text = new StringBuilder();
        text.Append(FormattableString.Invariant($"{result.Path}, cell {failure.Cell}"));
        if (failure.Line > 0) text.Append(FormattableString.Invariant($", line {failure.Line}"));
        text.Append('\n').Append(Of(failure, result.Notebook.Cells[result.FailedAt].Source));
        if (result.CellsNotRun > 0)
        {
            string cells = result.CellsNotRun == 1 ? "cell" : "cells";
            text.Append(FormattableString.Invariant($"  not run: {result.CellsNotRun} code {cells} after it\n"));
        }
        return PlainText.Harmless(text.ToString());
    }

    /// <summary>The source around the failure, with its line marked, then what went wrong, and why.</summary>
    public static string Of(CellFailure failure, string source)
    {
        var text = new StringBuilder();
        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            bool marked = i + 1 == failure.Line;
            if (Math.Abs(i + 1 - Math.Max(1, failure.Line)) > LinesAround) continue;
            string shown = lines[i].Length <= LongestLine ? lines[i] : lines[i][..LongestLine] + "…";
            text.Append(FormattableString.Invariant($"  {(marked ? '>' : ' ')} {i + 1,3}  {shown}\n"));
            if (marked && failure.Column > 0 && failure.Column <= shown.Length)
            {
                int toTheEnd = shown.Length - failure.Column + 1;
                int width = Math.Clamp(failure.Width, 1, Math.Max(1, toTheEnd));
                text.Append(' ', 8 + failure.Column).Append('^', width).Append('\n');
            }
        }
        text.Append("  ").Append(failure.Message.ReplaceLineEndings("\n    ")).Append('\n');
        foreach (string detail in failure.Details) text.Append("    ").Append(detail).Append('\n');
        return PlainText.Harmless(text.ToString());
    }
}
