namespace NotebookHost;

/// <summary>Work on what somebody else wrote: it may fail or take for ever, and costs no more than itself.</summary>
internal static class BoundedWork
{
    private const int StackSize = 16 << 20;

    /// <summary>Does the work on a thread of its own.</summary>
    /// <param name="work">The work; it should look at the token where it loops, since a thread cannot be stopped from outside.</param>
    /// <param name="limit">How long is waited for it.</param>
    /// <param name="result">What it returned.</param>
    /// <returns>Null if it was done; otherwise why not, in words that follow the name of what was worked on.</returns>
    public static string? Try<T>(Func<CancellationToken, T> work, TimeSpan limit, out T? result)
    {
        using var late = new CancellationTokenSource();
        CancellationToken token = late.Token;
        T? made = default;
        string? failure = null;
        var thread = new Thread(
            () =>
            {
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
        bool isDone = thread.Join(limit);
        if (!isDone) late.Cancel();
        result = isDone ? made : default;
        return isDone ? failure : FormattableString.Invariant($"takes longer than {limit.TotalSeconds:0.#} s to make");
    }
}
