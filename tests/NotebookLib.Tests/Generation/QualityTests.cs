namespace NotebookLib.Tests.Generation;

public class QualityTests
{
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
