using System.Numerics;

namespace NotebookLib.Tests.Tensors;

public class ExponentialTests
{
    private static float Exp(float x) => Exponential.Of(new Vector<float>(x))[0];

    [Fact]
    public void It_is_within_two_units_in_the_last_place_of_the_double_precision_one()
    {
        var random = new Random(1);
        for (int i = 0; i < 200_000; i++)
        {
            float x = random.NextSingle() * 175 - 87;
            double expected = Math.Exp(x);
            Assert.InRange(Math.Abs(Exp(x) - expected) / expected, 0, 2.0 / (1 << 23));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(-88, 0)]
    [InlineData(float.PositiveInfinity, 2.4061436e38f)] // the largest power that it knows
    public void Its_ends_are_as_stated(float x, float expected) =>
        Assert.Equal(expected, Exp(x), tolerance: expected * 1e-5f);

    [Fact]
    public void A_NaN_stays_one() => Assert.True(float.IsNaN(Exp(float.NaN)));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(37)]
    public void A_row_of_any_length_equals_its_numbers_one_by_one(int length)
    {
        var random = new Random(2);
        float[] x = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 10 - 5)], y = new float[length];

        float sum = Exponential.OfRow(x, 2, y);

        Assert.Equal(x.Select(n => Exp(n - 2)), y);
        Assert.Equal(y.Sum(n => (double)n), sum, tolerance: 1e-4);
    }

    [Fact]
    public void The_largest_of_a_row_is_found_wherever_it_stands()
    {
        for (int place = 0; place < 37; place++)
        {
            float[] row = new float[37];
            row[place] = 1;
            Assert.Equal(1, Exponential.LargestOf(row));
            row[place] = float.NaN;
            Assert.True(float.IsNaN(Exponential.LargestOf(row)));
        }
        Assert.Equal(float.NegativeInfinity, Exponential.LargestOf([]));
    }
}
