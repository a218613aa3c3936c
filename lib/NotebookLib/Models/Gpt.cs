using System.Globalization;

namespace NotebookLib;

/// <summary>
/// A decoder-only Transformer: reads tokens from left to right, and says for each place what may come next.
/// </summary>
/// <remarks>
/// Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", §2.3 (GPT-2), with the choices of
/// <see cref="GptConfig"/>: embed, L blocks, a last normalization, unembed.
/// </remarks>
public sealed partial class Gpt : Module
{
    private readonly Dropout dropout;

    /// <summary>An untrained model.</summary>
    /// <remarks>
    /// Maps begin with standard deviation 1/√in, those that end a block's parts with a further 1/√(2L), so that the sum
    /// over the layers does not grow with L (GPT-2, §2.3), if <see cref="GptConfig.ScaledStart"/> says so. Tables begin
    /// with 0.02 · √(768/C): at GPT-2's width of 768 its own 0.02, and at every width rows as long as there, so that
    /// all tokens begin about equally likely and the loss near ln V; <see cref="GptConfig.InitialDeviation"/> changes
    /// it.
    /// </remarks>
    /// <param name="config">Sizes and choices.</param>
    /// <param name="random">Where the weights come from.</param>
    /// <exception cref="ArgumentException">Sizes do not fit together.</exception>
    public Gpt(GptConfig config, Random random) : this(config, (name, shape) => Initial(config, random, name, shape)) =>
        ArgumentNullException.ThrowIfNull(random);

    /// <summary>A model whose parameters come by their names in GPT-2's checkpoints.</summary>
    internal Gpt(GptConfig config, Func<string, Shape, Tensor> parameter)
    {
        GptConfig.RequireFitting(config);
        Config = config;
        Tokens = new Embedding(parameter("wte.weight", [config.Vocabulary, config.Width]));
        Positions = config.Positions == PositionScheme.Learned
            ? new LearnedPositions(parameter("wpe.weight", [config.Context, config.Width]))
            : null;
        Blocks = [.. Enumerable.Range(0, config.Layers).Select(layer => Block(config, $"h.{layer}", parameter))];
        FinalNorm = config.NormalizesLast ? Norm(config, "ln_f", parameter) : null;
        Output = config.TiedEmbeddings
            ? Tokens
            : new Embedding(parameter("lm_head.weight", [config.Vocabulary, config.Width]));
        dropout = new Dropout(config.Dropout);
    }

    /// <summary>The sizes and choices it was made by.</summary>
    public GptConfig Config { get; }

    /// <summary>What <see cref="Load"/> read past in config.json, a line for each key; none for a model that was not
    /// loaded.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>The table of tokens, (V, C): GPT-2's "wte".</summary>
    public Embedding Tokens { get; }

    /// <summary>The table of positions, (context, C), GPT-2's "wpe"; null unless positions are learned.</summary>
    public LearnedPositions? Positions { get; }

    /// <summary>The L blocks: GPT-2's "h".</summary>
    public IReadOnlyList<TransformerBlock> Blocks { get; }

    /// <summary>
    /// The normalization after the last block, GPT-2's "ln_f"; null if blocks normalize each sum, or nothing is
    /// normalized.
    /// </summary>
    public Normalization? FinalNorm { get; }

    /// <summary>
    /// The table that makes logits, (V, C): <see cref="Tokens"/> itself if they are tied, else GPT-2's "lm_head".
    /// </summary>
    public Embedding Output { get; }

    /// <summary>What the model expects after each token of a sequence.</summary>
    /// <param name="tokens">(T,), each 0 to V − 1; at most as long as the context if positions are learned.</param>
    /// <returns>Logits, (T, V): row t is about token t + 1; softmax makes probabilities of it.</returns>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or there are none or too many.</exception>
    public Tensor Forward(params int[] tokens) => Forward(tokens, mask: null);

    /// <summary>
    /// What the model expects after each token of a sequence, with a further mask, or with tokens that stand elsewhere
    /// than at 0, 1, 2, ….
    /// </summary>
    /// <remarks>
    /// What positions mean depends on the model. Rotary and sinusoidal ones may be any, with gaps or all moved by 1000;
    /// ALiBi asks how far apart two tokens are; learned ones are rows of the table, which ends; a model without
    /// positions does not look at them. What a token sees is settled by its place in <paramref name="tokens"/>, not by
    /// its position.
    /// </remarks>
    /// <param name="tokens">(T,), each 0 to V − 1.</param>
    /// <param name="mask">Added to the scores, besides the causal mask: (T, T), or (H, T, T) with one for each head.
    /// <see cref="Masks"/> makes them.</param>
    /// <param name="positions">(T,), where each token stands, 0 or more; null means 0, 1, 2, ….</param>
    /// <returns>Logits, (T, V).</returns>
    /// <exception cref="ArgumentException">As for <see cref="Forward(int[])"/>; or the mask has another shape, or there
    /// is not one position for each token, or one is negative or has no learned row.</exception>
    public Tensor Forward(int[] tokens, Tensor? mask = null, IReadOnlyList<int>? positions = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return TensorMemory.Within(() => Logits(Through(tokens, mask, positions)));
    }

    /// <summary>What the model expects after each token of each sequence.</summary>
    /// <param name="tokens">(B, T), each 0 to V − 1.</param>
    /// <param name="dropout">Where the chance for dropout comes from while training; null when not training.</param>
    /// <returns>Logits, (B, T, V).</returns>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or there are none or too many.</exception>
    public Tensor Forward(int[,] tokens, Random? dropout = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return TensorMemory.Within(() => Logits(Through(Placed(Tokens.Forward(tokens), null), random: dropout)));
    }

    /// <summary>Who looks at whom: the attention weights of every layer.</summary>
    /// <param name="tokens">(T,), each 0 to V − 1.</param>
    /// <returns>L tensors, (H, T, T) each: layer, head, the token that asks, the token that is asked.</returns>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or there are none or too many.</exception>
    public IReadOnlyList<Tensor> Attend(params int[] tokens) => Attend(tokens, mask: null);

    /// <summary>
    /// Who looks at whom, with a further mask or other positions: see
    /// <see cref="Forward(int[], Tensor?, IReadOnlyList{int}?)"/>.
    /// </summary>
    /// <inheritdoc cref="Forward(int[], Tensor?, IReadOnlyList{int}?)"/>
    /// <returns>L tensors, (H, T, T) each: layer, head, the token that asks, the token that is asked.</returns>
    public IReadOnlyList<Tensor> Attend(int[] tokens, Tensor? mask = null, IReadOnlyList<int>? positions = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var all = new List<Tensor>();
        using IDisposable _ = Tensor.NoGrad();
        Through(tokens, mask, positions, new Probe(Config, []) { Attended = (_, _, weights) => all.Add(weights) });
        return all;
    }

    /// <summary>The tokens on their way through the layers: after the embedding, and after each block.</summary>
    /// <remarks>
    /// <see cref="Logits(Tensor)"/> of any of them reads what the model would say there ("logit lens", nostalgebraist
    /// 2020).
    /// </remarks>
    /// <param name="tokens">(T,), each 0 to V − 1.</param>
    /// <returns>L + 1 tensors, (T, C) each.</returns>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or there are none or too many.</exception>
    public IReadOnlyList<Tensor> States(params int[] tokens) => States(tokens, mask: null);

    /// <summary>
    /// The tokens on their way, with a further mask or other positions: see
    /// <see cref="Forward(int[], Tensor?, IReadOnlyList{int}?)"/>.
    /// </summary>
    /// <inheritdoc cref="Forward(int[], Tensor?, IReadOnlyList{int}?)"/>
    /// <returns>L + 1 tensors, (T, C) each.</returns>
    public IReadOnlyList<Tensor> States(int[] tokens, Tensor? mask = null, IReadOnlyList<int>? positions = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var states = new List<Tensor>();
        Through(tokens, mask, positions, new Probe(Config, [])
        {
            Stepped = (part, _, state) =>
            {
                if (part.Kind is PartKind.Embedding or PartKind.FeedForward)
                    states.Add(state);
            },
        });
        return states;
    }

    /// <summary>Tokens as rows, with their positions where those are added, (T, C).</summary>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or there are none or too many.</exception>
    public Tensor Embed(params int[] tokens) => Placed(Tokens.Forward(tokens), null);

    /// <summary>
    /// Rows as logits: the last normalization and the table of <see cref="Output"/>, (…, T, C) → (…, T, V).
    /// </summary>
    /// <exception cref="ArgumentException">The rows are not C wide.</exception>
    public Tensor Logits(Tensor state) => Logits(state, null);

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters() =>
        [.. Within("tokens", Tokens), .. Positions is null ? [] : Within("positions", Positions),
         .. Blocks.SelectMany((block, layer) => Within($"blocks.{layer}", block)),
         .. FinalNorm is null ? [] : Within("finalNorm", FinalNorm),
            .. Output == Tokens ? [] : Within("output", Output)];

    /// <summary>The sizes, in one line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"GPT: {Config.Layers} layers, {Config.Heads} heads, width {Config.Width}, "
                + $"vocabulary {Config.Vocabulary}, context {Config.Context}: {ParameterCount} parameters");

    /// <summary>Rows of tokens with the positions where those are added, (…, T, C); null means 0, 1, 2, ….</summary>
    private Tensor Placed(Tensor tokens, int[]? positions)
    {
        int length = tokens.Shape[^2];
        if (length == 0) throw new ArgumentException("tokens: expected at least one; got none.", nameof(tokens));
        if (Positions is not null && positions is null && length > Config.Context)
            throw new ArgumentException($"tokens: expected at most {Config.Context}, for which there are learned "
                + $"positions; got {length}.", nameof(tokens));
        return Config.Positions switch
        {
            PositionScheme.Learned =>
                tokens + (positions is null ? Positions!.Forward(length) : Positions!.Forward(positions)),
            PositionScheme.Sinusoidal => tokens * MathF.Sqrt(Config.Width) // § 3.4 scales so
                + (positions is null
                    ? PositionalEncoding.Sinusoidal(length, Config.Width)
                    : PositionalEncoding.Sinusoidal(positions, Config.Width)),
            _ => tokens,
        };
    }

    /// <summary>The rows of tokens after the last block, (T, C).</summary>
    private Tensor Through(int[] tokens, Tensor? mask, IReadOnlyList<int>? positions, Probe? probe = null)
    {
        Attention.RequireMask(mask, Config.Causal, [Config.Heads, tokens.Length, tokens.Length]);
        int[]? at = positions is null ? null : PositionalEncoding.Required(positions, tokens.Length);
        return Through(Placed(Tokens.Forward(tokens), at), at, mask, probe: probe);
    }

    /// <summary>The rows after the last block, (…, T, C).</summary>
    private Tensor Through(Tensor x, int[]? positions = null, Tensor? mask = null, Random? random = null,
        Probe? probe = null)
    {
        if (Config.Positions == PositionScheme.Alibi)
        {
            Tensor bias =
                positions is null ? Alibi.Bias(Config.Heads, x.Shape[^2]) : Alibi.Bias(Config.Heads, positions);
            mask = mask is null ? bias : bias + mask;
        }
        x = dropout.Forward(x, random);
        if (probe is not null) x = probe.Step(Part.Embedding, x);
        for (int layer = 0; layer < Config.Layers; layer++)
            x = Blocks[layer].Forward(x, Config.Causal, mask, positions, random, layer, probe);
        return x;
    }

    private Tensor Logits(Tensor state, Probe? probe)
    {
        if (FinalNorm is not null)
            state = probe is null ? FinalNorm.Forward(state) : probe.Step(Part.FinalNorm, FinalNorm.Forward(state));
        Tensor logits = Output.Unembed(state);
        return probe is null ? logits : probe.Step(Part.Logits, logits);
    }
}
