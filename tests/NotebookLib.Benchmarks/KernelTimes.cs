using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MathNet.Numerics.Statistics;
using NotebookHost.Tests;

namespace NotebookLib.Benchmarks;

/// <summary>How long a front end waits for the kernel, seen from its end of the sockets.</summary>
internal static class KernelTimes
{
    private const int Starts = 5, Reruns = 40, Rounds = 3;
    private static readonly int[] cellCounts = [1, 40, 160, 600];
    private static readonly string[] typed =
        ["Console.", "Tensor.", "Chart.", "li", "var q = new List<int>();\nq.", "Math."];

    /// <summary>Prints the tables.</summary>
    /// <param name="notebooks">The folder of the lessons, in which the kernel starts, so that #r resolves.</param>
    public static void Run(string notebooks)
    {
        var start = new List<double>();
        var first = new List<double>();
        var again = new List<double>();
        for (int i = 0; i < Starts; i++)
        {
            long from = Stopwatch.GetTimestamp();
            using KernelClient kernel = KernelClient.Start(environment: ("JPY_SESSION_NAME", AnyLesson(notebooks)));
            start.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            kernel.Run("1 + 1");
            first.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            kernel.Run("int x = 21;");
            for (int rerun = 0; rerun < Reruns; rerun++)
            {
                string code = rerun % 2 == 0 ? "1 + 1" : "x * 2";
                again.Add(Wait(() => kernel.Run(code)));
            }
        }
        Console.WriteLine("| wait | least | median |\n|---|---:|---:|");
        Print("start → the kernel's first answer", start);
        Print("start → result of `1 + 1`", first);
        Print("a cell that is run again", again);
        Console.WriteLine("""

            | after | one Tab: least | median | the same again | hover | its processor time | memory: kernel, language |
            |---|---:|---:|---:|---:|---:|---:|
            """);
        using KernelClient long_ = KernelClient.Start(environment: ("JPY_SESSION_NAME", AnyLesson(notebooks)));
        int cells = 0;
        foreach (int count in cellCounts)
        {
            for (; cells < count; cells++) Require(long_.Run(Cell(cells)).Reply);
            Measure(long_, count);
        }
    }

    private static void Measure(KernelClient kernel, int cells)
    {
        foreach (string code in typed) Ask(kernel, "complete_request", code); // what is not there yet is loaded
        Thread.Sleep(3000);
        var tab = new List<double>();
        var repeat = new List<double>();
        var hover = new List<double>();
        TimeSpan used = ProcessorTime(kernel);
        for (int round = 0; round < Rounds; round++)
        {
            foreach (string code in typed) tab.Add(Wait(() => Ask(kernel, "complete_request", code)));
        }
        double cost = (ProcessorTime(kernel) - used).TotalMilliseconds / tab.Count;
        foreach (string code in typed)
        {
            Ask(kernel, "complete_request", code);
            repeat.Add(Wait(() => Ask(kernel, "complete_request", code)));
            hover.Add(Wait(() => Ask(kernel, "inspect_request", code)));
        }
        string memory = string.Join(", ", Processes(kernel).Select(id => $"{Memory(id)} MB"));
        double[] row = [tab.Min(), tab.Median(), repeat.Median(), hover.Median(), cost];
        IEnumerable<string> columns = row.Select(ms => ms.ToString("0 ms", CultureInfo.InvariantCulture));
        Console.WriteLine($"| {cells} cells | {string.Join(" | ", columns)} | {memory} |");
    }

    private static string Cell(int i) => (i % 4) switch
    {
        _ when i == 0 => "#r \"../lib/bin/NotebookLib.dll\"\nusing NotebookLib;",
        0 => $"int a{i} = {i};\ndouble b{i} = a{i} * 2;",
        1 => $"var t{i} = Tensor.Eye({(i % 7) + 2});\nt{i}.Softmax(-1)",
        2 => $"double f{i}(double x) => x * {i} + Math.Sin(x);\nConsole.WriteLine(f{i}(2));",
        _ => $"var list{i} = Enumerable.Range(0, {i}).Select(x => x * 2).ToList();\nConsole.WriteLine(list{i}.Count);",
    };

    private static string AnyLesson(string notebooks) =>
        Directory.EnumerateFiles(notebooks, "*.ipynb").Order(StringComparer.Ordinal).First();

    private static JsonObject Ask(KernelClient kernel, string type, string code) =>
        kernel.Reply(kernel.Send(type, new JsonObject { ["code"] = code, ["cursor_pos"] = code.Length }), seconds: 120);

    private static void Require(JsonObject reply)
    {
        if ((string?)reply["status"] != "ok") throw new InvalidOperationException((string?)reply["evalue"]);
    }

    private static double Wait(Action act)
    {
        long from = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(from).TotalMilliseconds;
    }

    /// <summary>Of the kernel and the process that knows the language.</summary>
    private static TimeSpan ProcessorTime(KernelClient kernel)
    {
        TimeSpan sum = TimeSpan.Zero;
        foreach (int id in Processes(kernel))
        {
            using Process process = Process.GetProcessById(id);
            sum += process.TotalProcessorTime;
        }
        return sum;
    }

    private static IEnumerable<int> Processes(KernelClient kernel) =>
        new int?[] { kernel.Process.Id, KernelProcesses.Language(kernel.Process.Id) }.OfType<int>();

    /// <summary>The memory of a process in MB, with its share of what several use.</summary>
    private static long Memory(int process)
    {
        IEnumerable<string> lines = File.ReadLines($"/proc/{process}/smaps_rollup");
        string line = lines.First(l => l.StartsWith("Pss:", StringComparison.Ordinal));
        string kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return long.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024;
    }

    private static void Print(string what, List<double> milliseconds) =>
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {milliseconds.Min():0.0} ms | {milliseconds.Median():0.0} ms |"));
}
