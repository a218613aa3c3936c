using MathNet.Numerics.LinearAlgebra;
using SystemTensor = System.Numerics.Tensors.Tensor;

namespace NotebookLib.Tests.Tensors;

public class InteropTests
{
    [Fact]
    public void MathNet_matrices_keep_rows_and_columns_although_stored_by_column()
    {
        Matrix<float> matrix = Tensor.Arange(6).Reshape(2, 3).ToMatrix();
        Assert.Equal((2, 3, 5, 3), (matrix.RowCount, matrix.ColumnCount, matrix[1, 2], matrix[1, 0]));
        Tensor back = Tensor.From(matrix);
        Assert.Equal([2, 3], back.Shape.ToArray());
        Assert.Equal([0, 1, 2, 3, 4, 5], back.ToArray());
        Assert.Equal([0, 3, 1, 4, 2, 5], Tensor.From(matrix.Transpose()).ToArray());
    }

    [Fact]
    public void MathNet_vectors_make_the_round_trip()
    {
        Tensor t = new([2, 3, 5]);
        Vector<float> vector = t.ToVector();
        vector[0] = 99; // a copy
        Assert.Equal([2, 3, 5], t.ToArray());
        Assert.Equal([99, 3, 5], Tensor.From(vector).ToArray());
    }

    [Theory]
    [InlineData(new[] { 2, 3, 5 })]
    [InlineData(new[] { 7 })]
    [InlineData(new[] { 3, 1 })]
    public void Tensors_of_the_framework_make_the_round_trip(int[] shape)
    {
        Tensor t = Naive.Values(shape, 3), back = Tensor.From(t.ToSystemTensor());
        Assert.Equal(t.Shape, back.Shape);
        Assert.Equal(t.ToArray(), back.ToArray());
        Assert.Equal(shape, t.ToSystemTensor().Lengths.ToArray().Select(n => (int)n));
    }

    [Fact]
    public void A_slice_of_a_framework_tensor_that_is_not_contiguous_is_read_row_by_row()
    {
        var whole = SystemTensor.Create(Enumerable.Range(0, 15).Select(i => (float)i).ToArray(), [3, 5]);
        Tensor t = Tensor.From(whole.Slice(1..3, 1..4));
        Assert.Equal([2, 3], t.Shape.ToArray());
        Assert.Equal([6, 7, 8, 11, 12, 13], t.ToArray());
    }

    [Fact]
    public void Only_matrices_become_matrices_and_vectors_vectors()
    {
        Assert.Contains("(3,)", Assert.Throws<InvalidOperationException>(() => Tensor.Ones(3).ToMatrix()).Message,
            StringComparison.Ordinal);
        Assert.Contains("(2, 3)", Assert.Throws<InvalidOperationException>(() => Tensor.Ones(2, 3).ToVector()).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("matrix", () => Tensor.From((Matrix<float>)null!));
    }
}
