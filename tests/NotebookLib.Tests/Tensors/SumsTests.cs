using CsCheck;

namespace NotebookLib.Tests.Tensors;

public class SumsTests
{
    [Fact]
    public void Sums_of_any_length_equal_those_in_double_precision() =>
        Gen.Select(Gen.Int[0, 67], Gen.Int).Sample((length, seed) =>
        {
            var random = new Random(seed);
            float[] a = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)], b = [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];

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
}
