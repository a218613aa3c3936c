using System.Globalization;

namespace NotebookLib;

/// <summary>A part of a model: what it is called, how many parameters it has, what else is to say about it.</summary>
internal sealed record ModelPart(string Name, long Parameters, params string[] Details);

/// <summary>What a <see cref="Gpt"/> of these sizes and choices consists of, without building it.</summary>
internal sealed class ModelParts(GptConfig config)
{
    private readonly long width = config.Width, hidden = config.HiddenWidth ?? 4L * config.Width;

    public ModelPart Tokens => new($"token table ({config.Vocabulary}, {config.Width})", config.Vocabulary * width);

    /// <summary>What is added to say where a token stands; null where nothing is.</summary>
    public ModelPart? Positions => config.Positions switch
    {
        PositionScheme.Learned => new($"position table ({config.Context}, {config.Width})", config.Context * width),
        PositionScheme.Sinusoidal => new("sines and cosines of the place", 0, $"token rows are multiplied by √{config.Width} first"),
        _ => null,
    };

    public ModelPart Norm => config.NormKind == NormKind.RmsNorm ? new("RMSNorm", width) : new("LayerNorm", 2 * width);

    public ModelPart Attention
    {
        get
        {
            long keyValueWidth = width / config.Heads * (config.KeyValueHeads ?? config.Heads);
            string[] details =
            [
                config.Causal ? "each token reads itself and those before" : "each token reads all",
                .. config.KeyValueHeads is { } heads && heads != config.Heads ? new[] { $"{heads} {(heads == 1 ? "head" : "heads")} for keys and values" } : [],
                .. config.Positions switch { PositionScheme.Rotary => new[] { "queries and keys are turned by place" }, PositionScheme.Alibi => ["scores fall with distance"], _ => [] },
            ];
            return new($"attention, {config.Heads} {(config.Heads == 1 ? "head" : "heads")}", 2 * Map(width, width) + 2 * Map(width, keyValueWidth), details);
        }
    }

    public ModelPart FeedForward => new(string.Create(CultureInfo.InvariantCulture, $"feed-forward, {width} → {hidden} → {width}"),
        Map(width, hidden) * (config.Activation == Activation.SwiGlu ? 2 : 1) + Map(hidden, width),
        config.Activation switch { Activation.Relu => "ReLU", Activation.Gelu => "GELU", Activation.GeluTanh => "GELU by tanh", _ => "SwiGLU: a third map as gate" });

    /// <summary>The normalization before the logits; null unless blocks normalize first.</summary>
    public ModelPart? FinalNorm => config.Norm == NormPlacement.Pre ? Norm : null;

    public ModelPart Output => config.TiedEmbeddings ? new("the token table again", 0, "rows to logits") : new($"output table ({config.Vocabulary}, {config.Width})", config.Vocabulary * width);

    public long Total => Tokens.Parameters + (Positions?.Parameters ?? 0) + (FinalNorm?.Parameters ?? 0) + Output.Parameters
        + config.Layers * (Attention.Parameters + FeedForward.Parameters + (config.Norm == NormPlacement.None ? 0 : 2 * Norm.Parameters));

    private long Map(long inDim, long outDim) => inDim * outDim + (config.Bias ? outDim : 0);
}
