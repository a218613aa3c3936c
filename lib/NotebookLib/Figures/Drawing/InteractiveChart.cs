using XPlot.Plotly;

namespace NotebookLib;

/// <summary>The same charts for plotly.js, through XPlot.</summary>
internal static class InteractiveChart
{
    public static PlotlyChart Of(IEnumerable<Trace> traces, string title, Xaxis x, Yaxis y, int height = 450)
    {
        var layout = new Layout.Layout { title = title, xaxis = x, yaxis = y, barmode = "group", hovermode = "closest" };
        PlotlyChart chart = XPlot.Plotly.Chart.Plot(traces, layout);
        chart.Height = height;
        return chart;
    }

    /// <summary>An axis with a word at each place; places are numbers, since equal words would fall together.</summary>
    public static Xaxis Words(string title, IReadOnlyList<string> words) =>
        new() { title = title, tickmode = "array", tickvals = Enumerable.Range(0, words.Count).ToArray(), ticktext = words.Select(Label.Token).ToArray() };

    public static Xaxis Numbers(Axis axis) => axis.IsLog ? new() { title = axis.Title, type = "log" } : new() { title = axis.Title };

    public static Yaxis NumbersUp(Axis axis) => axis.IsLog ? new() { title = axis.Title, type = "log" } : new() { title = axis.Title };

    /// <summary>A value as JSON can hold it.</summary>
    public static double? Known(double value) => double.IsFinite(value) ? value : null;
}
