using System.Collections.Concurrent;

namespace NotebookHost;

/// <summary>Runs a cell on the caller's thread, with what comes after its awaits.</summary>
internal sealed class CellPump : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> queue = [];

    /// <summary>Runs until all of it is done.</summary>
    public static T Run<T>(Func<Task<T>> run)
    {
        var pump = new CellPump();
        SetSynchronizationContext(pump);
        Task<T> task = run();
        task.ContinueWith(static (_, pump) => ((CellPump)pump!).queue.CompleteAdding(), pump, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        foreach (var (callback, state) in pump.queue.GetConsumingEnumerable()) callback(state);
        return task.GetAwaiter().GetResult();
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            queue.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            ThreadPool.QueueUserWorkItem(_ => d(state)); // the cell is done: what it left running goes on elsewhere
        }
    }
}
