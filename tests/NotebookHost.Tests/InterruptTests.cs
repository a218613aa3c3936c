using System.Diagnostics;
using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

/// <summary>A cell that is interrupted ends, wherever it is, and what earlier cells declared is kept.</summary>
public sealed class InterruptTests(SharedWorker shared) : IClassFixture<SharedWorker>, IAsyncLifetime
{
    private WorkerProcess worker = null!;
    private readonly List<JsonObject> outputs = [];

    public async ValueTask InitializeAsync() => (worker, _) = await shared.GetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<CellFailure?> Run(int cell, string code, Action? compiled = null) =>
        worker.RunAsync(
            cell,
            code,
            TimeSpan.FromSeconds(30),
            (output, _) => outputs.Add(output),
            TestContext.Current.CancellationToken,
            compiled: compiled);

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("while (true) { try { while (true) ; } catch (Exception) { } finally { } }")]
    [InlineData("lock (new object()) while (true) ;")]
    [InlineData("System.Threading.Thread.Sleep(60_000);")]
    [InlineData("await Task.Delay(60_000);")]
    [InlineData("await Task.Delay(10);\nwhile (true) ;")]
    [InlineData("Task.Run(async () => await Task.Delay(60_000)).Wait();")]
    [InlineData("new System.Threading.ManualResetEventSlim().Wait();")]
    [InlineData("var l = new List<int>();\nwhile (true) { l.Add(1); if (l.Count > 1000) l.Clear(); }")]
    [InlineData("Console.ReadLine();\nwhile (true) Console.ReadLine();")]
    [InlineData("System.Threading.Monitor.Enter(typeof(int));\nTask.Run(() => { lock (typeof(int)) { } }).Wait();")]
    [InlineData("var t = new System.Threading.Thread(() => { while (true) ; });\nt.Start();\nt.Join();")]
    [InlineData("System.Threading.ThreadPool.QueueUserWorkItem(_ => { while (true) ; });\nawait Task.Delay(60_000);")]
    [InlineData("async void Endless() { await Task.Yield(); while (true) ; }\nEndless();\nawait Task.Delay(60_000);")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Where(i => i < 0)")] // a value that is looked at after the cell
    [InlineData("Parallel.For(0, 8, i => System.Threading.Thread.Sleep(60_000));")]
    public async Task Loops_sleeps_and_awaits_end_and_the_session_goes_on(string code)
    {
        Assert.Null(await Run(1, "int kept = 41;"));
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<CellFailure?> endless = Run(2, code, compiled: () => begun.TrySetResult());
        await Task.WhenAny(begun.Task, endless);
        await Task.Delay(300, TestContext.Current.CancellationToken);

        var time = Stopwatch.StartNew();
        await worker.InterruptAsync();
        CellFailure? failure = await endless;

        Assert.Equal(CellFailure.Interrupted, failure!.Message);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 15);
        Assert.Null(await Run(3, "kept + 1"));
        Assert.Contains("42", outputs[^1].ToJsonString(), StringComparison.Ordinal);
        // Nothing of the interrupt is left over
        Assert.Null(await Run(4, "System.Threading.Thread.Sleep(300); await Task.Delay(100); kept + 2"));
    }

    [Fact]
    public async Task An_interrupt_while_nothing_runs_does_no_harm()
    {
        Assert.Null(await Run(1, "int a = 1;"));
        await worker.InterruptAsync();
        await Task.Delay(300, TestContext.Current.CancellationToken);

        Assert.Null(await Run(2, "a + 1"));
    }

    [Fact]
    public async Task Code_after_an_await_runs_on_the_cells_thread()
    {
        Assert.Null(
            await Run(
                1,
                "int before = Environment.CurrentManagedThreadId;\nawait Task.Delay(20);\n"
                    + "before == Environment.CurrentManagedThreadId"));

        Assert.Contains("True", outputs[^1].ToJsonString(), StringComparison.Ordinal);
    }
}
