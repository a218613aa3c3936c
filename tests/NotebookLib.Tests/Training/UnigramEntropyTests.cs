namespace NotebookLib.Tests.Training;

public sealed class UnigramEntropyTests
{
    [Fact]
    public void Unigram_entropy_is_that_of_how_frequent_each_token_is()
    {
        double byHand = -(0.5 * Math.Log(0.5) + 2 * 0.25 * Math.Log(0.25));

        // the 0 before each is not learned
        Assert.Equal(byHand, Corpus.Sequences([[1, 2], [1, 3]], start: 0).UnigramEntropy, tolerance: 1e-12);
        Assert.Equal(byHand, Corpus.Text([9, 1, 2, 3, 1]).UnigramEntropy, tolerance: 1e-12); // nor is the first token
        Assert.Equal(0, Corpus.Text([1, 1, 1]).UnigramEntropy);
    }

    [Fact]
    public void A_model_that_knows_frequencies_and_no_more_has_the_unigram_entropy()
    {
        int[] text = [.. Enumerable.Range(0, 401).Select(i => (i * i + i / 7) % 13)];
        var logs = new Tensor([.. Enumerable.Range(0, 13).Select(k => MathF.Log(text[1..].Count(t => t == k)))], 1, 13);

        Tensor loss = Loss.CrossEntropy(logs * Tensor.Ones(400, 1), text[1..]); // the same for all that was read

        Assert.Equal(loss.Item(), Corpus.Text(text).UnigramEntropy, tolerance: 1e-5);
    }
}
