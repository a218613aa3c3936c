namespace NotebookLib.Tests.Generation;

public class NGramModelTests
{
    private static readonly int[][] texts = [[0, 1, 2, 1, 2, 0], [0, 1, 1, 0]];

    [Fact]
    public void A_bigram_model_counts_what_follows_each_token()
    {
        var bigram = new NGramModel(texts, vocabulary: 4, order: 2, smoothing: 0.5);

        // after 1 came 2, 2, 1, 0
        Assert.Equal([(1 + 0.5) / 6, (1 + 0.5) / 6, (2 + 0.5) / 6, 0.5 / 6], bigram.Next([0, 2, 1]));
        Assert.Equal([0.25, 0.25, 0.25, 0.25], bigram.Next([3])); // never seen
        Assert.Equal([0.25, 0.25, 0.25, 0.25], bigram.Next([])); // the first token of a text is only looked back at
    }

    [Fact]
    public void The_loss_is_the_mean_surprise_of_the_tokens_that_are_foretold()
    {
        var bigram = new NGramModel(texts, vocabulary: 4, order: 2, smoothing: 0.5);

        // after 0 came 1 and 1: p(1) = 2.5/4; after 1 came 2, 2, 1, 0: p(2) = 2.5/6; after 3 nothing: 1/4
        Assert.Equal(-(Math.Log(2.5 / 4) + Math.Log(2.5 / 6)) / 2, bigram.Loss([[0, 1, 2]]), 1e-12);
        Assert.Equal(-(Math.Log(2.5 / 4) + Math.Log(0.25)) / 2, bigram.Loss([[0, 1], [3, 3], []]), 1e-12);
        Assert.Contains("expected at least one text of two tokens",
            Assert.Throws<ArgumentException>("texts", () => bigram.Loss([[1], []])).Message, StringComparison.Ordinal);
        Assert.Contains("expected ids 0 to 3; got 7",
            Assert.Throws<ArgumentException>("texts", () => bigram.Loss([[1, 7]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unigram_model_looks_at_nothing()
    {
        var unigram = new NGramModel(texts, vocabulary: 4, order: 1, smoothing: 1);

        // of 8: 0 twice, 1 four times, 2 twice
        Assert.Equal([3 / 12.0, 5 / 12.0, 3 / 12.0, 1 / 12.0], unigram.Next([]));
        Assert.Equal(unigram.Next([]), unigram.Next([2, 1]));
    }

    [Fact]
    public void A_trigram_model_looks_at_two_and_at_the_beginning_at_fewer()
    {
        var trigram = new NGramModel(texts, vocabulary: 4, order: 3, smoothing: 1);

        Assert.Equal([1 / 6.0, 1 / 6.0, 3 / 6.0, 1 / 6.0],
            new NGramModel([[0, 1, 2], [0, 1, 2]], 4, 3, 1).Next([0, 1]));
        Assert.Equal([1 / 6.0, 3 / 6.0, 1 / 6.0, 1 / 6.0], trigram.Next([0])); // both texts go on with 1
        Assert.Equal([2 / 6.0, 2 / 6.0, 1 / 6.0, 1 / 6.0], trigram.Next([0, 1, 2]));
        Assert.Equal((4, 3), (trigram.Vocabulary, trigram.Order));
    }

    [Fact]
    public void What_cannot_be_is_named()
    {
        AssertError("texts: expected ids 0 to 1; got 2.", () => new NGramModel(texts, vocabulary: 2));
        AssertError("vocabulary: expected at least 1; got 0.", () => new NGramModel(texts, vocabulary: 0));
        AssertError("order: expected at least 1, a token alone; got 0.",
            () => new NGramModel(texts, vocabulary: 4, order: 0));
        AssertError("smoothing: expected more than 0, for tokens that never followed; got 0.",
            () => new NGramModel(texts, vocabulary: 4, smoothing: 0));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
