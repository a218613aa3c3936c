namespace NotebookLib.Tests.Positions;

public class AlibiTests
{
    /// <summary>
    /// Exponents of two: the published slopes of 8 and 16 heads, and for other counts the rule of the authors' code
    /// worked out by hand.
    /// </summary>
    public static TheoryData<double[]> Exponents => new(
        [8],
        [4, 8],
        [4, 8, 2],                                                            // 2 heads, then the first of 4
        [2, 4, 6, 8, 1],                                                      // 4 heads, then the first of 8
        [2, 4, 6, 8, 1, 3],
        [1, 2, 3, 4, 5, 6, 7, 8],
        [1, 2, 3, 4, 5, 6, 7, 8, 0.5, 1.5, 2.5, 3.5],                         // 8 heads, then every other of 16
        [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8]);

    [Theory]
    [MemberData(nameof(Exponents))]
    public void Slopes_are_those_of_the_paper_and_of_the_authors_code(double[] exponents)
    {
        float[] slopes = Alibi.Slopes(exponents.Length).ToArray();
        Assert.Equal(exponents.Length, slopes.Length);
        for (int h = 0; h < slopes.Length; h++) Assert.Equal(Math.Pow(2, -exponents[h]), slopes[h], 1e-7);
    }

    [Fact]
    public void The_bias_falls_with_distance_by_the_head_s_slope()
    {
        Tensor bias = Alibi.Bias(3, 5); // slopes 1/16, 1/256, 1/4
        Assert.Equal([3, 5, 5], bias.Shape.ToArray());
        Assert.Equal([-4 / 16f, -3 / 16f, -2 / 16f, -1 / 16f, 0], bias.Row(0).Row(4).ToArray());
        Assert.Equal([-0.25f, 0, -0.25f, -0.5f, -0.75f], bias.Row(2).Row(1).ToArray());
        Assert.Equal(0, Alibi.Bias(3, 0).Length);
    }

    [Fact]
    public void No_distance_prints_as_zero_without_a_sign() =>
        Assert.DoesNotContain("−0.0000", Alibi.Bias(2, 3).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Errors_name_the_argument_what_was_expected_and_what_came()
    {
        Assert.StartsWith("headCount: expected at least 1; got 0.",
            Assert.Throws<ArgumentException>("headCount", () => Alibi.Slopes(0)).Message, StringComparison.Ordinal);
        Assert.StartsWith("length: expected 0 or more; got -1.",
            Assert.Throws<ArgumentException>("length", () => Alibi.Bias(2, -1)).Message, StringComparison.Ordinal);
    }
}
