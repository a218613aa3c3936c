namespace NotebookLib;

/// <summary>What is put in the place of a silenced part.</summary>
public enum Silence
{
    /// <summary>Zeros.</summary>
    Zero,

    /// <summary>
    /// The mean of what the part gave over all tokens of the same stories: closer to what the rest of the model is used
    /// to.
    /// </summary>
    Mean,
}

/// <summary>
/// What parts are for, seen by what is lost without them: the loss on stories with the parts and without.
/// </summary>
/// <remarks>
/// One head after another can mislead both ways: others may do the same work, so that only together they are missed.
/// Michel et al. 2019, "Are Sixteen Heads Really Better than One?", §3.
/// </remarks>
public static class Ablation
{
    /// <summary>The loss with some parts silenced together, against the loss with all.</summary>
    /// <param name="gpt">The model.</param>
    /// <param name="stories">The stories that it reads, each behind <paramref name="start"/>.</param>
    /// <param name="parts">What is silenced, all at once.</param>
    /// <param name="silence">What takes its place.</param>
    /// <param name="start">The token that stands before each story.</param>
    /// <exception cref="ArgumentException">There is no word in the stories, the start is no token, or the model has no
    /// such part.</exception>
    public static AblationEffect Of(Gpt gpt, IEnumerable<Story> stories, IEnumerable<Part> parts,
        Silence silence = Silence.Zero, int start = 0)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var readings = new Readings(gpt, stories, silence, start);
        return readings.Effect([.. parts]);
    }

    /// <summary>How much the loss grows without each head, one after another.</summary>
    /// <inheritdoc cref="Of"/>
    /// <returns>(L, H), in nats per token.</returns>
    public static Tensor Heads(Gpt gpt, IEnumerable<Story> stories, Silence silence = Silence.Zero, int start = 0)
    {
        var readings = new Readings(gpt, stories, silence, start);
        int layers = gpt.Config.Layers, heads = gpt.Config.Heads;
        return new([.. Enumerable.Range(0, layers * heads)
            .Select(i => (float)readings.Effect(Part.Head(i / heads, i % heads)).Growth)], layers, heads);
    }

    /// <summary>Stories, and how surprising each of their words is to the whole model.</summary>
    private sealed class Readings
    {
        private readonly Gpt gpt;
        private readonly Story[] stories;
        private readonly int start;
        private readonly ForwardTrace[] means;
        private readonly double[][] whole;

        public Readings(Gpt gpt, IEnumerable<Story> stories, Silence silence, int start)
        {
            ArgumentNullException.ThrowIfNull(gpt);
            ArgumentNullException.ThrowIfNull(stories);
            gpt.Config.RequireToken(start, nameof(start));
            (this.gpt, this.start, this.stories) = (gpt, start, [.. stories]);
            if (this.stories.All(story => story.Tokens.Count == 0))
                throw new ArgumentException("stories: expected at least one word to predict; got none.",
                    nameof(stories));
            means = silence == Silence.Mean ? [.. this.stories.Select(story => gpt.Trace(Input(story)))] : [];
            whole = Surprises([]);
        }

        public AblationEffect Effect(params Part[] parts)
        {
            double[][] without =
                Surprises([.. parts.Select(part => means.Length > 0 ? Edit.Mean(part, means) : Edit.Zero(part))]);
            return new(Mean(whole), Mean(without),
                stories.SelectMany((story, s) =>
                    story.Dependencies.Select(d => (d.Kind, Growth: without[s][d.Position] - whole[s][d.Position])))
                    .GroupBy(d => d.Kind, d => d.Growth).OrderBy(kind => kind.Key)
                    .ToDictionary(kind => kind.Key, kind => kind.Average()));
        }

        private double[][] Surprises(Edit[] edits)
        {
            using IDisposable _ = Tensor.NoGrad();
            return [.. stories.Select(story =>
            {
                Tensor logs = gpt.Forward(Input(story), edits).LogSoftmax();
                return story.Tokens.Select((token, t) => -(double)logs[t, token]).ToArray();
            })];
        }

        private int[] Input(Story story) => [start, .. story.Tokens.SkipLast(1)];

        private static double Mean(double[][] surprises) => surprises.SelectMany(s => s).Average();
    }
}

/// <summary>The loss of a whole model and of one with parts silenced, in nats per token.</summary>
/// <param name="Before">With all parts.</param>
/// <param name="After">Without some.</param>
/// <param name="ByKind">How much the loss grows at the words that depend on an earlier one, by kind.</param>
public sealed record AblationEffect(double Before, double After, IReadOnlyDictionary<DependencyKind, double> ByKind)
{
    /// <summary>After − Before.</summary>
    public double Growth => After - Before;

    /// <summary>The losses, and the growth by kind.</summary>
    public override string ToString() => $"loss {Quantity.Fixed(Before, 3)} → {Quantity.Fixed(After, 3)}"
        + (ByKind.Count == 0
            ? ""
            : $"; grows by {string.Join(", ", ByKind.Select(k => $"{k.Key} {Quantity.Fixed(k.Value, 2)}"))}");
}
