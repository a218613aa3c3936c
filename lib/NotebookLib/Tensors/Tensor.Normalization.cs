using System.Numerics.Tensors;

namespace NotebookLib;

public sealed partial class Tensor
{
    /// <summary>Shifts each row to mean 0, scales it to variance 1, then stretches and shifts each column: (x − μ)/√(σ² + ε) · weight + bias.</summary>
    /// <remarks>Ba et al. 2016, "Layer Normalization", eq. 4. One operation, since a Transformer does it twice a layer.</remarks>
    internal Tensor LayerNorm(Tensor weight, Tensor bias, float epsilon)
    {
        int n = Shape[^1], rows = n == 0 ? 0 : Length / n;
        float[] unit = TensorMemory.Take(Length), y = TensorMemory.Take(Length), scale = new float[rows];
        for (int r = 0; r < rows; r++)
        {
            Span<float> u = unit.AsSpan(r * n, n), to = y.AsSpan(r * n, n);
            ReadOnlySpan<float> x = data.AsSpan(r * n, n);
            TensorPrimitives.Subtract(x, TensorPrimitives.Sum(x) / n, u);
            scale[r] = 1 / MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(u) / n + epsilon);
            TensorPrimitives.Multiply(u, scale[r], u);
            TensorPrimitives.MultiplyAdd(u, weight.data, bias.data, to);
        }
        return new Tensor(y, Shape).From((this, g => Standardized(g, weight, unit, scale, centred: true)),
            (weight, g => SumOfRows(g.data, unit, n)), (bias, g => g.Reshape(-1, n).Sum(0)));
    }

    /// <summary>Scales each row to mean square 1, then stretches each column: x/√(mean(x²) + ε) · weight.</summary>
    /// <remarks>Zhang and Sennrich 2019, "Root Mean Square Layer Normalization", eq. 4.</remarks>
    internal Tensor RmsNorm(Tensor weight, float epsilon)
    {
        int n = Shape[^1], rows = n == 0 ? 0 : Length / n;
        float[] unit = TensorMemory.Take(Length), y = TensorMemory.Take(Length), scale = new float[rows];
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> x = data.AsSpan(r * n, n);
            scale[r] = 1 / MathF.Sqrt(TensorPrimitives.SumOfSquares(x) / n + epsilon);
            TensorPrimitives.Multiply(x, scale[r], unit.AsSpan(r * n, n));
            TensorPrimitives.Multiply(unit.AsSpan(r * n, n), weight.data, y.AsSpan(r * n, n));
        }
        return new Tensor(y, Shape).From((this, g => Standardized(g, weight, unit, scale, centred: false)), (weight, g => SumOfRows(g.data, unit, n)));
    }

    /// <summary>
    /// The pullback of y = u · weight, u = (x − μ)/σ: with h = g · weight, ∂L/∂x = (h − mean(h) − u mean(h u))/σ in each row; without
    /// mean(h) if μ was not subtracted.
    /// </summary>
    private static Tensor Standardized(Tensor g, Tensor weight, float[] unit, float[] scale, bool centred)
    {
        int n = g.Shape[^1];
        float[] result = TensorMemory.Take(g.Length);
        for (int r = 0; r < scale.Length; r++)
        {
            Span<float> h = result.AsSpan(r * n, n);
            ReadOnlySpan<float> u = unit.AsSpan(r * n, n);
            TensorPrimitives.Multiply(g.data.AsSpan(r * n, n), weight.data, h);
            float along = TensorPrimitives.Dot(h, u) / n, mean = centred ? TensorPrimitives.Sum<float>(h) / n : 0;
            TensorPrimitives.MultiplyAdd(u, -along, h, h);
            TensorPrimitives.Subtract(h, mean, h);
            TensorPrimitives.Multiply(h, scale[r], h);
        }
        return new Tensor(result, g.Shape);
    }

    /// <summary>Σ over the rows of a · b, (n,).</summary>
    private static Tensor SumOfRows(float[] a, float[] b, int n)
    {
        var sum = new float[n];
        for (int start = 0; start < a.Length; start += n)
            TensorPrimitives.MultiplyAdd(a.AsSpan(start, n), b.AsSpan(start, n), sum, sum);
        return new Tensor(sum, [n]);
    }
}
