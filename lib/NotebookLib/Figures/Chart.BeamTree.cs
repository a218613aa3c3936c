namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// A beam search as a tree, from the left to the right: what was kept, what was cut, what was finished, and the way
    /// to the best.
    /// </summary>
    /// <remarks>
    /// The thicker an edge, the likelier the token: the number below it is its probability, given all before it. What
    /// was cut has a dashed edge, what is finished two. The first 12 steps are drawn; more have no room beside each
    /// other. Where nothing was finished, the likeliest of what was still open is the best; where nothing was open
    /// either, there is none.
    /// </remarks>
    /// <param name="result">The search: <c>BeamSearch.Find(…)</c>.</param>
    /// <param name="tokenizer">Knows what the tokens are called.</param>
    /// <param name="title">What stands above.</param>
    /// <param name="cuts">How many of the candidates that a step cut are shown, the likeliest first.</param>
    /// <exception cref="ArgumentException">There is no step, <paramref name="cuts"/> is negative, or a token is not in
    /// the vocabulary.</exception>
    public static Figure BeamTree(BeamResult result, Tokenizer tokenizer, string title = "", int cuts = 2)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return BeamTree(result, tokenizer.Token, title, cuts);
    }

    /// <summary>A beam search as a tree, whose tokens are words of a list.</summary>
    /// <param name="result">The search.</param>
    /// <param name="words">What the tokens are called, in the order of their ids.</param>
    /// <param name="title">What stands above.</param>
    /// <param name="cuts">How many of the candidates that a step cut are shown, the likeliest first.</param>
    /// <inheritdoc cref="BeamTree(BeamResult, Tokenizer, string, int)"/>
    public static Figure BeamTree(BeamResult result, IReadOnlyList<string> words, string title = "", int cuts = 2)
    {
        ArgumentNullException.ThrowIfNull(words);
        return BeamTree(result, token => (uint)token < (uint)words.Count ? words[token]
            : throw new ArgumentException($"words: expected a word for each token; "
                + $"there are {words.Count}, and the search met token {token}.", nameof(words)), title, cuts);
    }

    private static Figure BeamTree(BeamResult result, Func<int, string> name, string title, int cuts)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(title);
        if (result.Steps.All(step => step.Candidates.Count == 0))
            throw new ArgumentException("result: expected a search of at least one step; got none.", nameof(result));
        if (cuts < 0) throw new ArgumentException($"cuts: expected 0 or more; got {cuts}.", nameof(cuts));
        // none where nothing could follow any
        IReadOnlyList<int> best = result.Finished.Concat(result.Unfinished).FirstOrDefault()?.Tokens ?? [];
        var nodes = new List<BeamNode>();
        // of the step before: from the place among all candidates to that among the nodes
        var parents = new Dictionary<int, int>();
        int drawn = Math.Min(result.Steps.Count, 12);
        for (int step = 0; step < drawn; step++)
        {
            var places = new Dictionary<int, int>();
            int cut = 0;
            foreach (var (place, candidate) in result.Steps[step].Candidates.Index())
            {
                if (candidate.Fate == BeamFate.Cut && cut++ >= cuts) continue;
                int parent = candidate.Parent < 0 ? -1 : parents[candidate.Parent];
                bool onBest = candidate.Fate != BeamFate.Cut && step < best.Count && candidate.Token == best[step]
                    && (parent < 0 || nodes[parent].Best);
                places[place] = nodes.Count;
                nodes.Add(new BeamNode(parent, Label.Tip(name(candidate.Token)), candidate.Probability,
                    candidate.LogProbability, candidate.Fate, onBest));
            }
            parents = places;
        }
        return new BeamTreeDrawing(title, [.. nodes], result.Steps.Count - drawn).Figure();
    }
}
