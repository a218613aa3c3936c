using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NotebookLib;

/// <summary>
/// A linear map in whole numbers of 8 bits: rows are rounded, too, and products of codes are added up as integers.
/// </summary>
/// <remarks>
/// y = (sₓ · s_W) · Σ (code of x) · (code of W) + b, with a scale for each row of x and one for each column of W: both
/// can be multiplied in after the sum (Dettmers et al. 2022, "LLM.int8()", §2.1). The sum itself is exact. Nothing is
/// recorded for gradients.
/// </remarks>
public sealed class QuantizedLinear
{
    private const int Last = 127;
    private readonly sbyte[] columns; // (out, in): the weights of an output side by side
    private readonly float[] scales;
    private readonly float[]? bias;
    private readonly int inDim, outDim;

    /// <summary>A map rounded to 8 bits, with a scale for each column.</summary>
    /// <exception cref="ArgumentException">Its weights are not finite, or there are more than 2¹⁷ inputs, with which a
    /// sum could overflow.</exception>
    public QuantizedLinear(Linear linear)
    {
        ArgumentNullException.ThrowIfNull(linear);
        QuantizedTensor rounded = new Quantization(8, Granularity.Column).Quantize(linear.Weight);
        (inDim, outDim) = (linear.Weight.Shape[0], linear.Weight.Shape[1]);
        if (inDim > 1 << 17)
            throw new ArgumentException($"linear: expected at most {1 << 17} inputs; got {inDim}.", nameof(linear));
        scales = rounded.Scales.ToArray();
        columns = new sbyte[inDim * outDim];
        for (int i = 0; i < inDim; i++)
            for (int j = 0; j < outDim; j++) columns[j * inDim + i] = rounded.Codes[i * outDim + j];
        bias = linear.Bias?.ToArray();
    }

    /// <summary>x W + b, up to what rounding changes.</summary>
    /// <param name="x">(…, in), finite.</param>
    /// <returns>(…, out).</returns>
    /// <exception cref="ArgumentException">The rows are not as wide as W is high, or hold a number that is not
    /// finite.</exception>
    public Tensor Forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank == 0 || x.Shape[^1] != inDim)
            throw new ArgumentException($"x: expected rows of width {inDim}, (…, {inDim}); got {x.Shape}.", nameof(x));
        int rows = x.Length / inDim;
        var codes = new sbyte[x.Length];
        var rowScales = new float[rows];
        for (int row = 0; row < rows; row++)
            rowScales[row] = Round(x.Values.Slice(row * inDim, inDim), codes.AsSpan(row * inDim, inDim));
        var y = new float[rows * outDim];
        Cores.Share(outDim, 16, (long)rows * outDim * inDim / 30, (from, count) =>
        {
            for (int row = 0; row < rows; row++)
                for (int j = from; j < from + count; j++)
                {
                    int sum = Dot(codes.AsSpan(row * inDim, inDim), columns.AsSpan(j * inDim, inDim));
                    y[row * outDim + j] = sum * (rowScales[row] * scales[j]) + (bias is null ? 0 : bias[j]);
                }
        });
        return new Tensor(y, [.. x.Shape.SkipLast(1), outDim]);
    }

    private static float Round(ReadOnlySpan<float> row, Span<sbyte> codes)
    {
        float largest = 0;
        foreach (float value in row) largest = MathF.Max(largest, MathF.Abs(value)); // NaN stays
        if (!float.IsFinite(largest))
            throw new ArgumentException(FormattableString.Invariant($"x: expected finite numbers; got {largest}."),
                nameof(row));
        float scale = largest == 0 ? 1 : largest / Last;
        for (int i = 0; i < row.Length; i++)
            codes[i] = (sbyte)Math.Clamp(MathF.Round(row[i] / scale), -Last, Last);
        return scale;
    }

    /// <summary>Σ aᵢ bᵢ, exactly, of numbers from −127 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at once: a lesson has few runs to warm up in
    internal static int Dot(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        int sum = 0, i = 0;
        if (Avx2.IsSupported)
        {
            Vector256<int> sums = Vector256<int>.Zero;
            for (; i <= a.Length - 16; i += 16) // 16 products of 16 bits, added in pairs to 8 of 32
                sums += Avx2.MultiplyAddAdjacent(
                    Avx2.ConvertToVector256Int16(Vector128.Create(a.Slice(i, 16))),
                    Avx2.ConvertToVector256Int16(Vector128.Create(b.Slice(i, 16))));
            sum = Vector256.Sum(sums);
        }
        else
        {
            Vector<int> sums = Vector<int>.Zero;
            for (; i <= a.Length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
            {
                Vector.Widen(new Vector<sbyte>(a[i..]), out Vector<short> a0, out Vector<short> a1);
                Vector.Widen(new Vector<sbyte>(b[i..]), out Vector<short> b0, out Vector<short> b1);
                Vector.Widen(a0 * b0 + a1 * b1, out Vector<int> low, out Vector<int> high); // at most 2 · 127² < 2¹⁵
                sums += low + high;
            }
            sum = Vector.Sum(sums);
        }
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
