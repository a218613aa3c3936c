using System.Collections.Concurrent;
using System.Runtime;
using System.Runtime.ExceptionServices;

namespace NotebookHost;

/// <summary>A thread that runs one cell, with what comes after its awaits, so that the cell can be interrupted wherever it is and the session goes on.</summary>
/// <remarks>
/// An interrupt first cancels: compiling ends, and so does what shows something. Then it aborts what runs (<see cref="ControlledExecution"/>), then wakes it from a wait
/// (<see cref="Thread.Interrupt"/>). In this order, since an abort that meets an exception on its way can end the process. What blocks in native code, such as reading from a pipe, is not
/// reached; the host then ends the process.
/// </remarks>
internal sealed class CellThread : IDisposable
{
    private static readonly TimeSpan shortPatience = TimeSpan.FromMilliseconds(60), patience = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource interrupt = new(), abort = new();
    private readonly ManualResetEventSlim ended = new();
    private readonly Lock gate = new();
    private Thread? thread;

    /// <summary>Cancelled by <see cref="Interrupt"/>: for what can be cancelled, such as compiling and showing.</summary>
    public CancellationToken Interrupted => interrupt.Token;

    /// <summary>Runs on a new thread and waits for it.</summary>
    /// <param name="prepare">Done first; not aborted, but told by <see cref="Interrupted"/>.</param>
    /// <param name="run">Done then; aborted by an interrupt.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public T Run<TPrepared, T>(Func<TPrepared> prepare, Func<TPrepared, Task<T>> run)
    {
        T? result = default;
        ExceptionDispatchInfo? thrown = null;
        var started = new Thread(() =>
        {
            try
            {
                TPrepared prepared = prepare();
#pragma warning disable SYSLIB0046 // made for just this: a host that runs the code of its user, and may have to stop it
                ControlledExecution.Run(() => result = Pump(() => run(prepared)), abort.Token);
#pragma warning restore SYSLIB0046
            }
            catch (Exception e)
            {
                thrown = ExceptionDispatchInfo.Capture(interrupt.IsCancellationRequested ? new OperationCanceledException("interrupted", e) : e);
            }
            finally
            {
                lock (gate) ended.Set();
            }
        })
        { IsBackground = true };
        lock (gate) thread = started;
        started.Start();
        ended.Wait();
        thrown?.Throw();
        return result!;
    }

    /// <summary>Interrupts what runs, from another thread.</summary>
    public void Interrupt() => Task.Run(async () =>
    {
        _ = interrupt.CancelAsync();
        await Task.Delay(shortPatience);
        lock (gate)
        {
            if (ended.IsSet) return;
            _ = abort.CancelAsync(); // returns when the abort has come through, which a thread that waits does not let it
        }
        for (int i = 0; i < 20; i++)
        {
            await Task.Delay(patience);
            lock (gate)
            {
                if (ended.IsSet) return;
                thread?.Interrupt();
            }
        }
    });

    public void Dispose()
    {
        interrupt.Dispose();
        abort.Dispose();
        ended.Dispose();
    }

    /// <summary>Runs what comes after awaits on this thread, until all of it is done.</summary>
    private static T Pump<T>(Func<Task<T>> run)
    {
        using var context = new PumpContext();
        SynchronizationContext.SetSynchronizationContext(context);
        Task<T> task = run();
        task.ContinueWith(static (_, pump) => ((PumpContext)pump!).Complete(), context, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        context.Run();
        return task.GetAwaiter().GetResult();
    }

    private sealed class PumpContext : SynchronizationContext, IDisposable
    {
        private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> queue = [];

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

        public void Complete() => queue.CompleteAdding();

        public void Run()
        {
            foreach (var (callback, state) in queue.GetConsumingEnumerable()) callback(state);
        }

        public void Dispose() { } // what a cell left running may still post
    }
}
