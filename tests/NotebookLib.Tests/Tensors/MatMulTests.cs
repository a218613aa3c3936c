using CsCheck;

namespace NotebookLib.Tests.Tensors;

public class MatMulTests
{
    [Fact]
    public void Two_by_three_times_three_by_one_by_hand()
    {
        Tensor y = new Tensor([1, 2, 3, 4, 5, 6], 2, 3).MatMul(new Tensor([7, 8, 9], 3, 1));
        Assert.Equal([2, 1], y.Shape.ToArray());
        Assert.Equal([1 * 7 + 2 * 8 + 3 * 9, 4 * 7 + 5 * 8 + 6 * 9], y.ToArray());
    }

    [Fact]
    public void Products_agree_with_three_loops_for_any_batches_that_broadcast() =>
        Gen.Select(Naive.ShapePairs, Gen.Int[0, 5].Array[3], Gen.Int[0, 99]).Sample((batches, sizes, seed) =>
        {
            Tensor a = Naive.Values([.. batches.A, sizes[0], sizes[1]], seed);
            Tensor b = Naive.Values([.. batches.B, sizes[1], sizes[2]], seed + 1);
            Tensor expected = Naive.MatMul(a, b), y = a.MatMul(b);
            Assert.Equal(expected.Shape, y.Shape);
            Assert.Equal(expected.ToArray(), y.ToArray()); // whole numbers: exact
        }, iter: 200);

    [Fact]
    public void Large_products_agree_with_three_loops() // sizes that are no multiple of a vector or block
    {
        var random = new Random(5);
        Tensor a = Tensor.Normal(random, 67, 131), b = Tensor.Normal(random, 131, 71);
        Assert.True(a.MatMul(b).MaxDifference(Naive.MatMul(a, b)) < 1e-4f);
    }

    [Theory]
    [InlineData(new[] { 5 }, new[] { 5 }, new int[0])]
    [InlineData(new[] { 5 }, new[] { 5, 7 }, new[] { 7 })]
    [InlineData(new[] { 3, 5 }, new[] { 5 }, new[] { 3 })]
    [InlineData(new[] { 5 }, new[] { 2, 5, 7 }, new[] { 2, 7 })]
    [InlineData(new[] { 2, 3, 5 }, new[] { 5 }, new[] { 2, 3 })]
    [InlineData(new[] { 2, 1, 3, 5 }, new[] { 11, 5, 7 }, new[] { 2, 11, 3, 7 })]
    [InlineData(new[] { 3, 0 }, new[] { 0, 7 }, new[] { 3, 7 })]
    [InlineData(new[] { 0, 5 }, new[] { 5, 7 }, new[] { 0, 7 })]
    public void Shapes_follow_NumPy(int[] a, int[] b, int[] expected) =>
        Assert.Equal(expected, Tensor.Ones(a).MatMul(Tensor.Ones(b)).Shape.ToArray());

    [Fact]
    public void A_product_over_nothing_is_zero() =>
        Assert.Equal([0, 0], Tensor.Ones(2, 0).MatMul(Tensor.Ones(0, 1)).ToArray());

    [Fact]
    public void Nothing_is_skipped_where_a_factor_is_zero() => // 0 · ∞ is NaN, as for floats
        Assert.Equal(float.NaN, new Tensor([0, 1], 1, 2).MatMul(new Tensor([float.PositiveInfinity, 2], 2, 1)).Item());

    [Fact]
    public void Errors_name_what_was_expected_and_what_came()
    {
        var inner = Assert.Throws<ArgumentException>("other", () => Tensor.Ones(2, 3).MatMul(Tensor.Ones(5, 7)));
        Assert.StartsWith("other: expected 3 rows, as many as (2, 3) has columns; got (5, 7).", inner.Message,
            StringComparison.Ordinal);
        var batch = Assert.Throws<ArgumentException>("other", () => Tensor.Ones(2, 3, 5).MatMul(Tensor.Ones(7, 5, 3)));
        Assert.Contains("(2,)", batch.Message, StringComparison.Ordinal);
        Assert.Contains("got (7,)", batch.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("other", () => Tensor.Ones(2, 3).MatMul(5));
        Assert.Throws<ArgumentException>("other", () => Tensor.Zeros().MatMul(Tensor.Ones(2, 3)));
        Assert.Throws<ArgumentNullException>("other", () => Tensor.Ones(2, 3).MatMul(null!));
    }
}
