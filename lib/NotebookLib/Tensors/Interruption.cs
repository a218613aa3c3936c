namespace NotebookLib;

/// <summary>Lets whoever runs the library end its long operations, such as a training, from another thread.</summary>
/// <remarks>
/// Operations ask between two of their steps, a few milliseconds apart, on the thread that called them. Where the
/// answer is yes they end by an
/// <see cref="OperationCanceledException"/>: results that were not finished are dropped, and what was there before is
/// whole, a step of an optimizer either
/// done or not begun. A host that does not refer to this library finds the class by its name.
/// </remarks>
public static class Interruption
{
    private static volatile Func<bool>? isRequested;

    [ThreadStatic]
    private static int delays;

    /// <summary>Asked whether the operation that the caller is in shall end; null if nobody wants to end any. Called
    /// very often, from several threads.</summary>
    public static Func<bool>? IsRequested
    {
        get => isRequested;
        set => isRequested = value;
    }

    /// <summary>Whether to end now.</summary>
    internal static bool IsWanted => isRequested is { } ask && delays == 0 && ask();

    /// <summary>Until the returned scope is disposed nothing on this thread is ended: for what may not be left half
    /// done.</summary>
    internal static IDisposable Delay() => new DelayScope();

    /// <summary>Ends the caller's operation if that is wanted.</summary>
    /// <exception cref="OperationCanceledException">It is.</exception>
    internal static void Check()
    {
        if (IsWanted) throw new OperationCanceledException("The operation was interrupted.");
    }

    private sealed class DelayScope : IDisposable
    {
        public DelayScope() => delays++;

        public void Dispose() => delays--;
    }
}
