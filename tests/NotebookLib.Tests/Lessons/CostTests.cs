namespace NotebookLib.Tests;

[Collection(nameof(AllocationTests))] // what other tests allocate would count
public sealed class CostTests
{
    [Fact]
    public void Memory_is_what_the_computation_allocates()
    {
        Cost cost = Cost.Of(() => GC.KeepAlive(new byte[1 << 20]));

        Assert.InRange(cost.Kilobytes, 1024, 1100); // the array, its header and what else the process happens to do
    }

    [Fact]
    public void Time_is_at_least_what_the_computation_waits() =>
        Assert.InRange(Cost.Of(() => Thread.Sleep(5), runs: 2).Microseconds, 4_500, 5_000_000);

    [Fact]
    public void The_first_run_does_not_count()
    {
        int runs = 0;
        Cost cost = Cost.Of(() => { if (runs++ == 0) GC.KeepAlive(new byte[1 << 24]); }, runs: 3);

        Assert.Equal(4, runs);
        Assert.InRange(cost.Kilobytes, 0, 1024);
    }

    [Fact]
    public void No_runs_are_refused() =>
        Assert.Equal("runs: expected 1 or more; got 0. (Parameter 'runs')",
            Assert.Throws<ArgumentException>(() => Cost.Of(() => { }, runs: 0)).Message);
}
