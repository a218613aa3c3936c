using System.Globalization;
using System.Numerics.Tensors;

namespace NotebookLib;

/// <summary>
/// How the next token is drawn from what a model expects: which tokens may come, and how likely each becomes.
/// </summary>
/// <remarks>
/// <para>The rules act in this order, each on what the one before left: the three penalties, temperature, top-k, top-p,
/// min-p. With <see cref="TemperatureLast"/> the temperature comes after min-p. A rule that is null is off; all are,
/// unless asked for, and what is drawn from is the softmax of the logits.</para>
/// <para>Of equal logits the token with the lower id counts as the likelier. The likeliest token is never cut, so no
/// combination leaves nothing.</para>
/// <para>A logit of −∞ is a token that cannot come, and no rule brings it back.</para>
/// </remarks>
public sealed record Sampler
{
    /// <summary>
    /// What the logits are divided by: below 1 the likely becomes likelier, above 1 all come closer. 0 takes the
    /// likeliest token always.
    /// </summary>
    /// <remarks>
    /// 0 is the limit, not a division: all chance on the likeliest, of equals on the lowest id. 1 changes nothing; it
    /// is not greedy.
    /// </remarks>
    /// <exception cref="ArgumentException">It is negative, which would turn the order round, or no finite
    /// number.</exception>
    public float Temperature
    {
        get;
        init => field = InRange(nameof(Temperature), value, value >= 0 && float.IsFinite(value),
            "0 (always the likeliest) or more");
    } = 1;

    /// <summary>Keeps the k likeliest tokens, exactly k where as many can come.</summary>
    /// <remarks>Fan et al. 2018, "Hierarchical Neural Story Generation".</remarks>
    /// <exception cref="ArgumentException">It is below 1: 0 tokens leave nothing to draw. Null is off.</exception>
    public int? TopK
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentException($"TopK: expected at least 1 token, or null for no such rule; got {value}.",
                nameof(value));
    }

    /// <summary>
    /// Keeps the likeliest tokens until their probabilities sum to p; the token that crosses p is kept.
    /// </summary>
    /// <remarks>
    /// Holtzman et al. 2020, "The Curious Case of Neural Text Degeneration", §3.1: the smallest set whose sum is at
    /// least p. The probabilities are those that top-k left, scaled to sum to 1.
    /// </remarks>
    /// <exception cref="ArgumentException">It is not above 0 and at most 1: no set is so small that it sums to 0, and
    /// none sums to more than 1. Null is off.</exception>
    public float? TopP
    {
        get;
        init => field =
            InRange(nameof(TopP), value, value is > 0 and <= 1, "more than 0 and at most 1, or null for no such rule");
    }

    /// <summary>Keeps the tokens that have at least this share of the likeliest one's probability.</summary>
    /// <remarks>
    /// Nguyen et al. 2024, "Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM Outputs". A sum does not
    /// enter, so that a long tail does not let itself in.
    /// </remarks>
    /// <exception cref="ArgumentException">It is not 0 to 1: above 1 not even the likeliest would stay. Null is off, as
    /// is 0.</exception>
    public float? MinP
    {
        get;
        init => field = InRange(nameof(MinP), value, value is >= 0 and <= 1, "0 to 1, or null for no such rule");
    }

    /// <summary>
    /// Makes told tokens rarer: divides their logits where positive, and multiplies them where negative.
    /// </summary>
    /// <remarks>
    /// Keskar et al. 2019, "CTRL", §4.1, and the code published with it divide by θ, about 1.2, and so make a token
    /// with a negative logit likelier; the sign is minded since. What it does depends on where the logits lie, which
    /// softmax does not: add 10 to all, and other tokens are drawn.
    /// </remarks>
    /// <exception cref="ArgumentException">It is below 1, which would reward what was told, or no finite number. Null
    /// is off, as is 1.</exception>
    public float? RepetitionPenalty
    {
        get;
        init => field = InRange(nameof(RepetitionPenalty), value, value >= 1 && float.IsFinite(value.Value),
            "1 (no penalty) or more, or null for no such rule");
    }

    /// <summary>Subtracted from the logit of each told token, once.</summary>
    /// <remarks>As OpenAI's interface documents it, with its range: below 0 it rewards what was told.</remarks>
    /// <exception cref="ArgumentException">It is not −2 to 2. Null is off, as is 0.</exception>
    public float? PresencePenalty
    {
        get;
        init => field =
            InRange(nameof(PresencePenalty), value, value is >= -2 and <= 2, "-2 to 2, or null for no such rule");
    }

    /// <summary>Subtracted from the logit of each told token as often as it was told.</summary>
    /// <inheritdoc cref="PresencePenalty"/>
    public float? FrequencyPenalty
    {
        get;
        init => field =
            InRange(nameof(FrequencyPenalty), value, value is >= -2 and <= 2, "-2 to 2, or null for no such rule");
    }

    /// <summary>
    /// True to let top-k, top-p and min-p judge the model's own probabilities, and only then heat what they kept.
    /// </summary>
    public bool TemperatureLast { get; init; }

    /// <summary>The probability with which each token is drawn.</summary>
    /// <param name="logits">What a model says of the next token, (V,). Logarithms of probabilities do as well.</param>
    /// <param name="told">What was written so far, for the penalties, without the prompt: a question's words may be
    /// said again. Null for nothing.</param>
    /// <returns>(V,); they sum to 1, and those cut are 0.</returns>
    /// <exception cref="ArgumentException">The logits are not one row, or leave nothing to draw: one is NaN or +∞, or
    /// all are −∞; or a told token is none of the V.</exception>
    public Tensor Distribution(Tensor logits, IReadOnlyList<int>? told = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (logits.Rank != 1)
            throw new ArgumentException($"logits: expected those of one place, (V,); got shape {logits.Shape}.",
                nameof(logits));
        float[] scores = logits.ToArray();
        Penalize(scores, told ?? []);
        float largest = scores.Length == 0 ? float.NegativeInfinity : TensorPrimitives.Max<float>(scores);
        if (!float.IsFinite(largest))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"logits: expected numbers or −∞, and one that is a number; the largest is {largest}."),
                nameof(logits));

        if (Temperature == 0) return OneHot(scores, Array.IndexOf(scores, largest));
        if (!TemperatureLast) Heat(scores, largest);
        if (TopK is { } k && k < scores.Length) Keep(scores, Order(scores)[..k]);
        if (TopP is { } p and < 1) Keep(scores, Nucleus(scores, p));
        if (MinP is { } share)
        {
            float[] probabilities = Softmax(scores);
            float least = share * TensorPrimitives.Max<float>(probabilities);
            for (int i = 0; i < scores.Length; i++) if (probabilities[i] < least) scores[i] = float.NegativeInfinity;
        }
        if (TemperatureLast) Heat(scores, largest);
        return new Tensor(Softmax(scores));
    }

    /// <summary>Draws a token from <see cref="Distribution"/>.</summary>
    /// <param name="logits">What a model says of the next token, (V,).</param>
    /// <param name="told">What was written so far, for the penalties, without the prompt; null for nothing.</param>
    /// <param name="random">Where chance comes from; with a temperature of 0 it is not asked, and may be null.</param>
    /// <exception cref="ArgumentException">As for <see cref="Distribution"/>; or random is null where chance is
    /// needed.</exception>
    public int Draw(Tensor logits, IReadOnlyList<int>? told, Random? random)
    {
        RequireChance(random);
        Tensor distribution = Distribution(logits, told);
        return Temperature == 0 ? distribution.ArgMax()[0] : DrawFrom(distribution, random!);
    }

    /// <inheritdoc cref="Draw(Tensor, IReadOnlyList{int}?, Random?)"/>
    public int Draw(Tensor logits, Random? random) => Draw(logits, null, random);

    /// <summary>Draws from probabilities, (V,).</summary>
    internal static int DrawFrom(Tensor distribution, Random random)
    {
        double left = random.NextDouble();
        ReadOnlySpan<float> probabilities = distribution.Values;
        int last = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] <= 0) continue;
            last = i;
            if ((left -= probabilities[i]) < 0) break;
        }
        return last; // rounding can leave a little of `left` behind the last token that has a chance
    }

    /// <summary>Refuses to go without chance where chance is needed.</summary>
    internal void RequireChance(Random? random)
    {
        if (random is null && Temperature > 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"random: expected where chance comes from, since the temperature is {Temperature}; got null."),
                nameof(random));
    }

    private void Penalize(float[] scores, IReadOnlyList<int> told)
    {
        if (RepetitionPenalty is null && PresencePenalty is null && FrequencyPenalty is null) return;
        foreach (var (token, count) in told.CountBy(token => token))
        {
            if ((uint)token >= (uint)scores.Length)
                throw new ArgumentException($"told: expected ids 0 to {scores.Length - 1}; got {token}.", nameof(told));
            if (RepetitionPenalty is { } theta)
                scores[token] = scores[token] > 0 ? scores[token] / theta : scores[token] * theta;
            scores[token] -= (PresencePenalty ?? 0) + count * (FrequencyPenalty ?? 0);
        }
    }

    private void Heat(float[] scores, float largest)
    {
        // so cold that the quotient overflows: 0 stays 0, the rest becomes −∞
        if (!float.IsFinite(largest / Temperature)) TensorPrimitives.Subtract(scores, largest, scores);
        TensorPrimitives.Divide(scores, Temperature, scores);
    }

    /// <summary>The tokens from the likeliest to the least likely, of equals the lower id first.</summary>
    internal static int[] Order(float[] scores)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(order, (a, b) => scores[a] != scores[b] ? scores[b].CompareTo(scores[a]) : a - b);
        return order;
    }

    private static int[] Nucleus(float[] scores, float p)
    {
        float[] probabilities = Softmax(scores);
        int[] order = Order(scores);
        double sum = 0;
        int kept = 0;
        // rounding can leave the sum of all below p
        while (sum < p && kept < order.Length) sum += probabilities[order[kept++]];
        return order[..kept];
    }

    private static void Keep(float[] scores, int[] kept)
    {
        float[] all = [.. scores];
        Array.Fill(scores, float.NegativeInfinity);
        foreach (int token in kept) scores[token] = all[token];
    }

    private static float[] Softmax(float[] scores)
    {
        var probabilities = new float[scores.Length];
        Tensor.SoftmaxRow(scores, probabilities);
        return probabilities;
    }

    private static Tensor OneHot(float[] scores, int token)
    {
        var probabilities = new float[scores.Length];
        probabilities[token] = 1;
        return new Tensor(probabilities);
    }

    private static float? InRange(string name, float? value, bool inRange, string range) =>
        value is null || inRange ? value
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{name}: expected {range}; got {value}."), nameof(value));

    private static float InRange(string name, float value, bool inRange, string range) =>
        InRange(name, (float?)value, inRange, range)!.Value;
}
