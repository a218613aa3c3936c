using System.Text.Json.Nodes;

namespace NotebookLib.Tests;

/// <summary>Interactive() shows as Plotly's data beside the figure's own forms.</summary>
public class InteractiveTests
{
    private static readonly string[] Words = ["the", "robot", "dropped"];
    private static readonly Tensor Weights = new([0.5f, 0.3f, 0.2f, 0.1f, 0.8f, 0.1f, 0.25f, float.NaN, 0.5f], 3, 3);

    private static Dictionary<string, Figure> Every(string title) => new()
    {
        ["heatmap"] = Chart.Heatmap(Weights, Words, Words, title),
        ["heatmaps"] = Chart.Heatmaps(Tensor.Stack(0, Weights, Weights), rows: Words, columns: Words, title: title),
        ["lines"] = Chart.Lines(title, "x", "y", ("a", Weights.Row(0)), ("b", Weights.Row(2))),
        ["log"] = Chart.Lines(title, Axis.Log("x"), Axis.Log("y"), new Series("a", [(1, 1), (10, 1000)])),
        ["scatter"] = Chart.Scatter(title, "x", "y", Weights.Slice(.., 0..2), Words),
        ["bars"] = Chart.Bars(title, "x", "y", Words, Weights.Row(0)),
        ["head view"] = Chart.HeadView(Weights, Words, title),
        ["diagram"] = Chart.MatrixDiagram(title, Words, ("(T, C)", Tensor.Arange(3)), ("(C, T)", Tensor.Arange(3))),
        ["tokens"] = Chart.Tokens(title, ("a", Words, [1, 22, 333]), ("b", ["x"])),
        ["merge tree"] = Chart.MergeTree(BytePairTokenizer.Train("aaaa aaaa", 1).EncodeSteps("aaa"), title),
        ["contours"] = Chart.Contours(
            title,
            Axis.Linear("x", -1, 1),
            Axis.Linear("y", -1, 1),
            (x, y) => Math.Log(x) + y,
            ("a", Weights.Row(2))),
        ["words in cells"] = Chart.Heatmap(Weights, Words, Words, title, cells: [Words, Words, Words]),
        ["stacked bars"] = Chart.StackedBars(title, "x", "y", Words, ("a", Weights.Row(0)), ("b", Weights.Row(2))),
        ["dependencies"] = Chart.Dependencies(Words, [new(DependencyKind.Noun, 2, 0, 1)], title, ("a", [-1])),
        ["head grid"] = Chart.HeadGrid(Inspection.HeadScoresTests.Scores, title),
        ["dots"] = Chart.Dots(title, "x", "y", [("a", 1, "one"), ("b", double.NaN, "")]),
        ["number line"] = Chart.NumberLine(title, "x", [1, 2, float.NaN], ("a", [0, 3]), ("b", [1])),
        ["blocks"] = Chart.Blocks(new GptConfig(7, 2, 1, 4, 5), title),
    };

    public static TheoryData<string> Kinds => [.. Every("t").Keys];

    [Theory, MemberData(nameof(Kinds))]
    public void Its_data_are_JSON_with_the_title_and_the_traces(string kind)
    {
        JsonNode chart = JsonNode.Parse(Every("A title")[kind].Interactive().ToJson())!;

        Assert.Equal("A title", (string?)chart["layout"]!["title"]!["text"]);
        Assert.InRange((double)chart["layout"]!["height"]!, 300, 1000);
        Assert.NotEmpty(chart["data"]!.AsArray());
        Assert.All(
            chart["data"]!.AsArray(),
            trace => Assert.Contains((string?)trace!["type"], new[] { "heatmap", "scatter", "bar", "contour" }));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void It_draws_what_the_chart_of_XPlot_draws(string kind)
    {
        InteractiveFigure interactive = Every("A title")[kind].Interactive();
        JsonNode chart = JsonNode.Parse(interactive.ToJson())!;
        string script = interactive.Chart.GetInlineJS();

        Assert.Contains($"var data = {chart["data"]!.ToJsonString(Relaxed)};", script, StringComparison.Ordinal);
        Assert.Contains("Plotly.newPlot", script, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void It_stands_on_a_page_of_either_theme(string kind)
    {
        JsonNode layout = JsonNode.Parse(Every("A title")[kind].Interactive().ToJson())!["layout"]!;

        Assert.Equal("rgba(0,0,0,0)", (string?)layout["paper_bgcolor"]);
        Assert.Equal("rgba(0,0,0,0)", (string?)layout["plot_bgcolor"]);
        double ink = Luminance((string)layout["font"]!["color"]!);
        Assert.InRange(1.05 / (ink + 0.05), 4, 21); // contrast on white
        Assert.InRange((ink + 0.05) / (Luminance("#1e1e1e") + 0.05), 4, 21); // and on VS Code's dark
    }

    [Fact]
    public void Its_lines_are_dashed_as_the_figures_lines_are()
    {
        Series[] many = [.. Enumerable.Range(0, 9).Select(i => new Series($"{i}", [(0, i), (1, i)]))];
        foreach (Figure figure in new[] { Chart.Lines("t", "x", "y", many), Chart.Lines("t", "x", "y", many[0]),
            Chart.Contours("t", Axis.Linear("x", -1, 9), Axis.Linear("y", -1, 9), (x, y) => x + y, many) })
        {
            IEnumerable<string?> drawn = Drawn.Elements(figure, "path").Where(IsSeries)
                .Select(path => path.Attribute("stroke-dasharray")?.Value);
            JsonArray traces = JsonNode.Parse(figure.Interactive().ToJson())!["data"]!.AsArray();
            IEnumerable<JsonNode?> lines = traces.Where(t => (string?)t!["type"] == "scatter");
            string[] dashes = [.. lines.Select(t => (string)t!["line"]!["dash"]!)];

            Assert.Equal(drawn.Take(dashes.Length).Select(Plotly), dashes);
        }
    }

    private static string Plotly(string? dashes) =>
        dashes is null ? "solid" : dashes.Replace(" ", "px,", StringComparison.Ordinal) + "px";

    private static bool IsSeries(System.Xml.Linq.XElement path) =>
        path.Attribute("stroke")?.Value.StartsWith("var(--c", StringComparison.Ordinal) == true
        && Drawn.N(path, "stroke-width") >= 2;

    private static double Linear(double part) =>
        part <= 0.03928 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);

    /// <summary>Relative luminance, as WCAG defines it.</summary>
    private static double Luminance(string color)
    {
        double[] parts = [.. Convert.FromHexString(color[1..]).Select(b => Linear(b / 255.0))];
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    }

    [Fact]
    public void Its_data_are_the_values_of_the_figure()
    {
        JsonNode bars = JsonNode.Parse(
            Chart.Bars("", "word", "weight", Words, new Tensor([0.25f, float.NaN, 0.5f], 3))
                .Interactive()
                .ToJson())!["data"]![0]!;

        Assert.Equal("[0.25,null,0.5]", bars["y"]!.ToJsonString());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Where_there_is_no_plotly_it_is_the_figure(string kind)
    {
        Figure figure = Every("A title")[kind];
        InteractiveFigure interactive = figure.Interactive();

        Assert.Equal(figure.ToHtml(), interactive.ToHtml());
        Assert.Equal(figure.Summary, interactive.ToString());
        Assert.Same(figure, interactive.Figure);
    }

    [Fact]
    public void Any_label_gives_JSON_that_parses()
    {
        const string hostile = "a\u0000\"\\\uFFFE\uD800b\n</script>";
        Figure figure = Chart.Lines(hostile, hostile, hostile, (hostile, Weights.Row(0)));

        JsonNode chart = JsonNode.Parse(figure.Interactive().ToJson())!;

        Assert.Equal("a\u0000\"\\··b\n</script>", (string?)chart["layout"]!["title"]!["text"]);
        Assert.Equal("a\u0000\"\\··b\n</script>", (string?)chart["data"]![0]!["name"]);
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
