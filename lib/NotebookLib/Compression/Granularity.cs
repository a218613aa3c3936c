namespace NotebookLib;

/// <summary>Which weights of a matrix (in, out) share one scale when they are rounded.</summary>
/// <remarks>
/// A column makes one output, so its scale can be multiplied in after the sum over the inputs; a row's scale cannot,
/// nor can a group's, which has to be multiplied in where its group ends.
/// </remarks>
public sealed record Granularity
{
    private readonly Func<Shape, (int Rows, int Columns)> block;

    private Granularity(string name, Func<Shape, (int Rows, int Columns)> block) => (Name, this.block) = (name, block);

    /// <summary>One scale for all weights.</summary>
    public static Granularity Matrix { get; } = new("matrix", shape => (shape[0], shape[1]));

    /// <summary>One scale for all weights that meet one input.</summary>
    public static Granularity Row { get; } = new("row", shape => (1, shape[1]));

    /// <summary>One scale for all weights that make one output.</summary>
    public static Granularity Column { get; } = new("column", shape => (shape[0], 1));

    /// <summary>One scale for so many weights that stand below one another in a column; the last of a column may be
    /// fewer.</summary>
    /// <param name="size">How many, 1 or more; 32 in many formats.</param>
    /// <exception cref="ArgumentException">The size is less than 1.</exception>
    public static Granularity Group(int size) => size >= 1
        ? new($"group of {size}", shape => (Math.Min(size, shape[0]), 1))
        : throw new ArgumentException($"size: expected 1 or more; got {size}.", nameof(size));

    /// <summary>What shares a scale: "matrix", "row", "column", "group of 32".</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Two are the same if they share alike.</summary>
    public bool Equals(Granularity? other) => other?.Name == Name;

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>How many rows and columns of such a matrix one scale is for.</summary>
    internal (int Rows, int Columns) Block(Shape shape) => block(shape);
}
