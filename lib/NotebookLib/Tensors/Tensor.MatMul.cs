using System.Numerics.Tensors;

namespace NotebookLib;

public sealed partial class Tensor
{
    /// <summary>The product of matrices: (…, m, k) times (…, k, n) is (…, m, n).</summary>
    /// <remarks>
    /// As NumPy's matmul: leading dimensions are a batch and broadcast; a vector on the left counts as one row, on the
    /// right as one column, and that dimension disappears from the result.
    /// </remarks>
    /// <exception cref="ArgumentException">The inner sizes differ, the batches do not broadcast, or an operand is a
    /// scalar.</exception>
    public Tensor MatMul(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Rank == 0 || other.Rank == 0)
            throw new ArgumentException($"other: a product of matrices needs at least a vector on each side; "
                + $"got {Shape} and {other.Shape}.", nameof(other));
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
            throw new ArgumentException($"other: expected {Shape[^1]} rows, as many as {Shape} has columns; "
                + $"got {other.Shape}.", nameof(other));
        Tensor y = Product(this, other);
        return IsRecorded(this, other) ? OfProduct(y, this, other) : y;
    }

    /// <summary>
    /// This times the transpose of another, (…, m, k) and (…, n, k) → (…, m, n): every row of the one with every row of
    /// the other.
    /// </summary>
    /// <remarks>
    /// The same numbers as <c>MatMul(other.T)</c>, without moving those of <paramref name="other"/> first.
    /// </remarks>
    /// <exception cref="ArgumentException">The rows are not equally wide, the batches do not broadcast, or an operand
    /// has fewer than two dimensions.</exception>
    public Tensor MatMulTransposed(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Rank < 2 || other.Rank < 2 || Shape[^1] != other.Shape[^1])
            throw new ArgumentException($"other: expected rows as wide as those of {Shape}, in at least two "
                + $"dimensions each; got {other.Shape}.", nameof(other));
        Tensor y = Product(this, other, transposeB: true);
        return IsRecorded(this, other) ? OfTransposedProduct(y, this, other) : y;
    }

    /// <summary>x W + b for each row x of this tensor: a product and a sum in one operation.</summary>
    internal Tensor Affine(Tensor weight, Tensor bias)
    {
        Tensor y = Product(this, weight);
        AddToRows(y.data, bias.data);
        return IsRecorded(this, weight, bias) ? OfAffine(y, this, weight, bias) : y;
    }

    // The gradients stand in methods of their own: what a closure holds is allocated where its method begins, recorded
    // or not.
    private static Tensor OfProduct(Tensor y, Tensor a, Tensor b) => y.From(
        (a, g => Product(g, b, transposeB: true)),
        (b,
            g => SharedBy(b, g)
                ? new Tensor(Product(Tall(a), Tall(g), transposeA: true).data, b.Shape)
                : Product(a, g, transposeA: true)));

    private static Tensor OfTransposedProduct(Tensor y, Tensor a, Tensor b) => y.From(
        (a, g => Product(g, b)),
        (b,
            g => SharedBy(b, g)
                ? new Tensor(Product(Tall(g), Tall(a), transposeA: true).data, b.Shape)
                : Product(g, a, transposeA: true)));

    private static Tensor OfAffine(Tensor y, Tensor x, Tensor weight, Tensor bias) => y.From(
        (x, g => Product(g, weight, transposeB: true)),
        (weight, g => Product(Tall(x), Tall(g), transposeA: true)),
        Unread(bias, g => SumOfRows(g.data, null, bias.Length)));

    /// <summary>Adds one row to every row.</summary>
    private static void AddToRows(float[] rows, float[] row)
    {
        if (row.Length == 0) return;
        Cores.Share(rows.Length / row.Length, 1, rows.Length / 8, (from, count) =>
        {
            for (int r = from; r < from + count; r++)
                TensorPrimitives.Add(rows.AsSpan(r * row.Length, row.Length), row,
                    rows.AsSpan(r * row.Length, row.Length));
        });
    }

    /// <summary>
    /// True if a batch of products used one and the same matrix, whose gradient is then a single product over all their
    /// rows.
    /// </summary>
    private static bool SharedBy(Tensor matrix, Tensor gradient) =>
        matrix.Shape.First(matrix.Rank - 2).Size == 1 && gradient.Rank > 2;

    /// <summary>All rows as one matrix.</summary>
    private static Tensor Tall(Tensor t) => new(t.data, [t.Shape.First(t.Rank - 1).Size, t.Shape[^1]]);

    /// <summary>
    /// (…, m, k) times (…, k, n), for ranks of two and more, not recorded; either may be stored transposed.
    /// </summary>
    private static Tensor Product(Tensor a, Tensor b, bool transposeA = false, bool transposeB = false)
    {
        int m = a.Shape[transposeA ? ^1 : ^2], k = a.Shape[transposeA ? ^2 : ^1], n = b.Shape[transposeB ? ^2 : ^1];
        if (a.Rank == 2 && b.Rank == 2) // no batch: what follows for batches would take longer than a small product
        {
            Shape size = [m, n];
            var product = new Tensor(TensorMemory.Take(size.Size), size);
            MatrixProduct.Multiply(Operand.Of(a.data, 0, a.Shape[1], transposeA),
                Operand.Of(b.data, 0, b.Shape[1], transposeB), product.data, 0, m, k, n);
            return product;
        }
        Shape batchA = a.Shape.First(a.Rank - 2), batchB = b.Shape.First(b.Rank - 2);
        Shape batch = Broadcasting.Combine(batchA, batchB, "other"), shape = [.. batch, m, n];
        var y = new Tensor(TensorMemory.Take(shape.Size), shape);

        if (batchB.Size == 1 && !transposeA) // one matrix on the right: all rows on the left are one tall matrix
        {
            MatrixProduct.Multiply(Operand.Of(a.data, 0, k), Operand.Of(b.data, 0, b.Shape[^1], transposeB), y.data, 0,
                batch.Size * m, k, n);
            return y;
        }
        int[] startA = Starts(batchA, batch, m * k), startB = Starts(batchB, batch, k * n);
        MatrixProduct.MultiplyEach(batch.Size,
            i => Operand.Of(a.data, startA[i], a.Shape[^1], transposeA),
            i => Operand.Of(b.data, startB[i], b.Shape[^1], transposeB), y.data, m, k, n);
        return y;
    }

    /// <summary>Where the matrix for each place of the broadcast batch begins.</summary>
    internal static int[] Starts(Shape own, Shape batch, int size)
    {
        var starts = new int[batch.Size];
        for (int place = 0; place < starts.Length; place++)
        {
            int matrix = 0, left = place, step = 1;
            for (int back = 1; back <= batch.Count; back++)
            {
                int index = left % batch[^back];
                left /= batch[^back];
                if (back > own.Count) continue;
                if (own[^back] != 1) matrix += index * step;
                step *= own[^back];
            }
            starts[place] = matrix * size;
        }
        return starts;
    }
}
