namespace NotebookLib;

/// <summary>How good written texts are, and how different: what a sampler trades one for the other.</summary>
public static class Quality
{
    /// <summary>Whether the grammar can tell exactly this: one story, from its first word to its end mark.</summary>
    /// <param name="grammar">The grammar.</param>
    /// <param name="tokens">Ids of its vocabulary, without a start token before the first word.</param>
    /// <exception cref="ArgumentException">An id is not in the vocabulary.</exception>
    public static bool IsStory(this StoryGrammar grammar, IReadOnlyList<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        ArgumentNullException.ThrowIfNull(tokens);
        int end = grammar.Tokenizer.Id("\n");
        return grammar.LogProbability(tokens) > double.NegativeInfinity && tokens.Count > 0 && tokens[^1] == end
            && tokens.Count(token => token == end) == 1;
    }

    /// <summary>Distinct-n: how many different stretches of n tokens there are, of all there are.</summary>
    /// <remarks>
    /// Li et al. 2016, "A Diversity-Promoting Objective Function for Neural Conversation Models". More text repeats
    /// more: compare only as many tokens with as many.
    /// </remarks>
    /// <param name="texts">The texts; no stretch goes from one into the next.</param>
    /// <param name="n">The length of a stretch.</param>
    /// <returns>Above 0 and at most 1; NaN if no text is as long as n.</returns>
    /// <exception cref="ArgumentException">n is below 1.</exception>
    public static double Distinct(IEnumerable<IReadOnlyList<int>> texts, int n = 2)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (n < 1) throw new ArgumentException($"n: expected at least 1; got {n}.", nameof(n));
        string[] stretches = [.. texts.SelectMany(text =>
            Enumerable.Range(0, Math.Max(0, text.Count - n + 1)).Select(t => string.Join(' ', text.Skip(t).Take(n))))];
        return (double)stretches.Distinct().Count() / stretches.Length;
    }
}
