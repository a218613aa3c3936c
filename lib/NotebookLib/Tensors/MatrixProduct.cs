using System.Numerics.Tensors;

namespace NotebookLib;

/// <summary>The product of two matrices, the work of every layer.</summary>
internal static class MatrixProduct
{
    /// <summary>y = a b, for a (m, k), b (k, n) and y (m, n), all row-major; y is overwritten.</summary>
    /// <remarks>Row i of y is the sum of the rows of b, weighted by row i of a.</remarks>
    public static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y, int m, int k, int n)
    {
        y.Clear();
        for (int i = 0; i < m; i++)
        {
            Span<float> row = y.Slice(i * n, n);
            for (int p = 0; p < k; p++) TensorPrimitives.MultiplyAdd(b.Slice(p * n, n), a[i * k + p], row, row);
        }
    }
}
