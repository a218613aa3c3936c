namespace NotebookLib.Tests.Tensors;

public class CoresTests
{
    private const long Long = 1_000_000_000; // nanoseconds: worth every core

    [Fact]
    public void Each_item_is_done_once_and_all_are_done_on_return()
    {
        for (int round = 0; round < 2000; round++)
        {
            int[] done = new int[round % 13 + 1];

            Cores.ForEach(done.Length, Long, item => Interlocked.Increment(ref done[item]));

            Assert.All(done, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void A_failure_on_any_core_reaches_whoever_shared_the_work()
    {
        for (int failing = 0; failing < 5; failing++)
        {
            var e = Assert.Throws<InvalidOperationException>(() => Cores.ForEach(5, Long, item =>
            {
                if (item == failing) throw new InvalidOperationException($"item {item}");
            }));
            Assert.Equal($"item {failing}", e.Message);
        }
    }

    [Fact]
    public void Sharing_waits_for_work_and_not_for_threads()
    {
        var busy = new ManualResetEventSlim(); // not disposed: threads that wake late still look at it
        ThreadPool.GetMinThreads(out int threads, out _);
        for (int i = 0; i < 16 * threads; i++) ThreadPool.QueueUserWorkItem(_ => busy.Wait()); // nobody is free to help
        int done = 0;

        var shared = new Thread(() => Cores.ForEach(8, Long, _ => Interlocked.Increment(ref done)));
        shared.Start();
        bool ended = shared.Join(2000);
        busy.Set();

        Assert.True(ended, "expected the calling thread to do all of the work; it waited for others.");
        Assert.Equal(8, done);
    }
}
