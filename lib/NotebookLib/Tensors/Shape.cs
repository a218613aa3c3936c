using System.Collections;
using System.Runtime.CompilerServices;

namespace NotebookLib;

/// <summary>The sizes of a tensor's dimensions, outermost first: (B, T, C). The empty shape () is a scalar's.</summary>
/// <remarks>Prints as in the papers: "(2, 3)". <c>shape[^1]</c> is the size of the last dimension.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
[TypeFormatterSource(typeof(PlainFormatters), PreferredMimeTypes = ["text/plain"])]
public readonly struct Shape : IReadOnlyList<int>, IEquatable<Shape>
{
    private readonly int[]? sizes;

    /// <summary>A shape with the given sizes.</summary>
    /// <exception cref="ArgumentException">A size is negative, or their product does not fit an
    /// <see cref="int"/>.</exception>
    public Shape(params ReadOnlySpan<int> sizes)
    {
        long size = 1;
        foreach (int n in sizes)
        {
            if (n < 0)
                throw new ArgumentException($"A dimension cannot have the negative size {n} (shape {Format(sizes)}).",
                    nameof(sizes));
            size *= n;
            if (size > Array.MaxLength)
                throw new ArgumentException($"Shape {Format(sizes)} has more elements than an array can hold.",
                    nameof(sizes));
        }
        this.sizes = sizes.ToArray();
        Size = (int)size;
    }

    /// <summary>A shape with the given sizes; makes <c>Shape s = [2, 3]</c> work.</summary>
    public static Shape Create(ReadOnlySpan<int> sizes) => new(sizes);

    /// <summary>The number of dimensions.</summary>
    public int Count => sizes?.Length ?? 0;

    /// <summary>The number of elements: the product of all sizes, 1 for a scalar.</summary>
    public int Size => sizes is null ? 1 : field;

    /// <summary>The size of dimension <paramref name="index"/>, counted from 0; <c>^1</c> is the last.</summary>
    public int this[int index] => sizes is not null && (uint)index < (uint)sizes.Length
        ? sizes[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"Shape {this} has {Count} dimensions.");

    /// <summary>The sizes as a new array.</summary>
    public int[] ToArray() => sizes is null ? [] : [.. sizes];

    /// <summary>
    /// The sizes as an array, so that a shape can stand where sizes are listed: <c>Tensor.Zeros(t.Shape)</c>.
    /// </summary>
    public static implicit operator int[](Shape shape) => shape.ToArray();

    internal ReadOnlySpan<int> Sizes => sizes;

    /// <summary>
    /// The first <paramref name="count"/> dimensions, which hold the batch when the rest is the matrix.
    /// </summary>
    internal Shape First(int count) => new(Sizes[..count]);

    /// <summary>This shape with dimension <paramref name="dim"/> set to <paramref name="size"/>.</summary>
    internal Shape With(int dim, int size)
    {
        int[] copy = ToArray();
        copy[dim] = size;
        return new Shape(copy);
    }

    /// <summary>This shape without dimension <paramref name="dim"/>.</summary>
    internal Shape Without(int dim) => new([.. Sizes[..dim], .. Sizes[(dim + 1)..]]);

    /// <summary>Turns a dimension that may count from the end (−1 is the last) into one that counts from 0.</summary>
    internal int Dimension(int dim, string argument)
    {
        int fromStart = dim < 0 ? dim + Count : dim;
        if ((uint)fromStart >= (uint)Count)
            throw new ArgumentException($"{argument}: expected a dimension of shape {this}, "
                + $"{(Count == 0 ? "which has none" : $"{-Count} to {Count - 1}")}; got {dim}.", argument);
        return fromStart;
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => Sizes.SequenceEqual(other.Sizes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int n in Sizes) hash.Add(n);
        return hash.ToHashCode();
    }

    /// <summary>True if both have the same sizes in the same order.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>True if a size or the number of dimensions differs.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>As in the papers: "(2, 3)"; "(5,)" for one dimension, "()" for a scalar.</summary>
    public override string ToString() => Format(Sizes);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(sizes ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Format(ReadOnlySpan<int> sizes) =>
        sizes.Length == 1 ? $"({sizes[0]},)" : $"({string.Join(", ", sizes.ToArray())})";
}
