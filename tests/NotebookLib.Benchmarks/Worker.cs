using System.Diagnostics;
using System.Globalization;

namespace NotebookLib.Benchmarks;

/// <summary>
/// The side of the comparison that this library stands on: answers as peer.py does, line by line, in a process of its
/// own.
/// </summary>
internal static class Worker
{
    public static void Run()
    {
        var prepared = new Dictionary<string, Action>();
        Console.WriteLine($"NotebookLib, .NET {Environment.Version}, {Environment.ProcessorCount} threads");
        while (Console.ReadLine() is string line)
        {
            string[] request = line.Split('\t');
            if (!prepared.TryGetValue(request[0], out Action? run))
                prepared[request[0]] = run = Workload.Prepare(request[0]);
            int count = int.Parse(request[1], CultureInfo.InvariantCulture);
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++) run();
            Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
