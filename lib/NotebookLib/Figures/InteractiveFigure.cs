using XPlot.Plotly;

namespace NotebookLib;

/// <summary>
/// A figure with hover and zoom in a page that draws Plotly's charts: this course's site, VS Code and JupyterLab with
/// their renderers of Plotly.
/// </summary>
/// <remarks>
/// Made by <see cref="Figure.Interactive"/>. It shows as data, <c>application/vnd.plotly.v1+json</c>, beside the forms
/// of the figure: nothing runs that the page did not bring along, nothing is loaded, and where nobody knows how to draw
/// the data the figure stands there.
/// </remarks>
[TypeFormatterSource(typeof(InteractiveFigureFormatters),
    PreferredMimeTypes = [InteractiveFigureFormatters.Plotly, "image/svg+xml", "text/plain"])]
public sealed class InteractiveFigure
{
    private readonly InteractiveChart chart;

    internal InteractiveFigure(Figure figure, InteractiveChart chart) => (Figure, this.chart) = (figure, chart);

    /// <summary>The figure that shows where there is no plotly.js.</summary>
    public Figure Figure { get; }

    /// <summary>The chart of XPlot.Plotly, to go on with in a program of your own.</summary>
    /// <remarks>What is changed there does not show here.</remarks>
    public PlotlyChart Chart => chart.Chart;

    /// <summary>The chart as plotly.js reads it: an object with <c>data</c> and <c>layout</c>.</summary>
    public string ToJson() => chart.Json;

    /// <summary>The HTML of the <see cref="Figure"/>.</summary>
    public string ToHtml() => Figure.ToHtml();

    /// <summary>The summary of the <see cref="Figure"/>.</summary>
    public override string ToString() => Figure.Summary;
}

/// <summary>How a notebook shows an <see cref="InteractiveFigure"/>.</summary>
internal sealed class InteractiveFigureFormatters
{
    public const string Plotly = "application/vnd.plotly.v1+json";

    public static IEnumerable<object> CreateTypeFormatters() =>
    [
        new ValueFormatter<InteractiveFigure>(Plotly, interactive => interactive.ToJson()),
        new ValueFormatter<InteractiveFigure>("text/html", interactive => interactive.ToHtml()),
        new ValueFormatter<InteractiveFigure>("image/svg+xml", interactive => interactive.Figure.Svg),
        new ValueFormatter<InteractiveFigure>("text/plain", interactive => interactive.ToString()),
    ];
}
