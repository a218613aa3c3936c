namespace NotebookLib;

/// <summary>Sinusoidal positions: each position becomes a row of sines and cosines, fast ones first.</summary>
/// <remarks>Vaswani et al. 2017, §3.5.</remarks>
public static class PositionalEncoding
{
    /// <summary>PE(p, 2i) = sin(p / θ^(2i/C)) and PE(p, 2i + 1) = cos(p / θ^(2i/C)).</summary>
    /// <param name="length">T, the number of positions.</param>
    /// <param name="dim">C, the width; even, since sines and cosines come in pairs.</param>
    /// <param name="theta">θ, which sets the longest wavelength, 2πθ in the limit; 10000 in the paper.</param>
    /// <param name="start">The first position; more than 0 when earlier rows are in a cache.</param>
    /// <returns>One row a position, (T, C).</returns>
    /// <exception cref="ArgumentException">The length or the start is negative, the last position is beyond
    /// <see cref="int.MaxValue"/>, the width is odd or not positive, or
    /// θ is not above 0.</exception>
    public static Tensor Sinusoidal(int length, int dim, double theta = 10000, int start = 0)
    {
        if (length < 0) throw new ArgumentException($"length: expected 0 or more; got {length}.", nameof(length));
        return Rows(From(start, length), dim, theta);
    }

    /// <summary>The rows of given positions, in their order.</summary>
    /// <param name="positions">(T,), each 0 or more.</param>
    /// <param name="dim">C, the width; even.</param>
    /// <param name="theta">θ; 10000 in the paper.</param>
    /// <returns>One row a position, (T, C).</returns>
    /// <exception cref="ArgumentException">A position is negative, the width odd or not positive, or θ not above
    /// 0.</exception>
    public static Tensor Sinusoidal(IReadOnlyList<int> positions, int dim, double theta = 10000) =>
        Rows(Required(positions, positions?.Count ?? 0), dim, theta);

    private static Tensor Rows(int[] positions, int dim, double theta)
    {
        double[] speeds = Frequencies(dim, theta);
        Tensor table = Tensor.Zeros(positions.Length, dim);
        for (int t = 0; t < positions.Length; t++)
            for (int i = 0; i < speeds.Length; i++)
                (table[t, 2 * i], table[t, 2 * i + 1]) =
                    ((float)Math.Sin(positions[t] * speeds[i]), (float)Math.Cos(positions[t] * speeds[i]));
        return table;
    }

    /// <summary>start, start + 1, …</summary>
    /// <exception cref="ArgumentException">The start is negative, or the last position too large for an
    /// int.</exception>
    internal static int[] From(int start, int length) => start >= 0 && start <= int.MaxValue - length
        ? [.. Enumerable.Range(start, length)]
        : throw new ArgumentException($"start: expected 0 to {int.MaxValue - length}, from which {length} positions "
            + $"can be counted; got {start}.", nameof(start));

    /// <summary>Refuses positions that are not one for each of T tokens, or negative.</summary>
    internal static int[] Required(IReadOnlyList<int> positions, int length)
    {
        ArgumentNullException.ThrowIfNull(positions);
        if (positions.Count != length)
            throw new ArgumentException($"positions: expected one for each of {length} tokens; got {positions.Count}.",
                nameof(positions));
        int[] all = [.. positions];
        return Array.FindIndex(all, p => p < 0) is >= 0 and int at
            ? throw new ArgumentException($"positions: expected 0 or more; got {all[at]} at index {at}.",
                nameof(positions))
            : all;
    }

    /// <summary>θ^(−2i/C) for each pair i, in radians a position; the wavelength is 2π divided by it.</summary>
    /// <param name="dim">C, the width; even.</param>
    /// <param name="theta">θ; 10000 in the paper.</param>
    /// <exception cref="ArgumentException">The width is odd or not positive, or θ is not above 0.</exception>
    public static double[] Frequencies(int dim, double theta = 10000)
    {
        if (dim < 2 || dim % 2 != 0)
            throw new ArgumentException($"dim: expected an even width, a sine and a cosine for each frequency; "
                + $"got {dim}.", nameof(dim));
        if (!(theta > 0))
            throw new ArgumentException($"theta: expected a number above 0; "
                + $"got {FormattableString.Invariant($"{theta}")}.", nameof(theta));
        return [.. Enumerable.Range(0, dim / 2).Select(i => Math.Pow(theta, -2.0 * i / dim))];
    }
}
