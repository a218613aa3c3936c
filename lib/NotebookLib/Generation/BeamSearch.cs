namespace NotebookLib;

/// <summary>Beam search: follows the likeliest beginnings side by side, as many as the beam is wide.</summary>
/// <remarks>
/// <para>Graves 2012, "Sequence Transduction with Recurrent Neural Networks"; Sutskever et al. 2014, §3.2. The search
/// begins with one hypothesis, the prompt. In each step every open hypothesis is expanded by every token that can
/// follow, and of all these candidates the likeliest are taken, as many as the width. Those that end with the end mark
/// are finished and never expanded; the others are open in the next step. Among equals the one of the better parent,
/// then the lower token comes first.</para>
/// <para>A hypothesis that is not finished, and that nothing can follow, is dropped. Width 1 is greedy. A beam that
/// cuts nothing is exhaustive search.</para>
/// <para>It does not stop at the first finished hypothesis, which would favour the shortest, but when no open one can
/// still become better than the one in place <c>width</c> of the finished ones, or when none is open, or at the
/// greatest length.</para>
/// </remarks>
public static class BeamSearch
{
    /// <summary>How many of the candidates that were cut a <see cref="BeamStep"/> holds at most.</summary>
    public const int ShownCuts = 64;

    /// <summary>Searches with any function that says what comes next.</summary>
    /// <param name="next">The function.</param>
    /// <param name="prompt">What is there already; may be empty.</param>
    /// <param name="width">How many hypotheses are followed.</param>
    /// <param name="maxLength">How many tokens a hypothesis has at most, the end mark among them and the prompt
    /// not.</param>
    /// <param name="end">The token that finishes a hypothesis, and belongs to it; null if hypotheses are finished at
    /// the greatest length.</param>
    /// <param name="penalty">What scores are divided by; null is <see cref="LengthPenalty.None"/>.</param>
    /// <exception cref="ArgumentException">Width or greatest length is below 1, or the function returns no
    /// probabilities.</exception>
    public static BeamResult Find(NextToken next, IReadOnlyList<int> prompt, int width, int maxLength, int? end = null,
        LengthPenalty? penalty = null) =>
        Find(Reading.Of(next, prompt), width, maxLength, end, penalty ?? LengthPenalty.None);

    /// <summary>
    /// Searches with a model. Every step costs one row for each hypothesis: what was read is remembered, and copied
    /// only where two hypotheses go on from the same one.
    /// </summary>
    /// <param name="gpt">The model.</param>
    /// <param name="prompt">What is there already, at least one token.</param>
    /// <param name="width">How many hypotheses are followed.</param>
    /// <param name="maxLength">How many tokens a hypothesis has at most, the end mark among them and the prompt
    /// not.</param>
    /// <param name="end">The token that finishes a hypothesis, and belongs to it; null if hypotheses are finished at
    /// the greatest length.</param>
    /// <param name="penalty">What scores are divided by; null is <see cref="LengthPenalty.None"/>.</param>
    /// <exception cref="ArgumentException">The prompt is empty or holds an unknown token, or width or greatest length
    /// is below 1.</exception>
    /// <exception cref="InvalidOperationException">The model's logits are no numbers.</exception>
    public static BeamResult Find(Gpt gpt, IReadOnlyList<int> prompt, int width, int maxLength, int? end = null,
        LengthPenalty? penalty = null) =>
        Find(Reading.Of(gpt, prompt), width, maxLength, end, penalty ?? LengthPenalty.None);

    private static BeamResult Find(Reading prompt, int width, int maxLength, int? end, LengthPenalty penalty)
    {
        if (width < 1) throw new ArgumentException($"width: expected at least 1; got {width}.", nameof(width));
        if (maxLength < 1)
            throw new ArgumentException($"maxLength: expected at least 1; got {maxLength}.", nameof(maxLength));
        List<Open> open = [new(prompt, 0, -1)];
        List<Hypothesis> finished = [];
        List<BeamStep> steps = [];
        int promptLength = prompt.Told.Count;
        while (open.Count > 0 && steps.Count < maxLength && !Decided())
        {
            List<BeamCandidate> candidates = Candidates(open);
            int taken = Math.Min(width, candidates.Count), length = steps.Count + 1;
            for (int i = 0; i < taken; i++)
            {
                bool ended = candidates[i].Token == end || (end is null && length == maxLength);
                candidates[i] = candidates[i] with { Fate = ended ? BeamFate.Finished : BeamFate.Kept };
            }
            foreach (BeamCandidate candidate in candidates.Take(taken).Where(c => c.Fate == BeamFate.Finished))
                finished.Add(Scored([.. open[candidate.Parent].New(promptLength), candidate.Token],
                    candidate.LogProbability));
            List<Open> parents = open;
            steps.Add(new([.. candidates.Take(taken + ShownCuts)
                .Select(c => c with { Parent = parents[c.Parent].Place })], candidates.Count));
            open = Survivors(parents, candidates[..taken]);
        }
        return new([.. finished.OrderByDescending(h => h.Score)],
            [.. open.Select(o => Scored([.. o.New(promptLength)], o.LogProbability))], steps);

        Hypothesis Scored(int[] tokens, double log) => new(tokens, log, penalty.Score(log, tokens.Length));

        // A hypothesis can only fall: further logarithms are at most 0. So its last ln P is at most the ln P it has
        // now, s ≤ 0. The divisor grows with the length, α being 0 or more, and is largest at maxLength. Hence no way
        // to go on scores above s / divisor(maxLength).
        bool Decided() =>
            finished.Count >= width
                && open.Max(o => o.LogProbability) / penalty.Divisor(maxLength)
                    <= finished.OrderByDescending(h => h.Score).ElementAt(width - 1).Score;
    }

    /// <summary>Every open hypothesis with every token that can follow, the likeliest first.</summary>
    private static List<BeamCandidate> Candidates(List<Open> open)
    {
        var candidates = new List<BeamCandidate>();
        for (int parent = 0; parent < open.Count; parent++)
        {
            Interruption.Check();
            double[] logs = open[parent].Reading.Logs();
            for (int token = 0; token < logs.Length; token++)
                if (logs[token] > double.NegativeInfinity)
                    candidates.Add(new(parent, token, Math.Exp(logs[token]), open[parent].LogProbability + logs[token],
                        BeamFate.Cut));
        }
        candidates.Sort((a, b) =>
        {
            if (a.LogProbability != b.LogProbability) return b.LogProbability.CompareTo(a.LogProbability);
            return a.Parent != b.Parent ? a.Parent - b.Parent : a.Token - b.Token;
        });
        return candidates;
    }

    /// <summary>
    /// The hypotheses of the next step. The last child of a parent goes on with the parent's own reading, those before
    /// it with copies.
    /// </summary>
    private static List<Open> Survivors(List<Open> parents, List<BeamCandidate> taken)
    {
        int[] children = new int[parents.Count];
        foreach (BeamCandidate candidate in taken) if (candidate.Fate == BeamFate.Kept) children[candidate.Parent]++;
        var open = new List<Open>();
        for (int place = 0; place < taken.Count; place++)
        {
            BeamCandidate candidate = taken[place];
            if (candidate.Fate != BeamFate.Kept) continue;
            Reading reading = parents[candidate.Parent].Reading;
            if (--children[candidate.Parent] > 0) reading = reading.Copy();
            reading.Told.Add(candidate.Token);
            open.Add(new(reading, candidate.LogProbability, place));
        }
        return open;
    }

    /// <summary>A hypothesis that is not finished, and its place among the candidates of the last step.</summary>
    private sealed record Open(Reading Reading, double LogProbability, int Place)
    {
        public IEnumerable<int> New(int promptLength) => Reading.Told.Skip(promptLength);
    }
}
