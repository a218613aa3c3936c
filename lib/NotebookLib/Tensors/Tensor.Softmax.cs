using System.Numerics.Tensors;

namespace NotebookLib;

public sealed partial class Tensor
{
    /// <summary>exp(x) / Σ exp(x) along one dimension: positive weights that sum to 1.</summary>
    /// <remarks>
    /// The largest value is subtracted first, so nothing overflows. −∞ gets weight 0; a row of nothing but −∞ gives
    /// zeros, not NaN: with every key hidden, nothing is taken. +∞ entries share the whole weight equally. A NaN makes
    /// its row NaN.
    /// </remarks>
    /// <param name="dim">The dimension along which the weights sum to 1; −1 is the last.</param>
    /// <exception cref="ArgumentException">There is no such dimension.</exception>
    public Tensor Softmax(int dim = -1)
    {
        dim = Shape.Dimension(dim, nameof(dim));
        if (dim != Rank - 1) return Transpose(dim, -1).Softmax().Transpose(dim, -1);

        Tensor y = MapRows(SoftmaxRow);
        return y.From(Unread(this, g =>
        {
            float[] result = TensorMemory.Take(y.Length);
            int n = y.Shape[^1];
            for (int start = 0; start < result.Length; start += n) // row by row: weights · (g − Σ g · weights)
            {
                ReadOnlySpan<float> weights = y.Values.Slice(start, n), arriving = g.Values.Slice(start, n);
                Span<float> row = result.AsSpan(start, n);
                TensorPrimitives.Subtract(arriving, Sums.OfProducts(arriving, weights), row);
                TensorPrimitives.Multiply(row, weights, row);
            }
            return new Tensor(result, y.Shape);
        }
        ));
    }

    /// <summary>The logarithm of <see cref="Softmax"/>, computed without rounding small weights to 0 first.</summary>
    /// <inheritdoc cref="Softmax"/>
    public Tensor LogSoftmax(int dim = -1)
    {
        dim = Shape.Dimension(dim, nameof(dim));
        if (dim != Rank - 1) return Transpose(dim, -1).LogSoftmax().Transpose(dim, -1);

        Tensor y = MapRows(LogSoftmaxRow);
        return y.From(Unread(this, g => g - y.Detach().Exp() * g.Sum(-1, keepDim: true)));
    }

    private Tensor MapRows(Action<ReadOnlySpan<float>, Span<float>> kernel)
    {
        float[] y = TensorMemory.Take(data.Length);
        int n = Shape[^1];
        if (n == 0) return new Tensor(y, Shape);
        Cores.Share(y.Length / n, 1, y.Length, (from, count) =>
        {
            for (int start = from * n; start < (from + count) * n; start += n)
                kernel(data.AsSpan(start, n), y.AsSpan(start, n));
        });
        return new Tensor(y, Shape);
    }

    /// <summary><see cref="Softmax"/> of one row, which may be written over.</summary>
    internal static void SoftmaxRow(ReadOnlySpan<float> x, Span<float> y)
    {
        float max = Exponential.LargestOf(x);
        if (float.IsNegativeInfinity(max))
        {
            y.Clear();
            return;
        }
        if (float.IsPositiveInfinity(max))
        {
            for (int i = 0; i < y.Length; i++) y[i] = float.IsPositiveInfinity(x[i]) ? 1 : 0;
            TensorPrimitives.Divide(y, Sums.Of(y), y);
            return;
        }
        float total = Exponential.OfRow(x, max, y);
        TensorPrimitives.Divide(y, total, y);
    }

    private static void LogSoftmaxRow(ReadOnlySpan<float> x, Span<float> y)
    {
        float max = TensorPrimitives.Max(x);
        if (float.IsInfinity(max))
        {
            SoftmaxRow(x, y);
            TensorPrimitives.Log(y, y);
            return;
        }
        TensorPrimitives.Subtract(x, max, y);
        double sum = 0;
        foreach (float shifted in y) sum += MathF.Exp(shifted);
        TensorPrimitives.Subtract(y, (float)Math.Log(sum), y);
    }
}
