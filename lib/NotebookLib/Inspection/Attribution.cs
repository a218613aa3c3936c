using System.Collections;
using System.Globalization;

namespace NotebookLib;

/// <summary>What a part of the model adds to a logit, or to the difference of two.</summary>
/// <param name="Part">The part. An attention stands for what comes from none of its heads, the bias of W_O; the final
/// norm for its own bias.</param>
/// <param name="Value">What it adds.</param>
public sealed record Contribution(Part Part, double Value);

/// <summary>
/// A logit taken apart: what each head, each feed-forward part and the embedding add to it. Also called direct logit
/// attribution.
/// </summary>
/// <remarks>
/// The last state is a sum, and after it come a normalization and a table: x → W_U ((x − μ)/σ · weight + bias). With σ
/// as it was in this run that is linear, and so the logit is the sum of what each summand gives: its own mean is taken
/// off, it is divided by the σ of the whole, and so on. Nothing is approximated; but what a part does through later
/// parts is theirs. Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits".
/// </remarks>
[TypeFormatterSource(typeof(AttributionFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class Attribution : IReadOnlyList<Contribution>
{
    private readonly Contribution[] parts;
    private readonly GptConfig config;

    private Attribution(Contribution[] parts, GptConfig config) => (this.parts, this.config) = (parts, config);

    /// <summary>Takes a logit apart, or by how much one is above another.</summary>
    /// <param name="gpt">The model: blocks normalize before their parts or not at all, and have residuals, so that the
    /// last state is the sum of what the parts gave.</param>
    /// <param name="trace">A run of that model.</param>
    /// <param name="place">Which token's row; ^1 is the last.</param>
    /// <param name="toward">The token whose logit is taken apart.</param>
    /// <param name="against">The token whose logit is subtracted; null for none.</param>
    /// <exception cref="ArgumentException">There is no such place or token, the state is no sum of parts, or the run
    /// was of another model or one with edits after which its logits are not that sum.</exception>
    public static Attribution Of(Gpt gpt, ForwardTrace trace, Index place, int toward, int? against = null)
    {
        ArgumentNullException.ThrowIfNull(gpt);
        ArgumentNullException.ThrowIfNull(trace);
        GptConfig config = gpt.Config;
        if (config.Norm is not (NormPlacement.Pre or NormPlacement.None) || !config.Residual)
            throw new ArgumentException($"gpt: expected residuals and normalizations before the parts or none, so "
                + $"that the last state is a sum; got {(config.Residual ? config.Norm : "no residuals")}.",
                nameof(gpt));
        int length = trace.Logits.Shape[0], row = place.GetOffset(length);
        if ((uint)row >= (uint)length)
            throw new ArgumentException($"place: expected a token from 0 to {length - 1}; got {place}.", nameof(place));
        config.RequireToken(toward, nameof(toward));
        if (against is { } other) config.RequireToken(other, nameof(against));

        using IDisposable _ = Tensor.NoGrad();
        double[] direction = Direction(gpt.Output.Weight, toward, against);
        double bias = 0;
        if (gpt.FinalNorm is { } norm)
        {
            bias = norm is LayerNorm layerNorm ? Dot(layerNorm.Bias.Values, direction) : 0;
            direction = Through(norm, trace.State(Part.FeedForward(config.Layers - 1)).Row(row).Values, direction);
        }

        List<Contribution> parts =
            [new(Part.Embedding, Dot(trace.Output(Part.Embedding).Row(row).Values, direction))];
        for (int layer = 0; layer < config.Layers; layer++)
        {
            double all = Dot(trace.Output(Part.Attention(layer)).Row(row).Values, direction), ofHeads = 0;
            for (int head = 0; head < config.Heads; head++)
            {
                Tensor written = trace.Output(Part.Head(layer, head)).Row(row);
                double value = Dot(Mixed(gpt.Blocks[layer].Attention, written, head), direction);
                parts.Add(new(Part.Head(layer, head), value));
                ofHeads += value;
            }
            parts.Add(new(Part.Attention(layer), all - ofHeads));
            parts.Add(new(Part.FeedForward(layer),
                Dot(trace.Output(Part.FeedForward(layer)).Row(row).Values, direction)));
        }
        if (gpt.FinalNorm is not null) parts.Add(new(Part.FinalNorm, bias));
        double total = parts.Sum(p => p.Value);
        double said = trace.Logits[row, toward] - (against is { } token ? trace.Logits[row, token] : 0.0);
        if (!(Math.Abs(total - said) <= 1e-3 * (1 + parts.Sum(p => Math.Abs(p.Value)))))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"trace: expected a run of this model whose parts add up to its logits, {said:0.####}; "
                    + $"got {total:0.####}. Edits of states, of the last norm or of the logits break the sum."),
                nameof(trace));
        return new Attribution([.. parts], config);
    }

    /// <summary>What a part adds.</summary>
    /// <exception cref="ArgumentException">The model has no such part, or it is the logits.</exception>
    public double this[Part part] => Array.Find(parts, p => p.Part == part)?.Value
        ?? throw new ArgumentException($"part: expected a part that adds to the logits; got {part}.", nameof(part));

    /// <inheritdoc/>
    public Contribution this[int index] => parts[index];

    /// <inheritdoc/>
    public int Count => parts.Length;

    /// <summary>What each head adds, (L, H).</summary>
    public Tensor Heads =>
        new([.. parts.Where(p => p.Part.Kind == PartKind.Head).Select(p => (float)p.Value)], config.Layers,
            config.Heads);

    /// <summary>The sum of all parts: the logit, or the difference of the two.</summary>
    public double Total => parts.Sum(p => p.Value);

    /// <inheritdoc/>
    public IEnumerator<Contribution> GetEnumerator() => parts.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The parts and their sum as text, in columns.</summary>
    public override string ToString() => Table().ToString();

    /// <summary>The parts and their sum as a table.</summary>
    public string ToHtml() => Table().ToHtml();

    private TextTable Table() =>
        new(["part", "adds"],
            [.. parts.Select(p => new[] { Name(p.Part), Quantity.Fixed(p.Value, 3) }),
                ["sum", Quantity.Fixed(Total, 3)]]);

    private static string Name(Part part) =>
        part.Kind is PartKind.Attention or PartKind.FinalNorm ? $"{part}, bias" : part.ToString();

    private static double[] Direction(Tensor table, int toward, int? against)
    {
        double[] direction = [.. table.Row(toward).ToArray().Select(v => (double)v)];
        if (against is { } token)
            for (int i = 0; i < direction.Length; i++) direction[i] -= table[token, i];
        return direction;
    }

    /// <summary>
    /// The direction before a normalization that has the effect of the given one after it, where the row has the σ of
    /// <paramref name="x"/>.
    /// </summary>
    private static double[] Through(Normalization norm, ReadOnlySpan<float> x, double[] after)
    {
        bool centres = norm is LayerNorm;
        double mean = 0, square = 0;
        if (centres) foreach (float v in x) mean += v / (double)x.Length;
        foreach (float v in x) square += (v - mean) * (v - mean) / x.Length;
        double scale = 1 / Math.Sqrt(square + norm.Epsilon);
        double[] before = [.. after.Select((v, i) => v * norm.Weight[i] * scale)];
        if (!centres) return before;
        // a row less its mean along a direction is the row along the direction less its mean
        double shared = before.Average();
        return [.. before.Select(v => v - shared)];
    }

    /// <summary>What W_O makes of one head alone, without its bias.</summary>
    private static float[] Mixed(MultiHeadAttention attention, Tensor head, int index)
    {
        int dim = attention.HeadDim;
        return head.Reshape(1, dim).MatMul(attention.Output.Weight.Slice((index * dim)..((index + 1) * dim))).ToArray();
    }

    private static double Dot(ReadOnlySpan<float> row, double[] direction)
    {
        double sum = 0;
        for (int i = 0; i < direction.Length; i++) sum += row[i] * direction[i];
        return sum;
    }
}

internal sealed class AttributionFormatters
{
    public static IEnumerable<object> CreateTypeFormatters() =>
        [new ValueFormatter<Attribution>("text/html", a => a.ToHtml()),
            new ValueFormatter<Attribution>("text/plain", a => a.ToString())];
}
