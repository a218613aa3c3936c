namespace NotebookLib.Tests.Generation;

public class QualityTests
{
    [Fact]
    public void Impossible_shares_are_what_the_model_leaves_of_the_words_that_can_follow()
    {
        var grammar = new StoryGrammar();
        int vocabulary = grammar.Tokenizer.VocabularySize;
        var gpt = new Gpt(new GptConfig(vocabulary, layers: 1, heads: 1, width: 8, context: 64), new Random(1));
        int[] story = [.. grammar.Generate(new Random(2)).Tokens];

        double[] shares = grammar.ImpossibleShares(gpt, story);

        Assert.Equal(story.Length, shares.Length);
        double[] e = [.. gpt.Forward([0, story[0], story[1], story[2]]).Row(3).ToArray().Select(l => Math.Exp(l))];
        double[] next = grammar.NextProbabilities(story.Take(3));
        double possible = e.Where((_, word) => next[word] > 0).Sum() / e.Sum();
        Assert.Equal(1 - possible, shares[3], 1e-5);
        Assert.InRange(shares[3], 0.5, 0.999);
        Assert.Equal(shares.Average(), grammar.ImpossibleShare(gpt, new Random(2), storyCount: 1), 1e-9);
        Assert.Throws<ArgumentException>("storyCount", () => grammar.ImpossibleShare(gpt, new Random(2), 0));
        Assert.Throws<ArgumentException>("gpt", () => grammar.ImpossibleShares(
            new Gpt(new GptConfig(7, layers: 1, heads: 1, width: 8, context: 64), new Random(1)), story));
    }

    [Fact]
    public void Heat_gives_impossible_words_more()
    {
        var grammar = new StoryGrammar();
        var gpt = new Gpt(new GptConfig(grammar.Tokenizer.VocabularySize, layers: 1, heads: 1, width: 8, context: 64),
            new Random(1));
        int[] story = [.. grammar.Generate(new Random(2)).Tokens];
        double[] e = [.. gpt.Forward(0).Row(0).ToArray().Select(logit => Math.Exp(logit / 2))];
        double[] next = grammar.NextProbabilities([]);

        Assert.Equal(e.Where((_, word) => next[word] == 0).Sum() / e.Sum(),
            grammar.ImpossibleShares(gpt, story, new Sampler { Temperature = 2 })[0], 1e-5);
        double[] ofLikeliest = grammar.ImpossibleShares(gpt, story, new Sampler { TopK = 1 });
        Assert.All(ofLikeliest, share => Assert.True(share is 0 or 1));
    }

    [Fact]
    public void The_first_impossible_token_is_the_one_that_the_grammar_cannot_tell()
    {
        var grammar = new StoryGrammar();
        int[] story = [.. grammar.Generate(new Random(3)).Tokens];
        int[] broken = [.. story];
        broken[2] = broken[1]; // no story says a word twice

        Assert.Equal(-1, grammar.FirstImpossible(story));
        Assert.Equal(-1, grammar.FirstImpossible([]));
        Assert.Equal(2, grammar.FirstImpossible(broken));
        Assert.Empty(grammar.Marked("story", story).Marked);
        Assert.Equal([2], grammar.Marked("broken", broken).Marked);
        Assert.Equal(grammar.Tokenizer.Token(broken[2]), grammar.Marked("broken", broken).Pieces[2]);
    }

    [Fact]
    public void A_story_is_one_from_its_first_word_to_its_end_mark()
    {
        var grammar = new StoryGrammar();
        int[] story = [.. grammar.Generate(new Random(3)).Tokens];
        int[] another = [.. grammar.Generate(new Random(4)).Tokens];

        Assert.True(grammar.IsStory(story));
        Assert.False(grammar.IsStory(story[..^1]));
        Assert.False(grammar.IsStory(story[1..]));
        Assert.False(grammar.IsStory([.. story, .. another]));
        Assert.False(grammar.IsStory([]));
        Assert.False(grammar.IsStory([0, .. story]));
        Assert.StartsWith("tokens: expected ids of the grammar's vocabulary",
            Assert.Throws<ArgumentException>(() => grammar.IsStory([.. story[..^1], 100_000])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Distinct_counts_different_stretches_within_texts()
    {
        Assert.Equal(0.75, Quality.Distinct([[1, 2, 1, 2], [3, 1]]), tolerance: 1e-12); // 12 21 12, 31: three of four
        Assert.Equal(0.5, Quality.Distinct([[1, 2, 1, 2], [3, 1]], n: 1), tolerance: 1e-12); // 1 2 3 of six
        Assert.True(double.IsNaN(Quality.Distinct([[1]])));
        Assert.StartsWith("n: expected at least 1; got 0.",
            Assert.Throws<ArgumentException>(() => Quality.Distinct([], 0)).Message, StringComparison.Ordinal);
    }
}
