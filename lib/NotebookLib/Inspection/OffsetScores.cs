namespace NotebookLib;

/// <summary>
/// How much each head looks at the token a fixed number of places back: 0 is the token itself, 1 the one before.
/// </summary>
/// <remarks>
/// A previous-token head scores near 1 at offset 1. On <see cref="RepeatedTokens"/> an induction head scores near 1 at
/// <see cref="RepeatedTokens.InductionOffset"/>: it looks at what came after the token when it was read before. Olsson
/// et al. 2022, "In-context Learning and Induction Heads". Uniform attention scores about 1/T: that is what a head has
/// to beat.
/// </remarks>
public static class OffsetScores
{
    /// <summary>The mean weight on the key <paramref name="offset"/> places back.</summary>
    /// <param name="weights">Of each layer (H, T, T), head, the token that asks, the token that is asked:
    /// <c>gpt.Attend(tokens)</c>.</param>
    /// <param name="offset">How many places back, 0 to T − 1.</param>
    /// <param name="rows">Which tokens ask, such as <c>row.Foretold</c>; null means all. Those that have no key so far
    /// back are left out.</param>
    /// <returns>(L, H), each from 0 to 1.</returns>
    /// <exception cref="ArgumentException">There is no layer, a layer has another shape, the rows lie outside T, or
    /// none of them has a key so far back.</exception>
    public static Tensor Of(IReadOnlyList<Tensor> weights, int offset, Range? rows = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var (from, to) = Rows(weights, offset, rows ?? Range.All);
        Tensor scores = Tensor.Zeros(weights.Count, weights[0].Shape[0]);
        for (int layer = 0; layer < weights.Count; layer++)
            for (int head = 0; head < scores.Shape[1]; head++)
            {
                double sum = 0;
                for (int row = from; row < to; row++) sum += weights[layer][head, row, row - offset];
                scores[layer, head] = (float)(sum / (to - from));
            }
        return scores;
    }

    /// <summary>The rows that have such a key.</summary>
    private static (int From, int To) Rows(IReadOnlyList<Tensor> weights, int offset, Range rows)
    {
        if (weights.Count == 0)
            throw new ArgumentException("weights: expected those of at least one layer; got none.", nameof(weights));
        Shape shape = weights[0].Shape;
        foreach (var (layer, taken) in weights.Index())
            if (taken.Rank != 3 || taken.Shape[1] != taken.Shape[2] || taken.Shape != shape)
                throw new ArgumentException($"weights: expected shape (H, T, T), the same for every layer; "
                    + $"got {taken.Shape} for layer {layer}.", nameof(weights));
        int length = shape[1], from = rows.Start.GetOffset(length), to = rows.End.GetOffset(length);
        if (from < 0 || to > length || from >= to)
            throw new ArgumentException($"rows: expected some of the rows 0 to {length - 1}; got {rows}.",
                nameof(rows));
        if (offset < 0 || offset >= to)
            throw new ArgumentException($"offset: expected 0 to {to - 1}, so that the last of the rows has a key so "
                + $"far back; got {offset}.", nameof(offset));
        return (Math.Max(from, offset), to);
    }
}
