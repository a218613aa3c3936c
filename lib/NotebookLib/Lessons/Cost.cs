using System.Diagnostics;

namespace NotebookLib;

/// <summary>What a computation cost here: the time it took and the memory it asked for.</summary>
/// <remarks>
/// Both depend on the machine and on what else runs on it: compare costs measured side by side, and tag the cell
/// <c>volatile</c>.
/// </remarks>
/// <param name="Microseconds">The time of the fastest of several runs.</param>
/// <param name="Kilobytes">What was allocated in the thriftiest run, in units of 1024 bytes, on all threads.</param>
public readonly record struct Cost(double Microseconds, double Kilobytes)
{
    /// <summary>
    /// Measures a computation, after one run that does not count, since that one may still have to be compiled.
    /// </summary>
    /// <param name="compute">What to measure.</param>
    /// <param name="runs">How many runs the least is taken of, 1 or more.</param>
    /// <exception cref="ArgumentException">The number of runs is less than 1.</exception>
    public static Cost Of(Action compute, int runs = 5)
    {
        ArgumentNullException.ThrowIfNull(compute);
        if (runs < 1) throw new ArgumentException($"runs: expected 1 or more; got {runs}.", nameof(runs));
        compute();
        var costs = new Cost[runs];
        for (int run = 0; run < runs; run++)
        {
            long allocated = GC.GetTotalAllocatedBytes(precise: true);
            long start = Stopwatch.GetTimestamp();
            compute();
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            costs[run] = new(time.TotalMicroseconds, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1024.0);
        }
        return new(costs.Min(c => c.Microseconds), costs.Min(c => c.Kilobytes));
    }
}
