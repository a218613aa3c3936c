namespace NotebookLib.Tests.Text;

public class RepeatedTokensTests
{
    [Fact]
    public void The_second_half_is_the_first_and_its_tokens_differ()
    {
        var random = new Random(3);
        for (int length = 2; length < 11; length++)
        {
            RepeatedTokens row = RepeatedTokens.Draw(random, vocabulary: 11, length);

            Assert.Equal(length, row.Length);
            Assert.Equal(row.Tokens.Take(length), row.Tokens.Skip(length));
            Assert.Equal(length, row.Tokens.Distinct().Count());
            Assert.All(row.Tokens, token => Assert.InRange(token, 1, 10));
        }
    }

    [Fact]
    public void Every_token_is_as_likely_as_another_at_every_place()
    {
        const int draws = 7000, vocabulary = 8;
        var random = new Random(4);
        int[,] counts = new int[3, vocabulary];
        for (int i = 0; i < draws; i++)
            foreach (var (place, token) in RepeatedTokens.Draw(random, vocabulary, 3).Tokens.Take(3).Index())
                counts[place, token]++;

        for (int place = 0; place < 3; place++)
        {
            Assert.Equal(0, counts[place, RepeatedTokens.Start]);
            double chiSquare = Enumerable.Range(1, 7).Sum(token => Math.Pow(counts[place, token] - 1000, 2) / 1000);
            Assert.InRange(chiSquare, 0, 22.46); // 6 degrees of freedom: above it in one of 1,000 cases
        }
    }

    [Fact]
    public void What_is_foretold_stands_so_far_back_as_it_says()
    {
        RepeatedTokens row = RepeatedTokens.Draw(new Random(5), vocabulary: 20, length: 7);
        var (from, count) = row.Foretold.GetOffsetAndLength(row.Read.Length);

        Assert.Equal(2 * 7, row.Read.Length);
        Assert.Equal((8, 6), (from, count));
        Assert.All(Enumerable.Range(from, count), place =>
        {
            Assert.Equal(row.Tokens[place], row.Read[place - row.InductionOffset]); // what comes next stands there
            Assert.Equal(row.Read[place], row.Read[place - row.InductionOffset - 1]); // after the token that is read
        });
        Assert.DoesNotContain(row.Read[7], row.Read[..7]); // the place before could not know
    }

    [Theory, InlineData(8, 1), InlineData(8, 8), InlineData(1, 2)]
    public void A_length_that_cannot_be_is_refused(int vocabulary, int length) =>
        Assert.StartsWith($"length: expected 2 to {vocabulary - 1}, as many different tokens as a vocabulary of "
            + $"{vocabulary} has beside the start; got {length}.",
            Assert.Throws<ArgumentException>(() => RepeatedTokens.Draw(new Random(1), vocabulary, length)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Its_losses_are_those_of_the_next_tokens()
    {
        var gpt = new Gpt(new GptConfig(12, layers: 1, heads: 2, width: 8, context: 10), new Random(2));
        RepeatedTokens row = RepeatedTokens.Draw(new Random(3), 12, 5);

        Tensor losses = row.Losses(gpt);

        Assert.Equal(10, losses.Length);
        Assert.Equal(Loss.CrossEntropy(gpt.Forward(row.Read), [.. row.Tokens]).Item(), losses.Mean().Item(), 1e-5f);
        float[] third = gpt.Forward(row.Read).Row(3).Softmax().ToArray();
        Assert.Equal(-MathF.Log(third[row.Tokens[3]]), losses[3], 1e-5f);
        Assert.NotEqual(0, losses.MaxDifference(row.Losses(gpt, Edit.Zero(Part.FeedForward(0)))));
    }
}
