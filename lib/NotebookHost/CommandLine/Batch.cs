namespace NotebookHost;

/// <summary>
/// What went wrong in a call that handles many notebooks: each thing a line, and what it means for the exit code.
/// </summary>
internal sealed class Batch
{
    private readonly Lock gate = new();
    private readonly List<string> lines = [];
    private bool anyFailed, anyCouldNotStart;

    /// <summary>Something to tell that is no fault.</summary>
    public void Tell(string line)
    {
        lock (gate) lines.Add(PlainText.Harmless(line));
    }

    /// <summary>A fault of one notebook, after it ran.</summary>
    public void Fail(string line)
    {
        anyFailed = true;
        Tell(line);
    }

    /// <summary>
    /// Does something that a notebook needs before it can run;
    /// if it cannot be done, that is told, and the others go on.
    /// </summary>
    /// <returns>What came of it, or null.</returns>
    public async Task<T?> TryStartAsync<T>(Func<Task<T>> start) where T : class
    {
        try
        {
            return await start();
        }
        catch (CannotStartException e)
        {
            anyCouldNotStart = true;
            Tell(e.Message);
            return null;
        }
    }

    /// <inheritdoc cref="TryStartAsync"/>
    public T? TryStart<T>(Func<T> start) where T : class
    {
        try
        {
            return start();
        }
        catch (CannotStartException e)
        {
            anyCouldNotStart = true;
            Tell(e.Message);
            return null;
        }
    }

    /// <summary>Writes something; if it cannot be written, that is told, and the others go on.</summary>
    /// <param name="otherwise">What is told, before the reason.</param>
    /// <param name="write">Writes, and says what there is to say.</param>
    /// <returns>What <paramref name="write"/> said; null if it said nothing or failed.</returns>
    public string? TryWrite(string otherwise, Func<string?> write)
    {
        try
        {
            return write();
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or CannotStartException or NotSupportedException)
        {
            Fail($"{otherwise}: {PlainText.OneLine(e.Message)}");
            return null;
        }
    }

    /// <summary>Prints the lines to standard error, where they stand apart from the report.</summary>
    public void Print()
    {
        lock (gate)
        {
            foreach (string line in lines) Console.Error.WriteLine(line);
            lines.Clear();
        }
    }

    /// <summary>0 all ran, 1 a cell, a claim or a save failed, 2 a notebook could not start.</summary>
    public int ExitCode(IReadOnlyList<RunResult> results)
    {
        if (anyCouldNotStart) return HostCommand.CouldNotStart;
        bool failed = anyFailed || !results.All(r => r.Succeeded);
        return failed ? HostCommand.CellFailed : HostCommand.AllRan;
    }
}
