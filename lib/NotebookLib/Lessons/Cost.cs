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
        return InTurns(runs, compute)[0];
    }

    /// <summary>
    /// Measures computations that are to be compared: each once in every round, so that what else the machine does
    /// meets all of them.
    /// </summary>
    /// <param name="rounds">How many runs of each the least is taken of, after one that does not count; 1 or
    /// more.</param>
    /// <param name="computations">What to measure.</param>
    /// <exception cref="ArgumentException">The number of rounds is less than 1.</exception>
    public static Cost[] InTurns(int rounds, params Action[] computations)
    {
        ArgumentNullException.ThrowIfNull(computations);
        if (rounds < 1) throw new ArgumentException($"rounds: expected 1 or more; got {rounds}.", nameof(rounds));
        foreach (Action compute in computations) compute();
        Cost[] least = [.. computations.Select(_ => new Cost(double.PositiveInfinity, double.PositiveInfinity))];
        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < computations.Length; i++)
            {
                Cost cost = Once(computations[i]);
                least[i] = new(Math.Min(least[i].Microseconds, cost.Microseconds),
                    Math.Min(least[i].Kilobytes, cost.Kilobytes));
            }
        return least;
    }

    private static Cost Once(Action compute)
    {
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        compute();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return new(time.TotalMicroseconds, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1024.0);
    }
}
