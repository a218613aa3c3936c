namespace NotebookLib;

/// <summary>Shares work among the cores, where there is enough of it.</summary>
internal static class Cores
{
    private const long WorthACore = 20_000; // nanoseconds; to wake a thread and wait for it takes a few thousand

    /// <summary>True if some work is long enough to be shared.</summary>
    public static bool AreWorth(long nanoseconds) => Environment.ProcessorCount > 1 && nanoseconds >= 2 * WorthACore;

    /// <summary>Cuts 0 … size − 1 into one part for each core, or leaves it whole.</summary>
    /// <param name="size">How many items there are; their work may not depend on each other.</param>
    /// <param name="multiple">Each part but the last has a multiple of so many items.</param>
    /// <param name="nanoseconds">About how long one core would take for all of them.</param>
    /// <param name="work">Does the items from the first number on, so many as the second.</param>
    public static void Share(int size, int multiple, long nanoseconds, Action<int, int> work)
    {
        int blocks = (size + multiple - 1) / multiple, parts = Math.Min(Environment.ProcessorCount, blocks);
        if (parts < 2 || !AreWorth(nanoseconds))
        {
            work(0, size);
            return;
        }
        ForEach(parts, nanoseconds, part =>
        {
            int from = (int)((long)blocks * part / parts) * multiple, to = Math.Min(size, (int)((long)blocks * (part + 1) / parts) * multiple);
            work(from, to - from);
        });
    }

    /// <summary>Does items 0 … count − 1, each core taking the next as soon as it is free, if all of them are worth it.</summary>
    /// <remarks><see cref="Parallel"/> would do the same; its bookkeeping would be a large part of what a step of training allocates.</remarks>
    public static void ForEach(int count, long nanoseconds, Action<int> work)
    {
        int next = -1, helpers = AreWorth(nanoseconds) ? Math.Min(count, Environment.ProcessorCount) - 1 : 0;
        var others = new Task[Math.Max(0, helpers)];
        for (int i = 0; i < others.Length; i++) others[i] = Task.Run(TakeItems);
        TakeItems();
        Task.WaitAll(others);

        void TakeItems()
        {
            for (int item; (item = Interlocked.Increment(ref next)) < count;) work(item);
        }
    }
}
