namespace NotebookLib;

/// <summary>
/// Several attentions side by side, each on its own slice of the width, their outputs joined and mixed.
/// </summary>
/// <remarks>
/// MultiHead(Q, K, V) = Concat(head₁, …, head_H) W_O with head_i = Attention(Q W_Qⁱ, K W_Kⁱ, V W_Vⁱ): Vaswani et al.
/// 2017, §3.2.2. The W_Qⁱ stand side by side in one matrix <see cref="Query"/>, (C, C); head i owns columns i·d to
/// (i + 1)·d − 1. With fewer key–value heads than query heads, each is shared by a group of query heads: Ainslie et al.
/// 2023, "GQA"; with one, it is multi-query attention, Shazeer 2019.
/// </remarks>
public sealed class MultiHeadAttention : Module
{
    /// <summary>Random projections.</summary>
    /// <param name="modelDim">C, the width of the model ("d_model" in the paper, "n_embd" in GPT-2).</param>
    /// <param name="headCount">H, the number of query heads ("h" in the paper, "n_head" in GPT-2).</param>
    /// <param name="random">Where the weights come from.</param>
    /// <param name="keyValueHeadCount">The number of key and value heads; null means H.</param>
    /// <param name="bias">If false, the projections have no bias.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width, or the key–value heads the
    /// heads.</exception>
    public MultiHeadAttention(int modelDim, int headCount, Random random, int? keyValueHeadCount = null,
        bool bias = true)
    {
        RequireHeads(modelDim, headCount, keyValueHeadCount ?? headCount);
        int keyValueDim = modelDim / headCount * (keyValueHeadCount ?? headCount);
        HeadCount = headCount;
        KeyValueHeadCount = keyValueHeadCount ?? headCount;
        Query = new Linear(modelDim, modelDim, random, bias);
        Key = new Linear(modelDim, keyValueDim, random, bias);
        Value = new Linear(modelDim, keyValueDim, random, bias);
        Output = new Linear(modelDim, modelDim, random, bias);
    }

    /// <summary>Given projections, such as hand-set or loaded ones.</summary>
    /// <param name="query">(C, C).</param>
    /// <param name="key">(C, Hkv·d).</param>
    /// <param name="value">(C, Hkv·d).</param>
    /// <param name="output">(C, C).</param>
    /// <param name="headCount">H, which divides C; d = C/H. The number of key–value heads Hkv follows from the width of
    /// <paramref name="key"/>.</param>
    /// <exception cref="ArgumentException">The widths disagree.</exception>
    public MultiHeadAttention(Linear query, Linear key, Linear value, Linear output, int headCount)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(output);
        int modelDim = query.Weight.Shape[0];
        RequireHeads(modelDim, headCount, headCount);
        int headDim = modelDim / headCount, keyValueDim = key.Weight.Shape[1];
        if (keyValueDim % headDim != 0)
            throw new ArgumentException($"key: expected a width that is a multiple of the head width {headDim}; "
                + $"got {key.Weight.Shape}.", nameof(key));
        RequireHeads(modelDim, headCount, keyValueDim / headDim);
        Require(query, nameof(query), modelDim, modelDim);
        Require(key, nameof(key), modelDim, keyValueDim);
        Require(value, nameof(value), modelDim, keyValueDim);
        Require(output, nameof(output), modelDim, modelDim);
        (Query, Key, Value, Output) = (query, key, value, output);
        HeadCount = headCount;
        KeyValueHeadCount = keyValueDim / headDim;
    }

    /// <summary>H, the number of query heads.</summary>
    public int HeadCount { get; }

    /// <summary>The number of key and value heads; H, unless groups of query heads share them.</summary>
    public int KeyValueHeadCount { get; }

    /// <summary>d = C/H, the width of one head ("d_k" in the paper).</summary>
    public int HeadDim => Query.Weight.Shape[0] / HeadCount;

    /// <summary>Turns queries and keys by their positions before they meet; null for none.</summary>
    /// <exception cref="ArgumentException">Set to an embedding for heads of another width.</exception>
    public RotaryEmbedding? Rotary
    {
        get;
        init => field = value is null || value.HeadDim == HeadDim ? value
            : throw new ArgumentException($"value: expected a rotary embedding for heads of width {HeadDim}; "
                + $"got {value.HeadDim}.", nameof(value));
    }

    /// <summary>W_Q, (C, C): what each token asks.</summary>
    public Linear Query { get; }

    /// <summary>W_K, (C, Hkv·d): what each token answers to.</summary>
    public Linear Key { get; }

    /// <summary>W_V, (C, Hkv·d): what each token gives.</summary>
    public Linear Value { get; }

    /// <summary>W_O, (C, C): mixes the outputs of the heads.</summary>
    public Linear Output { get; }

    /// <summary>
    /// The attended tokens, (…, T, C); as <see cref="Attend(Tensor, bool, Tensor?, Tensor?)"/>, without the weights.
    /// </summary>
    /// <remarks>Without the weights there is no need to hold them: see <see cref="Attention.Blocked"/>.</remarks>
    /// <inheritdoc cref="Attend(Tensor, bool, Tensor?, Tensor?)"/>
    public Tensor Forward(Tensor x, bool causal = false, Tensor? mask = null, Tensor? context = null) =>
        TensorMemory.Within(() => Attended(x, causal, mask, context ?? x));

    /// <summary>
    /// As <see cref="Forward(Tensor, bool, Tensor?, Tensor?)"/>, in a layer of a model whose tokens stand at given
    /// positions, or that is looked into.
    /// </summary>
    internal Tensor Forward(Tensor x, bool causal, Tensor? mask, int[]? positions, int layer, Probe? probe) =>
        Attended(x, causal, mask, x, positions, layer, probe);

    private Tensor Attended(Tensor x, bool causal, Tensor? mask, Tensor context, int[]? positions = null, int layer = 0,
        Probe? probe = null)
    {
        Tensor q = Query.Forward(x), k = Key.Forward(context), v = Value.Forward(context);
        if (probe is not null)
        {
            q = probe.Projection(Part.Queries(layer), q);
            k = probe.Projection(Part.Keys(layer), k);
            v = probe.Projection(Part.Values(layer), v);
        }
        var (rowsOfQ, rowsOfK, rowsOfV) = (q, k, v);
        bool alike = q.Rank >= 2 && q.Rank == k.Rank && q.Shape.First(q.Rank - 2) == k.Shape.First(k.Rank - 2);
        if (!alike || mask is { RequiresGrad: true }) return Attend(x, causal, mask, context, positions).Output;
        Attention.RequireMask(mask, causal, [.. q.Shape.First(q.Rank - 2), HeadCount, q.Shape[^2], k.Shape[^2]]);
        float scale = 1 / MathF.Sqrt(HeadDim);
        Tensor heads; // side by side, (…, T, H·d)
        if (Rotary is null)
            heads =
                BlockedAttention.Apply(q, k, v, HeadCount, KeyValueHeadCount, sideBySide: true, mask, causal, scale);
        else
        {
            q = Turned(SplitHeads(q, HeadCount), positions);
            k = Turned(SplitHeads(k, KeyValueHeadCount), positions);
            v = SplitHeads(v, KeyValueHeadCount);
            heads = MergeHeads(BlockedAttention.Apply(q, k, v, HeadCount, KeyValueHeadCount, sideBySide: false, mask,
                causal, scale));
        }
        if (probe is not null)
            heads = probe.Heads(layer, heads, HeadDim,
                () => Mixed(rowsOfQ, rowsOfK, rowsOfV, causal, mask, positions).Weights);
        return Output.Forward(heads);
    }

    /// <summary>Each token asks, and takes from all it may see, in H ways at once.</summary>
    /// <param name="x">The tokens that ask, (…, T, C).</param>
    /// <param name="causal">If true, token t sees tokens 0..t only.</param>
    /// <param name="mask">Added to the scores, a shape that broadcasts to (…, H, T, Tk); see
    /// <see cref="Masks"/>.</param>
    /// <param name="context">The tokens that are asked, (…, Tk, C); null means x itself.</param>
    /// <returns>The output, (…, T, C), and the weights of each head, (…, H, T, Tk).</returns>
    /// <exception cref="ArgumentException">The shapes disagree.</exception>
    public AttentionResult Attend(Tensor x, bool causal = false, Tensor? mask = null, Tensor? context = null) =>
        Attend(x, causal, mask, context ?? x, positions: null);

    private AttentionResult Attend(Tensor x, bool causal, Tensor? mask, Tensor context, int[]? positions)
    {
        var (heads, weights) =
            Mixed(Query.Forward(x), Key.Forward(context), Value.Forward(context), causal, mask, positions);
        return new AttentionResult(Output.Forward(MergeHeads(heads)), weights);
    }

    /// <summary>What the heads give, (…, H, T, d), and their weights, from rows with all heads side by side.</summary>
    private AttentionResult Mixed(Tensor queries, Tensor keys, Tensor values, bool causal, Tensor? mask,
        int[]? positions)
    {
        Tensor q = SplitHeads(queries, HeadCount);                                         // (…, H, T, d)
        Tensor k = SplitHeads(keys, KeyValueHeadCount);                                    // (…, Hkv, Tk, d)
        Tensor v = SplitHeads(values, KeyValueHeadCount);                                  // (…, Hkv, Tk, d)
        (q, k) = (Turned(q, positions), Turned(k, positions));
        (k, v) = (ShareHeads(k), ShareHeads(v));                                           // (…, H, Tk, d)
        return Attention.ScaledDotProduct(q, k, v, mask, causal);
    }

    /// <summary>Queries or keys, turned by their positions if that is wanted; null means 0, 1, 2, ….</summary>
    private Tensor Turned(Tensor heads, int[]? positions)
    {
        if (Rotary is null) return heads;
        return positions is null ? Rotary.Apply(heads) : Rotary.Apply(heads, positions);
    }

    /// <summary>
    /// As <see cref="Forward(Tensor, bool, Tensor?, Tensor?)"/>, for tokens that follow those in a cache: they ask all
    /// of them and each other.
    /// </summary>
    /// <param name="x">The new tokens, (T, C).</param>
    /// <param name="cache">The keys and values so far; those of the new tokens are written behind them.</param>
    /// <param name="layer">Whose they are.</param>
    /// <param name="mask">As <see cref="KeyValueCache"/> reads it.</param>
    internal Tensor Forward(Tensor x, KeyValueCache cache, int layer, Tensor? mask)
    {
        Tensor q = SplitHeads(Query.Forward(x), HeadCount);                                // (H, T, d)
        Tensor k = SplitHeads(Key.Forward(x), KeyValueHeadCount);                          // (Hkv, T, d)
        Tensor v = SplitHeads(Value.Forward(x), KeyValueHeadCount);                        // (Hkv, T, d)
        if (Rotary is not null) (q, k) = (Rotary.Apply(q, cache.Length), Rotary.Apply(k, cache.Length));
        return Output.Forward(MergeHeads(cache.Read(layer, q, k, v, mask)));
    }

    /// <summary>
    /// Cuts each row into H pieces and lets each head have its own matrix: (…, T, C) → (…, T, H, d) → (…, H, T, d).
    /// </summary>
    /// <exception cref="ArgumentException">There is no row to cut, or H does not divide its width.</exception>
    public static Tensor SplitHeads(Tensor x, int headCount)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 2)
            throw new ArgumentException($"x: expected tokens as rows, (…, T, C); got {x.Shape}.", nameof(x));
        if (headCount < 1 || x.Shape[^1] % headCount != 0)
            throw new ArgumentException($"headCount: expected a divisor of the width {x.Shape[^1]} of {x.Shape}; "
                + $"got {headCount}.", nameof(headCount));
        return x.Reshape([.. x.Shape.First(x.Rank - 1), headCount, x.Shape[^1] / headCount]).Transpose(-3, -2);
    }

    /// <summary>Undoes <see cref="SplitHeads"/>: (…, H, T, d) → (…, T, H, d) → (…, T, C).</summary>
    /// <exception cref="ArgumentException">There are fewer than three dimensions.</exception>
    public static Tensor MergeHeads(Tensor heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        if (heads.Rank < 3)
            throw new ArgumentException($"heads: expected (…, H, T, d); got {heads.Shape}.", nameof(heads));
        return heads.Transpose(-3, -2)
            .Reshape([.. heads.Shape.First(heads.Rank - 3), heads.Shape[^2], heads.Shape[^3] * heads.Shape[^1]]);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters() =>
        [.. Within("query", Query), .. Within("key", Key), .. Within("value", Value), .. Within("output", Output)];

    /// <summary>Repeats each key–value head for its group of query heads: (…, Hkv, T, d) → (…, H, T, d).</summary>
    private Tensor ShareHeads(Tensor heads)
    {
        if (KeyValueHeadCount == HeadCount) return heads;
        Shape shape = heads.Shape;
        // (…, Hkv, 1, T, d)
        Tensor once = heads.Reshape([.. shape.First(shape.Count - 2), 1, shape[^2], shape[^1]]);
        // (…, Hkv, H/Hkv, T, d)
        Tensor groups = once + Tensor.Zeros(HeadCount / KeyValueHeadCount, 1, 1);
        return groups.Reshape([.. shape.First(shape.Count - 3), HeadCount, shape[^2], shape[^1]]);
    }

    private static void RequireHeads(int modelDim, int headCount, int keyValueHeadCount)
    {
        if (headCount < 1 || modelDim % headCount != 0)
            throw new ArgumentException($"headCount: expected a divisor of the model width {modelDim}; "
                + $"got {headCount}.", nameof(headCount));
        if (keyValueHeadCount < 1 || headCount % keyValueHeadCount != 0)
            throw new ArgumentException($"keyValueHeadCount: expected a divisor of the {headCount} heads; "
                + $"got {keyValueHeadCount}.", nameof(keyValueHeadCount));
    }

    private static void Require(Linear projection, string argument, int inDim, int outDim)
    {
        if (projection.Weight.Shape != [inDim, outDim])
            throw new ArgumentException($"{argument}: expected a weight ({inDim}, {outDim}); "
                + $"got {projection.Weight.Shape}.", argument);
    }
}
