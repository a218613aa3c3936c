using System.Text.Json;
using AngleSharp.Html.Parser;
using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

public class SiteChartsTests
{
    /// <summary>
    /// As XPlot writes it, inline and as a page of its own; for .NET Interactive; as Python's plotly does.
    /// </summary>
    [Theory]
    [InlineData(
        """<div id="c1" style="width: 900px; height: 500px;"></div><script>var data = [{"y":[2,3,5]}]; """
            + """var layout = {"title":"T"}; Plotly.newPlot('c1', data, layout);</script>""")]
    [InlineData(
        """<html><head><script src="https://cdn.plot.ly/plotly-latest.min.js"></script></head><div id="c1"></div>"""
            + """<script>Plotly.newPlot('c1', [{"y":[2,3,5]}], {"title":"T"});</script></html>""")]
    [InlineData(
        """<script>require.config({paths:{plotly:'https://cdn.plot.ly/plotly-1.49.2.min'}})(['plotly'], """
            + """function(Plotly) { var data = [ {"y":[2,3,5]} ] ; var layout={"title":"T"}; """
            + """Plotly.newPlot("c1", data, layout); });</script>""")]
    [InlineData(
        """<script>if (document.getElementById("a")) { Plotly.newPlot(  "a",  [{"y":[2,3,5]}],  {"title":"T"}, """
            + """ {"responsive": true} ).then(f) };</script>""")]
    public void A_chart_is_drawn_from_its_data_and_no_script_of_it_is_left(string html)
    {
        using var sample = new SiteSample();
        string page = sample.With("a.ipynb", Code("x", Shown(("text/html", html)))).Write().Page("a.html");

        if (!SiteAssets.HasPlotly) return; // npm was not there: the page says so instead
        using JsonDocument chart = Chart(page);
        Assert.Equal(
            [2, 3, 5],
            chart.RootElement.GetProperty("data")[0].GetProperty("y").EnumerateArray().Select(y => y.GetInt32()));
        Assert.Equal("T", chart.RootElement.GetProperty("layout").GetProperty("title").GetString());
        Assert.DoesNotContain("newPlot", page, StringComparison.Ordinal);
        Assert.Contains("<script src=\"assets/plotly.min.js\" defer></script>", page, StringComparison.Ordinal);
        Assert.Contains("assets/plotly.min.js", sample.Files().Keys);
        SiteSafetyTests.AssertHarmless(page);
    }

    [Fact]
    public void A_chart_given_as_data_stands_over_its_still_form()
    {
        var output = Shown(("text/html", "<svg role=\"img\"><path d=\"M0 0\"/></svg>"), ("text/plain", "Lines"));
        output["data"]![PlotlyChart.MimeType] = System.Text.Json.Nodes.JsonNode.Parse(
            """{"data":[{"y":[2,3,5]}],"layout":{}}""");

        string page = PageOf(Code("x", output));

        Assert.Contains("<svg role=\"img\"><path d=\"M0 0\"></path></svg>", page, StringComparison.Ordinal);
        if (SiteAssets.HasPlotly)
            Assert.Equal(5, Chart(page).RootElement.GetProperty("data")[0].GetProperty("y")[2].GetInt32());
    }

    [Fact]
    public void The_size_that_a_chart_was_given_is_kept()
    {
        if (!SiteAssets.HasPlotly) return;
        JsonElement chart = Chart(
            PageOf(
                Code(
                    "x",
                    Shown(
                        ("text/html", """<div id="c1" style="width: 640px; height: 370px;"></div>"""
                            + """<script>var data = []; Plotly.newPlot('c1', data, {});</script>"""))))).RootElement;

        Assert.Equal((640, 370), (chart.GetProperty("width").GetInt32(), chart.GetProperty("height").GetInt32()));
    }

    [Theory]
    [InlineData("""{"data":[{"type":"choropleth","z":[1]}],"layout":{}}""")]
    [InlineData("""{"data":{"type":"bar"},"layout":{}}""")]
    [InlineData("""{"data":["bar"]}""")]
    [InlineData("""{"layout":{}}""")]
    [InlineData("""{"data":[{"name":"\ud800"}]}""")]
    [InlineData("""{"data":[{"\ud800":1}]}""")]
    [InlineData("[")]
    [InlineData("")]
    public void What_cannot_be_drawn_from_data_alone_is_shown_as_text(string figure)
    {
        string page = PageOf(Code("x", Shown((PlotlyChart.MimeType, figure), ("text/plain", "a figure"))));

        Assert.Contains("<pre class=\"output result\">a figure</pre>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-chart", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_from_elsewhere_are_taken_out_of_the_data()
    {
        const string far = "https://example.org/i.png";
        if (!SiteAssets.HasPlotly) return;
        JsonElement chart = Chart(
            PageOf(
                Code(
                    "x",
                    Shown(
                        (PlotlyChart.MimeType,
                            """{"data":[{"type":"image","source":"https://example.org/i.png","name":"kept"},"""
                            + """{"type":"sankey","link":{"source":[0,1]}}],"layout":"""
                            + """{"images":[{"source":"https://example.org/i.png"}],"title":"kept"}}""")))))
            .RootElement;

        Assert.DoesNotContain(far, chart.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("kept", chart.GetProperty("data")[0].GetProperty("name").GetString());
        Assert.Equal(1, chart.GetProperty("data")[1].GetProperty("link").GetProperty("source")[1].GetInt32());
        Assert.Equal("kept", chart.GetProperty("layout").GetProperty("title").GetString());
    }

    [Fact]
    public void An_output_that_only_its_script_would_draw_says_so()
    {
        string page = PageOf(Code("x", Shown(("text/html", "<div id=v></div><script>draw('v')</script>"))));

        Assert.Contains("scripts of outputs do not run here", page, StringComparison.Ordinal);
        Assert.DoesNotContain("draw(", page, StringComparison.Ordinal);
    }

    private static JsonDocument Chart(string page) =>
        JsonDocument.Parse(
            Assert.Single(new HtmlParser().ParseDocument(page).QuerySelectorAll(".chart")).GetAttribute("data-chart")!);
}
