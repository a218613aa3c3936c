using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookLib;

/// <summary>Sums in an order that is the same on every processor whose <see cref="Vector{T}"/> has the same width, 8 numbers from AVX2 on.</summary>
/// <remarks>TensorPrimitives takes the widest vectors there are, and a training whose sums differ in the last digit ends up elsewhere.</remarks>
internal static class Sums
{
    /// <summary>Σ x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Of(ReadOnlySpan<float> x)
    {
        ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(x);
        Vector<float> even = Vector<float>.Zero, odd = Vector<float>.Zero; // neither waits for the other
        for (int i = 0; i + 2 <= xs.Length; i += 2) (even, odd) = (even + xs[i], odd + xs[i + 1]);
        if (xs.Length % 2 == 1) even += xs[^1];
        float sum = Vector.Sum(even + odd);
        for (int i = xs.Length * Vector<float>.Count; i < x.Length; i++) sum += x[i];
        return sum;
    }

    /// <summary>Σ a b, over two rows of one length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float OfProducts(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(a), right = MemoryMarshal.Cast<float, Vector<float>>(b[..a.Length]);
        Vector<float> even = Vector<float>.Zero, odd = Vector<float>.Zero;
        for (int i = 0; i + 2 <= left.Length; i += 2) (even, odd) = (even + left[i] * right[i], odd + left[i + 1] * right[i + 1]);
        if (left.Length % 2 == 1) even += left[^1] * right[^1];
        float sum = Vector.Sum(even + odd);
        for (int i = left.Length * Vector<float>.Count; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
