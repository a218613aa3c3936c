namespace NotebookLib;

public sealed partial class Tensor
{
    /// <summary>The transpose: the last two dimensions exchanged, (…, m, n) → (…, n, m).</summary>
    /// <exception cref="ArgumentException">There are fewer than two dimensions.</exception>
    public Tensor T => Transpose(-2, -1);

    /// <summary>The same values in the same order, cut into other dimensions.</summary>
    /// <remarks>Nothing moves in memory. Whoever wants rows to become columns needs <see cref="Transpose"/>.</remarks>
    /// <param name="shape">The new sizes; one of them may be −1 and is then computed.</param>
    /// <exception cref="ArgumentException">The sizes do not multiply to the number of values.</exception>
    public Tensor Reshape(params int[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        int[] sizes = [.. shape];
        int open = Array.IndexOf(sizes, -1);
        if (open >= 0)
        {
            sizes[open] = 1;
            int known = new Shape(sizes).Size;
            if (known == 0 || Length % known != 0)
                throw new ArgumentException($"shape: expected sizes that divide the {Length} values of shape {Shape}; "
                    + $"got ({string.Join(", ", shape)}).", nameof(shape));
            sizes[open] = Length / known;
        }
        return Shared(new Shape(sizes)).From(Unread(this, g => new Tensor(g.data, Shape)));
    }

    /// <summary>Exchanges two dimensions: (T, H, d).Transpose(0, 1) is (H, T, d). The values move.</summary>
    /// <param name="i">One dimension; −1 is the last.</param>
    /// <param name="j">The other.</param>
    /// <exception cref="ArgumentException">There is no such dimension.</exception>
    public Tensor Transpose(int i, int j)
    {
        int[] order = [.. Enumerable.Range(0, Rank)];
        i = Shape.Dimension(i, nameof(i));
        j = Shape.Dimension(j, nameof(j));
        (order[i], order[j]) = (order[j], order[i]);
        return Permute(order);
    }

    /// <summary>
    /// Reorders the dimensions: dimension d of the result is dimension <c>order[d]</c> of this tensor.
    /// </summary>
    /// <exception cref="ArgumentException">The order does not name each dimension once.</exception>
    public Tensor Permute(params int[] order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (!order.Order().SequenceEqual(Enumerable.Range(0, Rank)))
            throw new ArgumentException($"order: expected each of the dimensions 0 to {Rank - 1} of shape {Shape} "
                + $"once; got ({string.Join(", ", order)}).", nameof(order));
        int[] inverse = Inverse(order);
        return Permuted(order).From(Unread(this, g => g.Permute(inverse)));
    }

    /// <summary>
    /// A block: one range for each leading dimension, the others whole. <c>t.Slice(.., 2..4)</c> takes columns 2 and 3.
    /// </summary>
    /// <exception cref="ArgumentException">There are more ranges than dimensions, or a range lies outside.</exception>
    public Tensor Slice(params Range[] ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        if (ranges.Length > Rank)
            throw new ArgumentException($"ranges: expected at most {Rank}, one for each dimension of shape {Shape}; "
                + $"got {ranges.Length}.", nameof(ranges));
        Tensor block = this;
        for (int d = 0; d < ranges.Length; d++)
        {
            int size = Shape[d], from = ranges[d].Start.GetOffset(size), to = ranges[d].End.GetOffset(size);
            if (from < 0 || to > size || from > to)
                throw new ArgumentException($"ranges: dimension {d} of shape {Shape} has indices 0 to {size - 1}; "
                    + $"got {ranges[d]}.", nameof(ranges));
            if (to - from < size) block = block.Narrow(d, from, to - from);
        }
        return ReferenceEquals(block, this) ? Reshape(Shape) : block;
    }

    /// <summary>
    /// One entry of a dimension, which disappears: <c>t.Select(0, 2)</c> is row 2 of a matrix, <c>t.Select(1, 2)</c>
    /// its column 2.
    /// </summary>
    /// <param name="dim">The dimension; −1 is the last.</param>
    /// <param name="index">The entry.</param>
    /// <exception cref="ArgumentException">There is no such dimension or entry.</exception>
    public Tensor Select(int dim, int index)
    {
        dim = Shape.Dimension(dim, nameof(dim));
        if ((uint)index >= (uint)Shape[dim])
            throw new ArgumentException($"index: dimension {dim} of shape {Shape} has indices 0 to {Shape[dim] - 1}; "
                + $"got {index}.", nameof(index));
        return Narrow(dim, index, 1).Reshape(Shape.Without(dim));
    }

    /// <summary>
    /// Entry <paramref name="index"/> of the first dimension: a row of a matrix, one matrix of a stack.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such row.</exception>
    public Tensor Row(int index) => Select(0, index);

    /// <summary>As <see cref="Row(int)"/>, counted from the end with ^: <c>t.Row(^1)</c> is the last.</summary>
    /// <exception cref="ArgumentException">There is no such row.</exception>
    public Tensor Row(Index index) => Select(0, index.GetOffset(Shape[Shape.Dimension(0, "this")]));

    /// <summary>Rows by number, each as often as it is named: the lookup in a table. (V, …) → (n, …).</summary>
    /// <exception cref="ArgumentException">There is no such row, or no dimension.</exception>
    public Tensor Rows(params int[] indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        int count = Shape[Shape.Dimension(0, "this")], width = Shape.Without(0).Size;
        Shape shape = Shape.With(0, indices.Length);
        float[] rows = TensorMemory.Take(shape.Size);
        for (int r = 0; r < indices.Length; r++)
        {
            if ((uint)indices[r] >= (uint)count)
                throw new ArgumentException($"indices: expected rows 0 to {count - 1} of shape {Shape}; "
                    + $"got {indices[r]} at position {r}.", nameof(indices));
            data.AsSpan(indices[r] * width, width).CopyTo(rows.AsSpan(r * width));
        }
        int[] chosen = [.. indices]; // the caller may reuse the array
        return new Tensor(rows, shape).From(Unread(this, g =>
        {
            var table = new Tensor(TensorMemory.TakeZeros(Length), Shape);
            for (int r = 0; r < chosen.Length; r++)
                System.Numerics.Tensors.TensorPrimitives.Add(table.data.AsSpan(chosen[r] * width, width),
                    g.data.AsSpan(r * width, width), table.data.AsSpan(chosen[r] * width, width));
            return table;
        }
        ));
    }

    /// <summary>Joins tensors along a dimension they have; the other sizes agree.</summary>
    /// <exception cref="ArgumentException">There is nothing to join, or the shapes disagree.</exception>
    public static Tensor Concat(int dim, params Tensor[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Length == 0)
            throw new ArgumentException("parts: expected at least one tensor; got none.", nameof(parts));
        Shape first = parts[0].Shape;
        dim = first.Dimension(dim, nameof(dim));
        foreach (Tensor part in parts)
            if (part.Rank != first.Count || part.Shape.With(dim, 0) != first.With(dim, 0))
                throw new ArgumentException($"parts: expected shapes that agree with {first} but in dimension {dim}; "
                    + $"got {part.Shape}.", nameof(parts));

        Shape whole = first.With(dim, (int)Math.Min(int.MaxValue, parts.Sum(p => (long)p.Shape[dim])));
        var joined = new Tensor(new float[whole.Size], whole);
        var inputs = new Source[parts.Length];
        int start = 0;
        for (int p = 0; p < parts.Length; p++)
        {
            int from = start, size = parts[p].Shape[dim];
            joined.Paste(parts[p], dim, from);
            inputs[p] = Unread(parts[p], g => g.Narrow(dim, from, size));
            start += size;
        }
        return joined.From(inputs);
    }

    /// <summary>Puts tensors of one shape side by side along a new dimension.</summary>
    /// <exception cref="ArgumentException">There is nothing to stack, or the shapes differ.</exception>
    public static Tensor Stack(int dim, params Tensor[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Length == 0)
            throw new ArgumentException("parts: expected at least one tensor; got none.", nameof(parts));
        Shape first = parts[0].Shape;
        if (Array.Find(parts, p => p.Shape != first) is { } other)
            throw new ArgumentException($"parts: expected tensors of one shape, {first}; got {other.Shape}.",
                nameof(parts));
        int place = dim < 0 ? dim + first.Count + 1 : dim;
        if (place < 0 || place > first.Count)
            throw new ArgumentException($"dim: expected a place among the dimensions of {first}, {-first.Count - 1} "
                + $"to {first.Count}; got {dim}.", nameof(dim));
        return Concat(place, [.. parts.Select(p => p.Reshape([.. first.Sizes[..place], 1, .. first.Sizes[place..]]))]);
    }

    /// <summary>Part of one dimension, copied even if it is all of it.</summary>
    internal Tensor Narrow(int dim, int start, int size)
    {
        var (outer, whole, inner) = Around(dim);
        float[] part = TensorMemory.Take(outer * size * inner);
        for (int o = 0; o < outer; o++)
            data.AsSpan((o * whole + start) * inner, size * inner).CopyTo(part.AsSpan(o * size * inner));
        return new Tensor(part, Shape.With(dim, size)).From(Unread(this, g =>
        {
            var all = new Tensor(TensorMemory.TakeZeros(Length), Shape);
            all.Paste(g, dim, start);
            return all;
        }
        ));
    }

    /// <summary>
    /// Writes <paramref name="part"/> into this tensor, from <paramref name="start"/> on along a dimension.
    /// </summary>
    private void Paste(Tensor part, int dim, int start)
    {
        var (outer, size, inner) = part.Around(dim);
        int whole = Shape[dim];
        for (int o = 0; o < outer; o++)
            part.data.AsSpan(o * size * inner, size * inner).CopyTo(data.AsSpan((o * whole + start) * inner));
    }

    private Tensor Permuted(int[] order)
    {
        int rank = Rank, kept = rank; // trailing dimensions that stay in place move as one block
        while (kept > 0 && order[kept - 1] == kept - 1) kept--;
        int block = new Shape(Shape.Sizes[kept..]).Size;
        var shape = new Shape([.. order.Select(d => Shape[d])]);
        if (MovesNothing(order)) return Shared(shape);
        float[] y = TensorMemory.Take(Length);

        Span<int> steps = stackalloc int[kept], index = stackalloc int[kept];
        for (int d = 0; d < kept; d++) steps[d] = new Shape(Shape.Sizes[(order[d] + 1)..]).Size;
        index.Clear();
        int offset = 0;
        for (int start = 0; start < y.Length; start += block)
        {
            if (block == 1) y[start] = data[offset];
            else data.AsSpan(offset, block).CopyTo(y.AsSpan(start));
            for (int d = kept - 1; d >= 0; d--) // count up like an odometer
            {
                offset += steps[d];
                if (++index[d] < shape[d]) break;
                offset -= steps[d] * index[d];
                index[d] = 0;
            }
        }
        return new Tensor(y, shape);
    }

    /// <summary>True if only dimensions of size 1 change their place.</summary>
    private bool MovesNothing(int[] order)
    {
        int last = -1;
        foreach (int d in order)
        {
            if (Shape[d] == 1) continue;
            if (d < last) return false;
            last = d;
        }
        return true;
    }

    private static int[] Inverse(int[] order)
    {
        var inverse = new int[order.Length];
        for (int d = 0; d < order.Length; d++) inverse[order[d]] = d;
        return inverse;
    }
}
