namespace NotebookLib;

/// <summary>Something to read for a model: stories of the grammar, or a text file of your own.</summary>
public sealed class TrainingText
{
    private TrainingText(Tokenizer tokenizer, Corpus reading, Corpus test, int[] example, StoryGrammar? grammar)
    {
        Tokenizer = tokenizer;
        Reading = reading;
        Test = test;
        Example = example;
        Grammar = grammar;
    }

    /// <summary>Cuts the text into tokens.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>What to learn from.</summary>
    public Corpus Reading { get; }

    /// <summary>What to be tested on, and never to be learned from.</summary>
    public Corpus Test { get; }

    /// <summary>The tokens of one story, or the first tokens of the file.</summary>
    public int[] Example { get; }

    /// <summary>The grammar that told the stories; null for your own text, whose dice nobody knows.</summary>
    public StoryGrammar? Grammar { get; }

    /// <summary>The loss of the best possible guesser in nats a token, where it is known.</summary>
    public double? Entropy => Grammar?.EntropyPerToken;

    /// <summary>V.</summary>
    public int VocabularySize => Tokenizer.VocabularySize;

    /// <summary>What a writer begins with: the end of the story before, or the first token of the file.</summary>
    public int[] Begin => Grammar is null ? Example[..1] : [0];

    /// <summary>The token at which a writer stops; null for a text of your own.</summary>
    public int? End => Grammar is null ? null : 0;

    /// <summary>Stories of the grammar.</summary>
    /// <param name="seed">Where its dice start.</param>
    /// <param name="count">How many stories to learn from.</param>
    /// <param name="testCount">How many to be tested on.</param>
    public static TrainingText Stories(int seed, int count = 6000, int testCount = 150)
    {
        var grammar = new StoryGrammar();
        Corpus Told(int seed, int count)
        {
            var random = new Random(seed);
            return Corpus.Sequences(
                Enumerable.Range(0, count).Select(_ => grammar.Generate(random).Tokens), start: 0);
        }
        int[] example = [.. grammar.Generate(new Random(seed)).Tokens];
        return new(grammar.Tokenizer, Told(seed, count), Told(seed + 5000, testCount), example, grammar);
    }

    /// <summary>A text file: byte pairs are learned from it, and its last tenth is for the test.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">It has fewer than 1000 characters.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TrainingText File(string path)
    {
        string text = System.IO.File.ReadAllText(path);
        if (text.Length < 1000)
            throw new ArgumentException($"path: expected a text of at least 1000 characters; got {text.Length} in "
                + $"{path}.", nameof(path));
        BytePairTokenizer tokenizer = BytePairTokenizer.Train(text, mergeCount: 256);
        int[] tokens = tokenizer.Encode(text);
        int cut = tokens.Length * 9 / 10;
        return new(tokenizer, Corpus.Text(tokens[..cut]), Corpus.Text(tokens[cut..]), tokens[..40], null);
    }
}
