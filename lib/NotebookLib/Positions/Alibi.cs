using System.Numerics;

namespace NotebookLib;

/// <summary>
/// Attention with linear biases: no encoding at all, but scores that fall with distance, each head at its own rate.
/// </summary>
/// <remarks>Press et al. 2022, "Train Short, Test Long", §3.</remarks>
public static class Alibi
{
    /// <summary>The rate at which each head's scores fall, in score units a token.</summary>
    /// <remarks>
    /// For a power of two: 2^(−8/H), 2^(−16/H), …, 2^(−8). For other counts, as in the authors' code: the slopes of the
    /// next smaller power of two, then every other slope of the next larger one.
    /// </remarks>
    /// <param name="headCount">H.</param>
    /// <returns>H slopes, (H,).</returns>
    /// <exception cref="ArgumentException">There is no head.</exception>
    public static Tensor Slopes(int headCount)
    {
        if (headCount < 1)
            throw new ArgumentException($"headCount: expected at least 1; got {headCount}.", nameof(headCount));
        int power = 1 << BitOperations.Log2((uint)headCount);
        IEnumerable<double> between = Geometric(2 * power).Where((_, i) => i % 2 == 0).Take(headCount - power);
        return new Tensor([.. Geometric(power).Concat(between).Select(s => (float)s)], headCount);
    }

    /// <summary>−slope · |i − j| for query i and key j, to be added to the scores, (H, T, T).</summary>
    /// <remarks>The paper's models are causal and need j ≤ i only; above the diagonal the bias is symmetric.</remarks>
    /// <exception cref="ArgumentException">There is no head, or the length is negative.</exception>
    public static Tensor Bias(int headCount, int length) =>
        length >= 0 ? Bias(headCount, length, length, (query, key) => query - key)
            : throw new ArgumentException($"length: expected 0 or more; got {length}.", nameof(length));

    /// <summary>As <see cref="Bias(int, int)"/>, for tokens that stand at given positions, (H, T, T).</summary>
    /// <exception cref="ArgumentException">There is no head, or a position is negative.</exception>
    public static Tensor Bias(int headCount, IReadOnlyList<int> positions)
    {
        int[] at = PositionalEncoding.Required(positions, positions?.Count ?? 0);
        return Bias(headCount, at.Length, at.Length, (query, key) => at[query] - at[key]);
    }

    /// <summary>From how far each key lies behind each query, or before it, (H, Tq, Tk).</summary>
    internal static Tensor Bias(int headCount, int queries, int keys, Func<int, int, int> distance)
    {
        Tensor distances = Tensor.Zeros(queries, keys);
        for (int query = 0; query < queries; query++)
            for (int key = 0; key < keys; key++) distances[query, key] = Math.Abs(distance(query, key));
        return -Slopes(headCount).Reshape(headCount, 1, 1) * distances;
    }

    private static IEnumerable<double> Geometric(int count) =>
        Enumerable.Range(1, count).Select(i => Math.Pow(2, -8.0 * i / count));
}
