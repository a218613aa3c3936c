namespace NotebookLib;

/// <summary>Which two of a row's numbers form a pair that is turned together.</summary>
public enum RotaryLayout
{
    /// <summary>Neighbours, (0, 1), (2, 3), …: as in the RoFormer paper.</summary>
    Interleaved,

    /// <summary>First and second half, (0, d/2), (1, d/2 + 1), …: as in GPT-NeoX and LLaMA.</summary>
    Halves,
}

/// <summary>
/// Rotary positions: each pair of a query's or key's numbers is a dial, turned by an angle that grows with its
/// position.
/// </summary>
/// <remarks>
/// The product of a query at m and a key at n then depends on n − m alone. Su et al. 2021, "RoFormer: Enhanced
/// Transformer with Rotary Position Embedding", §3.2.2, eq. 15 and 34.
/// </remarks>
public sealed class RotaryEmbedding
{
    private readonly double[] speeds; // radians a position, one for each pair
    private readonly double factor; // on sine and cosine
    private Angles known = new([], []); // of the last call: a training asks for the same positions again and again

    /// <summary>Dials for heads of a given width.</summary>
    /// <param name="headDim">d, the width of a head; even.</param>
    /// <param name="theta">θ: pair i turns by θ^(−2i/d) radians a position.</param>
    /// <param name="layout">Which numbers form a pair.</param>
    /// <param name="scaling">Slows them, to read further than was trained; null for none.</param>
    /// <exception cref="ArgumentException">The width is odd or not positive, or θ not above 0, or the scaling cannot be
    /// done with them.</exception>
    public RotaryEmbedding(int headDim, double theta = 10000, RotaryLayout layout = RotaryLayout.Interleaved,
        RotaryScaling? scaling = null)
    {
        speeds = scaling is null ? PositionalEncoding.Frequencies(headDim, theta) : scaling.Frequencies(headDim, theta);
        factor = scaling?.AttentionFactor ?? 1;
        (Layout, Scaling) = (layout, scaling);
    }

    /// <summary>d, the width of a head.</summary>
    public int HeadDim => 2 * speeds.Length;

    /// <summary>Which numbers form a pair.</summary>
    public RotaryLayout Layout { get; }

    /// <summary>What slows the dials; null for nothing.</summary>
    public RotaryScaling? Scaling { get; }

    /// <summary>Turns every row by its position.</summary>
    /// <param name="x">Queries or keys, (…, T, d).</param>
    /// <param name="start">The position of the first row; more than 0 when earlier rows are in a cache.</param>
    /// <returns>The turned rows, (…, T, d), each as long as before; with YaRN
    /// <see cref="RotaryScaling.AttentionFactor"/> times as long.</returns>
    /// <exception cref="ArgumentException">The rows are not d wide, the start is negative, or the last position beyond
    /// <see cref="int.MaxValue"/>.</exception>
    public Tensor Apply(Tensor x, int start = 0)
    {
        RequireRows(x);
        return Turned(x, PositionalEncoding.From(start, x.Shape[^2]));
    }

    /// <summary>Turns every row by its own position.</summary>
    /// <param name="x">Queries or keys, (…, T, d).</param>
    /// <param name="positions">(T,), each 0 or more, in any order, with gaps or shifted.</param>
    /// <returns>The turned rows, (…, T, d), each as long as before; with YaRN
    /// <see cref="RotaryScaling.AttentionFactor"/> times as long.</returns>
    /// <exception cref="ArgumentException">The rows are not d wide, or there is not one position for each, or one is
    /// negative.</exception>
    public Tensor Apply(Tensor x, IReadOnlyList<int> positions)
    {
        RequireRows(x);
        return Turned(x, PositionalEncoding.Required(positions, x.Shape[^2]));
    }

    private void RequireRows(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 2 || x.Shape[^1] != HeadDim)
            throw new ArgumentException($"x: expected queries or keys of width {HeadDim}, (…, T, {HeadDim}); "
                + $"got {x.Shape}.", nameof(x));
    }

    private Tensor Turned(Tensor x, int[] positions) =>
        // a rotation's transpose turns back; a factor stays
        Turn(x, positions, +1).From(Tensor.Unread(x, g => Turn(g, positions, -1)));

    private Tensor Turn(Tensor x, int[] positions, int direction)
    {
        int length = x.Shape[^2], pairs = speeds.Length;
        (double Sin, double Cos)[] turns = At(positions);
        float[] from = x.Stored, turned = TensorMemory.Take(x.Length);
        int step = Layout == RotaryLayout.Interleaved ? 2 : 1, partner = Layout == RotaryLayout.Interleaved ? 1 : pairs;
        Cores.Share(x.Length / HeadDim, 1, x.Length, (first, count) =>
        {
            for (int row = first; row < first + count; row++)
            {
                int turn = row % length * pairs; // the same position in every head and sequence
                for (int i = 0; i < pairs; i++)
                {
                    (double sin, double cos) = turns[turn + i];
                    int a = row * HeadDim + i * step, b = a + partner;
                    turned[a] = (float)(from[a] * cos - direction * from[b] * sin);
                    turned[b] = (float)(direction * from[a] * sin + from[b] * cos);
                }
            }
        });
        return new Tensor(turned, x.Shape);
    }

    /// <summary>Sine and cosine of each pair's angle at some positions, times YaRN's factor.</summary>
    private (double Sin, double Cos)[] At(int[] positions)
    {
        Angles angles = known;
        if (!angles.Positions.AsSpan().StartsWith(positions))
            known = angles = new Angles(positions,
                [.. positions.SelectMany(p =>
                    speeds.Select(speed => (factor * Math.Sin(p * speed), factor * Math.Cos(p * speed))))]);
        return angles.Turns;
    }

    private sealed record Angles(int[] Positions, (double Sin, double Cos)[] Turns);
}
