using System.Globalization;

namespace NotebookLib;

/// <summary>Named points of a chart: one line, one set of bars, one cloud.</summary>
/// <remarks>
/// Written as a tuple of a name and points, where points are pairs (x, y), triples (x, y, label), a tensor, or values
/// alone, whose x is then 0, 1, 2, …: <c>("train", losses)</c>, <c>("with 1/√d", widths.Select(d => (d,
/// Entropy(d))))</c>.
/// </remarks>
public sealed partial class Series
{
    /// <summary>Points with a name.</summary>
    /// <param name="name">What the legend says; may be empty if there is one series only.</param>
    /// <param name="points">The points, in drawing order.</param>
    /// <param name="labels">A word for each point, shown beside it in a scatter chart; null for none.</param>
    /// <exception cref="ArgumentException">There are not as many labels as points.</exception>
    public Series(string name, IEnumerable<(double X, double Y)> points, IEnumerable<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(points);
        Name = name;
        Points = [.. points];
        Labels = labels is null ? null : [.. labels];
        if (Labels is not null && Labels.Count != Points.Count)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"labels: expected {Points.Count}, one for each point; got {Labels.Count}."), nameof(labels));
    }

    /// <summary>What the legend says.</summary>
    public string Name { get; }

    /// <summary>The points, in drawing order.</summary>
    public IReadOnlyList<(double X, double Y)> Points { get; }

    /// <summary>A word for each point, or null.</summary>
    public IReadOnlyList<string>? Labels { get; }

    /// <summary>What the values add up to after the first, the second, …: points (1, v₁), (2, v₁ + v₂), …</summary>
    /// <param name="name">What the legend says.</param>
    /// <param name="values">The values, such as the ln p of each token of a text.</param>
    public static Series RunningSum(string name, IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double sum = 0;
        return new(name, values.Select((value, i) => (i + 1.0, sum += value)).ToArray());
    }

    /// <summary>
    /// True if <see cref="Chart.StackedBars"/> draws outlines: for what is not there any more, or was refused. No other
    /// chart looks at it.
    /// </summary>
    public bool IsOutlined { get; private init; }

    /// <summary>
    /// The same, drawn by <see cref="Chart.StackedBars"/> as outlines: <c>Series.Outlined(("cut", values))</c>.
    /// </summary>
    public static Series Outlined(Series series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return new(series.Name, series.Points, series.Labels) { IsOutlined = true };
    }
}
