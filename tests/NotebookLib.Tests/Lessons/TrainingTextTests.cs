namespace NotebookLib.Tests;

public class TrainingTextTests
{
    [Fact]
    public void Stories_come_with_their_grammar_and_a_test_that_is_never_read()
    {
        TrainingText text = TrainingText.Stories(seed: 1, count: 30, testCount: 10);
        Assert.Equal(text.Grammar!.Tokenizer.VocabularySize, text.VocabularySize);
        Assert.Equal(text.Grammar.EntropyPerToken, text.Entropy);
        Assert.Equal([0], text.Begin);
        Assert.Equal(0, text.End);
        Assert.True(text.Grammar.IsStory(text.Example));
        Assert.True(text.Reading.TokenCount > 2 * text.Test.TokenCount);
        Assert.Equal(text.Example, TrainingText.Stories(seed: 1, count: 1, testCount: 1).Example);
    }

    [Fact]
    public void A_file_of_your_own_is_cut_into_byte_pairs_and_keeps_a_tenth_for_the_test()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path,
                string.Concat(Enumerable.Repeat("a robot dropped a glass, and another robot. ", 90)));
            TrainingText text = TrainingText.File(path);
            Assert.Equal((null, null, null), (text.Grammar, text.Entropy, text.End));
            Assert.Equal(40, text.Example.Length);
            Assert.InRange(text.Test.TokenCount / (double)(text.Reading.TokenCount + text.Test.TokenCount), 0.08, 0.12);
            File.WriteAllText(path, "too short");
            Assert.Contains("expected a text of at least 1000 characters; got 9",
                Assert.Throws<ArgumentException>(() => TrainingText.File(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
