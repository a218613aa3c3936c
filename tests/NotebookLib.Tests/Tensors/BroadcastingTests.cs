using CsCheck;

namespace NotebookLib.Tests.Tensors;

public class BroadcastingTests
{
    [Fact]
    public void A_column_and_a_row_make_a_table()
    {
        Tensor sum = new Tensor([10, 20], 2, 1) + new Tensor([1, 2, 3]);
        Assert.Equal([2, 3], sum.Shape.ToArray());
        Assert.Equal([11, 12, 13, 21, 22, 23], sum.ToArray());
    }

    [Fact]
    public void Arithmetic_agrees_with_an_index_by_index_oracle_for_any_shapes_that_broadcast() =>
        Gen.Select(Naive.ShapePairs, Gen.Int[0, 99]).Sample((shapes, seed) =>
        {
            Tensor a = Naive.Values(shapes.A, seed), b = Naive.Values(shapes.B, seed + 1);
            int[] shape = Naive.Broadcast(shapes.A, shapes.B);
            Same(Naive.Build(shape, i => Naive.At(a, i) + Naive.At(b, i)), a + b);
            Same(Naive.Build(shape, i => Naive.At(a, i) - Naive.At(b, i)), a - b);
            Same(Naive.Build(shape, i => Naive.At(a, i) * Naive.At(b, i)), a * b);
            Same(Naive.Build(shape, i => Naive.At(a, i) / Naive.At(b, i)), a / b);
            Same(Naive.Build(shape, i => Naive.At(b, i) != 0 ? 77 : Naive.At(a, i)), a.MaskedFill(b, 77));
        }, iter: 600);

    [Fact]
    public void Gradients_of_broadcast_inputs_count_how_often_each_value_was_used() =>
        Gen.Select(Naive.ShapePairs, Gen.Int[0, 99]).Sample((shapes, seed) =>
        {
            Tensor a = Naive.Values(shapes.A, seed), b = Naive.Values(shapes.B, seed + 1);
            a.RequiresGrad = true;
            (a * b).Sum().Backward();

            Tensor expected = Tensor.Zeros(shapes.A); // ∂Σab/∂a: the b that each a met
            foreach (int[] i in Naive.Indices(Naive.Broadcast(shapes.A, shapes.B)))
            {
                int[] own = [.. a.Shape.Select((size, d) => size == 1 ? 0 : i[i.Length - a.Rank + d])];
                expected[own] += Naive.At(b, i);
            }
            Same(expected, a.Grad!);
        }, iter: 300);

    [Fact]
    // the stretched value is repeated in blocks of 1024
    public void A_long_row_and_a_scalar_meet_beyond_the_scratch_buffer()
    {
        Tensor row = Tensor.Arange(2053);
        Assert.Equal([.. Enumerable.Range(0, 2053).Select(i => 7f - i)], (7 - row).ToArray());
        Assert.Equal([.. Enumerable.Range(0, 2053).Select(i => i * 3f)], (row * new Tensor([3], 1, 1)).ToArray());
    }

    [Theory]
    [InlineData(new[] { 2, 3 }, new[] { 2 })]
    [InlineData(new[] { 3 }, new[] { 0 })]
    [InlineData(new[] { 2, 3, 5 }, new[] { 2, 2, 5 })]
    public void Shapes_that_do_not_fit_are_named_both(int[] a, int[] b)
    {
        var error = Assert.Throws<ArgumentException>(() => Tensor.Zeros(a) + Tensor.Zeros(b));
        Assert.Contains($"broadcasts with {Shape.Create(a)}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"got {Shape.Create(b)}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_that_does_not_fit_is_called_mask()
    {
        var error = Assert.Throws<ArgumentException>("mask", () => Tensor.Zeros(2, 3).MaskedFill(Tensor.Zeros(5), 0));
        Assert.StartsWith("mask: expected a shape that broadcasts with (2, 3)", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_operands_are_named()
    {
        Assert.Throws<ArgumentNullException>("a", () => null! + Tensor.Ones(2));
        Assert.Throws<ArgumentNullException>("b", () => Tensor.Ones(2) * null!);
        Assert.Throws<ArgumentNullException>("mask", () => Tensor.Ones(2).MaskedFill(null!, 0));
    }

    private static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.ToArray(), actual.ToArray());
    }
}
