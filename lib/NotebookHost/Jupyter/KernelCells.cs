using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>The worker of a kernel: it is replaced when it dies,
/// and that costs the cells' variables, not the kernel.</summary>
internal sealed class KernelCells : IAsyncDisposable
{
    private const string Lost = "What earlier cells declared is lost with it: run them again, from the first.";

    private readonly string folder;
    private readonly long memoryLimit;
    private readonly Lock gate = new();
    private Task<WorkerProcess> worker;
    private TaskCompletionSource? running;
    private TaskCompletionSource<string?>? asked;
    private int ran;

    /// <param name="folder">The notebook's folder.</param>
    /// <param name="memoryLimit">How much memory its cells may take; see <see cref="RunOptions.MemoryLimit"/>.</param>
    public KernelCells(string folder, long memoryLimit)
    {
        (this.folder, this.memoryLimit) = (folder, memoryLimit);
        worker = StartAsync();
    }

    /// <summary>Whether no cell has been run since the worker started.</summary>
    public bool AreNew => ran == 0;

    /// <summary>Runs a cell; see <see cref="WorkerProcess.RunAsync"/>.</summary>
    /// <exception cref="CannotStartException">There is no worker; the next cell tries to start one again.</exception>
    public async Task<CellFailure?> RunAsync(int number, string code, Action<JsonObject, bool> output,
        Func<Task<string?>>? ask, CancellationToken cancellation, Action? compiled = null)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate) running = done;
        try
        {
            if (worker.IsFaulted) worker = StartAsync();
            WorkerProcess current = await worker;
            CellFailure? failure = await current.RunAsync(
                number, code, Timeout.InfiniteTimeSpan, output, cancellation, ask, compiled);
            bool hadMore = ran++ > 0;
            if (current.IsUsable) return failure;
            ran = 0;
            worker = StartAsync();
            await current.DisposeAsync();
            return hadMore ? failure! with { Details = [.. failure.Details, Lost] } : failure;
        }
        finally
        {
            lock (gate) running = null;
            Answer(null);
            done.SetResult();
        }
    }

    /// <summary>Interrupts the cell that runs, if one does. Cells and libraries end themselves;
    /// what computes in code that does not ask is ended after a while, with its process.</summary>
    public async Task InterruptAsync(TimeSpan patience)
    {
        TaskCompletionSource? cell;
        lock (gate) cell = running;
        if (cell is null) return;
        Answer(null);
        WorkerProcess current = await worker;
        await current.InterruptAsync();
        if (await Task.WhenAny(cell.Task, Task.Delay(patience)) != cell.Task)
        {
            string after = FormattableString.Invariant($"{patience.TotalSeconds:0.#} s");
            current.Kill(
                $"interrupted, and ended by force after {after}: " +
                "it was in code of .NET or in native code, which nothing can stop");
        }
    }

    /// <summary>The next line that the user types; null if the cell ends first.</summary>
    public Task<string?> NextAnswerAsync()
    {
        var next = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref asked, next)?.TrySetResult(null);
        return next.Task;
    }

    /// <summary>What the user typed.</summary>
    public void Answer(string? line) => Interlocked.Exchange(ref asked, null)?.TrySetResult(line);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await (await worker).DisposeAsync();
        }
        catch (CannotStartException)
        {
            // There was none.
        }
    }

    private Task<WorkerProcess> StartAsync() => WorkerProcess.StartAsync(folder, memoryLimit, CancellationToken.None);
}
