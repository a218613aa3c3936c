namespace NotebookHost.Tests;

/// <summary>A worker for the tests of a class, one after the other; another where a test has ended it.</summary>
public sealed class SharedWorker : IAsyncDisposable
{
    private WorkerProcess? worker;

    /// <summary>The worker, and whether nothing was run in it yet.</summary>
    internal async Task<(WorkerProcess Worker, bool IsNew)> GetAsync()
    {
        if (worker is { IsUsable: true }) return (worker, false);
        await DisposeAsync();
        worker = await WorkerProcess.StartAsync(
            Path.GetTempPath(), 4L << 30, TestContext.Current.CancellationToken);
        return (worker, true);
    }

    public ValueTask DisposeAsync() => worker?.DisposeAsync() ?? ValueTask.CompletedTask;
}
