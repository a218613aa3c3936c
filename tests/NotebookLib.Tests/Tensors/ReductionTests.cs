namespace NotebookLib.Tests.Tensors;

public class ReductionTests
{
    private static readonly Tensor table = new([1, 5, 2, 7, 0, 3], 2, 3);

    [Fact]
    public void A_reduced_dimension_disappears_or_stays_with_size_one()
    {
        Assert.Equal([8, 5, 5], table.Sum(0).ToArray());
        Assert.Equal([8, 10], table.Sum(-1).ToArray());
        Assert.Equal([2, 1], table.Max(1, keepDim: true).Shape.ToArray());
        Assert.Equal([5, 7], table.Max(1).ToArray());
        Assert.Equal([1, 0, 2], table.Min(0).ToArray());
        Assert.Equal([4, 2.5f, 2.5f], table.Mean(0).ToArray());
        Assert.Equal([9, 6.25f, 0.25f], table.Variance(0).ToArray()); // divided by n = 2
        Assert.Equal((18, 3, 7, 0), (table.Sum().Item(), table.Mean().Item(), table.Max().Item(), table.Min().Item()));
    }

    [Fact]
    public void The_place_of_a_maximum_is_the_first_of_equals_or_the_first_NaN()
    {
        Assert.Equal([1, 0], table.ArgMax());
        Assert.Equal([1, 0, 1], table.ArgMax(0));
        Assert.Equal([1], new Tensor([2, 5, 5]).ArgMax());
        Assert.Equal([1], new Tensor([9, float.NaN, float.NaN, 10]).ArgMax());
        Assert.Equal([0], new Tensor([float.NegativeInfinity, float.NegativeInfinity]).ArgMax());
    }

    [Fact]
    public void NaN_is_the_largest_and_the_smallest()
    {
        var t = new Tensor([1, float.NaN, 3, 5, 7, 11], 2, 3);
        Assert.Equal([float.NaN, 11], t.Max(1).ToArray());
        Assert.Equal([float.NaN, 5], t.Min(1).ToArray());
        Assert.Equal(float.NaN, t.Sum().Item());
    }

    [Fact]
    public void Sums_of_nothing_are_zero_means_NaN_and_maxima_errors()
    {
        Tensor none = Tensor.Zeros(2, 0, 3);
        Assert.Equal([0, 0, 0, 0, 0, 0], none.Sum(1).ToArray());
        Assert.Equal(float.NaN, none.Mean().Item());
        Assert.Equal([float.NaN, float.NaN], Tensor.Zeros(2, 0).Mean(1).ToArray());
        Assert.StartsWith("dim: expected a dimension that holds something; dimension 1 of shape (2, 0, 3) has size 0.",
            Assert.Throws<ArgumentException>("dim", () => none.Max(1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => none.Max());
        Assert.Throws<ArgumentException>(() => none.Min());
        Assert.Equal([0, 3], Tensor.Zeros(0, 2, 3).Max(1).Shape.ToArray());
    }
}
