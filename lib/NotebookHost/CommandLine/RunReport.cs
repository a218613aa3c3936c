using System.Globalization;
using Spectre.Console;

namespace NotebookHost;

/// <summary>
/// What a person reads at the end: a table, then each claim that did not hold and each cell that failed.
/// </summary>
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
        foreach (string column in new[] { "cells", "time", "claims ✓", "✗", "exercises open" })
            table.AddColumn(new TableColumn(column).RightAligned());
        table.AddColumn("");
        foreach (RunResult r in results)
        {
            string name = Markup.Escape(PlainText.OneLine(Path.GetFileName(r.Path)));
            string cells = Number(r.CellsRun);
            if (r.CellsNotRun > 0) cells += $" of {Number(r.CellsRun + r.CellsNotRun)}";
            string time = r.Duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
            int refuted = r.Refuted.Count(), unattempted = r.Unattempted.Count();
            int held = r.Claims.Count - refuted - unattempted;
            string outcome = r.Succeeded ? "[green]ran[/]" : "[red]FAILED[/]";
            table.AddRow(name, cells, time, Number(held), Number(refuted), Number(unattempted), outcome);
        }
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 140;
        AnsiConsole.Write(table);
        foreach (RunResult r in results)
        {
            foreach (Claim claim in r.Refuted) Console.WriteLine($"✗ {Shown(r, claim)}");
            if (r.Options.Solutions)
                foreach (Claim claim in r.Unattempted) Console.WriteLine($"○ {Shown(r, claim)}");
            if (r.Failure is not null) Console.WriteLine("\n" + FailureText.Of(r with { Path = Shown(r.Path) }));
        }
        batch.Print();
    }

    /// <summary>A path as short as it can be from here.</summary>
    public static string Shown(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        bool isBelow = !relative.StartsWith("..", StringComparison.Ordinal);
        return PlainText.OneLine(isBelow ? relative : path);
    }

    private static string Shown(RunResult result, Claim claim) => FormattableString.Invariant(
        $"{Shown(result.Path)}, cell {claim.Cell}: {PlainText.Harmless(claim.Text)}");

    private static string Number(int n) => n.ToString(CultureInfo.InvariantCulture);
}
