using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using BenchmarkDotNet.Environments;
using MathNet.Numerics.Statistics;

namespace NotebookLib.Benchmarks;

/// <summary>
/// This library against a peer, in turn, in one session: machines are noisy, so only the ratio of neighbours counts.
/// </summary>
internal static class Comparison
{
    private const int Rounds = 15;
    // milliseconds: after its work PyTorch keeps a core or two busy for some 100 ms more, and would take them from the
    // other side
    private const int Rest = 150;
    private const double RoundSeconds = 0.06; // long enough for the clock, short enough that both see the same machine

    /// <summary>Prints the table.</summary>
    /// <param name="peerCommand">What to start as the peer; the number of threads is appended.</param>
    /// <param name="only">Rows whose names begin so; all if empty.</param>
    public static void Run(string peerCommand, string only)
    {
        Console.WriteLine(Processor());
        foreach (int threads in new[] { Environment.ProcessorCount, 1 }.Distinct())
        {
            using Side ours = Side.Ours(threads), peer = Side.Peer(peerCommand, threads);
            Console.WriteLine($"\n{ours.Name}, against {peer.Name}\n");
            Console.WriteLine("| work | ours | peer | peer/ours | quartiles | target | "
                + "|\n|---|---:|---:|---:|---:|---:|---|");
            foreach (Workload work in Workload.All.Where(w => w.Name.StartsWith(only, StringComparison.Ordinal)))
                Console.WriteLine(Row(work, threads == 1 ? work.Target : work.SharedTarget, ours, peer));
        }
    }

    /// <summary>
    /// The processor's name, with its family where that is all that tells its generation, and the widest vectors that
    /// .NET uses on it.
    /// </summary>
    private static string Processor()
    {
        string name = HostEnvironmentInfo.GetCurrent().Cpu.Value?.ProcessorName ?? "unknown processor";
        int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        string family = "";
        if (X86Base.IsSupported)
        {
            int id = X86Base.CpuId(1, 0).Eax;
            // as /proc/cpuinfo counts
            family = $", family {(id >> 8 & 15) + (id >> 20 & 255)} model {(id >> 4 & 15) + (id >> 12 & 240)}";
        }
        return $"{name}{family}, {bits}-bit vectors, {Environment.ProcessorCount} cores";
    }

    private static string Row(Workload work, double target, Side ours, Side peer)
    {
        int ourCount = Repetitions(work, ours), peerCount = Repetitions(work, peer);
        double[] ourTimes = new double[Rounds], peerTimes = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            Thread.Sleep(Rest);
            ourTimes[round] = ours.Time(work, ourCount) / ourCount / work.Units;
            Thread.Sleep(Rest);
            peerTimes[round] = peer.Time(work, peerCount) / peerCount / work.Units;
        }
        double[] ratios = [.. peerTimes.Zip(ourTimes, (p, o) => p / o)];
        double median = ratios.Median();
        return string.Create(CultureInfo.InvariantCulture,
            $"| {work.Name} | {Duration(ourTimes.Median())} | {Duration(peerTimes.Median())} | {median:0.00} | "
                + $"{ratios.LowerQuartile():0.00}–{ratios.UpperQuartile():0.00} | {target:0.00} | "
                + $"{(median >= target ? "✓" : "missed")} |");
    }

    /// <summary>Warms up, and finds how many repetitions make a round.</summary>
    private static int Repetitions(Workload work, Side side)
    {
        double warmUp = 0;
        int count = 1;
        // the compiler's last tier comes after some hundred milliseconds
        for (double seconds; warmUp < 1; warmUp += seconds)
        {
            seconds = side.Time(work, count);
            count = Math.Max(1, (int)(count * Math.Min(10, RoundSeconds / seconds)));
        }
        return count;
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 1e-5 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0.00} µs"),
        < 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0} µs"),
        < 0.1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.00} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0} ms"),
    };
}
