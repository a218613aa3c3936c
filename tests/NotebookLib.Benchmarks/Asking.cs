using System.Diagnostics;
using System.Globalization;
using MathNet.Numerics.Statistics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using NotebookHost;

namespace NotebookLib.Benchmarks;

/// <summary>
/// What it costs that cells and the library ask whether to end: processor time with and without, in turn, in one
/// process.
/// </summary>
internal static class Asking
{
    private const int Rounds = 15;

    private static readonly (string Name, string Code)[] cells =
    [
        ("an empty loop", "for (int i = 0; i < 1_000_000_000; i++) { }"),
        ("a loop that adds", "double s = 0; var a = new double[1000]; "
            + "for (int r = 0; r < 300_000; r++) for (int i = 0; i < a.Length; i++) s += a[i];"),
        ("LINQ", "Enumerable.Range(0, 50_000_000).Where(i => i % 3 == 0).Sum(i => (long)i);"),
        ("calls of a small function", "int F(int n) => n < 2 ? n : F(n - 1) + F(n - 2);\nF(37);"),
    ];

    /// <summary>Prints the table.</summary>
    public static async Task RunAsync()
    {
        Console.WriteLine("| work | without | with / without | |\n|---|---:|---:|---|");
        Action step = Workload.Prepare("training 2 4 64 32 16 64");
        Func<Task> train = () =>
        {
            for (int i = 0; i < 40; i++) step();
            return Task.CompletedTask;
        };
        for (int i = 0; i < 3; i++) await train();
        await CompareAsync("training, L2 H4 C64 T32 B16 V64", 1.02,
            () => Interruption.IsRequested = null, train, () => Interruption.IsRequested = CellThread.MustEnd, train);
        foreach (var (name, code) in cells)
        {
            ScriptOptions options = ScriptOptions.Default
                .WithImports("System", "System.Linq")
                .WithReferences(Framework.References())
                .WithOptimizationLevel(OptimizationLevel.Release);
            ScriptRunner<object> plain = CSharpScript.Create<object>(code, options).CreateDelegate();
            CompiledCell asking = new CSharpSession(Environment.CurrentDirectory).Compile(
                code,
                1,
                CancellationToken.None);
            await CompareAsync(
                name,
                name == cells[0].Name ? 1.15 : double.PositiveInfinity,
                () => { },
                () => plain(),
                () => { },
                () => asking.Run(new object[8]));
        }
    }

    private static async Task CompareAsync(
        string name,
        double limit,
        Action prepareWithout,
        Func<Task> without,
        Action prepareWith,
        Func<Task> with)
    {
        var (times, ratios) = (new List<double>(), new List<double>());
        for (int round = 0; round < Rounds; round++)
        {
            prepareWithout();
            times.Add(await TimeAsync(without));
            prepareWith();
            ratios.Add(await TimeAsync(with) / times[^1]);
        }
        string met = ratios.Median() <= limit
            ? string.Create(CultureInfo.InvariantCulture, $"≤ {limit} ✓")
            : "missed";
        string verdict = double.IsInfinity(limit) ? "" : met;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {times.Median():0} ms | {ratios.Median():0.000} "
                + $"({ratios.LowerQuartile():0.000}–{ratios.UpperQuartile():0.000}) | {verdict} |"));
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        using Process own = Process.GetCurrentProcess();
        TimeSpan start = own.TotalProcessorTime;
        await work();
        own.Refresh();
        return (own.TotalProcessorTime - start).TotalMilliseconds;
    }
}
