namespace NotebookHost;

/// <summary>What came of running a notebook.</summary>
/// <param name="Path">The file.</param>
/// <param name="Notebook">The notebook with the outputs of this run.</param>
/// <param name="CellsRun">How many code cells ran.</param>
/// <param name="CellsNotRun">How many did not, because one before them failed.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Failure">What ended the run early, if anything did; its cell is counted as in the file.</param>
/// <param name="FailedAt">The position of the cell that failed among all cells of <paramref name="Notebook"/>,
/// from 0; −1 if none did.</param>
/// <param name="Claims">The claims and exercises that were checked, in order.</param>
/// <param name="Options">How it was run.</param>
internal sealed record RunResult(
    string Path, Notebook Notebook, int CellsRun, int CellsNotRun, TimeSpan Duration,
    CellFailure? Failure, int FailedAt, IReadOnlyList<Claim> Claims, RunOptions Options)
{
    /// <summary>Claims that did not hold.</summary>
    public IEnumerable<Claim> Refuted => Claims.Where(c => c.Outcome == ClaimOutcome.Refuted);

    /// <summary>Exercises that nobody attempted.</summary>
    public IEnumerable<Claim> Unattempted => Claims.Where(c => c.Outcome == ClaimOutcome.NotAttempted);

    /// <summary>Every cell ran, and with parameters as committed every claim held;
    /// with solutions, every exercise too.</summary>
    public bool Succeeded => Failure is null
        && (Options.Parameters.Count > 0 || !Refuted.Any())
        && (!Options.Solutions || !Unattempted.Any());
}

/// <summary>How a claim came out.</summary>
internal enum ClaimOutcome { Held, Refuted, NotAttempted }

/// <summary>A line that a lesson prints or shows about what it measured: it begins with ✓, ✗, or,
/// for an exercise not attempted yet, ○.</summary>
/// <param name="Cell">The cell's number among all cells, counted from 1.</param>
/// <param name="Outcome">How it came out.</param>
/// <param name="Text">What is claimed, and what was measured.</param>
internal sealed record Claim(int Cell, ClaimOutcome Outcome, string Text)
{
    /// <summary>The claims among the outputs of a notebook.</summary>
    public static IReadOnlyList<Claim> Read(Notebook notebook) =>
        [.. notebook.Cells.SelectMany((cell, i) => Read(cell, notebook.NumberOf(i)))];

    /// <summary>The claims among the outputs of a cell, which has a number.</summary>
    public static IReadOnlyList<Claim> Read(Cell cell, int number) =>
        [.. cell.Outputs
            .Where(o => (string?)o!["name"] != "stderr")
            .SelectMany(o => NotebookHost.Cell.Text(o!["text"] ?? o["data"]?["text/plain"]).Split('\n'))
            .Select(line => Read(number, line))
            .OfType<Claim>()];

    private static Claim? Read(int cell, string line) => line switch
    {
        ['✓', ' ', .. var text] => new(cell, ClaimOutcome.Held, text.Trim()),
        ['✗', ' ', .. var text] => new(cell, ClaimOutcome.Refuted, text.Trim()),
        ['○', ' ', .. var text] => new(cell, ClaimOutcome.NotAttempted, text.Trim()),
        _ => null,
    };
}
