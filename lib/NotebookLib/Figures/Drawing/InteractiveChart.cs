using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>The same chart for plotly.js, made with XPlot.</summary>
/// <remarks>
/// XPlot brings FSharp.Core and Newtonsoft.Json, 7 MB that a notebook loads when its first interactive chart is made:
/// types that every figure needs may mention this class, and XPlot's only inside the methods that make one.
/// </remarks>
internal sealed class InteractiveChart
{
    // A page of either theme: nothing behind the chart, letters as far from white as from VS Code's dark, 4 to 1.
    private const string Nothing = "rgba(0,0,0,0)", Ink = "#7d7d7d", Grid = "rgba(125,125,125,0.3)";

    private static readonly string[] symbols = ["circle", "square", "triangle-up", "diamond"];

    private InteractiveChart(PlotlyChart chart, string json) => (Chart, Json) = (chart, json);

    public PlotlyChart Chart { get; }

    /// <summary>The chart as plotly.js reads it: an object with <c>data</c> and <c>layout</c>.</summary>
    public string Json { get; }

    public static InteractiveChart Of(
        IEnumerable<Trace> traces, string title, Xaxis x, Yaxis y, int height = 450, bool stacked = false)
    {
        Trace[] all = [.. traces];
        var layout = new Layout.Layout
        {
            title = title,
            xaxis = x,
            yaxis = y,
            barmode = stacked ? "stack" : "group",
            hovermode = "closest",
            height = height,
        };
        (layout.paper_bgcolor, layout.plot_bgcolor, layout.font) = (Nothing, Nothing, new Font { color = Ink });
        (x.gridcolor, x.zerolinecolor, y.gridcolor, y.zerolinecolor) = (Grid, Grid, Grid, Grid);
        PlotlyChart chart = XPlot.Plotly.Chart.Plot(all, layout);
        chart.Height = height;
        var described = new JObject
        {
            ["data"] = JArray.FromObject(all),
            ["layout"] = WithTitles(JObject.FromObject(layout)),
        };
        string json = described.ToString(Formatting.None);
        return new InteractiveChart(chart, Label.Clean(json)); // half a character would be no JSON
    }

    /// <summary>
    /// XPlot writes titles as text, which plotly.js understands up to its version 2; as objects every version does.
    /// </summary>
    private static JObject WithTitles(JObject layout)
    {
        foreach (JToken? title in new[] { layout["title"], layout["xaxis"]?["title"], layout["yaxis"]?["title"] })
            title?.Replace(new JObject { ["text"] = title.DeepClone() });
        return layout;
    }

    /// <summary>The line of series <paramref name="index"/>, of several or alone, as the drawing has it.</summary>
    public static Line Stroke(int index, bool isOneOfSeveral) => new()
    {
        color = Palette.Light[index % Palette.Light.Length],
        dash = isOneOfSeveral ? Dashed(Palette.Dash(index)) : Dashed(""),
    };

    /// <summary>Its marker, likewise.</summary>
    public static Marker Mark(int index) => new()
    {
        color = Palette.Light[index % Palette.Light.Length],
        symbol = symbols[index % symbols.Length] + (index / symbols.Length % 2 == 1 ? "-open" : ""),
    };

    /// <summary>Lengths of dashes and gaps, as plotly.js reads them.</summary>
    public static string Dashed(string lengths) =>
        lengths.Length == 0 ? "solid" : string.Join(',', lengths.Split(' ').Select(n => n + "px"));

    /// <summary>An axis with a word at each place; places are numbers, since equal words would fall together.</summary>
    public static Xaxis Words(string title, IReadOnlyList<string> words) => new()
    {
        title = title,
        tickmode = "array",
        tickvals = Enumerable.Range(0, words.Count).ToArray(),
        ticktext = words.Select(Label.Token).ToArray(),
    };

    /// <summary>The same from top to bottom.</summary>
    public static Yaxis WordsDown(string title, IReadOnlyList<string> words)
    {
        Xaxis across = Words(title, words);
        return new()
        {
            title = across.title,
            tickmode = across.tickmode,
            tickvals = across.tickvals,
            ticktext = across.ticktext,
            autorange = "reversed",
        };
    }

    public static Xaxis Numbers(Axis axis) =>
        axis.IsLog ? new() { title = axis.Title, type = "log" } : new() { title = axis.Title };

    public static Yaxis NumbersUp(Axis axis) =>
        axis.IsLog ? new() { title = axis.Title, type = "log" } : new() { title = axis.Title };

    /// <summary>A value as JSON can hold it.</summary>
    public static double? Known(double value) => double.IsFinite(value) ? value : null;
}
