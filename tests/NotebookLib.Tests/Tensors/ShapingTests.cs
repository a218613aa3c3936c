using CsCheck;

namespace NotebookLib.Tests.Tensors;

public class ShapingTests
{
    [Fact]
    public void A_transpose_moves_values_where_a_reshape_does_not()
    {
        Tensor t = Tensor.Arange(6).Reshape(2, 3);
        Assert.Equal([0, 3, 1, 4, 2, 5], t.T.ToArray());
        Assert.Equal([0, 1, 2, 3, 4, 5], t.Reshape(3, 2).ToArray());
        Assert.Equal([3, 2], t.T.Shape.ToArray());
    }

    [Fact]
    public void Permutations_agree_with_an_index_by_index_oracle() =>
        (from shape in Naive.Shapes
         from order in Gen.Shuffle(Enumerable.Range(0, shape.Length).ToArray())
         select (shape, order)).Sample((shape, order) =>
        {
            Tensor t = Naive.Values(shape, 3), permuted = t.Permute(order);
            Assert.Equal(order.Select(d => shape[d]), permuted.Shape);
            foreach (int[] i in Naive.Indices(shape)) Assert.Equal(t[i], permuted[[.. order.Select(d => i[d])]]);
        }, iter: 300);

    [Fact]
    public void Slices_agree_with_an_index_by_index_oracle() =>
        (from shape in Naive.Shapes
         from cuts in Gen.Int[0, 5].Array[2 * shape.Length]
         from given in Gen.Int[0, shape.Length]
         select (shape, cuts, given)).Sample((shape, cuts, given) =>
        {
            Tensor t = Naive.Values(shape, 3);
            (int From, int To)[] kept = [.. shape.Select((n, d) =>
            {
                if (d >= given) return (0, n);
                int p = Math.Min(cuts[2 * d], n), q = Math.Min(cuts[2 * d + 1], n);
                return (Math.Min(p, q), Math.Max(p, q));
            })];
            Tensor slice = t.Slice([.. kept.Take(given)
                .Select((k, d) => d % 2 == 0 ? k.From..k.To : ^(shape[d] - k.From)..^(shape[d] - k.To))]);
            int[] expected = [.. kept.Select(k => k.To - k.From)];
            Assert.Equal(expected, slice.Shape.ToArray());
            foreach (int[] i in Naive.Indices(expected))
                Assert.Equal(t[[.. i.Select((n, d) => n + kept[d].From)]], slice[i]);
        }, iter: 300);

    [Fact]
    public void Concat_undoes_slicing_along_any_dimension() =>
        (from shape in Naive.Shapes.Where(s => s.Length > 0)
         from dim in Gen.Int[-shape.Length, shape.Length - 1]
         from cut in Gen.Int[0, 5]
         select (shape, dim, cut)).Sample((shape, dim, cut) =>
        {
            Tensor t = Naive.Values(shape, 3);
            int d = dim < 0 ? dim + shape.Length : dim, at = Math.Min(cut, shape[d]);
            Range[] whole = [.. Enumerable.Repeat(Range.All, d)];
            Tensor joined =
                Tensor.Concat(dim, t.Slice([.. whole, Range.EndAt(at)]), t.Slice([.. whole, Range.StartAt(at)]));
            Assert.Equal(t.Shape, joined.Shape);
            Assert.Equal(t.ToArray(), joined.ToArray());
        }, iter: 300);

    [Fact]
    public void Select_undoes_stack_along_any_dimension() =>
        (from shape in Naive.Shapes
         from dim in Gen.Int[-shape.Length - 1, shape.Length]
         select (shape, dim)).Sample((shape, dim) =>
        {
            Tensor[] parts = [Naive.Values(shape, 2), Naive.Values(shape, 3), Naive.Values(shape, 5)];
            Tensor stacked = Tensor.Stack(dim, parts);
            Assert.Equal(3, stacked.Shape[dim < 0 ? dim + stacked.Rank : dim]);
            for (int p = 0; p < 3; p++)
            {
                Assert.Equal(shape, stacked.Select(dim, p).Shape.ToArray());
                Assert.Equal(parts[p].ToArray(), stacked.Select(dim, p).ToArray());
            }
        }, iter: 300);

    [Fact]
    public void Rows_are_looked_up_as_often_as_they_are_named()
    {
        Tensor table = Tensor.Arange(6).Reshape(3, 2);
        Assert.Equal([4, 5, 0, 1, 4, 5], table.Rows(2, 0, 2).ToArray());
        Assert.Equal([0, 2], table.Rows().Shape.ToArray());
        Assert.Equal([2, 3], table.Row(1).ToArray());
        Assert.Equal([1, 3, 5], table.Select(-1, 1).ToArray());
    }

    [Fact]
    public void One_size_of_a_reshape_may_be_left_open()
    {
        Assert.Equal([5, 6], Tensor.Zeros(2, 3, 5).Reshape(5, -1).Shape.ToArray());
        Assert.Equal([0, 3], Tensor.Zeros(0, 3).Reshape(-1, 3).Shape.ToArray());
        Assert.Equal([0], Tensor.Zeros(0, 3).Reshape(-1).Shape.ToArray());
        Assert.Equal(0, new Tensor([7]).Reshape().Rank);
        Assert.Equal([1, 1], new Tensor([7]).Reshape().Reshape(1, -1).Shape.ToArray());
    }
}
