using System.Runtime.ExceptionServices;

namespace NotebookHost;

/// <summary>A thread that runs one cell, with what comes after its awaits, so that the cell can be interrupted and
/// the session goes on.</summary>
/// <remarks>
/// <para>Nothing is aborted: what runs asks, and ends itself. The code of cells asks (<see cref="InterruptibleCode"/>)
/// and libraries that can be interrupted do (<see cref="InterruptibleLibraries"/>), on whatever threads they run.
/// A thread of the cell that waits is woken (<see cref="Thread.Interrupt"/>). Code of the framework that computes long
/// by itself, and what blocks in native code, is not reached; the host then ends the process.</para>
/// <para>Asking ends whoever asks first on a thread. Then finally blocks and whatever else catches have
/// a quarter of a second to put things back, in which nobody is ended; after that everybody who asks is,
/// so that a loop that catches everything ends as well.</para>
/// </remarks>
internal sealed class CellThread : IDisposable
{
    private static readonly TimeSpan shortPatience = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan toPutBack = TimeSpan.FromMilliseconds(250);

    private static readonly AsyncLocal<CellThread?> ofCaller = new();
    private static volatile CellThread? latest;

    [ThreadStatic]
    private static CellThread? endedHere; // the cell that this thread was ended for

    [ThreadStatic]
    private static long endedAt;

    private readonly CancellationTokenSource interrupt = new();
    private readonly ManualResetEventSlim ended = new();
    private readonly Lock gate = new();
    private Thread? thread; // while it runs the cell
    private volatile bool isInterrupted;
    private volatile bool hasEnded; // something that the cell was doing

    /// <summary>A new cell; whatever the one before it left behind is not ended any more.</summary>
    public CellThread()
    {
        CellInterrupt.IsRequested = false;
        latest = this;
    }

    /// <summary>Cancelled by <see cref="Interrupt"/>: for what can be cancelled,
    /// such as compiling and showing.</summary>
    public CancellationToken Interrupted => interrupt.Token;

    /// <summary>Has what an interrupt ends on other threads than the cell's end quietly: a thread that a cell started
    /// may have nobody who catches.</summary>
    public static void EndOthersQuietly() => ExceptionHandling.SetUnhandledExceptionHandler(IsOfInterrupt);

    /// <summary>Runs on a new thread and waits for it.</summary>
    /// <param name="prepare">Done first; told by <see cref="Interrupted"/>.</param>
    /// <param name="run">Done then; asks, and is woken.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public T Run<TPrepared, T>(Func<TPrepared> prepare, Func<TPrepared, Task<T>> run)
    {
        T? result = default;
        ExceptionDispatchInfo? thrown = null;
        var started = new Thread(() =>
        {
            try
            {
                ofCaller.Value = this;
                TPrepared prepared = prepare();
                lock (gate) thread = Thread.CurrentThread;
                result = CellPump.Run(() => run(prepared));
                if (hasEnded) throw new CellInterruptedException(); // a part of it was, and the rest went on
            }
            catch (Exception e)
            {
                Exception told = isInterrupted ? new OperationCanceledException("interrupted", e) : e;
                thrown = ExceptionDispatchInfo.Capture(told);
            }
            finally
            {
                End();
            }
        })
        { IsBackground = true };
        started.Start();
        ended.Wait();
        thrown?.Throw();
        return result!;
    }

    /// <summary>Interrupts what runs, from another thread.</summary>
    public void Interrupt()
    {
        isInterrupted = true;
        _ = interrupt.CancelAsync();
        CellInterrupt.IsRequested = true;
        Task.Run(async () =>
        {
            await Task.Delay(shortPatience);
            while (Wake()) await Task.Delay(patience);
        });
    }

    /// <summary>Ends the caller if it belongs to a cell that is to end.</summary>
    /// <exception cref="CellInterruptedException">It does.</exception>
    public static void EndIfInterrupted()
    {
        if (MustEnd()) throw new CellInterruptedException();
    }

    /// <summary>Whether the caller is to end itself now.</summary>
    public static bool MustEnd()
    {
        if (!CellInterrupt.IsRequested) return false;
        // What was started without its context is taken for the newest cell's.
        CellThread? cell = ofCaller.Value ?? latest;
        if (cell is not { isInterrupted: true }) return false;
        long now = Environment.TickCount64;
        if (endedHere == cell) return now - endedAt > toPutBack.TotalMilliseconds;
        (endedHere, endedAt, cell.hasEnded) = (cell, now, true);
        return true;
    }

    public void Dispose()
    {
        interrupt.Dispose();
        ended.Dispose();
    }

    /// <summary>Wakes the thread if it waits. One that computes is left alone: it would be woken from a wait of its
    /// own at some later time.</summary>
    /// <returns>Whether the cell goes on.</returns>
    private bool Wake()
    {
        lock (gate)
        {
            if (ended.IsSet) return false;
            if (thread is { } waiting && waiting.ThreadState.HasFlag(ThreadState.WaitSleepJoin)) waiting.Interrupt();
            return true;
        }
    }

    /// <summary>From here on nobody wakes the thread.</summary>
    private void End()
    {
        while (true)
        {
            try
            {
                lock (gate) ended.Set();
                return;
            }
            catch (ThreadInterruptedException)
            {
                // It was woken from the wait for the gate.
            }
        }
    }

    private static bool IsOfInterrupt(Exception exception) => exception switch
    {
        CellInterruptedException => true,
        AggregateException several => several.InnerExceptions.All(IsOfInterrupt),
        _ => exception.InnerException is { } cause && IsOfInterrupt(cause),
    };
}

/// <summary>Ends what a cell runs, since the cell was interrupted.</summary>
internal sealed class CellInterruptedException() : OperationCanceledException("interrupted");
