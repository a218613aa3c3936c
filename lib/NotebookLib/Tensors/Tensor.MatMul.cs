namespace NotebookLib;

public sealed partial class Tensor
{
    /// <summary>The product of matrices: (…, m, k) times (…, k, n) is (…, m, n).</summary>
    /// <remarks>
    /// As NumPy's matmul: leading dimensions are a batch and broadcast; a vector on the left counts as one row, on the
    /// right as one column, and that dimension disappears from the result.
    /// </remarks>
    /// <exception cref="ArgumentException">The inner sizes differ, the batches do not broadcast, or an operand is a scalar.</exception>
    public Tensor MatMul(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Rank == 0 || other.Rank == 0) throw new ArgumentException($"other: a product of matrices needs at least a vector on each side; got {Shape} and {other.Shape}.", nameof(other));
        if (Rank == 1)
        {
            Tensor rows = Reshape(1, Length).MatMul(other);
            return rows.Reshape(rows.Shape.Without(other.Rank == 1 ? 0 : rows.Rank - 2));
        }
        if (other.Rank == 1)
        {
            Tensor columns = MatMul(other.Reshape(other.Length, 1));
            return columns.Reshape(columns.Shape.Without(columns.Rank - 1));
        }
        if (Shape[^1] != other.Shape[^2])
            throw new ArgumentException($"other: expected {Shape[^1]} rows, as many as {Shape} has columns; got {other.Shape}.", nameof(other));
        return Product(other).From((this, g => g.Product(other.T)), (other, g => T.Product(g)));
    }

    /// <summary>(…, m, k) times (…, k, n), for ranks of two and more, not recorded.</summary>
    private Tensor Product(Tensor other)
    {
        int m = Shape[^2], k = Shape[^1], n = other.Shape[^1];
        Shape batchA = Shape.First(Rank - 2), batchB = other.Shape.First(other.Rank - 2);
        Shape batch = Broadcasting.Combine(batchA, batchB, nameof(other));
        var y = new Tensor(new float[new Shape([.. batch, m, n]).Size], [.. batch, m, n]);

        if (batchB.Size == 1) // one matrix on the right: all rows on the left are one tall matrix
        {
            MatrixProduct.Multiply(data, other.data, y.data, batch.Size * m, k, n);
            return y;
        }
        int[] a = Matrices(batchA, batch), b = Matrices(batchB, batch);
        for (int i = 0; i < batch.Size; i++)
            MatrixProduct.Multiply(data.AsSpan(a[i] * m * k, m * k), other.data.AsSpan(b[i] * k * n, k * n), y.data.AsSpan(i * m * n, m * n), m, k, n);
        return y;
    }

    /// <summary>Which matrix of a batch stands at each place of the broadcast batch.</summary>
    private static int[] Matrices(Shape own, Shape batch)
    {
        Tensor numbers = Arange(own.Size).Reshape(own) + Zeros(batch);
        return Array.ConvertAll(numbers.data, number => (int)number);
    }
}
