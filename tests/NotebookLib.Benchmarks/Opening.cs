using System.Diagnostics;
using System.Globalization;
using MathNet.Numerics.Statistics;
using NotebookHost;

namespace NotebookLib.Benchmarks;

/// <summary>
/// How long a learner waits: from the start of a process to the first result, and for a cell that is run again.
/// </summary>
internal static class Opening
{
    private const int Samples = 15, Reruns = 40;
    private static readonly string[] plain = ["1 + 1"];
    private static readonly string[] withLibrary =
        ["#r \"../lib/bin/NotebookLib.dll\"\nusing NotebookLib;", "Tensor.Eye(3)"];

    /// <summary>Prints the table.</summary>
    /// <param name="notebooks">The folder of the lessons, against which #r resolves.</param>
    public static async Task RunAsync(string notebooks)
    {
        var rows = new List<(string Name, double Limit, List<double> Milliseconds)>
        {
            ("process start → result of `1 + 1`", 600, []), ("run again: `1 + 1`, `x * 2`", 5, []),
            ("process start → the library's first tensor", 600, []), ("run again, with the library", 5, []),
            ("the whole command on a notebook of one cell", 600, []),
        };
        string notebook = WriteNotebook();
        for (int sample = 0; sample < Samples; sample++)
        {
            await OpenAsync(notebooks, plain, rows[0].Milliseconds, rows[1].Milliseconds);
            await OpenAsync(notebooks, withLibrary, rows[2].Milliseconds, rows[3].Milliseconds);
            long start = Stopwatch.GetTimestamp();
            string[] args = [typeof(WorkerProcess).Assembly.Location, "run", notebook];
            using Process command = Process.Start(
                new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true })!;
            await command.StandardOutput.ReadToEndAsync();
            await command.WaitForExitAsync();
            rows[4].Milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        File.Delete(notebook);
        Console.WriteLine("| wait | median | quartiles | target | |\n|---|---:|---:|---:|---|");
        foreach (var (name, limit, ms) in rows)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {ms.Median():0.0} ms | {ms.LowerQuartile():0.0}–{ms.UpperQuartile():0.0} "
                + $"| ≤ {limit} ms | {(ms.Median() <= limit ? "✓" : "missed")} |"));
    }

    private static async Task OpenAsync(string folder, string[] cells, List<double> first, List<double> again)
    {
        long start = Stopwatch.GetTimestamp();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder, 4L << 30, CancellationToken.None);
        for (int i = 0; i < cells.Length; i++) await RunAsync(worker, i + 1, cells[i]);
        first.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        await RunAsync(worker, cells.Length + 1, "int x = 21;");
        for (int i = 0; i < Reruns; i++)
            again.Add(await RunAsync(worker, cells.Length + 2 + i, i % 2 == 0 ? "1 + 1" : "x * 2"));
    }

    private static async Task<double> RunAsync(WorkerProcess worker, int cell, string code)
    {
        long start = Stopwatch.GetTimestamp();
        CellFailure? failure = await worker.RunAsync(
            cell, code, TimeSpan.FromMinutes(1), (_, _) => { }, CancellationToken.None);
        return failure is null
            ? Stopwatch.GetElapsedTime(start).TotalMilliseconds
            : throw new InvalidOperationException(failure.Message);
    }

    private static string WriteNotebook()
    {
        string path = Path.Combine(Path.GetTempPath(), "one-cell.ipynb");
        File.WriteAllText(path, """
            {"cells":[
              {"cell_type":"code","execution_count":null,"id":"one","metadata":{},"outputs":[],"source":["1 + 1"]}],
             "metadata":{"kernelspec":{"display_name":".NET (C#)","language":"csharp","name":".net-csharp"}},
             "nbformat":4,"nbformat_minor":5}
            """);
        return path;
    }
}
