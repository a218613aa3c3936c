using System.Numerics.Tensors;

namespace NotebookLib;

public sealed partial class Tensor
{
    /// <summary>The sum of all values, a scalar.</summary>
    public Tensor Sum() => new Tensor([Sums.Of(data)], Shape.Create([])).From(Unread(this, g => g * Ones(Shape)));

    /// <summary>The mean of all values, a scalar; NaN if there are none.</summary>
    public Tensor Mean() => Sum() / Length;

    /// <summary>Sums along one dimension.</summary>
    /// <param name="dim">The dimension that disappears; −1 is the last.</param>
    /// <param name="keepDim">If true, it stays, with size 1, so that the result broadcasts with this tensor.</param>
    /// <exception cref="ArgumentException">There is no such dimension.</exception>
    public Tensor Sum(int dim, bool keepDim = false)
    {
        dim = Shape.Dimension(dim, nameof(dim));
        var (outer, n, inner) = Around(dim);
        float[] y = TensorMemory.TakeZeros(outer * inner);
        for (int o = 0; o < outer; o++)
        {
            if (inner == 1)
            {
                y[o] = Sums.Of(data.AsSpan(o * n, n));
                continue;
            }
            Sums.OfRows(data.AsSpan(o * n * inner, n * inner), [], inner, 0, y.AsSpan(o * inner, inner));
        }
        return new Tensor(y, Reduced(dim, keepDim))
            .From(Unread(this, g => g.Reshape(Shape.With(dim, 1)) * Ones(Shape)));
    }

    /// <summary>The mean along one dimension; NaN if it has size 0.</summary>
    /// <inheritdoc cref="Sum(int, bool)"/>
    public Tensor Mean(int dim, bool keepDim = false) => Sum(dim, keepDim) / Shape[Shape.Dimension(dim, nameof(dim))];

    /// <summary>
    /// The variance along one dimension: the mean squared distance from the mean (divided by n, not n − 1).
    /// </summary>
    /// <inheritdoc cref="Sum(int, bool)"/>
    public Tensor Variance(int dim, bool keepDim = false) =>
        (this - Mean(dim, keepDim: true)).Square().Mean(dim, keepDim);

    /// <summary>
    /// The largest value along one dimension; NaN where there is a NaN. The gradient goes to the first of equals.
    /// </summary>
    /// <inheritdoc cref="Sum(int, bool)"/>
    public Tensor Max(int dim, bool keepDim = false)
    {
        dim = Shape.Dimension(dim, nameof(dim));
        var (_, n, inner) = Around(dim);
        int[] positions = ArgMax(dim);
        var y = new float[positions.Length];
        var offsets = new int[positions.Length];
        for (int r = 0; r < y.Length; r++)
        {
            offsets[r] = (r / inner * n + positions[r]) * inner + r % inner;
            y[r] = data[offsets[r]];
        }
        return new Tensor(y, Reduced(dim, keepDim)).From(Unread(this, g =>
        {
            Tensor spread = Zeros(Shape);
            for (int r = 0; r < offsets.Length; r++) spread.data[offsets[r]] = g.data[r];
            return spread;
        }
        ));
    }

    /// <summary>The largest of all values, a scalar.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public Tensor Max() => Reshape(-1).Max(0);

    /// <summary>
    /// The smallest value along one dimension; NaN where there is a NaN. The gradient goes to the first of equals.
    /// </summary>
    /// <inheritdoc cref="Sum(int, bool)"/>
    public Tensor Min(int dim, bool keepDim = false) => -(-this).Max(dim, keepDim);

    /// <summary>The smallest of all values, a scalar.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public Tensor Min() => -(-this).Max();

    /// <summary>Where the largest value along a dimension is: the first of equals, or the first NaN.</summary>
    /// <param name="dim">The dimension to search; −1 is the last.</param>
    /// <returns>An index for each row along <paramref name="dim"/>, in row-major order of the other
    /// dimensions.</returns>
    /// <exception cref="ArgumentException">There is no such dimension, or it has size 0.</exception>
    public int[] ArgMax(int dim = -1)
    {
        dim = Shape.Dimension(dim, nameof(dim));
        var (outer, n, inner) = Around(dim);
        if (n == 0)
            throw new ArgumentException($"dim: expected a dimension that holds something; "
                + $"dimension {dim} of shape {Shape} has size 0.", nameof(dim));
        var positions = new int[outer * inner];
        var row = new float[n];
        for (int r = 0; r < positions.Length; r++)
        {
            int start = r / inner * n * inner + r % inner;
            for (int i = 0; i < n; i++) row[i] = data[start + i * inner];
            positions[r] = FirstOfLargest(row);
        }
        return positions;
    }

    /// <summary>Where the largest value is: the first of equals, 0 and −0 among them, or the first NaN.</summary>
    private static int FirstOfLargest(ReadOnlySpan<float> row)
    {
        float largest = TensorPrimitives.Max(row);
        int i = 0;
        while (row[i] != largest && !float.IsNaN(row[i])) i++;
        return i;
    }

    /// <summary>
    /// How the data lie around a dimension: blocks before it, its size, and the values in one step of it.
    /// </summary>
    private (int Outer, int Size, int Inner) Around(int dim) =>
        (new Shape(Shape.Sizes[..dim]).Size, Shape[dim], new Shape(Shape.Sizes[(dim + 1)..]).Size);

    private Shape Reduced(int dim, bool keepDim) => keepDim ? Shape.With(dim, 1) : Shape.Without(dim);
}
