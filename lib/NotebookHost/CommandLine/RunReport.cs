using System.Globalization;
using Spectre.Console;

namespace NotebookHost;

/// <summary>What a person reads at the end: a table, then each claim that did not hold and each cell that failed.</summary>
internal static class RunReport
{
    public static void Write(IReadOnlyList<RunResult> results, Batch batch)
    {
        if (results.Count == 0)
        {
            batch.Print();
            return;
        }
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("notebook");
        foreach (string column in new[] { "cells", "time", "claims ✓", "✗", "exercises open" }) table.AddColumn(new TableColumn(column).RightAligned());
        table.AddColumn("");
        foreach (RunResult r in results)
        {
            int held = r.Claims.Count - r.Refuted.Count() - r.Unattempted.Count();
            table.AddRow(Markup.Escape(PlainText.OneLine(Path.GetFileName(r.Path))), Number(r.CellsRun) + (r.CellsNotRun > 0 ? $" of {Number(r.CellsRun + r.CellsNotRun)}" : ""),
                r.Duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s", Number(held), Number(r.Refuted.Count()), Number(r.Unattempted.Count()),
                r.Succeeded ? "[green]ran[/]" : "[red]FAILED[/]");
        }
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 140;
        AnsiConsole.Write(table);
        foreach (RunResult r in results)
        {
            foreach (Claim claim in r.Refuted) Console.WriteLine(FormattableString.Invariant($"✗ {Shown(r.Path)}, cell {claim.Cell}: {PlainText.Harmless(claim.Text)}"));
            if (r.Options.Solutions)
                foreach (Claim claim in r.Unattempted) Console.WriteLine(FormattableString.Invariant($"○ {Shown(r.Path)}, cell {claim.Cell}: {PlainText.Harmless(claim.Text)}"));
            if (r.Failure is not null) Console.WriteLine("\n" + FailureText.Of(r with { Path = Shown(r.Path) }));
        }
        batch.Print();
    }

    /// <summary>A path as short as it can be from here.</summary>
    public static string Shown(string path) =>
        PlainText.OneLine(Path.GetRelativePath(Environment.CurrentDirectory, path) is var relative && !relative.StartsWith("..", StringComparison.Ordinal) ? relative : path);

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);
}
