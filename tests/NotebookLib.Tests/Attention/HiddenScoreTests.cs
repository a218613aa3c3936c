namespace NotebookLib.Tests;

/// <summary>A key that is hidden takes no part, whatever its score would have been.</summary>
public sealed class HiddenScoreTests
{
    private const int T = 11, d = 3, Bad = 6;

    public static TheoryData<float> Scores => [float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    private static (Tensor Q, Tensor K, Tensor V) Rows(float bad)
    {
        Tensor q = Tensor.Uniform(new Random(1), 0.1f, 1, T, d);
        Tensor k = Tensor.Normal(new Random(2), T, d), v = Tensor.Normal(new Random(3), T, d);
        k[Bad, 0] = bad; // a positive query times it is a score of +∞, −∞ or NaN
        return (q, k, v);
    }

    private static Tensor HidesBad()
    {
        Tensor mask = Tensor.Zeros(T, T);
        for (int query = 0; query < T; query++) mask[query, Bad] = float.NegativeInfinity;
        return mask;
    }

    [Theory, MemberData(nameof(Scores))]
    public void A_mask_hides_a_score_that_is_not_finite(float bad)
    {
        (Tensor q, Tensor k, Tensor v) = Rows(bad);
        int[] others = [.. Enumerable.Range(0, T).Where(t => t != Bad)];
        Tensor expected = Attention.ScaledDotProduct(q, k.Rows(others), v.Rows(others)).Output;

        AttentionResult whole = Attention.ScaledDotProduct(q, k, v, HidesBad());

        Assert.Equal(0, whole.Output.MaxDifference(expected), 1e-6f);
        Assert.Equal(0, Attention.Blocked(q, k, v, HidesBad()).MaxDifference(expected), 1e-6f);
        Assert.All(Enumerable.Range(0, T), query => Assert.Equal(0, whole.Weights[query, Bad]));
    }

    [Theory, MemberData(nameof(Scores))]
    public void The_future_may_hold_anything(float bad)
    {
        (Tensor q, Tensor k, Tensor v) = Rows(bad);
        Tensor expected =
            Attention.ScaledDotProduct(q.Slice(..Bad), k.Slice(..Bad), v.Slice(..Bad), causal: true).Output;

        Assert.Equal(0, Attention.ScaledDotProduct(q, k, v, causal: true).Output.Slice(..Bad).MaxDifference(expected),
            1e-6f);
        Assert.Equal(0, Attention.Blocked(q, k, v, causal: true).Slice(..Bad).MaxDifference(expected), 1e-6f);
    }

    [Fact]
    public void A_visible_score_that_is_no_number_makes_its_row_one_too()
    {
        (Tensor q, Tensor k, Tensor v) = Rows(float.NaN);

        Assert.All(Attention.ScaledDotProduct(q, k, v).Output.ToArray(), value => Assert.True(float.IsNaN(value)));
        Assert.All(Attention.Blocked(q, k, v).ToArray(), value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Gradients_of_visible_keys_are_those_without_the_hidden_one()
    {
        (Tensor q, Tensor k, Tensor v) = Rows(float.PositiveInfinity);
        int[] others = [.. Enumerable.Range(0, T).Where(t => t != Bad)];
        Tensor fewer = k.Rows(others).Detach();
        fewer.RequiresGrad = k.RequiresGrad = true;

        Attention.ScaledDotProduct(q, fewer, v.Rows(others)).Output.Sum().Backward();
        Attention.Blocked(q, k, v, HidesBad()).Sum().Backward();

        Assert.Equal(0, k.Grad!.Rows(others).MaxDifference(fewer.Grad!), 1e-5f);
    }
}
