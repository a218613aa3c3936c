using NotebookLib.Tests.References;

namespace NotebookLib.Tests;

public sealed class SkipGramTests
{
    private static readonly Tensor counts = new([0, 6, 2, 6, 0, 2, 2, 2, 0], 3, 3);

    [Fact]
    public void Loss_and_gradients_are_those_of_torch()
    {
        foreach (Case c in Reference.Load<Case>("skipgram.json"))
        {
            Tensor v = c.V.Leaf, u = c.U.Leaf;

            Tensor loss = SkipGram.Loss(v, u, c.Counts.Tensor, c.Noise);
            loss.Backward();

            Assert.Equal(c.Loss, loss.Item(), 1e-5);
            Reference.AssertClose(c.VGradient.Tensor, v.Grad, "gradient of v");
            Reference.AssertClose(c.UGradient.Tensor, u.Grad, "gradient of u");
        }
    }

    [Fact]
    public void Learning_comes_near_the_floor_with_two_tables_and_not_with_one()
    {
        var two = SkipGram.Learn(counts, width: 3, new Random(1), steps: 300);
        var one = SkipGram.Learn(counts, width: 3, new Random(1), steps: 300, shared: true);
        double floor = SkipGram.Floor(counts);
        Assert.InRange(two.Loss, floor, floor + 0.05);
        Assert.True(one.Loss > two.Loss + 0.3);
        Assert.Equal("(3, 3) (3, 3)", $"{two.V.Shape} {two.U.Shape}");
        Assert.Equal(one.V.ToArray(), one.U.ToArray());
        Assert.Equal(two.V.ToArray(), SkipGram.Learn(counts, 3, new Random(1), 300).V.ToArray());
        Assert.Throws<ArgumentException>("width", () => SkipGram.Learn(counts, 0, new Random(1)));
        Assert.Throws<ArgumentException>("steps", () => SkipGram.Learn(counts, 2, new Random(1), steps: 0));
    }

    [Theory, InlineData(1), InlineData(5), InlineData(2.5)]
    public void Tables_of_zeros_start_at_one_plus_k_times_ln_2(float noise) =>
        Assert.Equal((1 + noise) * Math.Log(2),
            SkipGram.Loss(Tensor.Zeros(3, 4), Tensor.Zeros(3, 4), counts, noise).Item(), 1e-5);

    [Fact]
    public void The_floor_is_the_loss_of_scores_that_are_information_less_ln_k()
    {
        // Scores of full rank, so that they can be had as v = scores, u = 1; −∞ is stood for by −30.
        Tensor scores = CoOccurrence.PointwiseMutualInformation(counts, shift: MathF.Log(5), positive: false)
            .MaskedFill(Tensor.Eye(3), -30);

        Assert.Equal(SkipGram.Loss(scores, Tensor.Eye(3), counts).Item(), SkipGram.Floor(counts), 1e-5);
    }

    [Fact]
    public void No_tables_go_below_the_floor()
    {
        double floor = SkipGram.Floor(counts);
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            Tensor v = Tensor.Normal(random, 3, 3) * 3, u = Tensor.Normal(random, 3, 3) * 3;
            Assert.True(SkipGram.Loss(v, u, counts).Item() >= floor - 1e-6);
        }
    }

    [Fact]
    public void Very_large_scores_have_a_finite_loss() // every pair that met scores −1000, and so costs 1000
        => Assert.Equal(1000, SkipGram.Loss(Tensor.Full(-1000, 3, 1), Tensor.Ones(3, 1), counts).Item(), 0.01);

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        Tensor v = Tensor.Ones(3, 2);
        Assert.Equal("v: expected a row for each of the 3 words, (V, d); got (2, 2). (Parameter 'v')",
            Assert.Throws<ArgumentException>(() => SkipGram.Loss(Tensor.Ones(2, 2), v, counts)).Message);
        Assert.Equal("u: expected the shape of v, (3, 2); got (3, 1). (Parameter 'u')",
            Assert.Throws<ArgumentException>(() => SkipGram.Loss(v, Tensor.Ones(3, 1), counts)).Message);
        Assert.Equal("noise: expected a number above 0; got 0. (Parameter 'noise')",
            Assert.Throws<ArgumentException>(() => SkipGram.Loss(v, v, counts, 0)).Message);
        Assert.Equal("counts: expected words that met at least once; got zeros alone. (Parameter 'counts')",
            Assert.Throws<ArgumentException>(() => SkipGram.Floor(Tensor.Zeros(3, 3))).Message);
    }

    private sealed record Case(Stored Counts, float Noise, Stored V, Stored U, double Loss, Stored VGradient,
        Stored UGradient);
}
