using NotebookLib.Tests.References;

namespace NotebookLib.Tests.Compression;

public class LowRankTests
{
    private sealed record Low(int Rank, Stored Weights, Stored Product, double[] Singular);

    [Fact]
    public void The_nearest_matrix_of_a_rank_is_PyTorchs()
    {
        IReadOnlyList<Low> cases = Reference.Load<Low>("low_rank.json");
        Assert.Equal(3, cases.Count);
        foreach (Low c in cases)
        {
            LowRank low = LowRank.Of(c.Weights.Tensor, c.Rank);

            Reference.AssertClose(c.Product.Tensor, low.Product, $"rank {c.Rank}", 2e-5f);
            Assert.Equal(c.Rank * (11 + 7), low.ParameterCount);
            Assert.All(c.Singular.Zip(LowRank.SingularValues(c.Weights.Tensor)),
                pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public void A_wide_matrix_is_taken_apart_like_a_tall_one()
    {
        Tensor weights = Tensor.Normal(new Random(1), 5, 13);

        Assert.Equal(0, LowRank.Of(weights, 5).Product.MaxDifference(weights), 1e-5f);
    }

    [Theory, InlineData(0.5), InlineData(0.7), InlineData(1)]
    public void Within_a_share_it_holds_as_many_numbers_as_fit(double share)
    {
        Tensor weights = Tensor.Normal(new Random(1), 11, 17);

        LowRank low = LowRank.WithinShare(weights, share);

        Assert.True(low.ParameterCount <= share * 11 * 17);
        Assert.True(low.ParameterCount + 11 + 17 > share * 11 * 17);
    }

    [Fact]
    public void Wrong_use_is_refused()
    {
        AssertError("rank: expected 1 to 3 for (3, 5); got 4.", () => LowRank.Of(Tensor.Ones(3, 5), 4));
        AssertError("rank: expected 1 to 3 for (3, 5); got 0.", () => LowRank.Of(Tensor.Ones(3, 5), 0));
        AssertError("weights: expected a matrix, (in, out); got (5,).", () => LowRank.Of(Tensor.Ones(5), 1));
        AssertError("share: expected above 0, at most 1; got 0.", () => LowRank.WithinShare(Tensor.Ones(3, 5), 0));
        AssertError("rank: expected 1 to 3 for (3, 5); got 0.", () => LowRank.WithinShare(Tensor.Ones(3, 5), 0.1));
    }

    private static void AssertError(string expected, Func<object> act) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
}
