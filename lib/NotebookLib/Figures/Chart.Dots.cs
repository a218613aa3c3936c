namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// A dot for each label, one below the other, with a word beside it: for values that need not begin at 0, such as
    /// ln P.
    /// </summary>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="labels">What the labels are.</param>
    /// <param name="value">What the dots measure; the axis begins where the data do.</param>
    /// <param name="dots">The dots from the top: a label, its value, and a word beside the dot, which may be
    /// empty.</param>
    /// <exception cref="ArgumentException">There is no dot, or none has a finite value.</exception>
    public static Figure Dots(string title, string labels, Axis value,
        IEnumerable<(string Label, double Value, string Beside)> dots)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(dots);
        (string Label, double Value, string Beside)[] all = [.. dots];
        if (!all.Any(dot => double.IsFinite(dot.Value)))
            throw new ArgumentException($"dots: expected at least one finite value; got {all.Length} dots without one.",
                nameof(dots));
        return new DotsDrawing(title, labels, value, all).Figure();
    }
}
