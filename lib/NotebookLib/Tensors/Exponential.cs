using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookLib;

/// <summary>eˣ for a vector of numbers, the one function that attention, GELU and the loss cannot do without.</summary>
/// <remarks>
/// <para>eˣ = 2ⁿ eʳ with n = round(x / ln 2), so that |r| ≤ ½ ln 2, where a polynomial of degree 7 is right to the last
/// digit or the one before it. Coefficients and the two parts of ln 2: Moshier, Cephes Mathematical Library,
/// "expf.c".</para>
/// <para>The framework has vectors of eˣ too, but its generic code is slow until it has run for some seconds and is
/// compiled anew; a cell of a notebook has ended by then.</para>
/// </remarks>
internal static class Exponential
{
    private const float Lowest = -87.33654f;  // below, eˣ is less than the smallest normal number, and counts as 0
    private const int Block = 256; // numbers, a multiple of every vector's width
    private const float Highest = 88.37626f;  // above, it would be ∞, and stays at 2.4e38

    /// <summary>eˣ: 0 below −87.3, never ∞, NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x)
    {
        // of a NaN the second is given on
        Vector<float> within =
            Vector.MinNative(new Vector<float>(Highest), Vector.MaxNative(new Vector<float>(Lowest), x));
        Vector<float> n = Vector.Round(within * 1.44269504f);
        Vector<float> r = MultiplyAdd.Of(n, new Vector<float>(2.12194440e-4f),
            MultiplyAdd.Of(n, new Vector<float>(-0.693359375f), within));
        Vector<float> p = MultiplyAdd.Of(new Vector<float>(1.9875691500e-4f), r, new Vector<float>(1.3981999507e-3f));
        p = MultiplyAdd.Of(p, r, new Vector<float>(8.3334519073e-3f));
        p = MultiplyAdd.Of(p, r, new Vector<float>(4.1665795894e-2f));
        p = MultiplyAdd.Of(p, r, new Vector<float>(1.6666665459e-1f));
        p = MultiplyAdd.Of(p, r, new Vector<float>(5.0000001201e-1f));
        p = MultiplyAdd.Of(p, r * r, r + Vector<float>.One);
        Vector<float> power =
            Vector.AsVectorSingle(Vector.ShiftLeft(Vector.ConvertToInt32Native(n) + new Vector<int>(127), 23));
        return Vector.AndNot(p * power, Vector.AsVectorSingle(Vector.LessThan(x, new Vector<float>(Lowest))));
    }

    /// <summary>1 / (1 + e⁻ˣ); 0 below −88.3, where it is less than the smallest normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sigmoid(Vector<float> x) =>
        Vector.AndNot(Vector<float>.One / (Vector<float>.One + Of(-x)),
            Vector.AsVectorSingle(Vector.LessThan(x, new Vector<float>(-Highest))));

    /// <summary>y = e^(x − shift) for a row.</summary>
    /// <returns>Σ y.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float OfRow(ReadOnlySpan<float> x, float shift, Span<float> y)
    {
        ref float from = ref MemoryMarshal.GetReference(x), to = ref MemoryMarshal.GetReference(y[..x.Length]);
        Vector<float> shifts = new(shift);
        double total = 0; // of blocks, so that a row of a hundred thousand loses no digits
        int i = 0;
        for (int block = 0; i + Vector<float>.Count <= x.Length; block += Block)
        {
            Vector<float> sum = Vector<float>.Zero;
            for (; i < block + Block && i + Vector<float>.Count <= x.Length; i += Vector<float>.Count)
            {
                Vector<float> e = Of(Vector.LoadUnsafe(ref from, (nuint)i) - shifts);
                e.StoreUnsafe(ref to, (nuint)i);
                sum += e;
            }
            total += Vector.Sum(sum);
        }
        if (i == x.Length) return (float)total;

        // what is left goes through the same steps, so that a number does not depend on its place
        Span<float> last = stackalloc float[Vector<float>.Count];
        last.Clear();
        x[i..].CopyTo(last);
        Of(new Vector<float>(last) - shifts).CopyTo(last);
        for (int j = 0; i + j < x.Length; j++) total += y[i + j] = last[j];
        return (float)total;
    }

    /// <summary>The largest of a row; −∞ if it is empty, NaN if it holds one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float LargestOf(ReadOnlySpan<float> x)
    {
        ref float from = ref MemoryMarshal.GetReference(x);
        float largest = float.NegativeInfinity;
        int i = 0;
        if (x.Length >= Vector<float>.Count)
        {
            Vector<float> most = Vector.LoadUnsafe(ref from);
            for (i = Vector<float>.Count; i + Vector<float>.Count <= x.Length; i += Vector<float>.Count)
                most = Vector.Max(most, Vector.LoadUnsafe(ref from, (nuint)i));
            for (int lane = 0; lane < Vector<float>.Count; lane++) largest = MathF.Max(largest, most[lane]);
        }
        for (; i < x.Length; i++) largest = MathF.Max(largest, x[i]);
        return largest;
    }
}
