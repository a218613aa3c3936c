using System.Diagnostics;
using System.Globalization;

namespace NotebookLib.Benchmarks;

/// <summary>One of the two processes of a comparison: takes work by name, and says how long it took.</summary>
internal sealed class Side : IDisposable
{
    private static readonly string[] bindings =
        ["OPENBLAS_", "GOTO_", "MKL_", "BLIS_", "DNNL_", "ONEDNN_", "OMP_", "GOMP_", "KMP_", "ATEN_"];
    private readonly Process process;

    private Side(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        process = Process.Start(start)!;
        Name = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended "
                + $"before it said its name.");
    }

    /// <summary>What it is, in which version, on how many threads.</summary>
    public string Name { get; }

    /// <summary>This library.</summary>
    public static Side Ours(int threads) =>
        new(new ProcessStartInfo(Environment.ProcessPath!, ["worker"])
        {
            Environment = { ["DOTNET_PROCESSOR_COUNT"] = $"{threads}" },
        });

    /// <summary>PyTorch, or whatever else answers as peer.py does.</summary>
    /// <remarks>
    /// It starts without the variables that bind a library of linear algebra to a processor, a cache or a number of
    /// threads: some machines set them for reproducible numbers, and a peer that runs an old processor's kernels is no
    /// measure.
    /// </remarks>
    public static Side Peer(string command, int threads)
    {
        string[] words = command.Split(' ');
        var start = new ProcessStartInfo(words[0], [.. words[1..], $"{threads}"]);
        foreach (string name in start.Environment.Keys
            .Where(n => bindings.Any(b => n.StartsWith(b, StringComparison.Ordinal))).ToArray())
            start.Environment.Remove(name);
        (start.Environment["OMP_NUM_THREADS"], start.Environment["OPENBLAS_NUM_THREADS"]) =
            ($"{threads}", $"{threads}");
        return new Side(start);
    }

    /// <summary>Does some work so many times.</summary>
    /// <returns>Seconds for all of it.</returns>
    public double Time(Workload work, int repetitions)
    {
        process.StandardInput.WriteLine($"{work.Name}\t{repetitions}");
        return double.Parse(process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"{Name} ended at {work.Name}."), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
