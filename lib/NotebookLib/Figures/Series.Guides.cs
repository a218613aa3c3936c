namespace NotebookLib;

// What charts of lines and of points draw beside data: it has no points of its own.
public sealed partial class Series
{
    /// <summary>The height of a <see cref="Level"/>; null of other series.</summary>
    internal double? Height { get; private init; }

    /// <summary>The place of a <see cref="Vertical"/>; null of other series.</summary>
    internal double? Side { get; private init; }

    /// <summary>True of a <see cref="Diagonal"/>.</summary>
    internal bool IsDiagonal { get; private init; }

    /// <summary>The pairs of words of <see cref="Arrows"/>; null of other series.</summary>
    internal IReadOnlyList<(string From, string To)>? Pairs { get; private init; }

    /// <summary>True of what is no data.</summary>
    internal bool IsGuide => Height is not null || Side is not null || IsDiagonal || Pairs is not null;

    /// <summary>
    /// A horizontal line across the whole chart, to compare with: <c>Series.Level("chance", 0.2)</c>.
    /// </summary>
    /// <remarks><see cref="Chart.Lines"/> and <see cref="Chart.Scatter(string, Axis, Axis, Series[])"/> draw it behind
    /// the data; no other chart knows it.</remarks>
    /// <param name="name">What the legend says.</param>
    /// <param name="height">Where the line lies on the vertical axis, which reaches so far.</param>
    /// <exception cref="ArgumentException">The height is not finite.</exception>
    public static Series Level(string name, double height) => double.IsFinite(height)
        ? new(name, []) { Height = height }
        : throw new ArgumentException($"height: expected a finite number; got {Quantity.Short(height)}.",
            nameof(height));

    /// <summary>
    /// A vertical line from the bottom of the chart to its top: <c>Series.Vertical("longest text", 64)</c>.
    /// </summary>
    /// <remarks><see cref="Chart.Lines"/> and <see cref="Chart.Scatter(string, Axis, Axis, Series[])"/> draw it behind
    /// the data; no other chart knows it.</remarks>
    /// <param name="name">What the legend says.</param>
    /// <param name="x">Where the line lies on the horizontal axis, which reaches so far.</param>
    /// <exception cref="ArgumentException">The place is not finite.</exception>
    public static Series Vertical(string name, double x) => double.IsFinite(x)
        ? new(name, []) { Side = x }
        : throw new ArgumentException($"x: expected a finite number; got {Quantity.Short(x)}.", nameof(x));

    /// <summary>The line on which both coordinates are equal, across the whole chart.</summary>
    /// <remarks><see cref="Chart.Lines"/> and <see cref="Chart.Scatter(string, Axis, Axis, Series[])"/> draw it behind
    /// the data, as far as their axes reach; no other chart knows it.</remarks>
    /// <param name="name">What the legend says.</param>
    public static Series Diagonal(string name = "y = x") => new(name, []) { IsDiagonal = true };

    /// <summary>
    /// Arrows from word to word of a chart of points: <c>Series.Arrows("", ("man", "king"), ("woman", "queen"))</c>.
    /// </summary>
    /// <remarks>
    /// <see cref="Chart.Scatter(string, Axis, Axis, Series[])"/> draws each from the point that is labelled with its
    /// first word to the point that is labelled with its second; no other chart knows them.
    /// </remarks>
    /// <param name="name">What the legend says; may be empty.</param>
    /// <param name="pairs">For each arrow the word where it begins and the word where it ends.</param>
    public static Series Arrows(string name, params (string From, string To)[] pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return new(name, []) { Pairs = [.. pairs] };
    }
}
