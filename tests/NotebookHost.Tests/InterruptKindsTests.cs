using System.Diagnostics;
using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

/// <summary>Wherever a cell is when it is interrupted, in its own code, the library's or the framework's, it ends as
/// interrupted and nothing is lost: tried at random times.</summary>
public sealed class InterruptKindsTests(SharedWorker shared) : IClassFixture<SharedWorker>, IAsyncLifetime
{
    private const string Setup = """
        using System.Threading;
        using NotebookLib;
        int[] text = Enumerable.Range(0, 4000).Select(i => (i * i + i / 7) % 50).ToArray();
        Gpt model = new(new GptConfig(50, 2, 4, 64, 48), new Random(1));
        var trainer = new Trainer(model, Corpus.Text(text), batchSize: 16);
        var random = new Random(3);
        string Word() => $"{(char)('a' + random.Next(26))}{random.Next(99)}";
        string story = string.Join(' ', Enumerable.Range(0, 60_000).Select(_ => Word()));
        """;

    private static readonly int times = LongTests.AreWanted ? 8 : 2;

    private readonly List<JsonObject> outputs = [];
    private WorkerProcess worker = null!;

    public async ValueTask InitializeAsync()
    {
        (worker, bool isNew) = await shared.GetAsync();
        string library = Path.Combine(CourseFiles.Root(), "lib", "bin", "NotebookLib.dll");
        if (isNew) Assert.Null(await Run(1, $"#r \"{library}\"\n{Setup}"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<CellFailure?> Run(int cell, string code) =>
        worker.RunAsync(
            cell,
            code,
            TimeSpan.FromSeconds(60),
            (output, _) => outputs.Add(output),
            TestContext.Current.CancellationToken);

    /// <summary>Waits until the cell says so: on a busy machine it may take a while to compile.</summary>
    private async Task BegunAsync()
    {
        while (outputs.Count == 0) await Task.Delay(20, TestContext.Current.CancellationToken);
        outputs.Clear();
        await Task.Delay(50, TestContext.Current.CancellationToken);
    }

    [LongTheory]
    [InlineData("trainer.Run(1_000_000);")]
    [InlineData("while (true) { var a = Tensor.Normal(new Random(1), 300, 300); a = a.MatMul(a).Softmax(-1); }")]
    [InlineData("var a = Tensor.Normal(new Random(1), 6000, 6000);\nwhile (true) a.MatMul(a);")]
    [InlineData("var q = Tensor.Normal(new Random(1), 30_000, 64);\nwhile (true) Attention.Blocked(q, q, q);")]
    [InlineData("while (true) model.Generate(new[] { 1, 2, 3 }, 40, new Random(1));")]
    [InlineData("while (true) BytePairTokenizer.Train(story, 5000);")]
    [InlineData(
        "double s = 0;\nwhile (true) s += Enumerable.Range(0, 1000).Select(i => i * 2).Where(i => i % 3 == 0).Sum();")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Select(i => (long)i).Where(i => i < 0).Sum()")]
    [InlineData(
        "(from a in Enumerable.Range(0, int.MaxValue) from b in Enumerable.Range(0, "
            + "9) where a * b < 0 select a).Count()")]
    [InlineData("long s = 0;\nwhile (true) s += string.Join(\",\", Enumerable.Range(0, 200)).Length;")]
    [InlineData("while (true) { var b = new double[1000]; Parallel.For(0, 1000, i => { b[i] = Math.Sqrt(i); }); }")]
    [InlineData("Parallel.For(0, 1000, i => { while (true) ; });")]
    [InlineData("ParallelEnumerable.Range(0, int.MaxValue).Where(i => Math.Sqrt(i) < 0).Count()")]
    [InlineData("while (true) Enumerable.Range(0, 200_000).OrderBy(i => -i).ToArray();")]
    [InlineData(
        "while (true) { var a = new double[1_000_000]; for (int i = 0; i < a.Length; i++) a[i] = -i ^ 5; "
            + "Array.Sort(a); }")]
    [InlineData(
        "var a = Enumerable.Range(0, 3_000_000).ToArray();\n"
            + "while (true) Array.Sort(a, (x, y) => (y % 1009).CompareTo(x % 1009));")]
    [InlineData("int Fibonacci(int n) => n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2);\nFibonacci(90)")]
    [InlineData(
        "long Deep(int n) => n == 0 ? Deep2(60) : 1 + Deep(n - 1);\n"
            + "long Deep2(int n) => n < 2 ? n : Deep2(n - 1) + Deep2(n - 2);\nDeep(5000)")]
    [InlineData("again:\nkept = 41;\ngoto again;")]
    [InlineData(
        "IEnumerable<int> Naturals() { for (int i = 0; ; i = (i + 1) % 9) yield return i; }\n"
            + "Naturals().Count(n => n == 10)")]
    [InlineData("async Task Steps() { while (true) await Task.Yield(); }\nawait Steps();")]
    [InlineData("while (true) { try { while (true) ; } catch { } }")]
    [InlineData(
        "while (true) { try { await Task.Run(() => { while (true) ; }); } "
            + "catch (Exception e) when (e.Message.Length >= 0) { } }")]
    [InlineData(
        "class Endless : IComparer<int> { public int Compare(int a, int b) { while (true) ; } }\n"
            + "new SortedSet<int>(new Endless()) { 1, 2 }")]
    [InlineData(
        "record Grows(int N) { public Grows Next => new(N + 1); }\n"
            + "for (var g = new Grows(0); g.N >= 0; g = g.Next with { N = 0 }) ;")]
    public async Task It_ends_as_interrupted_and_variables_are_kept(string code)
    {
        Assert.Null(await Run(1, "int kept = 41;"));
        var random = new Random(7);
        for (int i = 0; i < times; i++)
        {
            Task<CellFailure?> endless = Run(2, code);
            await Task.Delay(random.Next(50, 600), TestContext.Current.CancellationToken);
            var time = Stopwatch.StartNew();
            await worker.InterruptAsync();
            CellFailure? failure = await endless;

            Assert.Equal(CellFailure.Interrupted, failure?.Message);
            Assert.InRange(time.Elapsed.TotalSeconds, 0, 30); // a second or two, where nothing else runs
            Assert.Null(await Run(3, "kept + 1"));
            Assert.Contains("42", outputs[^1].ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Finally_blocks_are_done_whole_also_where_they_take_a_while()
    {
        Assert.Null(await Run(1, "int undone = 0, whole = 0;"));
        for (int i = 0; i < times; i++)
        {
            Task<CellFailure?> endless = Run(2, """
                Console.WriteLine("begun");
                try { while (true) { } }
                finally
                {
                    for (undone = 0; undone < 1000; undone++) Enumerable.Range(0, 10).Count(n => n > 5);
                    whole++;
                }
                """);
            await BegunAsync();
            await worker.InterruptAsync();
            Assert.Equal(CellFailure.Interrupted, (await endless)?.Message);
        }
        Assert.Null(await Run(3, "$\"{undone} {whole}\""));

        Assert.Contains($"1000 {times}", outputs[^1].ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_cell_declared_before_it_was_interrupted_is_there_and_what_another_left_running_goes_on()
    {
        await using var own = new SharedWorker(); // in which the loop may go on
        (worker, _) = await own.GetAsync();
        Assert.Null(await Run(1, "long rounds = 0;\nTask.Run(() => { while (true) rounds++; });"));
        Task<CellFailure?> endless = Run(2, "int before = 7;\nConsole.WriteLine(\"begun\");\nwhile (true) ;");
        await BegunAsync();
        await worker.InterruptAsync();
        Assert.Equal(CellFailure.Interrupted, (await endless)?.Message);
        Assert.Null(await Run(3, "long then = rounds;\nawait Task.Delay(100);\n$\"{before} {rounds > then}\""));

        Assert.Contains("7 True", outputs[^1].ToJsonString(), StringComparison.Ordinal);
    }
}
