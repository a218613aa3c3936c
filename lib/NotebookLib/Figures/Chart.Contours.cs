namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// A function of two numbers as lines of equal height, and paths across it, such as those of optimizers.
    /// </summary>
    /// <remarks>
    /// The heights are chosen so that the lines divide the area into parts of about the same size. A path is drawn
    /// where it lies inside the area. The place where all paths start, and the lowest one, have their names.
    /// </remarks>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="x">The horizontal axis: <c>Axis.Linear("x", -6, 6)</c>; without bounds it holds the paths.</param>
    /// <param name="y">The vertical axis, likewise.</param>
    /// <param name="f">The height at (x, y).</param>
    /// <param name="paths">Names and points, in order: <c>("Adam", points)</c>.</param>
    /// <exception cref="ArgumentException">An axis has neither two bounds nor a path, or the function is finite
    /// nowhere.</exception>
    public static Figure Contours(string title, Axis x, Axis y, Func<double, double, double> f, params Series[] paths)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(paths);
        RequireExtent(x, nameof(x), paths.SelectMany(p => p.Points.Select(q => q.X)));
        RequireExtent(y, nameof(y), paths.SelectMany(p => p.Points.Select(q => q.Y)));
        return new ContoursDrawing(title, x, y, f, paths).Figure();
    }

    private static void RequireExtent(Axis axis, string argument, IEnumerable<double> points)
    {
        if ((axis.Min is null || axis.Max is null) && !points.Any(double.IsFinite))
            throw new ArgumentException($"{argument}: expected an axis with two bounds, Axis.Linear(\"{argument}\", "
                + $"-1, 1), or a path; got neither.", argument);
    }
}
