using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookLib;

/// <summary>
/// Sums in an order that is the same on every processor whose <see cref="Vector{T}"/> has the same width, 8 numbers
/// from AVX2 on.
/// </summary>
/// <remarks>
/// <para>TensorPrimitives takes the widest vectors there are, and a training whose sums differ in the last digit ends
/// up elsewhere.</para>
/// <para>Long sums are sums of halves, down to blocks: so the error grows with the logarithm of the length, where one
/// term after another would drift by a percent over some millions. Higham 2002, "Accuracy and Stability of Numerical
/// Algorithms", §4.1.</para>
/// </remarks>
internal static class Sums
{
    private const int Block = 256; // numbers, a power of two
    private const int RowsAtOnce = 32; // a power of two

    /// <summary>Σ x.</summary>
    public static float Of(ReadOnlySpan<float> x)
    {
        if (x.Length <= Block) return OfBlock(x);
        int half = Half(x.Length, Block);
        return Of(x[..half]) + Of(x[half..]);
    }

    /// <summary>Σ a b, over two rows of one length.</summary>
    public static float OfProducts(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (a.Length <= Block) return OfBlock(a, b);
        int half = Half(a.Length, Block);
        return OfProducts(a[..half], b[..half]) + OfProducts(a[half..], b[half..]);
    }

    /// <summary>Σ over the rows of a · b, or of a alone: some neighbouring columns of it.</summary>
    /// <param name="a">Rows of <paramref name="width"/> numbers, one after another.</param>
    /// <param name="b">The same number of rows, or nothing.</param>
    /// <param name="width">The width of a row.</param>
    /// <param name="from">The first of the columns.</param>
    /// <param name="sum">Where their sums go; its length is their number.</param>
    public static void OfRows(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int width, int from, Span<float> sum)
    {
        sum.Clear();
        if (width > 0) AddRows(a, b, width, from, sum);
    }

    private static void AddRows(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int width, int from, Span<float> sum)
    {
        int rows = a.Length / width;
        if (rows > RowsAtOnce)
        {
            int half = Half(rows, RowsAtOnce) * width;
            AddRows(a[..half], b.IsEmpty ? b : b[..half], width, from, sum);
            float[] scratch = ArrayPool<float>.Shared.Rent(sum.Length);
            Span<float> rest = scratch.AsSpan(0, sum.Length);
            OfRows(a[half..], b.IsEmpty ? b : b[half..], width, from, rest);
            TensorPrimitives.Add(sum, rest, sum);
            ArrayPool<float>.Shared.Return(scratch);
            return;
        }
        for (int start = from; start < rows * width; start += width)
        {
            if (b.IsEmpty) TensorPrimitives.Add(a.Slice(start, sum.Length), sum, sum);
            else TensorPrimitives.MultiplyAdd(a.Slice(start, sum.Length), b.Slice(start, sum.Length), sum, sum);
        }
    }

    /// <summary>
    /// The largest block times a power of two below a number: where it is cut does not depend on what comes behind.
    /// </summary>
    private static int Half(int length, int block) => block << BitOperations.Log2((uint)((length - 1) / block));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float OfBlock(ReadOnlySpan<float> x)
    {
        ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(x);
        Vector<float> even = Vector<float>.Zero, odd = Vector<float>.Zero; // neither waits for the other
        for (int i = 0; i + 2 <= xs.Length; i += 2) (even, odd) = (even + xs[i], odd + xs[i + 1]);
        if (xs.Length % 2 == 1) even += xs[^1];
        float sum = Vector.Sum(even + odd);
        for (int i = xs.Length * Vector<float>.Count; i < x.Length; i++) sum += x[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float OfBlock(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(a);
        ReadOnlySpan<Vector<float>> right = MemoryMarshal.Cast<float, Vector<float>>(b[..a.Length]);
        Vector<float> even = Vector<float>.Zero, odd = Vector<float>.Zero;
        for (int i = 0; i + 2 <= left.Length; i += 2)
            (even, odd) = (even + left[i] * right[i], odd + left[i + 1] * right[i + 1]);
        if (left.Length % 2 == 1) even += left[^1] * right[^1];
        float sum = Vector.Sum(even + odd);
        for (int i = left.Length * Vector<float>.Count; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
