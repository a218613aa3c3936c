using System.Net;

namespace NotebookLib;

/// <summary>Rows of text under a heading, the first column to the left, numbers to the right.</summary>
internal sealed class TextTable(string[] heading, string[][] rows)
{
    /// <summary>One line a row, in columns.</summary>
    public override string ToString()
    {
        string[][] all = [heading, .. rows];
        int[] widths = [.. heading.Select((_, c) => all.Max(row => row[c].Length))];
        return string.Join('\n', all.Select(row => string.Join("  ", row.Select((text, c) => c == 0 ? text.PadRight(widths[c]) : text.PadLeft(widths[c]))).TrimEnd()));
    }

    /// <summary>A table with inline styles only.</summary>
    public string ToHtml() =>
        $"<table style=\"font-variant-numeric:tabular-nums\"><thead>{Row("th", heading)}</thead><tbody>{string.Concat(rows.Select(row => Row("td", row)))}</tbody></table>";

    private static string Row(string tag, string[] cells) =>
        $"<tr>{string.Concat(cells.Select((text, c) => $"<{tag} style=\"text-align:{(c == 0 ? "left" : "right")}\">{WebUtility.HtmlEncode(text)}</{tag}>"))}</tr>";
}
