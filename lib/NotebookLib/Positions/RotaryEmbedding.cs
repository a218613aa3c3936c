namespace NotebookLib;

/// <summary>Which two of a row's numbers form a pair that is turned together.</summary>
public enum RotaryLayout
{
    /// <summary>Neighbours, (0, 1), (2, 3), …: as in the RoFormer paper.</summary>
    Interleaved,

    /// <summary>First and second half, (0, d/2), (1, d/2 + 1), …: as in GPT-NeoX and LLaMA.</summary>
    Halves,
}

/// <summary>Rotary positions: each pair of a query's or key's numbers is a dial, turned by an angle that grows with its position.</summary>
/// <remarks>
/// The product of a query at m and a key at n then depends on n − m alone. Su et al. 2021, "RoFormer: Enhanced Transformer
/// with Rotary Position Embedding", §3.2.2, eq. 15 and 34.
/// </remarks>
public sealed class RotaryEmbedding
{
    private readonly double[] speeds; // radians a position, one for each pair

    /// <summary>Dials for heads of a given width.</summary>
    /// <param name="headDim">d, the width of a head; even.</param>
    /// <param name="theta">θ: pair i turns by θ^(−2i/d) radians a position.</param>
    /// <param name="layout">Which numbers form a pair.</param>
    /// <exception cref="ArgumentException">The width is odd or not positive, or θ not above 0.</exception>
    public RotaryEmbedding(int headDim, double theta = 10000, RotaryLayout layout = RotaryLayout.Interleaved)
    {
        speeds = PositionalEncoding.Frequencies(headDim, theta);
        Layout = layout;
    }

    /// <summary>d, the width of a head.</summary>
    public int HeadDim => 2 * speeds.Length;

    /// <summary>Which numbers form a pair.</summary>
    public RotaryLayout Layout { get; }

    /// <summary>Turns every row by its position.</summary>
    /// <param name="x">Queries or keys, (…, T, d).</param>
    /// <param name="start">The position of the first row; more than 0 when earlier rows are in a cache.</param>
    /// <returns>The turned rows, (…, T, d), each as long as before.</returns>
    /// <exception cref="ArgumentException">The rows are not d wide.</exception>
    public Tensor Apply(Tensor x, int start = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 2 || x.Shape[^1] != HeadDim)
            throw new ArgumentException($"x: expected queries or keys of width {HeadDim}, (…, T, {HeadDim}); got {x.Shape}.", nameof(x));
        return Turn(x, start, +1).From((x, g => Turn(g, start, -1))); // a rotation's transpose turns back
    }

    private Tensor Turn(Tensor x, int start, int direction)
    {
        int length = x.Shape[^2], pairs = speeds.Length;
        var turned = new Tensor(new float[x.Length], x.Shape);
        int step = Layout == RotaryLayout.Interleaved ? 2 : 1, partner = Layout == RotaryLayout.Interleaved ? 1 : pairs;
        for (int p = 0; p < length; p++)
        {
            for (int i = 0; i < pairs; i++)
            {
                var (sin, cos) = Math.SinCos(direction * (start + p) * speeds[i]);
                for (int row = p; row < x.Length / HeadDim; row += length) // the same position in every head and sequence
                {
                    int a = row * HeadDim + i * step, b = a + partner;
                    turned.Data[a] = (float)(x.Values[a] * cos - x.Values[b] * sin);
                    turned.Data[b] = (float)(x.Values[a] * sin + x.Values[b] * cos);
                }
            }
        }
        return turned;
    }
}
