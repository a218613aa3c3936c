using System.Globalization;

namespace NotebookLib;

/// <summary>A text written by speculative decoding, and what it cost.</summary>
/// <param name="Tokens">The prompt and the new tokens.</param>
/// <param name="New">How many of them are new.</param>
/// <param name="Proposed">How many tokens the draft proposed.</param>
/// <param name="Judged">How many of these were judged: after a rejection, the rest of a proposal is not looked
/// at.</param>
/// <param name="Accepted">How many of these were accepted.</param>
/// <param name="TargetPasses">How often the model was asked; without a draft it would have been once for each new
/// token.</param>
public sealed record SpeculativeResult(IReadOnlyList<int> Tokens, int New, int Proposed, int Judged, int Accepted,
    int TargetPasses)
{
    /// <summary>
    /// Accepted of judged: an estimate of the mean <see cref="Speculative.Acceptance"/>. Accepted of proposed would be
    /// too low. NaN if none was judged.
    /// </summary>
    public double Acceptance => (double)Accepted / Judged;

    /// <summary>New tokens for each pass of the model; NaN if there was none.</summary>
    public double TokensPerPass => (double)New / TargetPasses;

    /// <summary>The counts, in one line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{New} new tokens in {TargetPasses} passes; {Accepted} of {Judged} judged tokens accepted, {Proposed} "
                + $"proposed");
}

public static partial class Speculative
{
    /// <summary>Writes on as the target would, with another model as the draft.</summary>
    /// <remarks>Each remembers what it read; after a rejection both forget what came after it.</remarks>
    /// <param name="target">The model whose distribution the text follows.</param>
    /// <param name="draft">A quicker model with the same vocabulary.</param>
    /// <param name="prompt">What is there already, at least one token.</param>
    /// <param name="count">How many tokens to add.</param>
    /// <param name="gamma">γ, how many tokens are proposed for a pass of the target, at least 1.</param>
    /// <param name="sampler">Rules that change both distributions alike, so that the text follows the target's changed
    /// one; null for none.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="stop">A token after which to stop early; it is included.</param>
    /// <exception cref="ArgumentException">The prompt is empty, a number is outside its range, the vocabularies differ,
    /// or a function leaves nothing to draw.</exception>
    /// <exception cref="InvalidOperationException">A model's logits are no numbers.</exception>
    public static SpeculativeResult Generate(Gpt target, Gpt draft, IReadOnlyList<int> prompt, int count, int gamma,
        Sampler? sampler, Random random, int? stop = null)
    {
        Reading reading = Reading.Of(target, prompt), drafted = Reading.Of(draft, prompt);
        return target.Config.Vocabulary == draft.Config.Vocabulary
            ? Generate(reading, drafted, count, gamma, sampler ?? new(), random, stop)
            : throw new ArgumentException($"draft: expected the vocabulary of the target, {target.Config.Vocabulary} "
                + $"tokens; got {draft.Config.Vocabulary}.", nameof(draft));
    }

    /// <summary>
    /// Writes on as the target would, with any function as the draft, such as <see cref="NGramModel.Next"/>.
    /// </summary>
    /// <inheritdoc cref="Generate(Gpt, Gpt, IReadOnlyList{int}, int, int, Sampler, Random, int?)"/>
    public static SpeculativeResult Generate(Gpt target, NextToken draft, IReadOnlyList<int> prompt, int count,
        int gamma, Sampler? sampler, Random random, int? stop = null) =>
        Generate(Reading.Of(target, prompt), Reading.Of(draft, prompt), count, gamma, sampler ?? new(), random, stop);

    /// <summary>Writes on as any function would, with any other as the draft.</summary>
    /// <inheritdoc cref="Generate(Gpt, Gpt, IReadOnlyList{int}, int, int, Sampler, Random, int?)"/>
    public static SpeculativeResult Generate(NextToken target, NextToken draft, IReadOnlyList<int> prompt, int count,
        int gamma, Sampler? sampler, Random random, int? stop = null) =>
        Generate(Reading.Of(target, prompt), Reading.Of(draft, prompt), count, gamma, sampler ?? new(), random, stop);

    private static SpeculativeResult Generate(Reading target, Reading draft, int count, int gamma, Sampler sampler,
        Random random, int? stop)
    {
        if (count < 0) throw new ArgumentException($"count: expected 0 or more; got {count}.", nameof(count));
        if (gamma < 1)
            throw new ArgumentException($"gamma: expected at least 1 token to propose; got {gamma}.", nameof(gamma));
        ArgumentNullException.ThrowIfNull(random);
        int prompt = target.Told.Count, proposed = 0, judged = 0, accepted = 0, passes = 0;
        while (target.Told.Count - prompt < count && !(target.Told.Count > prompt && target.Told[^1] == stop))
        {
            // the pass itself adds one token
            int begin = target.Told.Count, most = Math.Min(gamma, count - (begin - prompt) - 1);
            var q = new List<Tensor>();
            while (q.Count < most && !(q.Count > 0 && draft.Told[^1] == stop))
            {
                q.Add(sampler.Distribution(draft.Logits(1).Row(0), draft.Told[prompt..]));
                draft.Told.Add(Sampler.DrawFrom(q[^1], random));
            }
            int[] proposal = [.. draft.Told[begin..]];
            target.Told.AddRange(proposal);
            Tensor rows = target.Logits(proposal.Length + 1); // one pass judges the whole proposal
            passes++;
            proposed += proposal.Length;

            int kept = 0;
            int? instead = null;
            while (kept < proposal.Length && instead is null)
            {
                Tensor p = sampler.Distribution(rows.Row(kept), target.Told[prompt..(begin + kept)]);
                var (token, accept) = Judge(p, q[kept], proposal[kept], random);
                judged++;
                if (accept) kept++;
                else instead = token;
            }
            accepted += kept;
            if (instead is null && kept > 0 && proposal[^1] == stop) break;
            int next = instead ?? Sampler.DrawFrom(sampler.Distribution(rows.Row(kept), target.Told[prompt..]), random);
            foreach (Reading reading in (Reading[])[target, draft])
            {
                reading.Rewind(begin + kept);
                reading.Told.Add(next);
            }
        }
        return new([.. target.Told], target.Told.Count - prompt, proposed, judged, accepted, passes);
    }
}
