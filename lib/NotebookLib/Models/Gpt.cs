namespace NotebookLib;

/// <summary>A decoder-only Transformer: reads tokens from left to right, and says for each place what may come next.</summary>
/// <remarks>
/// Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", §2.3 (GPT-2), with the choices of
/// <see cref="GptConfig"/>: embed, L blocks, a last normalization, unembed.
/// </remarks>
public sealed partial class Gpt : Module
{
    private readonly Dropout dropout;

    /// <summary>An untrained model.</summary>
    /// <remarks>
    /// Maps begin with standard deviation 1/√in, those that end a block's parts with a further 1/√(2L), so that the sum over the layers
    /// does not grow with L (GPT-2, §2.3), if <see cref="GptConfig.ScaledStart"/> says so. Tables begin with 0.02 · √(768/C): at GPT-2's width of 768 its own 0.02, and at every
    /// width rows as long as there, so that all tokens begin about equally likely and the loss near ln V; <see cref="GptConfig.InitialDeviation"/> changes it.
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
        Positions = config.Positions == PositionScheme.Learned ? new LearnedPositions(parameter("wpe.weight", [config.Context, config.Width])) : null;
        Blocks = [.. Enumerable.Range(0, config.Layers).Select(layer => Block(config, $"h.{layer}", parameter))];
        FinalNorm = config.NormalizesLast ? Norm(config, "ln_f", parameter) : null;
        Output = config.TiedEmbeddings ? Tokens : new Embedding(parameter("lm_head.weight", [config.Vocabulary, config.Width]));
        dropout = new Dropout(config.Dropout);
    }

    /// <summary>The sizes and choices it was made by.</summary>
    public GptConfig Config { get; }

    /// <summary>The table of tokens, (V, C): GPT-2's "wte".</summary>
    public Embedding Tokens { get; }

    /// <summary>The table of positions, (context, C), GPT-2's "wpe"; null unless positions are learned.</summary>
    public LearnedPositions? Positions { get; }

    /// <summary>The L blocks: GPT-2's "h".</summary>
    public IReadOnlyList<TransformerBlock> Blocks { get; }

    /// <summary>The normalization after the last block, GPT-2's "ln_f"; null if blocks normalize each sum, or nothing is normalized.</summary>
    public Normalization? FinalNorm { get; }

    /// <summary>The table that makes logits, (V, C): <see cref="Tokens"/> itself if they are tied, else GPT-2's "lm_head".</summary>
    public Embedding Output { get; }

    /// <summary>What the model expects after each token of a sequence.</summary>
    /// <param name="tokens">(T,), each 0 to V − 1; at most as long as the context if positions are learned.</param>
    /// <returns>Logits, (T, V): row t is about token t + 1; softmax makes probabilities of it.</returns>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or there are none or too many.</exception>
    public Tensor Forward(params int[] tokens) => TensorMemory.Within(() => Logits(Through(Embed(tokens))));

    /// <summary>What the model expects after each token of each sequence.</summary>
    /// <param name="tokens">(B, T), each 0 to V − 1.</param>
    /// <param name="dropout">Where the chance for dropout comes from while training; null when not training.</param>
    /// <returns>Logits, (B, T, V).</returns>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or there are none or too many.</exception>
    public Tensor Forward(int[,] tokens, Random? dropout = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return TensorMemory.Within(() => Logits(Through(Placed(Tokens.Forward(tokens)), dropout)));
    }

    /// <summary>Who looks at whom: the attention weights of every layer.</summary>
    /// <param name="tokens">(T,), each 0 to V − 1.</param>
    /// <returns>L tensors, (H, T, T) each: layer, head, the token that asks, the token that is asked.</returns>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or there are none or too many.</exception>
    public IReadOnlyList<Tensor> Attend(params int[] tokens)
    {
        var all = new List<Tensor>();
        using IDisposable _ = Tensor.NoGrad();
        Through(Embed(tokens), probe: new Probe(Config, []) { Attended = (_, _, weights) => all.Add(weights) });
        return all;
    }

    /// <summary>The tokens on their way through the layers: after the embedding, and after each block.</summary>
    /// <remarks><see cref="Logits(Tensor)"/> of any of them reads what the model would say there ("logit lens", nostalgebraist 2020).</remarks>
    /// <param name="tokens">(T,), each 0 to V − 1.</param>
    /// <returns>L + 1 tensors, (T, C) each.</returns>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or there are none or too many.</exception>
    public IReadOnlyList<Tensor> States(params int[] tokens)
    {
        var states = new List<Tensor>();
        Through(Embed(tokens), probe: new Probe(Config, [])
        {
            Stepped = (part, _, state) => { if (part.Kind is PartKind.Embedding or PartKind.FeedForward) states.Add(state); },
        });
        return states;
    }

    /// <summary>Tokens as rows, with their positions where those are added, (T, C).</summary>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or there are none or too many.</exception>
    public Tensor Embed(params int[] tokens) => Placed(Tokens.Forward(tokens));

    /// <summary>Rows as logits: the last normalization and the table of <see cref="Output"/>, (…, T, C) → (…, T, V).</summary>
    /// <exception cref="ArgumentException">The rows are not C wide.</exception>
    public Tensor Logits(Tensor state) => Logits(state, null);

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters() =>
        [.. Within("tokens", Tokens), .. Positions is null ? [] : Within("positions", Positions),
         .. Blocks.SelectMany((block, layer) => Within($"blocks.{layer}", block)),
         .. FinalNorm is null ? [] : Within("finalNorm", FinalNorm), .. Output == Tokens ? [] : Within("output", Output)];

    /// <summary>The sizes, in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"GPT: {Config.Layers} layers, {Config.Heads} heads, width {Config.Width}, vocabulary {Config.Vocabulary}, context {Config.Context}: {ParameterCount} parameters");

    private Tensor Placed(Tensor tokens, int start = 0) // (…, T, C)
    {
        int length = tokens.Shape[^2];
        if (length == 0) throw new ArgumentException("tokens: expected at least one; got none.", nameof(tokens));
        if (Positions is not null && length > Config.Context)
            throw new ArgumentException($"tokens: expected at most {Config.Context}, for which there are learned positions; got {length}.", nameof(tokens));
        return Config.Positions switch
        {
            PositionScheme.Learned => tokens + Positions!.Forward(length, start),
            PositionScheme.Sinusoidal => tokens * MathF.Sqrt(Config.Width) + PositionalEncoding.Sinusoidal(length, Config.Width, start: start), // § 3.4 scales so
            _ => tokens,
        };
    }

    /// <summary>The rows after the last block, (…, T, C).</summary>
    private Tensor Through(Tensor x, Random? random = null, Probe? probe = null)
    {
        Tensor? bias = Config.Positions == PositionScheme.Alibi ? Alibi.Bias(Config.Heads, x.Shape[^2]) : null;
        x = dropout.Forward(x, random);
        if (probe is not null) x = probe.Step(Part.Embedding, x);
        for (int layer = 0; layer < Config.Layers; layer++) x = Blocks[layer].Forward(x, Config.Causal, bias, random, layer, probe);
        return x;
    }

    private Tensor Logits(Tensor state, Probe? probe)
    {
        if (FinalNorm is not null) state = probe is null ? FinalNorm.Forward(state) : probe.Step(Part.FinalNorm, FinalNorm.Forward(state));
        Tensor logits = Output.Unembed(state);
        return probe is null ? logits : probe.Step(Part.Logits, logits);
    }
}
