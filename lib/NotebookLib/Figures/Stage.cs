namespace NotebookLib;

/// <summary>One step of a matrix diagram: where each cell of a tensor came from.</summary>
/// <remarks>
/// Give each value of the original tensor a number that says whose it is, and send these numbers through the same
/// reshapes and transposes as the values: the colours then show where everything went.
/// </remarks>
public sealed class Stage
{
    /// <summary>A tensor with an owner for each cell.</summary>
    /// <param name="name">What stands above it, such as "(T, H, d)".</param>
    /// <param name="owner">The colour of each cell: a whole number from 0, of rank 1, 2 or 3. Rank 3 is drawn as
    /// matrices [0], [1], …</param>
    /// <param name="shade">A second whole number for each cell, shown as lightness; same shape. Null for none.</param>
    /// <param name="values">What is written into the cells where there is room; same shape. Null writes
    /// nothing.</param>
    /// <exception cref="ArgumentException">A number is negative or not whole, the rank is not 1 to 3, or shapes
    /// differ.</exception>
    public Stage(string name, Tensor owner, Tensor? shade = null, Tensor? values = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(owner);
        if (owner.Rank is < 1 or > 3 || owner.Length == 0)
            throw new ArgumentException($"owner: expected a tensor with 1 to 3 dimensions and at least one cell; "
                + $"got {owner.Shape}.", nameof(owner));
        if (shade is not null && shade.Shape != owner.Shape)
            throw new ArgumentException($"shade: expected the shape of owner, {owner.Shape}; got {shade.Shape}.",
                nameof(shade));
        if (values is not null && values.Shape != owner.Shape)
            throw new ArgumentException($"values: expected the shape of owner, {owner.Shape}; got {values.Shape}.",
                nameof(values));
        Name = name;
        Shape = owner.Shape;
        Owners = Whole(owner, nameof(owner));
        Shades = shade is null ? null : Whole(shade, nameof(shade));
        Values = values?.ToArray();
    }

    /// <summary>What stands above it.</summary>
    public string Name { get; }

    /// <summary>The shape of the tensor at this step.</summary>
    public Shape Shape { get; }

    internal int[] Owners { get; }

    internal int[]? Shades { get; }

    internal float[]? Values { get; }

    /// <summary>A name and owners.</summary>
    public static implicit operator Stage((string Name, Tensor Owner) stage) => new(stage.Name, stage.Owner);

    /// <summary>A name, owners and shades.</summary>
    public static implicit operator Stage((string Name, Tensor Owner, Tensor Shade) stage) =>
        new(stage.Name, stage.Owner, stage.Shade);

    private static int[] Whole(Tensor numbers, string argument) =>
        [.. numbers.ToArray().Select(n => n >= 0 && n == MathF.Floor(n) && n < 1e6f ? (int)n
            : throw new ArgumentException($"{argument}: expected whole numbers from 0; got {Tensor.Format(n)}.",
                argument))];
}
