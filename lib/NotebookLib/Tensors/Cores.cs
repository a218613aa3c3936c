using System.Runtime.ExceptionServices;

namespace NotebookLib;

/// <summary>Shares work among the cores, where there is enough of it.</summary>
internal static class Cores
{
    private const long WorthACore = 20_000; // nanoseconds; to wake a thread and wait for it takes a few thousand
    private const int Patience = 1; // milliseconds that a thread looks again and again before it sleeps
    private const int AskEvery = 20; // milliseconds, while it sleeps, whether the work is to end

    [ThreadStatic]
    private static Round? helped; // whose items this thread does for another

    /// <summary>
    /// Ends the work that the caller is in if that is wanted (<see cref="Interruption"/>); on every core, since those
    /// that help are told by the one that they help.
    /// </summary>
    /// <exception cref="OperationCanceledException">It is wanted.</exception>
    public static void Check()
    {
        if (helped is null) Interruption.Check();
        else helped.Check();
    }

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
            int from = (int)((long)blocks * part / parts) * multiple;
            int to = Math.Min(size, (int)((long)blocks * (part + 1) / parts) * multiple);
            work(from, to - from);
        });
    }

    /// <summary>
    /// Does items 0 … count − 1, each core taking the next as soon as it is free, if all of them are worth it.
    /// </summary>
    /// <remarks>
    /// <see cref="Parallel"/> would do the same; its bookkeeping would be a large part of what a step of training
    /// allocates, and it waits for every thread that it asked for. Here only items are waited for: a thread that the
    /// system wakes late finds nothing left, and has cost nothing.
    /// </remarks>
    public static void ForEach(int count, long nanoseconds, Action<int> work)
    {
        int helpers = AreWorth(nanoseconds) ? Math.Min(count, Environment.ProcessorCount) - 1 : 0;
        if (helpers < 1)
        {
            for (int i = 0; i < count; i++) work(i);
            return;
        }
        var round = new Round(count, work);
        for (int i = 0; i < helpers; i++) ThreadPool.UnsafeQueueUserWorkItem(round, preferLocal: false);
        round.DoItems();
        round.Wait();
    }

    /// <summary>Items that several threads take in turn.</summary>
    private sealed class Round(int count, Action<int> work) : IThreadPoolWorkItem
    {
        private int next = -1, done;
        private bool waiting;
        private volatile bool isStopped;
        private ExceptionDispatchInfo? failure;

        /// <summary>What a helping thread does.</summary>
        public void Execute()
        {
            helped = this;
            if (DoItems()) WakeUp();
            helped = null;
        }

        /// <summary>Ends a helper's item if the one that it helps is to end.</summary>
        public void Check()
        {
            if (isStopped) throw new OperationCanceledException();
        }

        /// <summary>Does items as long as there are some.</summary>
        /// <returns>Whether the last to be finished was one of them.</returns>
        public bool DoItems()
        {
            bool last = false;
            for (int item; (item = Interlocked.Increment(ref next)) < count;)
            {
                try
                {
                    work(item);
                }
                catch (Exception e) // thrown again on the thread that waits
                {
                    failure ??= ExceptionDispatchInfo.Capture(e);
                    isStopped |= e is OperationCanceledException;
                }
                last = Interlocked.Increment(ref done) == count;
            }
            return last;
        }

        /// <summary>
        /// Returns when the last item is done; not before, even if the thread is interrupted, since the others write to
        /// what the caller holds.
        /// </summary>
        /// <exception cref="Exception">The first failure of an item.</exception>
        public void Wait()
        {
            bool woken = false;
            while (Volatile.Read(ref done) < count)
            {
                try
                {
                    long until = Environment.TickCount64 + Patience;
                    for (SpinWait spin = default; Volatile.Read(ref done) < count && Environment.TickCount64 <= until;)
                        spin.SpinOnce(sleep1Threshold: -1);
                    if (Volatile.Read(ref done) < count) Sleep();
                }
                catch (ThreadInterruptedException)
                {
                    woken = true;
                }
            }
            if (woken) Thread.CurrentThread.Interrupt(); // where it waits next
            failure?.Throw();
        }

        private void Sleep()
        {
            lock (this)
            {
                waiting = true;
                while (Volatile.Read(ref done) < count)
                    if (!Monitor.Wait(this, AskEvery)) isStopped |= Interruption.IsWanted;
            }
        }

        private void WakeUp()
        {
            lock (this)
            {
                if (waiting) Monitor.Pulse(this);
            }
        }
    }
}
