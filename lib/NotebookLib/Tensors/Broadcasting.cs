using System.Buffers;

namespace NotebookLib;

/// <summary>Combines two tensors element by element, stretching dimensions of size 1, as NumPy does.</summary>
/// <remarks>
/// Shapes are aligned at the end; missing leading dimensions count as 1. Two sizes fit if they are equal or one of them
/// is 1: (T, 1) with (C,) gives (T, C). Harris et al. 2020, "Array programming with NumPy", fig. 1.
/// </remarks>
internal static class Broadcasting
{
    private const int ScalarBlock = 1024; // how often a stretched value is repeated in the scratch buffer

    /// <summary>Computes y = f(a, b) for blocks of equal length.</summary>
    public delegate void Kernel(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y);

    /// <summary>The shape that two shapes stretch to.</summary>
    /// <exception cref="ArgumentException">Two sizes differ and neither is 1.</exception>
    public static Shape Combine(Shape a, Shape b, string argument)
    {
        if (a == b) return a;
        Span<int> sizes = stackalloc int[Math.Max(a.Count, b.Count)];
        for (int back = 1; back <= sizes.Length; back++)
        {
            int m = back <= a.Count ? a[^back] : 1, n = back <= b.Count ? b[^back] : 1;
            if (m != n && m != 1 && n != 1)
                throw new ArgumentException($"{argument}: expected a shape that broadcasts with {a} (sizes, counted "
                    + $"from the end, equal or 1); got {b}.", argument);
            sizes[^back] = m == 1 ? n : m;
        }
        return new Shape(sizes);
    }

    /// <summary>Applies <paramref name="kernel"/> to every pair of elements.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit; the error names
    /// <paramref name="argument"/>.</exception>
    public static Tensor Apply(Tensor a, Tensor b, Kernel kernel, string argument = "b")
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Shape shape = Combine(a.Shape, b.Shape, argument);
        float[] y = TensorMemory.Take(shape.Size);
        if (a.Shape == b.Shape) kernel(a.Values, b.Values, y);
        else Apply(a, b, shape, y, kernel);
        return new Tensor(y, shape);
    }

    private static void Apply(Tensor a, Tensor b, Shape shape, Span<float> y, Kernel kernel)
    {
        if (y.Length == 0) return;
        int rank = shape.Count;
        Span<int> stepA = stackalloc int[rank], stepB = stackalloc int[rank];
        Steps(a.Shape, stepA);
        Steps(b.Shape, stepB);

        // The trailing dimensions in which the same operands move are one block: the kernel's work.
        int inner = rank, block = 1;
        bool moveA = true, moveB = true;
        while (inner > 0)
        {
            bool nextA = stepA[inner - 1] != 0, nextB = stepB[inner - 1] != 0;
            if (shape[inner - 1] != 1)
            {
                if (block == 1) (moveA, moveB) = (nextA, nextB);
                else if ((nextA, nextB) != (moveA, moveB)) break;
            }
            block *= shape[--inner];
        }

        float[] scratch = ArrayPool<float>.Shared.Rent(ScalarBlock);
        Span<int> index = stackalloc int[inner];
        index.Clear();
        int offsetA = 0, offsetB = 0;
        for (int start = 0; start < y.Length; start += block)
        {
            Block(a.Values[offsetA..], moveA, b.Values[offsetB..], moveB, y.Slice(start, block),
                scratch.AsSpan(0, ScalarBlock), kernel);
            for (int d = inner - 1; d >= 0; d--) // count up like an odometer
            {
                offsetA += stepA[d];
                offsetB += stepB[d];
                if (++index[d] < shape[d]) break;
                offsetA -= stepA[d] * index[d];
                offsetB -= stepB[d] * index[d];
                index[d] = 0;
            }
        }
        ArrayPool<float>.Shared.Return(scratch);
    }

    private static void Block(ReadOnlySpan<float> a, bool moveA, ReadOnlySpan<float> b, bool moveB, Span<float> y,
        Span<float> scratch, Kernel kernel)
    {
        if (moveA && moveB)
        {
            kernel(a[..y.Length], b[..y.Length], y);
            return;
        }
        scratch = scratch[..Math.Min(scratch.Length, y.Length)];
        scratch.Fill(moveA ? b[0] : a[0]);
        for (int start = 0; start < y.Length; start += scratch.Length)
        {
            int n = Math.Min(scratch.Length, y.Length - start);
            if (moveA) kernel(a.Slice(start, n), scratch[..n], y.Slice(start, n));
            else kernel(scratch[..n], b.Slice(start, n), y.Slice(start, n));
        }
    }

    /// <summary>
    /// How far to move in the data for one step in each dimension of the result; 0 where it is stretched.
    /// </summary>
    private static void Steps(Shape shape, Span<int> steps)
    {
        steps.Clear();
        int step = 1;
        for (int back = 1; back <= shape.Count; back++)
        {
            if (shape[^back] != 1) steps[^back] = step;
            step *= shape[^back];
        }
    }
}
