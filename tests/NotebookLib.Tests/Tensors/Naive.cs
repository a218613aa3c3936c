using CsCheck;

namespace NotebookLib.Tests.Tensors;

/// <summary>Index-by-index versions of the tensor operations: slow, plain, and the oracle for the fast ones.</summary>
internal static class Naive
{
    /// <summary>Every index of a shape, in row-major order.</summary>
    public static IEnumerable<int[]> Indices(IReadOnlyList<int> shape)
    {
        int total = shape.Aggregate(1, (a, b) => a * b);
        for (int flat = 0; flat < total; flat++)
        {
            var index = new int[shape.Count];
            for (int d = shape.Count - 1, rest = flat; d >= 0; rest /= shape[d], d--) index[d] = rest % shape[d];
            yield return index;
        }
    }

    /// <summary>A tensor from a function of the index.</summary>
    public static Tensor Build(int[] shape, Func<int[], float> value) =>
        new([.. Indices(shape).Select(value)], Shape.Create(shape));

    /// <summary>The shape two shapes broadcast to.</summary>
    public static int[] Broadcast(IReadOnlyList<int> a, IReadOnlyList<int> b)
    {
        int rank = Math.Max(a.Count, b.Count);
        return [.. Enumerable.Range(0, rank).Select(d =>
        {
            int m = d - rank + a.Count < 0 ? 1 : a[d - rank + a.Count];
            int n = d - rank + b.Count < 0 ? 1 : b[d - rank + b.Count];
            return m == 1 ? n : m;
        })];
    }

    /// <summary>The value of a tensor at an index of a shape it broadcasts to.</summary>
    public static float At(Tensor t, int[] index) =>
        t[[.. t.Shape.Select((size, d) => size == 1 ? 0 : index[index.Length - t.Rank + d])]];

    /// <summary>(m, k) times (k, n), three loops, in double precision; batches broadcast.</summary>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        int[] batch = Broadcast([.. a.Shape.SkipLast(2)], [.. b.Shape.SkipLast(2)]);
        return Build([.. batch, a.Shape[^2], b.Shape[^1]], index =>
        {
            double sum = 0;
            for (int p = 0; p < a.Shape[^1]; p++)
                sum += (double)At(a, [.. index[..^1], p]) * At(b, [.. index[..^2], p, index[^1]]);
            return (float)sum;
        });
    }

    /// <summary>Shapes of up to five dimensions with sizes 0 to 5, mostly 1 to 3.</summary>
    public static readonly Gen<int[]> Shapes =
        Gen.Frequency((1, Gen.Const(0)), (4, Gen.Const(1)), (8, Gen.Int[2, 3]), (2, Gen.Int[4, 5])).Array[0, 5];

    /// <summary>
    /// A pair of shapes that broadcast: two views of one shape, with some sizes made 1 and some leading ones dropped.
    /// </summary>
    public static readonly Gen<(int[] A, int[] B)> ShapePairs =
        from full in Shapes
        from a in Thinned(full)
        from b in Thinned(full)
        select (a, b);

    /// <summary>Values for a shape, from a seed: whole numbers, so that sums are exact.</summary>
    public static Tensor Values(int[] shape, int seed)
    {
        var random = new Random(seed);
        return Build(shape, _ => random.Next(-9, 10));
    }

    private static Gen<int[]> Thinned(int[] full) =>
        from drop in Gen.Int[0, full.Length]
        from ones in Gen.Bool.Array[full.Length]
        select full.Select((size, d) => ones[d] ? 1 : size).Skip(drop).ToArray();
}
