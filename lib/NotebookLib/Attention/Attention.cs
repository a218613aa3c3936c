namespace NotebookLib;

/// <summary>Scaled dot-product attention: softmax(q kᵀ / √d) v.</summary>
/// <remarks>Vaswani et al. 2017, "Attention Is All You Need", §3.2.1, eq. 1.</remarks>
public static class Attention
{
    /// <summary>Mixes the rows of <paramref name="v"/>, weighted by how well each key matches each query.</summary>
    /// <param name="q">Queries, (…, Tq, d).</param>
    /// <param name="k">Keys, (…, Tk, d).</param>
    /// <param name="v">Values, (…, Tk, dv).</param>
    /// <param name="mask">Added to the scores before the softmax, a shape that broadcasts to (…, Tq, Tk): 0 keeps, −∞
    /// hides, anything else is a bias. <see cref="Masks"/> makes them.</param>
    /// <param name="causal">If true, query t sees keys 0..t only; needs Tq = Tk.</param>
    /// <param name="scale">What the dot products are multiplied by; null means 1/√d.</param>
    /// <returns>The output, (…, Tq, dv), and the weights, (…, Tq, Tk), whose rows sum to 1. A query that may see no key
    /// gets zeros for both. A hidden key has weight 0 even if its score is +∞ or NaN; a visible key whose score is NaN
    /// makes its row NaN, and so does a hidden value that is not finite, since 0 · NaN is NaN.</returns>
    /// <exception cref="ArgumentException">The shapes disagree.</exception>
    public static AttentionResult ScaledDotProduct(Tensor q, Tensor k, Tensor v, Tensor? mask = null,
        bool causal = false, float? scale = null)
    {
        RequireShapes(q, k, v, mask, causal);
        // q kᵀ, (…, Tq, Tk); Var(q·k) stays near 1
        Tensor scores = q.MatMulTransposed(k) * (scale ?? 1 / MathF.Sqrt(q.Shape[^1]));
        if (causal) scores = Hide(scores, Masks.Causal(q.Shape[^2]));
        if (mask is not null) scores = Hide(scores, mask) + mask;
        Tensor weights = scores.Softmax(-1);
        return new AttentionResult(weights.MatMul(v), weights);
    }

    /// <summary>
    /// The output of <see cref="ScaledDotProduct"/> alone, found block by block: memory grows with T, not with T².
    /// </summary>
    /// <remarks>
    /// Dao et al. 2022, "FlashAttention". The same numbers up to rounding. Where leading dimensions broadcast, or the
    /// mask asks for a gradient, it is computed as in <see cref="ScaledDotProduct"/>. Scores of +∞ get no gradient.
    /// </remarks>
    /// <param name="q">Queries, (…, Tq, d).</param>
    /// <param name="k">Keys, (…, Tk, d).</param>
    /// <param name="v">Values, (…, Tk, dv).</param>
    /// <param name="mask">Added to the scores, a shape that broadcasts to (…, Tq, Tk).</param>
    /// <param name="causal">If true, query t sees keys 0..t only; needs Tq = Tk.</param>
    /// <param name="scale">What the dot products are multiplied by; null means 1/√d.</param>
    /// <returns>The output, (…, Tq, dv). A query that may see no key gets zeros.</returns>
    /// <exception cref="ArgumentException">The shapes disagree.</exception>
    public static Tensor Blocked(Tensor q, Tensor k, Tensor v, Tensor? mask = null, bool causal = false,
        float? scale = null)
    {
        RequireShapes(q, k, v, mask, causal);
        Shape batch = q.Shape.First(q.Rank - 2);
        if (k.Shape.First(k.Rank - 2) != batch || v.Shape.First(v.Rank - 2) != batch || mask is { RequiresGrad: true })
            return ScaledDotProduct(q, k, v, mask, causal, scale).Output;
        return BlockedAttention.Apply(q, k, v, 1, 1, sideBySide: false, mask, causal,
            scale ?? 1 / MathF.Sqrt(q.Shape[^1]));
    }

    /// <summary>
    /// How evenly each query spreads its weights over the keys: the entropy −Σ w ln w of each row, in nats.
    /// </summary>
    /// <param name="weights">Weights, (…, Tq, Tk), whose rows sum to 1.</param>
    /// <returns>One number for each query, (…, Tq): ln Tk where all keys get the same, 0 where one key gets
    /// all.</returns>
    /// <exception cref="ArgumentException">The weights have no rows.</exception>
    public static Tensor Entropy(Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Rank < 1)
            throw new ArgumentException($"weights: expected rows, (…, Tq, Tk); got {weights.Shape}.", nameof(weights));
        Tensor surprise = -weights.MaskedFill(weights.Map((w, isZero) =>
        {
            for (int i = 0; i < w.Length; i++) isZero[i] = w[i] == 0 ? 1 : 0; // 0 · ln 0 is 0
        }), 1).Log();
        return (weights * surprise).Sum(-1);
    }

    /// <summary>−∞ where the mask is −∞, whatever the score.</summary>
    private static Tensor Hide(Tensor scores, Tensor mask) =>
        scores.MaskedFill(mask.Map(Hidden), float.NegativeInfinity);

    private static void Hidden(ReadOnlySpan<float> mask, Span<float> hidden)
    {
        for (int i = 0; i < mask.Length; i++) hidden[i] = float.IsNegativeInfinity(mask[i]) ? 1 : 0;
    }

    /// <summary>
    /// Refuses a mask that does not broadcast to the scores, (…, Tq, Tk), and a causal mask that is not square.
    /// </summary>
    internal static void RequireMask(Tensor? mask, bool causal, Shape scores)
    {
        if (causal && scores[^2] != scores[^1])
            throw new ArgumentException($"causal: expected as many queries as keys; "
                + $"got {scores[^2]} and {scores[^1]}. Masks.Causal(queries, keys) makes the mask for a longer past.",
                nameof(causal));
        if (mask is not null && Broadcasting.Combine(scores, mask.Shape, nameof(mask)) != scores)
            throw new ArgumentException($"mask: expected a shape that broadcasts to the scores, {scores}; "
                + $"got {mask.Shape}.", nameof(mask));
    }

    private static void RequireShapes(Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(k);
        ArgumentNullException.ThrowIfNull(v);
        if (q.Rank < 2)
            throw new ArgumentException($"q: expected queries as rows, (…, Tq, d); got {q.Shape}.", nameof(q));
        if (k.Rank < 2 || k.Shape[^1] != q.Shape[^1])
            throw new ArgumentException($"k: expected keys as wide as the queries {q.Shape}, (…, Tk, {q.Shape[^1]}); "
                + $"got {k.Shape}.", nameof(k));
        if (v.Rank < 2 || v.Shape[^2] != k.Shape[^2])
            throw new ArgumentException($"v: expected one value for each key of {k.Shape}, (…, {k.Shape[^2]}, dv); "
                + $"got {v.Shape}.", nameof(v));
        Shape batch = Broadcasting.Combine(q.Shape.First(q.Rank - 2), k.Shape.First(k.Rank - 2), nameof(k));
        Broadcasting.Combine(batch, v.Shape.First(v.Rank - 2), nameof(v));
        RequireMask(mask, causal, [.. batch, q.Shape[^2], k.Shape[^2]]);
    }
}

/// <summary>What attention gives back: the mixed values and the weights they were mixed with.</summary>
/// <param name="Output">The mixed values, (…, Tq, dv).</param>
/// <param name="Weights">How much each query takes from each key, (…, Tq, Tk); rows sum to 1.</param>
public sealed record AttentionResult(Tensor Output, Tensor Weights)
{
    /// <summary>Both tensors, output first.</summary>
    public override string ToString() => $"Output: {Output}\nWeights: {Weights}";
}
