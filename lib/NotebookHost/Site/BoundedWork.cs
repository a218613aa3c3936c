using System.Diagnostics;

namespace NotebookHost;

/// <summary>Work on what somebody else wrote: it may fail or take for ever, and costs no more than itself.</summary>
internal static class BoundedWork
{
    private const int StackSize = 16 << 20;

    // By the clock it may take longer, since others may want the processors; but not without end, where it waits.
    private const int Patience = 30;
    private static readonly TimeSpan look = TimeSpan.FromMilliseconds(50);

    /// <summary>Does the work on a thread of its own.</summary>
    /// <param name="work">
    /// The work; it should look at the token where it loops, since a thread cannot be stopped from outside.
    /// </param>
    /// <param name="limit">The processor time that it may take.</param>
    /// <param name="result">What it returned.</param>
    /// <returns>Null if it was done; otherwise why not, in words that follow the name of what was worked on.</returns>
    public static string? Try<T>(Func<CancellationToken, T> work, TimeSpan limit, out T? result)
    {
        using var late = new CancellationTokenSource();
        CancellationToken token = late.Token;
        T? made = default;
        string? failure = null;
        var started = new TaskCompletionSource<ProcessorTime>();
        var thread = new Thread(
            () =>
            {
                started.SetResult(ProcessorTime.OfThisThread());
                try
                {
                    made = work(token);
                }
                catch (NotShownException e)
                {
                    failure = e.Message;
                }
                catch (Exception e)
                {
                    failure = $"{e.GetType().Name}: {e.Message.ReplaceLineEndings("\n").Split('\n')[0]}";
                }
            },
            StackSize)
        { IsBackground = true };
        thread.Start();
        ProcessorTime time = started.Task.GetAwaiter().GetResult();
        var clock = Stopwatch.StartNew();
        bool isDone = thread.Join(limit);
        while (!isDone && time.Elapsed < limit && clock.Elapsed < Patience * limit) isDone = thread.Join(look);
        if (!isDone) late.Cancel();
        result = isDone ? made : default;
        return isDone ? failure : FormattableString.Invariant($"takes longer than {limit.TotalSeconds:0.#} s to make");
    }
}
