namespace NotebookLib;

/// <summary>
/// Masks for attention. A mask is added to the scores before the softmax: 0 keeps a key, −∞ hides it.
/// </summary>
/// <remarks>Masks combine by adding them: <c>Masks.Causal(T) + Masks.Padding(lengths, T)</c>.</remarks>
public static class Masks
{
    /// <summary>Query t sees keys 0..t, (T, T): nothing from the future.</summary>
    /// <remarks>
    /// Vaswani et al. 2017, §3.2.3: "masking out (setting to −∞) all values … which correspond to illegal connections".
    /// </remarks>
    /// <exception cref="ArgumentException">The length is negative, or the mask has more numbers than an array can
    /// hold.</exception>
    public static Tensor Causal(int length) => Causal(Length(length), length);

    /// <summary>
    /// The last <paramref name="queries"/> of <paramref name="keys"/> positions ask; each sees itself and what came
    /// before, (Tq, Tk).
    /// </summary>
    /// <exception cref="ArgumentException">There are more queries than keys, or fewer than none.</exception>
    public static Tensor Causal(int queries, int keys)
    {
        if (queries < 0) throw new ArgumentException($"queries: expected 0 or more; got {queries}.", nameof(queries));
        if (queries > keys)
            throw new ArgumentException($"queries: expected at most {keys}, the number of keys; got {queries}.",
                nameof(queries));
        return Hide(queries, keys, (query, key) => key > query + keys - queries);
    }

    /// <summary>
    /// Hides the padding behind each sequence of a batch, (B, 1, 1, T): broadcasts over heads and queries.
    /// </summary>
    /// <param name="lengths">How many leading tokens of each sequence are real.</param>
    /// <param name="length">T, to which all sequences were padded.</param>
    /// <exception cref="ArgumentException">T is negative, or a length lies outside 0..T.</exception>
    public static Tensor Padding(IReadOnlyList<int> lengths, int length)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        Length(length);
        foreach (int real in lengths)
            if (real < 0 || real > length)
                throw new ArgumentException($"lengths: expected 0 to {length}; got {real}.", nameof(lengths));
        return Hide(lengths.Count, length, (sequence, key) => key >= lengths[sequence])
            .Reshape(lengths.Count, 1, 1, length);
    }

    /// <summary>
    /// Query t sees the last <paramref name="window"/> keys up to itself, and the first <paramref name="sinks"/> of
    /// all, (T, T).
    /// </summary>
    /// <remarks>
    /// Beltagy et al. 2020, "Longformer", §3.1, one-sided; the sinks as in Xiao et al. 2024, "Efficient Streaming
    /// Language Models with Attention Sinks". Through L layers a token reaches L · (window − 1) tokens back, and the
    /// sinks.
    /// </remarks>
    /// <param name="length">T.</param>
    /// <param name="window">How many keys a query sees, with its own; at least 1.</param>
    /// <param name="sinks">How many of the first keys every later query sees besides.</param>
    /// <exception cref="ArgumentException">T or the sinks are negative, or the window is not positive.</exception>
    public static Tensor SlidingWindow(int length, int window, int sinks = 0)
    {
        if (window < 1)
            throw new ArgumentException($"window: expected at least 1, the token itself; got {window}.",
                nameof(window));
        if (sinks < 0) throw new ArgumentException($"sinks: expected 0 or more; got {sinks}.", nameof(sinks));
        return Hide(Length(length), length, (query, key) => key > query || (key <= query - window && key >= sinks));
    }

    /// <summary>From yes and no: true where the query (row) may see the key (column), (Tq, Tk).</summary>
    public static Tensor Visible(bool[,] visible)
    {
        ArgumentNullException.ThrowIfNull(visible);
        return Hide(visible.GetLength(0), visible.GetLength(1), (query, key) => !visible[query, key]);
    }

    private static int Length(int length) => length >= 0 ? length :
        throw new ArgumentException($"length: expected 0 or more; got {length}.", nameof(length));

    private static Tensor Hide(int queries, int keys, Func<int, int, bool> hidden)
    {
        Tensor mask = Tensor.Zeros(queries, keys);
        for (int query = 0; query < queries; query++)
            for (int key = 0; key < keys; key++)
                if (hidden(query, key)) mask[query, key] = float.NegativeInfinity;
        return mask;
    }
}
