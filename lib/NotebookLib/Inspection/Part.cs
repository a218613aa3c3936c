namespace NotebookLib;

/// <summary>The kinds of <see cref="Part"/>.</summary>
public enum PartKind
{
    /// <summary>Tokens as rows, with their positions where those are added.</summary>
    Embedding,

    /// <summary>The attention of a block, all heads mixed.</summary>
    Attention,

    /// <summary>One head of it, before the heads are mixed.</summary>
    Head,

    /// <summary>What a block's attention asks with, all heads side by side, before positions turn it.</summary>
    Queries,

    /// <summary>What tokens are found by, all heads side by side, before positions turn it.</summary>
    Keys,

    /// <summary>What tokens give, all heads side by side.</summary>
    Values,

    /// <summary>The feed-forward part of a block.</summary>
    FeedForward,

    /// <summary>The normalization before the logits.</summary>
    FinalNorm,

    /// <summary>What is said in the end.</summary>
    Logits,
}

/// <summary>
/// The name of a part of a <see cref="Gpt"/>: what a <see cref="ForwardTrace"/> shows and an <see cref="Edit"/>
/// changes. Layers and heads count from 0.
/// </summary>
public readonly record struct Part
{
    private Part(PartKind kind, int layer = 0, int head = 0) => (Kind, Layer, HeadIndex) = (kind, layer, head);

    /// <summary>What it is.</summary>
    public PartKind Kind { get; }

    /// <summary>The block it is in; 0 for what is in none.</summary>
    public int Layer { get; }

    /// <summary>Which head; 0 for what is none.</summary>
    public int HeadIndex { get; }

    /// <summary>Tokens as rows: where the stream begins.</summary>
    public static Part Embedding => new(PartKind.Embedding);

    /// <summary>The normalization before the logits.</summary>
    public static Part FinalNorm => new(PartKind.FinalNorm);

    /// <summary>What the model says.</summary>
    public static Part Logits => new(PartKind.Logits);

    /// <summary>The attention of a block.</summary>
    public static Part Attention(int layer) => new(PartKind.Attention, layer);

    /// <summary>One head of a block's attention.</summary>
    public static Part Head(int layer, int head) => new(PartKind.Head, layer, head);

    /// <summary>What a block's attention asks with: to patch a path, not a part.</summary>
    /// <remarks>
    /// Patched from a run in which an earlier part is silenced, it tells what that part does for the questions alone;
    /// <see cref="Keys"/> and <see cref="Values"/> tell the same of what is found and of what is given.
    /// </remarks>
    public static Part Queries(int layer) => new(PartKind.Queries, layer);

    /// <summary>What tokens are found by in a block's attention: see <see cref="Queries"/>.</summary>
    public static Part Keys(int layer) => new(PartKind.Keys, layer);

    /// <summary>What tokens give in a block's attention: see <see cref="Queries"/>.</summary>
    public static Part Values(int layer) => new(PartKind.Values, layer);

    /// <summary>The feed-forward part of a block.</summary>
    public static Part FeedForward(int layer) => new(PartKind.FeedForward, layer);

    /// <summary>True for what is added to the stream within a block: attention and feed-forward.</summary>
    internal bool IsInBlock => Kind is PartKind.Attention or PartKind.FeedForward;

    /// <summary>True for what works within attention and adds nothing to the stream by itself.</summary>
    internal bool IsInAttention => Kind is PartKind.Head or PartKind.Queries or PartKind.Keys or PartKind.Values;

    /// <summary>Its name, such as "attention 1" or "L1H3", the fourth head of the second layer.</summary>
    public override string ToString() => Kind switch
    {
        PartKind.Embedding => "embedding",
        PartKind.Attention => $"attention {Layer}",
        PartKind.Head => $"L{Layer}H{HeadIndex}",
        PartKind.Queries => $"queries {Layer}",
        PartKind.Keys => $"keys {Layer}",
        PartKind.Values => $"values {Layer}",
        PartKind.FeedForward => $"feed-forward {Layer}",
        PartKind.FinalNorm => "final norm",
        _ => "logits",
    };

    /// <summary>Refuses a part that a model has not.</summary>
    /// <exception cref="ArgumentException">There is no such layer or head, or no final normalization.</exception>
    internal void RequireIn(GptConfig config, string argument)
    {
        if ((IsInBlock || IsInAttention) && (uint)Layer >= (uint)config.Layers)
            throw new ArgumentException($"{argument}: expected a layer from 0 to {config.Layers - 1}; got {this}.",
                argument);
        if (Kind == PartKind.Head && (uint)HeadIndex >= (uint)config.Heads)
            throw new ArgumentException($"{argument}: expected a head from 0 to {config.Heads - 1}; got {this}.",
                argument);
        if (Kind == PartKind.FinalNorm && !config.NormalizesLast)
            throw new ArgumentException($"{argument}: expected a part of the model; got the {this}, and it has none.",
                argument);
    }
}
