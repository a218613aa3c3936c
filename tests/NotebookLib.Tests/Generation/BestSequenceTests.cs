using CsCheck;

namespace NotebookLib.Tests.Generation;

public class BestSequenceTests
{
    private static readonly StoryGrammar grammar = new();

    private static string Kind(int token) =>
        grammar.Kinds.GetValueOrDefault(grammar.Tokenizer.Vocabulary[token], grammar.Tokenizer.Vocabulary[token]);

    [Fact]
    public void It_is_the_best_of_all_sequences_there_are() => Tree.Any.Sample(tree =>
    {
        var all = tree.Complete(6).ToList();
        if (all.Count == 0)
        {
            Assert.Throws<InvalidOperationException>(() => BestSequence.Find(tree.Next, [], end: 0, maxLength: 6));
            return;
        }
        var (tokens, log) = all.MaxBy(c => c.Log);

        BestSequence found = BestSequence.Find(tree.Next, [], end: 0, maxLength: 6);

        Assert.Equal(log, found.LogProbability, tolerance: 1e-9);
        Assert.Equal(tokens, found.Tokens);
    }, iter: 300);

    [Fact]
    public void The_grammars_best_story_is_as_likely_as_its_parts_allow()
    {
        BestSequence best = BestSequence.Find(grammar.NextProbabilities, [], end: 0, maxLength: 80, Kind);

        // Memory never changes how probable a part is, so the best story is the best of each part: a way that knows
        // nothing of searching.
        Assert.Equal(Best(StoryPlot.Story), best.LogProbability, tolerance: 1e-9);
        Assert.Equal(grammar.LogProbability(best.Tokens), best.LogProbability, tolerance: 1e-9);
        Assert.Equal(best.Tokens, grammar.BestStory().Tokens);

        static double Best(StoryPart part) => part switch
        {
            InOrder order => order.Parts.Sum(Best),
            OneOf choice => choice.Alternatives.Max(a => Math.Log(a.Probability) + Best(a.Part)),
            _ => -part.Entropy, // a word, one of equally likely ones
        };
    }

    [Fact]
    public void A_model_is_searched_as_the_function_it_is()
    {
        var gpt = new Gpt(new GptConfig(vocabulary: 6, layers: 2, heads: 2, width: 12, context: 9)
        {
            Positions = PositionScheme.Rotary,
            InitialDeviation = 0.8f,
            TiedEmbeddings = false,
        }, new Random(5));
        double[] Next(IReadOnlyList<int> told)
        {
            double[] weights = [.. gpt.Forward([.. told.TakeLast(9)]).Row(^1).ToArray().Select(x => Math.Exp(x))];
            return [.. weights.Select(w => w / weights.Sum())];
        }

        BestSequence cached = BestSequence.Find(gpt, [3, 1], end: 0, maxLength: 6);
        BestSequence plain = BestSequence.Find(Next, [3, 1], end: 0, maxLength: 6);

        Assert.Equal(plain.Tokens, cached.Tokens);
        Assert.Equal(plain.LogProbability, cached.LogProbability, tolerance: 1e-4);
        Assert.Equal(plain.Expanded, cached.Expanded);
        Assert.True(cached.Expanded > 1);
    }

    [Fact]
    public void Of_equal_kinds_only_the_lowest_is_tried_where_they_are_equally_probable()
    {
        double[] Next(IReadOnlyList<int> told) => told.Count == 0 ? [0, 0.2, 0.2, 0.2, 0.4] : [1, 0, 0, 0, 0];

        Assert.Equal(2, BestSequence.Find(Next, [], 0, 5).Expanded); // the text begins, and 4 goes on
        Assert.Equal([4, 0], BestSequence.Find(Next, [], 0, 5, token => token == 0 ? "end" : "other").Tokens);
        double[] Even(IReadOnlyList<int> told) => told.Count switch
        {
            0 => [0, 0.25, 0.25, 0.25, 0.25],
            < 3 => [0.4, 0.15, 0.15, 0.15, 0.15],
            _ => [1, 0, 0, 0, 0],
        };
        Assert.True(BestSequence.Find(Even, [], 0, 5, token => token == 0 ? "end" : "other").Expanded
            < BestSequence.Find(Even, [], 0, 5).Expanded);
    }

    [Fact]
    public void It_tells_its_numbers() =>
        Assert.Equal("[4, 0]: ln P -1.500, after 7 beginnings", new BestSequence([4, 0], -1.5, 7).ToString());

    [Fact]
    public void What_cannot_be_is_named()
    {
        double[] Next(IReadOnlyList<int> told) => [0.1, 0.9];
        Assert.Throws<ArgumentException>(() => BestSequence.Find(Next, [], 0, 0));
        Assert.Throws<ArgumentException>(() => BestSequence.Find(Next, [], 0, 5, atMost: 0));
        Assert.Equal("No sequence reaches the end mark 2 within 3 tokens.",
            Assert.Throws<InvalidOperationException>(() => BestSequence.Find(Next, [], 2, 3)).Message);
        // 0, and 1 0
        Assert.StartsWith("No sequence is proved to be the best after 2 beginnings; 2 wait.",
            Assert.Throws<InvalidOperationException>(() => BestSequence.Find(Next, [], 2, 30, atMost: 2)).Message,
            StringComparison.Ordinal);
    }
}
