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

    /// <summary>The place of the first token that the grammar could not have told there.</summary>
    /// <param name="grammar">The grammar.</param>
    /// <param name="tokens">Ids of its vocabulary, without a start token before the first word.</param>
    /// <returns>A place counted from 0; −1 if the grammar could tell all of it.</returns>
    /// <exception cref="ArgumentException">An id is not in the vocabulary.</exception>
    public static int FirstImpossible(this StoryGrammar grammar, IEnumerable<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        ArgumentNullException.ThrowIfNull(tokens);
        return Array.FindIndex(grammar.LogProbabilities(tokens), double.IsNegativeInfinity);
    }

    /// <summary>A text as a row of tokens for <see cref="Chart.Tokens(string, NotebookLib.TokenRow[])"/>, in which the
    /// <see cref="FirstImpossible"/> token is marked.</summary>
    /// <param name="grammar">The grammar.</param>
    /// <param name="name">What stands above the row.</param>
    /// <param name="tokens">Ids of its vocabulary, without a start token before the first word.</param>
    /// <exception cref="ArgumentException">An id is not in the vocabulary.</exception>
    public static TokenRow Marked(this StoryGrammar grammar, string name, IReadOnlyList<int> tokens)
    {
        int broken = grammar.FirstImpossible(tokens);
        return new(name, tokens.Select(grammar.Tokenizer.Token)) { Marked = broken < 0 ? [] : [broken] };
    }

    /// <summary>How much of a model's probability goes to words that cannot come next in a story.</summary>
    /// <param name="grammar">The grammar, which knows what can.</param>
    /// <param name="gpt">A model of its vocabulary.</param>
    /// <param name="story">The ids of one story, without a start token before the first word.</param>
    /// <param name="dice">What becomes of the probabilities before a word is drawn; null leaves them.</param>
    /// <returns>For each word of the story, the share of impossible words at its place, 0 to 1.</returns>
    /// <exception cref="ArgumentException">The model has another vocabulary.</exception>
    public static double[] ImpossibleShares(this StoryGrammar grammar, Gpt gpt, IReadOnlyList<int> story,
        Sampler? dice = null)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        ArgumentNullException.ThrowIfNull(gpt);
        ArgumentNullException.ThrowIfNull(story);
        int vocabulary = grammar.Tokenizer.VocabularySize;
        if (gpt.Config.Vocabulary != vocabulary)
            throw new ArgumentException($"gpt: expected a vocabulary of {vocabulary}; got {gpt.Config.Vocabulary}.",
                nameof(gpt));
        using IDisposable _ = Tensor.NoGrad();
        int[] read = [0, .. story.SkipLast(1)];                                  // token 0 starts a story
        Tensor logits = gpt.Forward(read);                                       // (T, V)
        Sampler drawn = dice ?? new();
        return [.. Enumerable.Range(0, read.Length).Select(t =>
        {
            double[] next = grammar.NextProbabilities(story.Take(t));
            float[] p = drawn.Distribution(logits.Row(t), story.Take(t).ToArray()).ToArray();
            return Enumerable.Range(0, vocabulary).Where(word => next[word] == 0).Sum(word => (double)p[word]);
        })];
    }

    /// <summary>The mean of <see cref="ImpossibleShares"/> over the words of new stories, each story weighing the same.
    /// </summary>
    /// <param name="grammar">The grammar, which tells the stories.</param>
    /// <param name="gpt">A model of its vocabulary.</param>
    /// <param name="random">Where the stories come from.</param>
    /// <param name="storyCount">How many stories.</param>
    /// <param name="dice">What becomes of the probabilities before a word is drawn; null leaves them.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentException">The model has another vocabulary, or there is no story.</exception>
    public static double ImpossibleShare(this StoryGrammar grammar, Gpt gpt, Random random, int storyCount = 20,
        Sampler? dice = null)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        ArgumentNullException.ThrowIfNull(random);
        if (storyCount < 1)
            throw new ArgumentException($"storyCount: expected at least 1; got {storyCount}.", nameof(storyCount));
        return Enumerable.Range(0, storyCount)
            .Average(_ => grammar.ImpossibleShares(gpt, grammar.Generate(random).Tokens, dice).Average());
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
