namespace NotebookHost;

/// <summary>The cells that were run: what the next one sees.</summary>
/// <remarks>
/// Roslyn looks for each name in each submission, so a long chain of them is slow. A cell that brings nothing new
/// is left out, as most are that were run again, and one whose names meet none of those before it becomes one
/// submission with them. That is done when nobody waits; until then a cell stands behind the others as it is.
/// </remarks>
internal sealed class CellChain(Submissions submissions)
{
    private readonly Queue<string> untidied = [];
    private readonly Dictionary<string, string> visible = []; // signatures, by name
    private Submission? tidy;
    private CellDeclarations? last; // of the tidy ones

    /// <summary>The last of them, behind which code sees all; null where there is none.</summary>
    public Submission? Last { get; private set; }

    /// <summary>Adds a cell that was run.</summary>
    public async Task AddAsync(string code)
    {
        Last = await submissions.ThenAsync(Last, code, CancellationToken.None);
        untidied.Enqueue(code);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        untidied.Clear();
        visible.Clear();
        (Last, tidy, last) = (null, null, null);
    }

    /// <summary>Does a piece of tidying.</summary>
    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> TidyAsync()
    {
        if (!untidied.TryDequeue(out string? code)) return false;
        Submission alone = await submissions.ThenAsync(tidy, code, CancellationToken.None);
        CellDeclarations cell = await CellDeclarations.OfAsync(alone, CancellationToken.None);
        if (tidy is null || !cell.AddsNothing(visible)) await TakeAsync(alone, cell);
        if (untidied.Count == 0) Last = tidy;
        return untidied.Count > 0;
    }

    private async Task TakeAsync(Submission alone, CellDeclarations cell)
    {
        if (cell.HasTypes) visible.Clear(); // what was declared before may be of a type of the same name
        foreach (var (name, signature) in cell.Signatures) visible[name] = signature;
        CellDeclarations? joined = last?.With(cell);
        tidy = joined is null ? alone : await Submissions.WithTextAsync(tidy!, joined.Code, CancellationToken.None);
        last = joined ?? cell;
    }
}
