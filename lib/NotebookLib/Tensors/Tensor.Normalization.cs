using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookLib;

public sealed partial class Tensor
{
    /// <summary>
    /// Shifts each row to mean 0, scales it to variance 1, then stretches and shifts each column:
    /// (x − μ)/√(σ² + ε) · weight + bias.
    /// </summary>
    /// <remarks>
    /// Ba et al. 2016, "Layer Normalization", eq. 4. One operation, since a Transformer does it twice a layer.
    /// </remarks>
    internal Tensor LayerNorm(Tensor weight, Tensor bias, float epsilon) => Normalized(weight, bias, epsilon);

    /// <summary>Scales each row to mean square 1, then stretches each column: x/√(mean(x²) + ε) · weight.</summary>
    /// <remarks>Zhang and Sennrich 2019, "Root Mean Square Layer Normalization", eq. 4.</remarks>
    internal Tensor RmsNorm(Tensor weight, float epsilon) => Normalized(weight, null, epsilon);

    /// <summary>u · weight + bias with u = (x − μ)/σ; without a bias, u = x/σ.</summary>
    private Tensor Normalized(Tensor weight, Tensor? bias, float epsilon)
    {
        int n = Shape[^1], rows = n == 0 ? 0 : Length / n;
        float[] unit = TensorMemory.Take(Length), y = TensorMemory.Take(Length), scale = TensorMemory.Take(rows);
        Cores.Share(rows, 1, Length, (from, count) =>
        {
            for (int r = from; r < from + count; r++)
                scale[r] = NormalizeRow(data.AsSpan(r * n, n), weight.data, bias is null ? [] : bias.data, epsilon,
                    unit.AsSpan(r * n, n), y.AsSpan(r * n, n));
        });
        Tensor result = new(y, Shape);
        return bias is null
            ? result.From(Unread(this, g => Standardized(g, weight, unit, scale, centred: false)),
                (weight, g => SumOfRows(g.data, unit, n)))
            : result.From(Unread(this, g => Standardized(g, weight, unit, scale, centred: true)),
                (weight, g => SumOfRows(g.data, unit, n)), Unread(bias, g => SumOfRows(g.data, null, n)));
    }

    // standard deviations; up to here the mean's rounding is lost in that of the distances
    private const float FarOff = 8;

    /// <summary>How far the mean lies from its rounded value, and the sum of the squared distances to it.</summary>
    /// <remarks>
    /// Far off, floats lie far apart: at 1,000 the rounding of a mean is a ten-thousandth, and all distances would
    /// share it. Among
    /// the distances themselves it can be measured. Chan et al. 1983, "Algorithms for Computing the Sample Variance",
    /// eq. 1.7.
    /// </remarks>
    private static (float Shift, float Square) AroundMean(ReadOnlySpan<float> x, float rounded)
    {
        double sum = 0, square = 0;
        foreach (float value in x)
        {
            double distance = value - rounded;
            sum += distance;
            square += distance * distance;
        }
        double shift = sum / x.Length;
        return ((float)shift, (float)Math.Max(0, square - shift * sum));
    }

    /// <returns>1/σ.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float NormalizeRow(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias,
        float epsilon, Span<float> unit, Span<float> y)
    {
        bool centred = bias.Length > 0;
        ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(x);
        ReadOnlySpan<Vector<float>> weights = MemoryMarshal.Cast<float, Vector<float>>(weight);
        ReadOnlySpan<Vector<float>> biases = MemoryMarshal.Cast<float, Vector<float>>(bias);
        Span<Vector<float>> units = MemoryMarshal.Cast<float, Vector<float>>(unit);
        Span<Vector<float>> ys = MemoryMarshal.Cast<float, Vector<float>>(y);
        int done = xs.Length * Vector<float>.Count;

        float mean = 0;
        if (centred)
        {
            Vector<float> sums = Vector<float>.Zero;
            for (int i = 0; i < xs.Length; i++) sums += xs[i];
            mean = Vector.Sum(sums);
            for (int i = done; i < x.Length; i++) mean += x[i];
            mean /= x.Length;
        }
        Vector<float> means = new(mean), squares = Vector<float>.Zero;
        for (int i = 0; i < xs.Length; i++)
        {
            Vector<float> distance = xs[i] - means;
            squares += distance * distance;
        }
        float square = Vector.Sum(squares);
        for (int i = done; i < x.Length; i++) square += (x[i] - mean) * (x[i] - mean);

        float shift = 0; // from the rounded mean to the mean
        if (centred && mean * mean * x.Length > FarOff * FarOff * square) (shift, square) = AroundMean(x, mean);
        Vector<float> shifts = new(shift);
        float scale = 1 / MathF.Sqrt(square / x.Length + epsilon);
        Vector<float> scales = new(scale);
        for (int i = 0; i < xs.Length; i++)
        {
            units[i] = (xs[i] - means - shifts) * scales;
            ys[i] = centred ? MultiplyAdd.Of(units[i], weights[i], biases[i]) : units[i] * weights[i];
        }
        for (int i = done; i < x.Length; i++)
        {
            unit[i] = (x[i] - mean - shift) * scale;
            y[i] = centred ? MultiplyAdd.Of(unit[i], weight[i], bias[i]) : unit[i] * weight[i];
        }
        return scale;
    }

    /// <summary>
    /// The pullback of y = u · weight, u = (x − μ)/σ: with h = g · weight, ∂L/∂x = (h − mean(h) − u mean(h u))/σ in
    /// each row; without mean(h) if μ was not subtracted.
    /// </summary>
    private static Tensor Standardized(Tensor g, Tensor weight, float[] unit, float[] scale, bool centred)
    {
        int n = g.Shape[^1];
        float[] result = TensorMemory.Take(g.Length);
        Cores.Share(scale.Length, 1, g.Length, (from, count) =>
        {
            for (int r = from; r < from + count; r++)
                StandardizedRow(g.data.AsSpan(r * n, n), weight.data, unit.AsSpan(r * n, n), scale[r], centred,
                    result.AsSpan(r * n, n));
        });
        return new Tensor(result, g.Shape);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StandardizedRow(ReadOnlySpan<float> g, ReadOnlySpan<float> weight, ReadOnlySpan<float> unit,
        float scale, bool centred, Span<float> result)
    {
        ReadOnlySpan<Vector<float>> gs = MemoryMarshal.Cast<float, Vector<float>>(g);
        ReadOnlySpan<Vector<float>> weights = MemoryMarshal.Cast<float, Vector<float>>(weight);
        ReadOnlySpan<Vector<float>> units = MemoryMarshal.Cast<float, Vector<float>>(unit);
        Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(result);
        int done = gs.Length * Vector<float>.Count;
        Vector<float> sums = Vector<float>.Zero, alongs = Vector<float>.Zero;
        for (int i = 0; i < gs.Length; i++)
        {
            Vector<float> h = gs[i] * weights[i];
            sums += h;
            alongs += h * units[i];
        }
        float mean = Vector.Sum(sums), along = Vector.Sum(alongs);
        for (int i = done; i < g.Length; i++)
        {
            mean += g[i] * weight[i];
            along += g[i] * weight[i] * unit[i];
        }
        (mean, along) = (centred ? mean / g.Length : 0, along / g.Length);
        Vector<float> means = new(mean), slopes = new(along), scales = new(scale);
        for (int i = 0; i < gs.Length; i++) results[i] = (gs[i] * weights[i] - means - units[i] * slopes) * scales;
        for (int i = done; i < g.Length; i++) result[i] = (g[i] * weight[i] - mean - unit[i] * along) * scale;
    }

    /// <summary>Σ over the rows of a · b, or of a alone, (n,).</summary>
    private static Tensor SumOfRows(float[] a, float[]? b, int n)
    {
        float[] sum = TensorMemory.TakeZeros(n);
        // each core takes some columns, so that the order of the sum is always the same
        Cores.Share(n, 64, a.Length / 8, (from, count) =>
        {
            Sums.OfRows(a, b, n, from, sum.AsSpan(from, count));
        });
        return new Tensor(sum, [n]);
    }
}
