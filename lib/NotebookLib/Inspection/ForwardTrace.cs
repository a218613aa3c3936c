using System.Globalization;

namespace NotebookLib;

/// <summary>A step of a forward pass.</summary>
/// <param name="Part">Which part came next.</param>
/// <param name="Output">What it gave, (T, C); of the logits (T, V). A part of a block adds this to the state.</param>
/// <param name="State">The state after it, (T, C). The final normalization and the logits add nothing to a state, they
/// take its place: theirs is what they gave.</param>
public sealed record TraceStep(Part Part, Tensor Output, Tensor State);

/// <summary>Every step of a forward pass of a <see cref="Gpt"/>, from the embedding to the logits.</summary>
/// <remarks>
/// Where blocks normalize before or inside their parts, the stream is a sum: each state is the one before plus what the
/// part gave, and the last one is the embedding and all parts together. Elhage et al. 2021, "A Mathematical Framework
/// for Transformer Circuits".
/// </remarks>
[TypeFormatterSource(typeof(ForwardTraceFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class ForwardTrace
{
    private readonly GptConfig config;
    private readonly List<TraceStep> steps = [];
    private readonly List<Tensor> heads = [], weights = [];
    private readonly Dictionary<Part, Tensor> projected = [];

    internal ForwardTrace(GptConfig config) => this.config = config;

    /// <summary>
    /// The steps in their order: the embedding; of each block attention and feed-forward; the final normalization,
    /// where there is one; the logits.
    /// </summary>
    public IReadOnlyList<TraceStep> Steps => steps;

    /// <summary>What the model said, (T, V).</summary>
    public Tensor Logits => steps[^1].Output;

    /// <summary>What a part gave: (T, C); a head (T, d), before the heads are mixed; queries (T, H·d), keys and
    /// values (T, Hkv·d), before positions turn them; the logits (T, V).</summary>
    /// <exception cref="ArgumentException">The model has no such part.</exception>
    public Tensor Output(Part part)
    {
        part.RequireIn(config, nameof(part));
        if (part.Kind == PartKind.Head) return heads[part.Layer].Row(part.HeadIndex);
        return projected.TryGetValue(part, out Tensor? rows) ? rows : Step(part).Output;
    }

    /// <summary>The stream after a part, (T, C).</summary>
    /// <exception cref="ArgumentException">The model has no such part, or there is no stream after it, as for a
    /// head.</exception>
    public Tensor State(Part after)
    {
        after.RequireIn(config, nameof(after));
        return after.IsInAttention ? throw NoStreamAfter(after, nameof(after)) : Step(after).State;
    }

    /// <summary>
    /// What the heads of a layer gave, (H, T, d), before <see cref="MultiHeadAttention.Output"/> mixes them.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public Tensor Heads(int layer) => heads[Layer(layer)];

    /// <summary>
    /// How much each token took from each, by head, (H, T, T): head, the token that asks, the token that is asked.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public Tensor Weights(int layer) => weights[Layer(layer)];

    /// <summary>The steps with the lengths of what they gave and of the state after them.</summary>
    public override string ToString() => Table().ToString();

    /// <summary>The steps with the lengths of what they gave and of the state after them, as a table.</summary>
    public string ToHtml() => Table().ToHtml();

    internal void Add(Part part, Tensor output, Tensor state) => steps.Add(new(part, output, state));

    internal void AddProjected(Part part, Tensor rows) => projected[part] = rows;

    internal static ArgumentException NoStreamAfter(Part part, string argument) =>
        new($"{argument}: expected a part with a stream after it; got {part}.", argument);

    internal void AddHeads(int layer, Tensor sideBySide, Tensor taken)
    {
        heads.Add(MultiHeadAttention.SplitHeads(sideBySide, config.Heads));
        weights.Add(taken);
    }

    private TraceStep Step(Part part) => steps.Find(s => s.Part == part)!;

    private int Layer(int layer)
    {
        Part.Attention(layer).RequireIn(config, nameof(layer));
        return layer;
    }

    private TextTable Table() => new(["step", "shape", "mean length of a row", "of the state after it"],
        [.. steps.Select(s =>
            new[] { s.Part.ToString(), s.Output.Shape.ToString(), MeanLength(s.Output), MeanLength(s.State) })]);

    private static string MeanLength(Tensor rows) =>
        rows.Square().Sum(-1).Sqrt().Mean().Item().ToString("0.000", CultureInfo.InvariantCulture);
}

internal sealed class ForwardTraceFormatters
{
    public static IEnumerable<object> CreateTypeFormatters() =>
        [new ValueFormatter<ForwardTrace>("text/html", trace => trace.ToHtml()),
            new ValueFormatter<ForwardTrace>("text/plain", trace => trace.ToString())];
}
