using System.Globalization;

namespace NotebookLib;

/// <summary>
/// Speculative decoding: a quick draft proposes tokens, the model judges several of them in one pass, and what is
/// written follows the model's distribution exactly.
/// </summary>
/// <remarks>
/// Leviathan et al. 2023, "Fast Inference from Transformers via Speculative Decoding", §2; Chen et al. 2023,
/// "Accelerating Large Language Model Decoding with Speculative Sampling". The draft draws x from q; it is accepted
/// with probability min(1, p(x)/q(x)); after a rejection the token is drawn from what p has more than q. q may be any
/// distribution: a bad one costs time, never quality.
/// </remarks>
public static partial class Speculative
{
    /// <summary>
    /// How often a token of the draft is accepted: Σ min(p, q), the overlap of the two distributions.
    /// </summary>
    /// <param name="p">The model's distribution, (V,).</param>
    /// <param name="q">The draft's distribution, (V,).</param>
    /// <exception cref="ArgumentException">One is no distribution, or they have different lengths.</exception>
    public static double Acceptance(Tensor p, Tensor q)
    {
        RequireDistributions(p, q);
        return Math.Min(1, Accepted(p, q).Sum()); // rounding can bring two equal ones above 1
    }

    /// <summary>What is drawn from after a rejection: max(0, p − q), scaled to sum to 1.</summary>
    /// <returns>(V,); zeros if p = q, since then nothing is ever rejected.</returns>
    /// <inheritdoc cref="Acceptance"/>
    public static Tensor Residual(Tensor p, Tensor q)
    {
        RequireDistributions(p, q);
        double[] more = [.. Enumerable.Range(0, p.Length).Select(x => Math.Max(0, (double)p.Values[x] - q.Values[x]))];
        double sum = more.Sum();
        return new Tensor(Array.ConvertAll(more, m => sum > 0 ? (float)(m / sum) : 0));
    }

    /// <summary>
    /// The distribution of what one step writes: accepted, q(x) · min(1, p(x)/q(x)), or rejected and drawn again,
    /// (1 − acceptance) · residual(x). It is p, whatever q is.
    /// </summary>
    /// <returns>(V,), p up to rounding.</returns>
    /// <inheritdoc cref="Acceptance"/>
    public static Tensor Output(Tensor p, Tensor q)
    {
        Tensor residual = Residual(p, q);
        double[] accepted = Accepted(p, q);
        double rejected = 1 - accepted.Sum();
        return new Tensor([.. accepted.Select((a, x) => (float)(a + rejected * residual.Values[x]))]);
    }

    /// <summary>What a model and its draft say of every next token of some texts.</summary>
    /// <param name="target">The model.</param>
    /// <param name="draft">The draft.</param>
    /// <param name="texts">Texts of at least two tokens; each is read as far as its last but one.</param>
    /// <returns>For each place p and q, both (V,).</returns>
    /// <exception cref="ArgumentException">The model cannot read a text.</exception>
    public static IReadOnlyList<(Tensor P, Tensor Q)> Places(Gpt target, NextToken draft, IEnumerable<int[]> texts)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(texts);
        using IDisposable _ = Tensor.NoGrad();
        var places = new List<(Tensor, Tensor)>();
        foreach (int[] text in texts)
        {
            Tensor p = target.Forward(text[..^1]).Softmax(-1);
            for (int t = 0; t < text.Length - 1; t++)
                places.Add((p.Row(t), new Tensor([.. draft(text[..(t + 1)]).Select(q => (float)q)])));
        }
        return places;
    }

    /// <summary>Judges one token that the draft drew.</summary>
    /// <param name="p">The model's distribution, (V,).</param>
    /// <param name="q">The draft's distribution, (V,), from which the token was drawn.</param>
    /// <param name="proposed">The token.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>What is written: the token itself, if it was accepted, or another.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Acceptance"/>; or the draft cannot have drawn that
    /// token.</exception>
    public static (int Token, bool Accepted) Judge(Tensor p, Tensor q, int proposed, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        RequireDistributions(p, q);
        if ((uint)proposed >= (uint)q.Length || q.Values[proposed] <= 0)
            throw new ArgumentException($"proposed: expected a token that the draft can draw, with q above 0; "
                + $"got {proposed}.", nameof(proposed));
        if (random.NextDouble() * q.Values[proposed] < p.Values[proposed]) return (proposed, true);
        Tensor residual = Residual(p, q);
        bool alike = residual.Max().Item() == 0; // the two differ by rounding alone: there is nothing to draw instead
        return alike ? (proposed, true) : (Sampler.DrawFrom(residual, random), false);
    }

    /// <summary>How many tokens a pass of the model writes on average: (1 − α^(γ+1)) / (1 − α).</summary>
    /// <remarks>
    /// Leviathan et al. 2023, eq. 1. The accepted ones, and one more: drawn again after a rejection, or drawn freely
    /// after γ acceptances. It takes all places for alike.
    /// </remarks>
    /// <param name="acceptance">α, the probability that a proposed token is accepted, 0 to 1.</param>
    /// <param name="gamma">γ, how many tokens are proposed for a pass.</param>
    /// <exception cref="ArgumentException">A number is outside its range.</exception>
    public static double TokensPerPass(double acceptance, int gamma)
    {
        if (!(acceptance is >= 0 and <= 1))
            throw new ArgumentException(FormattableString.Invariant($"acceptance: expected 0 to 1; got {acceptance}."),
                nameof(acceptance));
        if (gamma < 0)
            throw new ArgumentException($"gamma: expected 0 tokens a pass or more; got {gamma}.", nameof(gamma));
        return acceptance == 1 ? gamma + 1.0 : (1 - Math.Pow(acceptance, gamma + 1.0)) / (1 - acceptance);
    }

    private static double[] Accepted(Tensor p, Tensor q) =>
        [.. Enumerable.Range(0, p.Length).Select(x => (double)MathF.Min(p.Values[x], q.Values[x]))];

    private static void RequireDistributions(Tensor p, Tensor q)
    {
        RequireDistribution(p, nameof(p));
        RequireDistribution(q, nameof(q));
        if (p.Length != q.Length)
            throw new ArgumentException($"q: expected as many tokens as p has, {p.Length}; got {q.Length}.", nameof(q));
    }

    private static void RequireDistribution(Tensor distribution, string name)
    {
        ArgumentNullException.ThrowIfNull(distribution, name);
        double sum = 0;
        foreach (float x in distribution.Values) sum += x >= 0 ? x : double.NaN;
        if (distribution.Rank != 1 || !(Math.Abs(sum - 1) < 1e-4))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{name}: expected probabilities, (V,), each 0 or more, that sum to 1; "
                    + $"got shape {distribution.Shape} with sum {sum}."), name);
    }
}
