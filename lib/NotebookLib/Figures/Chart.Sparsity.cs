namespace NotebookLib;

public static partial class Chart
{
    /// <summary>Which numbers of matrices are 0, and which are not: a sparsity map of each, side by side.</summary>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="panels">The matrices, (rows, columns), all of one shape, each with a name, which may be
    /// empty.</param>
    /// <exception cref="ArgumentException">There is none, one is no matrix, or the shapes differ.</exception>
    public static Figure Sparsity(string title, params (string Name, Tensor Weights)[] panels)
    {
        ArgumentNullException.ThrowIfNull(panels);
        if (panels.Length == 0 || panels.Any(p => p.Weights.Rank != 2 || p.Weights.Shape != panels[0].Weights.Shape))
            throw new ArgumentException($"panels: expected at least one matrix, all of one shape; got "
                + $"{string.Join(", ", panels.Select(p => p.Weights.Shape))}.", nameof(panels));
        IEnumerable<Tensor> kinds = panels.Select(p => new Tensor(
            Array.ConvertAll(p.Weights.ToArray(), w => w == 0 ? 0f : 1), p.Weights.Shape));
        return Heatmaps(Tensor.Stack(0, [.. kinds]), [.. panels.Select(p => p.Name)], title: title,
            kinds: ["0", "not 0"]);
    }
}
