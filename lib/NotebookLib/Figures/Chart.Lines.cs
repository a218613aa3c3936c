namespace NotebookLib;

public static partial class Chart
{
    /// <summary>Lines through points, one for each series.</summary>
    /// <remarks>
    /// Where two lines lie on each other, the one below has a wide band, and the summary tells from where to where; of
    /// lines that do so all along the legend says "a = b", or "a ≈ b" where they differ by less than can be seen.
    /// </remarks>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="x">The horizontal axis: a title, or <see cref="Axis.Log"/> and its like.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="series">The lines: tuples of a name and points, tensors, arrays; see <see cref="Series"/>. A point
    /// that is not finite breaks its line; a series of one point is a marker. <see cref="Series.Level"/> and
    /// <see cref="Series.Diagonal"/> give lines to compare with.</param>
    /// <exception cref="ArgumentException">There is no series, or none has a point.</exception>
    public static Figure Lines(string title, Axis x, Axis y, params Series[] series)
    {
        RequirePoints(title, x, y, series);
        return new PlotDrawing("Lines", title, x, y, series, lines: true).Figure();
    }

    /// <summary>Points, with a word beside each where the series has labels.</summary>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="x">The horizontal axis: a title, or <see cref="Axis.Log"/> and its like.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="series">The clouds: tuples of a name and points (x, y) or (x, y, label), or tensors (n, 2);
    /// <see cref="Series.Arrows"/> between labelled points, <see cref="Series.Level"/>,
    /// <see cref="Series.Diagonal"/>.</param>
    /// <exception cref="ArgumentException">There is no series, none has a point, or an arrow's word labels
    /// none.</exception>
    public static Figure Scatter(string title, Axis x, Axis y, params Series[] series)
    {
        RequirePoints(title, x, y, series);
        return new PlotDrawing("Scatter", title, x, y, series, lines: false).Figure();
    }

    /// <summary>Points with a word beside each, such as word vectors on a plane.</summary>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="points">The points, (n, 2).</param>
    /// <param name="labels">A word for each point.</param>
    /// <param name="arrows">Arrows from the point of a word to that of another: <c>("man", "king")</c>.</param>
    /// <exception cref="ArgumentException">The points have another shape, there is none, there are not as many labels,
    /// or an arrow's word is not among them.</exception>
    public static Figure Scatter(string title, Axis x, Axis y, Tensor points, IEnumerable<string> labels,
        params (string From, string To)[] arrows)
    {
        ArgumentNullException.ThrowIfNull(arrows);
        ArgumentNullException.ThrowIfNull(points);
        if (points.Rank != 2 || points.Shape[1] != 2)
            throw new ArgumentException($"points: expected shape (n, 2); got {points.Shape}.", nameof(points));
        var words = new Series("",
            Enumerable.Range(0, points.Shape[0]).Select(i => ((double)points[i, 0], (double)points[i, 1])), labels);
        Series[] all = arrows.Length == 0 ? [words] : [words, Series.Arrows("", arrows)];
        return Scatter(title, x, y, all);
    }

    private static void RequirePoints(string title, Axis x, Axis y, Series[] series)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(series);
        if (series.All(s => s.Points.Count == 0))
            throw new ArgumentException($"series: expected at least one point; "
                + $"got {(series.Length == 0 ? "no series" : "series without points")}.", nameof(series));
    }
}
