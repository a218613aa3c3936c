namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// A tensor on its way through reshapes and transposes: at each stage its cells in the colour of where they came
    /// from.
    /// </summary>
    /// <param name="title">What stands above.</param>
    /// <param name="owners">A name for each owner number, for the legend.</param>
    /// <param name="stages">The steps: <c>("(T, C)", owner)</c>, <c>("(T, H, d)", owner.Reshape(t, h, d))</c>,
    /// …</param>
    /// <exception cref="ArgumentException">There is no stage, or an owner without a name.</exception>
    public static Figure MatrixDiagram(string title, IEnumerable<string> owners, params Stage[] stages) =>
        MatrixDiagram(title, owners, [], stages);

    /// <summary>The same with two marks a cell: its owner as hue, and a second number as lightness.</summary>
    /// <param name="title">What stands above.</param>
    /// <param name="owners">A name for each owner number, for the legend.</param>
    /// <param name="shades">A name for each shade number, for the legend; none for no legend.</param>
    /// <param name="stages">The steps: <c>("(T, C)", owner, shade)</c>, …</param>
    /// <exception cref="ArgumentException">There is no stage, or an owner or shade without a name.</exception>
    public static Figure MatrixDiagram(string title, IEnumerable<string> owners, IEnumerable<string> shades,
        params Stage[] stages)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(owners);
        ArgumentNullException.ThrowIfNull(shades);
        ArgumentNullException.ThrowIfNull(stages);
        string[] owner = [.. owners], shade = [.. shades];
        if (stages.Length == 0) throw new ArgumentException("stages: expected at least one; got none.", nameof(stages));
        foreach (Stage stage in stages)
        {
            if (stage.Owners.Max() is var o && o >= owner.Length)
                throw new ArgumentException($"owners: expected a name for each owner up to {o}; "
                    + $"got {owner.Length} names (stage '{stage.Name}').", nameof(owners));
            if (shade.Length > 0 && stage.Shades?.Max() is { } s && s >= shade.Length)
                throw new ArgumentException($"shades: expected a name for each shade up to {s}; "
                    + $"got {shade.Length} names (stage '{stage.Name}').", nameof(shades));
        }
        return new MatrixDiagramDrawing(title, owner, shade, stages).Figure();
    }
}
