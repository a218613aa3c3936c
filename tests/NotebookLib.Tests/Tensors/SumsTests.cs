using CsCheck;

namespace NotebookLib.Tests.Tensors;

public class SumsTests
{
    [Fact]
    public void Sums_of_any_length_equal_those_in_double_precision() =>
        Gen.Select(Gen.Int[0, 67], Gen.Int).Sample((length, seed) =>
        {
            var random = new Random(seed);
            float[] a = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
            float[] b = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];

            Assert.Equal(a.Sum(n => (double)n), Sums.Of(a), tolerance: 1e-5);
            Assert.Equal(a.Zip(b, (m, n) => (double)m * n).Sum(), Sums.OfProducts(a, b), tolerance: 1e-5);
        }, iter: 300);

    [Fact]
    public void Infinities_and_NaN_come_through()
    {
        Assert.Equal(float.PositiveInfinity, Sums.Of([1, float.PositiveInfinity, 2]));
        Assert.True(float.IsNaN(Sums.Of([.. Enumerable.Repeat(1f, 20), float.NaN])));
        Assert.True(float.IsNaN(Sums.OfProducts([0, 1], [float.PositiveInfinity, 1])));
    }

    public static TheoryData<string> Places =>
        ["everything", "a row", "columns", "a mean", "a variance", "a bias", "a weight of a normalization",
            "a gradient's length"];

    [Theory, MemberData(nameof(Places))]
    public void Sums_of_a_million_terms_are_right_to_a_millionth(string place)
    {
        const int n = 1_000_000;
        float tenth = 0.1f, third = 1 / 3f;
        (double expected, double measured) = place switch
        {
            "everything" => (n * (double)tenth, Tensor.Full(tenth, n).Sum().Item()),
            "a row" => (n * (double)third, Tensor.Full(third, 1, n).Sum(-1).Item()),
            "columns" => (n * (double)tenth, Tensor.Full(tenth, n, 3).Sum(0)[1]),
            "a mean" => (tenth, Tensor.Full(tenth, n).Mean().Item()),
            "a variance" =>
                (0.25,
                    (Tensor.Arange(n) - Tensor.Arange(n)
                        + new Tensor([.. Enumerable.Range(0, n).Select(i => i % 2 == 0 ? 1.5f : 2.5f)]))
                        .Variance(0).Item()),
            "a bias" => (n * (double)tenth, BiasGradient(n, tenth)),
            "a weight of a normalization" => (n * (double)tenth, NormalizationGradient(n, tenth)),
            _ => (Math.Sqrt(n * (double)tenth * tenth), GradientLength(n, tenth)),
        };

        Assert.Equal(1, measured / expected, 1e-6);
    }

    [Fact]
    public void Ones_are_counted_beyond_the_whole_numbers_that_one_float_can_reach_by_ones() =>
        Assert.Equal([20_000_000, 20_000_000], Tensor.Ones(20_000_000, 2).Sum(0).ToArray());

    [Fact]
    public void A_row_of_a_hundred_thousand_has_weights_that_sum_to_1_and_its_loss()
    {
        const int n = 150_000;

        Assert.Equal(1, new Tensor([.. Tensor.Full(3, n).Softmax().ToArray()]).Sum().Item(), 1e-6f);
        Assert.Equal(Math.Log(n), Loss.CrossEntropy(Tensor.Full(3, 1, n), [7]).Item(), 2e-6);
        Assert.Equal(-Math.Log(n), Tensor.Full(3, n).LogSoftmax()[7], 2e-6);
    }

    [Fact]
    public void Rows_are_summed_in_the_same_order_whatever_columns_are_asked_for() // each core takes some
    {
        float[] rows = Tensor.Normal(new Random(3), 1000, 7).ToArray(), whole = new float[7], part = new float[2];

        Sums.OfRows(rows, [], 7, 0, whole);
        Sums.OfRows(rows, [], 7, 3, part);

        Assert.Equal(whole[3..5], part);
    }

    private static double BiasGradient(int rows, float each)
    {
        var linear = new Linear(Tensor.Ones(1, 1), Tensor.Zeros(1));
        (linear.Forward(Tensor.Ones(rows, 1)) * each).Sum().Backward();
        return linear.Bias!.Grad!.Item();
    }

    private static double NormalizationGradient(int rows, float each)
    {
        var norm = new LayerNorm(2);
        (norm.Forward(Tensor.Zeros(rows, 2)) * each).Sum().Backward();
        return norm.Bias.Grad![0];
    }

    private static double GradientLength(int n, float each)
    {
        Tensor w = Tensor.Zeros(n);
        w.RequiresGrad = true;
        (w * each).Sum().Backward();
        return GradientClipping.ByNorm([w], 1e9f);
    }
}
