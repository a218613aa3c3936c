using System.Diagnostics;

namespace NotebookHost;

/// <summary>Keeps a notebook within the memory that it may take: .NET's heap by a far limit of .NET's own,
/// everything together by looking often.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    // Bytes that compiler, library and runtime take beside the values of a notebook.
    private const long Beside = 400L << 20;
    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource exceeded = new(), stop = new();
    private readonly Task watching;
    private readonly long limit;

    public MemoryWatch(Process process, long limit)
    {
        this.limit = limit;
        watching = WatchAsync(process);
    }

    /// <summary>Signalled when the process took more.</summary>
    public CancellationToken Exceeded => exceeded.Token;

    /// <summary>What is told then.</summary>
    public string Message => FormattableString.Invariant(
        $"out of memory: the notebook took more than {limit / (double)(1L << 30):0.##} GiB (--memory)");

    /// <summary>Where .NET's own limit lies: far above the watched one, since its collector, with large regions,
    /// can end in a segmentation fault there. It bounds what grows between two looks.</summary>
    public static long HeapLimit(long limit) => 4 * limit + Beside;

    private async Task WatchAsync(Process process)
    {
        try
        {
            using var timer = new PeriodicTimer(interval);
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                process.Refresh();
                if (process.HasExited) return;
                if (process.WorkingSet64 <= limit + Beside) continue;
                await exceeded.CancelAsync();
                return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            // It ended.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching;
        stop.Dispose();
        exceeded.Dispose();
    }
}
