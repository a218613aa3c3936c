using System.Globalization;

namespace NotebookLib;

/// <summary>
/// A box of a block diagram: what the part is called, how many parameters it has, what else is to say about it.
/// </summary>
internal sealed record ModelPart(string Name, long Parameters, params string[] Details);

/// <summary>
/// The parts of a <see cref="Gpt"/> as a block diagram names them; what they count comes from its <see cref="Ledger"/>.
/// </summary>
internal sealed class ModelParts(GptConfig config)
{
    private readonly Ledger ledger = config.Ledger(1);

    public ModelPart Tokens => new($"token table ({config.Vocabulary}, {config.Width})", Each(Ledger.TokenTable));

    /// <summary>What is added to say where a token stands; null where nothing is.</summary>
    public ModelPart? Positions => config.Positions switch
    {
        PositionScheme.Learned => new($"position table ({config.Context}, {config.Width})", Each(Ledger.PositionTable)),
        PositionScheme.Sinusoidal =>
            new("sines and cosines of the place", 0, $"token rows are multiplied by √{config.Width} first"),
        _ => null,
    };

    /// <summary>A normalization in a block.</summary>
    public ModelPart Norm =>
        new(config.NormKind == NormKind.RmsNorm ? "RMSNorm" : "LayerNorm", Each(Ledger.BlockNorms));

    public ModelPart Attention
    {
        get
        {
            string[] details =
            [
                config.Causal ? "each token reads itself and those before" : "each token reads all",
                .. config.KeyValueHeads is { } heads && heads != config.Heads
                    ? new[] { $"{heads} {(heads == 1 ? "head" : "heads")} for keys and values" }
                    : [],
                .. config.Positions switch
                {
                    PositionScheme.Rotary => new[] { "queries and keys are turned by place" },
                    PositionScheme.Alibi => ["scores fall with distance"],
                    _ => [],
                },
            ];
            return new($"attention, {config.Heads} {(config.Heads == 1 ? "head" : "heads")}",
                Each(Ledger.AttentionMaps), details);
        }
    }

    public ModelPart FeedForward =>
        new(string.Create(CultureInfo.InvariantCulture,
            $"feed-forward, {config.Width} → {config.HiddenWidth ?? 4L * config.Width} → {config.Width}"),
            Each(Ledger.FeedForward),
            config.Activation switch
            {
                Activation.Relu => "ReLU",
                Activation.Gelu => "GELU",
                Activation.GeluTanh => "GELU by tanh",
                _ => "SwiGLU: a third map as gate",
            });

    /// <summary>The normalization before the logits; null where there is none.</summary>
    public ModelPart? FinalNorm => config.NormalizesLast ? Norm with { Parameters = Each(Ledger.FinalNorm) } : null;

    public ModelPart Output =>
        config.TiedEmbeddings
            ? new("the token table again", 0, "rows to logits")
            : new($"output table ({config.Vocabulary}, {config.Width})", Each(Ledger.OutputTable));

    public long Total => ledger.Parameters;

    private long Each(string part) => ledger[part] is { Copies: > 0 } row ? row.Parameters / row.Copies : 0;
}
