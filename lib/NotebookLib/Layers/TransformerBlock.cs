namespace NotebookLib;

/// <summary>
/// One layer of a Transformer: tokens take from each other (attention), then each works by itself (feed-forward).
/// </summary>
/// <remarks>Vaswani et al. 2017, §3.1; with <see cref="NormPlacement.Pre"/> as in GPT-2.</remarks>
public sealed class TransformerBlock : Module
{
    private readonly Dropout dropout;

    /// <summary>A block from its parts.</summary>
    /// <param name="attention">The tokens take from each other.</param>
    /// <param name="feedForward">Each token works by itself.</param>
    /// <param name="placement">Where it normalizes.</param>
    /// <param name="attentionNorm">The normalization that goes with attention; null if <paramref name="placement"/> is
    /// None.</param>
    /// <param name="feedForwardNorm">The normalization that goes with the feed-forward part; null likewise.</param>
    /// <param name="residual">If false, x is not added to what each part gives: to see what goes wrong.</param>
    /// <param name="dropout">The rate at which the outputs of both parts are dropped while training.</param>
    /// <exception cref="ArgumentException">A normalization is missing or not wanted, or the rate lies outside
    /// 0..1.</exception>
    public TransformerBlock(MultiHeadAttention attention, FeedForward feedForward,
        NormPlacement placement = NormPlacement.None, Normalization? attentionNorm = null,
        Normalization? feedForwardNorm = null, bool residual = true, float dropout = 0)
    {
        ArgumentNullException.ThrowIfNull(attention);
        ArgumentNullException.ThrowIfNull(feedForward);
        RequireNorm(attentionNorm, placement, nameof(attentionNorm));
        RequireNorm(feedForwardNorm, placement, nameof(feedForwardNorm));
        Attention = attention;
        FeedForward = feedForward;
        Placement = placement;
        AttentionNorm = attentionNorm;
        FeedForwardNorm = feedForwardNorm;
        Residual = residual;
        this.dropout = new Dropout(dropout);
    }

    /// <summary>A block as GPT-2's: H heads, <see cref="LayerNorm"/>, a feed-forward part four times as wide.</summary>
    /// <param name="modelDim">C, the width of a token.</param>
    /// <param name="headCount">H.</param>
    /// <param name="random">Where the weights come from.</param>
    /// <param name="placement">Where it normalizes.</param>
    /// <param name="residual">If false, x is not added to what each part gives.</param>
    /// <param name="normKind">Which normalization.</param>
    /// <param name="scaledStart">L, the number of blocks in the stack that this one is for: the maps that end both
    /// parts begin with a further 1/√(2L), as in GPT-2, so that the sum over the layers does not grow with L. Null
    /// leaves them.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width, or <paramref name="scaledStart"/> is not
    /// positive.</exception>
    public TransformerBlock(int modelDim, int headCount, Random random, NormPlacement placement = NormPlacement.Pre,
        bool residual = true, NormKind normKind = NormKind.LayerNorm, int? scaledStart = null)
        : this(new MultiHeadAttention(modelDim, headCount, random), new FeedForward(modelDim, 4 * modelDim, random),
            placement, Norm(placement, normKind, modelDim), Norm(placement, normKind, modelDim), residual)
    {
        if (scaledStart is not { } layers) return;
        if (layers < 1)
            throw new ArgumentException($"scaledStart: expected the number of blocks, at least 1; got {layers}.",
                nameof(scaledStart));
        foreach (Linear last in new[] { Attention.Output, FeedForward.Output })
            foreach (ref float w in last.Weight.Data) w /= MathF.Sqrt(2 * layers);
    }

    /// <summary>The tokens take from each other: GPT-2's "attn".</summary>
    public MultiHeadAttention Attention { get; }

    /// <summary>Each token works by itself: GPT-2's "mlp".</summary>
    public FeedForward FeedForward { get; }

    /// <summary>The normalization that goes with attention, GPT-2's "ln_1"; null if there is none.</summary>
    public Normalization? AttentionNorm { get; }

    /// <summary>
    /// The normalization that goes with the feed-forward part, GPT-2's "ln_2"; null if there is none.
    /// </summary>
    public Normalization? FeedForwardNorm { get; }

    /// <summary>Where the block normalizes.</summary>
    public NormPlacement Placement { get; }

    /// <summary>True if x is added to what each part gives. He et al. 2016, "Deep Residual Learning".</summary>
    public bool Residual { get; }

    /// <summary>The tokens after this layer, (…, T, C); as <see cref="Attend"/>, without the weights.</summary>
    /// <inheritdoc cref="Attend"/>
    public Tensor Forward(Tensor x, bool causal = false, Tensor? mask = null, Random? dropout = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Forward(x, causal, mask, positions: null, dropout, layer: 0, probe: null);
    }

    /// <summary>The tokens after this layer, and who took from whom.</summary>
    /// <param name="x">The tokens, (…, T, C).</param>
    /// <param name="causal">If true, token t sees tokens 0..t only.</param>
    /// <param name="mask">Added to the scores, a shape that broadcasts to (…, H, T, T).</param>
    /// <param name="dropout">Where the chance for dropout comes from while training; null when not training.</param>
    /// <returns>The output, (…, T, C), and the weights of each head, (…, H, T, T).</returns>
    /// <exception cref="ArgumentException">The shapes disagree.</exception>
    public AttentionResult Attend(Tensor x, bool causal = false, Tensor? mask = null, Random? dropout = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        AttentionResult? taken = null;
        Tensor output = Around(rows => (taken = Attention.Attend(rows, causal, mask)).Output, x, dropout);
        return new AttentionResult(output, taken!.Weights);
    }

    /// <summary>
    /// As <see cref="Forward(Tensor, bool, Tensor?, Random?)"/>, in a model whose tokens may stand anywhere, and that
    /// may be looked into: this is its block <paramref name="layer"/>.
    /// </summary>
    internal Tensor Forward(Tensor x, bool causal, Tensor? mask, int[]? positions, Random? dropout, int layer,
        Probe? probe)
    {
        return probe is null ? TensorMemory.Within(Compute) : Compute(); // a probe keeps what it is shown
        Tensor Compute() =>
            Around(rows => Attention.Forward(rows, causal, mask, positions, layer, probe), x, dropout, layer, probe);
    }

    /// <summary>New tokens, (T, C), after this layer, which takes from those in its cache too.</summary>
    internal Tensor Forward(Tensor x, KeyValueCache cache, int layer, Tensor? mask) =>
        Around(rows => Attention.Forward(rows, cache, layer, mask), x, dropout: null);

    /// <summary>The block around its attention.</summary>
    private Tensor Around(Func<Tensor, Tensor> attend, Tensor x, Random? dropout, int layer = 0, Probe? probe = null)
    {
        x = Joined(Part.Attention(layer), attend, AttentionNorm, x, dropout, probe);
        return Joined(Part.FeedForward(layer), FeedForward.Forward, FeedForwardNorm, x, dropout, probe);
    }

    /// <summary>A part with its normalization and the residual around it.</summary>
    private Tensor Joined(Part name, Func<Tensor, Tensor> part, Normalization? norm, Tensor x, Random? dropout,
        Probe? probe)
    {
        Tensor given = part(Placement == NormPlacement.Pre ? norm!.Forward(x) : x);
        if (Placement == NormPlacement.Inside) given = norm!.Forward(given);
        given = this.dropout.Forward(given, dropout);
        if (probe is not null) given = probe.Output(name, given);
        Tensor sum = Residual && probe?.Drops(name) != true ? x + given : given;
        if (Placement == NormPlacement.Post) sum = norm!.Forward(sum);
        return probe is null ? sum : probe.State(name, given, sum);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters() =>
    [
        .. AttentionNorm is null ? [] : Within("attentionNorm", AttentionNorm),
        .. Within("attention", Attention),
        .. FeedForwardNorm is null ? [] : Within("feedForwardNorm", FeedForwardNorm),
        .. Within("feedForward", FeedForward),
    ];

    private static Normalization? Norm(NormPlacement placement, NormKind kind, int dim)
    {
        if (placement == NormPlacement.None) return null;
        return kind == NormKind.RmsNorm ? new RmsNorm(dim) : new LayerNorm(dim);
    }

    private static void RequireNorm(Normalization? norm, NormPlacement placement, string argument)
    {
        if (norm is null != (placement == NormPlacement.None))
            throw new ArgumentException($"{argument}: expected {(norm is null ? "a normalization" : "none")} for the "
                + $"placement {placement}.", argument);
    }
}
