namespace NotebookLib;

/// <summary>
/// Tells short stories, made so that what a model learns from them can be measured and not only admired.
/// </summary>
/// <remarks>
/// It knows three things that no collected text tells. The probability of every next word, and so the entropy: the loss
/// that no model can go below. Which earlier word each pronoun, repeated name and verb form depends on: what a head
/// finds can be scored. And it never runs out. A story has 3 to 7 sentences and at most 64 tokens; the vocabulary has
/// about 200 words.
/// </remarks>
public sealed class StoryGrammar
{
    /// <summary>No story has more tokens, its end mark included.</summary>
    public const int LongestStory = 64;

    private readonly StoryPart plot = StoryPlot.Story;

    /// <summary>The grammar; it has no settings.</summary>
    public StoryGrammar() =>
        Tokenizer = new WordTokenizer(plot.Vocabulary.Distinct().Order(StringComparer.Ordinal));

    /// <summary>
    /// One token for each word. Ids follow the order of the characters' codes: "\n" is 0, "." is 1, then "Ada", "Ben",
    /// …
    /// </summary>
    /// <remarks>
    /// Models are stored with these ids, so a change to the words of the grammar makes stored models useless.
    /// </remarks>
    public WordTokenizer Tokenizer { get; }

    /// <summary>
    /// Words that can stand in each other's place, each with a name for what they have in common, such as "girl" for
    /// "Ada".
    /// </summary>
    /// <remarks>
    /// What a table of word vectors finds can be scored by it. Words without a kind, such as "the", are left out; a
    /// word has one kind.
    /// </remarks>
    public IReadOnlyDictionary<string, string> Kinds { get; } =
        StoryPlot.Kinds.SelectMany(k => k.Words.Select(word => (word, k.Kind))).ToDictionary(k => k.word, k => k.Kind);

    /// <summary>The words of one of the <see cref="Kinds"/>; none for a kind that there is not.</summary>
    internal string[] WordsOf(string kind) => [.. Kinds.Where(word => word.Value == kind).Select(word => word.Key)];

    /// <summary>The expected information in a story, in nats.</summary>
    public double EntropyPerStory => plot.Entropy;

    /// <summary>The expected number of tokens in a story, its end mark included.</summary>
    public double TokensPerStory => plot.Length;

    /// <summary>
    /// The loss, in nats per token, of a model that knows the grammar by heart: none can have less on stories read from
    /// their start.
    /// </summary>
    /// <remarks>
    /// Over many stories, information per token tends to <see cref="EntropyPerStory"/> / <see cref="TokensPerStory"/>.
    /// </remarks>
    public double EntropyPerToken => EntropyPerStory / TokensPerStory;

    /// <summary>Tells one story.</summary>
    public Story Generate(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var telling = new StoryTelling(plot);
        while (!telling.Ended)
        {
            Interruption.Check();
            double left = random.NextDouble();
            List<(string Word, double Probability)> next = telling.Next();
            int i = 0;
            while (i < next.Count - 1 && (left -= next[i].Probability) >= 0) i++;
            telling.Tell(next[i].Word);
        }
        return Written(telling);
    }

    /// <summary>The text of many stories, one a line.</summary>
    public string Corpus(Random random, int storyCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(storyCount);
        return string.Concat(Enumerable.Range(0, storyCount).Select(_ => Generate(random).Text));
    }

    /// <summary>The most probable of all stories, found exactly.</summary>
    /// <remarks>
    /// Names, pets and things of one list are equally likely and nothing depends on which it is, so one of each is
    /// tried.
    /// </remarks>
    /// <returns>Its tokens and ln P; <see cref="NextProbabilities"/> says what each of them costs.</returns>
    public BestSequence BestStory() =>
        BestSequence.Find(NextProbabilities, [], Tokenizer.Id("\n"), LongestStory, KindOf);

    /// <summary>Finds the dependencies in a story that someone else wrote down, or in its beginning.</summary>
    /// <exception cref="ArgumentException">This grammar cannot tell that story; the message says where it ends
    /// to.</exception>
    public Story Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var telling = new StoryTelling(plot);
        foreach (string word in WordTokenizer.Split(text))
        {
            if (telling.Ended)
                throw new ArgumentException($"text: expected one story; after its end comes '{word}'.", nameof(text));
            string[] possible = [.. telling.Next().Select(next => next.Word)];
            if (!possible.Contains(word))
                throw new ArgumentException($"text: expected a story of this grammar; after "
                    + $"'{WordTokenizer.Join(telling.Words)}' comes '{word}', where it has "
                    + $"{string.Join(", ", possible.Select(p => $"'{p.ReplaceLineEndings(@"\n")}'"))}.", nameof(text));
            telling.Tell(word);
        }
        return Written(telling);
    }

    /// <summary>
    /// The natural logarithm of the probability of each token, given those before it; the first begins a story.
    /// </summary>
    /// <remarks>A token that cannot stand where it stands has −∞, and so has the rest of its story.</remarks>
    /// <returns>(T,); the mean of −1 times it is the loss of a model that knows the grammar.</returns>
    /// <exception cref="ArgumentException">An id is not in the vocabulary.</exception>
    public double[] LogProbabilities(IEnumerable<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var logs = new List<double>();
        StoryTelling? telling = new(plot); // null after an impossible word
        foreach (string word in Words(tokens))
        {
            double probability = telling?.Next().Find(next => next.Word == word).Probability ?? 0;
            logs.Add(Math.Log(probability));
            if (probability == 0) telling = null;
            else telling!.Tell(word);
            if (word == "\n" || telling is { Ended: true }) telling = new(plot);
        }
        return [.. logs];
    }

    /// <summary>
    /// The natural logarithm of the probability that stories begin with these tokens: the sum of
    /// <see cref="LogProbabilities"/>.
    /// </summary>
    /// <inheritdoc cref="LogProbabilities"/>
    public double LogProbability(IEnumerable<int> tokens) => LogProbabilities(tokens).Sum();

    /// <summary>
    /// What is to be expected at each place of a story: row t has the probability of each token to stand at t, given
    /// those before.
    /// </summary>
    /// <param name="tokens">(T,), a story or its beginning.</param>
    /// <returns>(T, V); the rows sum to 1.</returns>
    /// <exception cref="ArgumentException">An id is not in the vocabulary, or no story begins like that.</exception>
    public Tensor Expectations(IEnumerable<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        int[] all = [.. tokens];
        int vocabulary = Tokenizer.VocabularySize;
        var rows = new float[all.Length * vocabulary];
        var telling = new StoryTelling(plot);
        foreach (var (t, word) in Words(all).Index())
        {
            if (telling.Ended) telling = new(plot);
            bool isPossible = false;
            foreach ((string next, double probability) in telling.Next())
            {
                rows[t * vocabulary + Tokenizer.Id(next)] = (float)probability;
                isPossible |= next == word;
            }
            if (!isPossible)
                throw new ArgumentException($"tokens: expected the beginning of a story; "
                    + $"after '{WordTokenizer.Join(telling.Words)}' cannot come '{word}'.", nameof(tokens));
            telling.Tell(word);
        }
        return new Tensor(rows, all.Length, vocabulary);
    }

    /// <summary>
    /// The probability of each token to come next after these, which begin with a story's first word: what a model
    /// tries to learn.
    /// </summary>
    /// <returns>(V,); they sum to 1.</returns>
    /// <exception cref="ArgumentException">An id is not in the vocabulary, or no story goes on like that.</exception>
    public double[] NextProbabilities(IEnumerable<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var telling = new StoryTelling(plot);
        foreach (string word in Words(tokens))
        {
            if (!telling.Next().Exists(next => next.Word == word))
                throw new ArgumentException($"tokens: expected the beginning of a story; "
                    + $"after '{WordTokenizer.Join(telling.Words)}' cannot come '{word}'.", nameof(tokens));
            telling.Tell(word);
            if (telling.Ended) telling = new(plot);
        }
        var probabilities = new double[Tokenizer.VocabularySize];
        foreach ((string word, double probability) in telling.Next()) probabilities[Tokenizer.Id(word)] = probability;
        return probabilities;
    }

    /// <summary>The kind of a word; a word without one stands for itself.</summary>
    private string KindOf(int token) => Kinds.GetValueOrDefault(Tokenizer.Token(token), Tokenizer.Token(token));

    private IEnumerable<string> Words(IEnumerable<int> tokens) =>
        tokens.Select(id => (uint)id < (uint)Tokenizer.VocabularySize ? Tokenizer.Vocabulary[id]
            : throw new ArgumentException($"tokens: expected ids of the grammar's vocabulary, 0 to "
                + $"{Tokenizer.VocabularySize - 1}; got {id}.", nameof(tokens)));

    private Story Written(StoryTelling telling) =>
        new([.. telling.Words], [.. telling.Words.Select(Tokenizer.Id)], [.. telling.Dependencies]);
}
