namespace NotebookLib;

/// <summary>How a <see cref="Gpt"/> learns where a token stands.</summary>
public enum PositionScheme
{
    /// <summary>A trained row for each position, added to the token: GPT-2. <see cref="LearnedPositions"/>.</summary>
    Learned,

    /// <summary>
    /// Sines and cosines, added to the token: Vaswani et al. 2017, §3.5. <see cref="PositionalEncoding"/>.
    /// </summary>
    Sinusoidal,

    /// <summary>Queries and keys are turned: LLaMA. <see cref="RotaryEmbedding"/>.</summary>
    Rotary,

    /// <summary>Scores fall with distance. <see cref="NotebookLib.Alibi"/>.</summary>
    Alibi,

    /// <summary>Not at all, except by what the causal mask hides.</summary>
    None,
}

/// <summary>The sizes and choices that make a <see cref="Gpt"/>. What is not said is as in GPT-2.</summary>
/// <remarks>
/// Variants by <c>with</c>: <c>config with { Positions = PositionScheme.Rotary, Norm = NormPlacement.Post }</c>.
/// </remarks>
public sealed partial record GptConfig
{
    /// <summary>The five sizes.</summary>
    /// <param name="vocabulary">V, the number of tokens ("vocab_size").</param>
    /// <param name="layers">L, the number of blocks ("n_layer").</param>
    /// <param name="heads">H, the number of heads in each ("n_head").</param>
    /// <param name="width">C, the width of a token ("n_embd").</param>
    /// <param name="context">The longest sequence it is trained on ("n_positions").</param>
    /// <exception cref="ArgumentException">A size is not positive, or the heads do not divide the width.</exception>
    public GptConfig(int vocabulary, int layers, int heads, int width, int context)
    {
        Vocabulary = Positive(vocabulary, nameof(vocabulary));
        Layers = Positive(layers, nameof(layers));
        Heads = Positive(heads, nameof(heads));
        Width = Positive(width, nameof(width));
        Context = Positive(context, nameof(context));
        if (width % heads != 0)
            throw new ArgumentException($"heads: expected a divisor of the width {width}; got {heads}.", nameof(heads));
    }

    /// <summary>V, the number of tokens.</summary>
    public int Vocabulary { get; init => field = Positive(value, nameof(Vocabulary)); }

    /// <summary>L, the number of blocks.</summary>
    public int Layers { get; init => field = Positive(value, nameof(Layers)); }

    /// <summary>H, the number of heads in each block; a divisor of <see cref="Width"/>.</summary>
    public int Heads { get; init => field = Positive(value, nameof(Heads)); }

    /// <summary>C, the width of a token.</summary>
    public int Width { get; init => field = Positive(value, nameof(Width)); }

    /// <summary>The longest sequence it is trained on. Learned positions end here.</summary>
    public int Context { get; init => field = Positive(value, nameof(Context)); }

    /// <summary>How it learns where a token stands.</summary>
    public PositionScheme Positions { get; init; } = PositionScheme.Learned;

    /// <summary>
    /// What slows rotary positions, to read further than was trained; null for nothing. <c>gpt.With(gpt.Config with {
    /// Scaling = RotaryScaling.Yarn(4, 64), Context = 256 })</c>
    /// </summary>
    public RotaryScaling? Scaling { get; init; }

    /// <summary>
    /// The number of key–value heads, a divisor of <see cref="Heads"/>; null means as many. Ainslie et al. 2023, "GQA".
    /// </summary>
    public int? KeyValueHeads { get; init; }

    /// <summary>The width inside the feed-forward parts ("n_inner"); null means 4C.</summary>
    public int? HiddenWidth { get; init; }

    /// <summary>The bend inside the feed-forward parts.</summary>
    public Activation Activation { get; init; } = Activation.GeluTanh;

    /// <summary>Where blocks normalize.</summary>
    public NormPlacement Norm { get; init; } = NormPlacement.Pre;

    /// <summary>Which normalization they use.</summary>
    public NormKind NormKind { get; init; } = NormKind.LayerNorm;

    /// <summary>ε of the normalizations.</summary>
    public float NormEpsilon { get; init; } = 1e-5f;

    /// <summary>
    /// If true, the table that turns tokens into rows also turns rows into logits. Press and Wolf 2017.
    /// </summary>
    public bool TiedEmbeddings { get; init; } = true;

    /// <summary>If false, the linear maps have no bias.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>If false, blocks replace their input instead of adding to it: to see what goes wrong.</summary>
    public bool Residual { get; init; } = true;

    /// <summary>If false, every token sees all tokens, also those it is to predict: to see what goes wrong.</summary>
    public bool Causal { get; init; } = true;

    /// <summary>
    /// If true, the maps that end a block's two parts begin with a further 1/√(2L), so that the sum over the layers
    /// does not grow with L: GPT-2, §2.3.
    /// </summary>
    /// <remarks>It matters when the weights are drawn, and never again.</remarks>
    public bool ScaledStart { get; init; } = true;

    /// <summary>The rate of dropout while training: after the embedding and after both parts of each block.</summary>
    public float Dropout { get; init; }

    /// <summary>
    /// The standard deviation that the tables of tokens, positions and logits begin with; null means 0.02 · √(768/C).
    /// </summary>
    /// <remarks>
    /// It matters when the tables are drawn, and never again. Tied tables of deviation 1 begin with a loss near C: each
    /// token expects itself.
    /// </remarks>
    /// <exception cref="ArgumentException">It is negative or no finite number.</exception>
    public float? InitialDeviation
    {
        get;
        init => field = value is not { } deviation || (deviation >= 0 && float.IsFinite(deviation)) ? value
            : throw new ArgumentException(
                FormattableString.Invariant($"InitialDeviation: expected 0 or more; got {deviation}."), nameof(value));
    }

    /// <summary>
    /// True if the last state is normalized before the logits, since the blocks themselves leave the sum as it is.
    /// </summary>
    internal bool NormalizesLast => Norm is NormPlacement.Pre or NormPlacement.Inside;

    /// <summary>Refuses sizes that do not fit together, as a <c>with</c> can leave them.</summary>
    /// <exception cref="ArgumentException">The heads do not divide the width, the key–value heads not the heads, the
    /// hidden width is not positive, or positions are scaled that are not rotary.</exception>
    internal static void RequireFitting(GptConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.HiddenWidth < 1)
            throw new ArgumentException($"config: expected a HiddenWidth of at least 1; got {config.HiddenWidth}.",
                nameof(config));
        if (config.Width % config.Heads != 0)
            throw new ArgumentException($"config: expected Heads that divide the width {config.Width}; "
                + $"got {config.Heads}.", nameof(config));
        if (config.KeyValueHeads is { } shared && (shared < 1 || config.Heads % shared != 0))
            throw new ArgumentException($"config: expected KeyValueHeads that divide the {config.Heads} heads; "
                + $"got {shared}.", nameof(config));
        if (config.Scaling is not null && config.Positions != PositionScheme.Rotary)
            throw new ArgumentException($"config: expected a Scaling with rotary positions only; "
                + $"got '{config.Scaling}' with {config.Positions}.", nameof(config));
    }

    /// <summary>Refuses a token that is not in the vocabulary, by the name of the argument that it came as.</summary>
    internal void RequireToken(int token, string argument)
    {
        if ((uint)token >= (uint)Vocabulary)
            throw new ArgumentException($"{argument}: expected a token from 0 to {Vocabulary - 1}; got {token}.",
                argument);
    }

    private static int Positive(int size, string argument) =>
        size >= 1 ? size : throw new ArgumentException($"{argument}: expected at least 1; got {size}.", argument);
}
