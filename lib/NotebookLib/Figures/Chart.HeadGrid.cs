namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// What each head scores, a grid of layers and heads for each kind of dependency, on one colour scale from 0 to 1;
    /// above each grid what the best fixed distance scores.
    /// </summary>
    /// <param name="scores">The scores.</param>
    /// <param name="title">What stands above.</param>
    /// <param name="kinds">Which kinds; none means all there are.</param>
    /// <exception cref="ArgumentException">The scores have no such kind.</exception>
    public static Figure HeadGrid(HeadScores scores, string title = "", params DependencyKind[] kinds)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(kinds);
        KindScores[] shown = kinds.Length == 0 ? [.. scores] : [.. kinds.Select(kind => scores[kind])];
        var notes = new PanelNotes("Square: what the best fixed distance hits.",
            [.. shown.Select(k => ($"{k.Offset} back: {Quantity.Fixed(k.Baseline, 2)}", k.Baseline,
                $"{k.Kind}, {k.Count} {(k.Count == 1 ? "case" : "cases")}: best {k.Best} {Quantity.Short(k[k.Best])}, "
                    + $"best fixed distance, {k.Offset} back, {Quantity.Short(k.Baseline)}"))]);
        return Grids(Tensor.Stack(0, [.. shown.Select(k => k.Hits)]), [.. shown.Select(k => k.Kind.ToString())], null,
            null, title, "layer", "head", false, 0, 1, notes: notes);
    }
}
