using System.Net;
using System.Text.Json.Nodes;
using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

public class SiteOutputsTests
{
    private const string Svg = "<svg role=\"img\" viewBox=\"0 0 2 3\"><path d=\"M0 0\"/></svg>";

    [Fact]
    public void Of_several_forms_the_richest_is_shown()
    {
        string html = PageOf(
            Code(
                "x",
                Shown(
                    ("text/plain", "PLAIN"),
                    ("image/png", "UE5H"),
                    ("image/svg+xml", Svg),
                    ("text/html", "<b>RICH</b>"))));
        string svg = PageOf(
            Code(
                "x",
                Shown(
                    ("text/plain", "PLAIN"),
                    ("image/png", "UE5H"),
                    ("image/svg+xml", "<?xml version=\"1.0\"?>\n" + Svg))));
        string png = PageOf(Code("x", Shown(("text/plain", "a \"picture\""), ("image/png", "UE5H\n"))));

        Assert.Contains("<div class=\"output rich\"><b>RICH</b></div>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("PLAIN", html + svg, StringComparison.Ordinal);
        Assert.Contains(
            "<div class=\"output rich\">"
                + Svg.Replace("<path d=\"M0 0\"/>", "<path d=\"M0 0\"></path>", StringComparison.Ordinal)
                + "</div>",
            svg,
            StringComparison.Ordinal);
        Assert.Contains(
            "<img src=\"data:image/png;base64,UE5H\" alt=\"a &quot;picture&quot;\">",
            png,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_without_html_falls_back_to_its_text() =>
        Assert.Contains(
            "<pre class=\"output result\">Tensor (2)\n[1 &lt; 2]</pre>",
            PageOf(Code("x", Shown(("text/plain", "Tensor (2)\n[1 < 2]")))),
            StringComparison.Ordinal);

    [Fact]
    public void An_output_of_an_unknown_kind_alone_shows_nothing() =>
        Assert.DoesNotContain(
            "class=\"outputs\"",
            PageOf(Code("x", Shown(("application/x-own", "?")))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("5"), InlineData("true"), InlineData("[1,2]"), InlineData("[\"a\"]"), InlineData("{}")]
    [InlineData("null")]
    public void Json_of_any_form_does_a_page_no_harm(string json)
    {
        JsonObject output = Shown(("text/plain", "PLAIN"));
        foreach (string kind in new[] { "application/json", PlotlyChart.MimeType, "text/json" })
            output["data"]![kind] = JsonNode.Parse(json);

        Assert.Contains("PLAIN", PageOf(Code("x", output)), StringComparison.Ordinal);
    }

    [Fact]
    public void Claims_become_a_list_that_keeps_the_signs_as_text()
    {
        string page = PageOf(
            Code(
                "x",
                Printed("before\n✓ rows sum to 1\n✗ a < b: 5\n"),
                Printed("○ exercise 2: not attempted\nafter\n")));

        Assert.Contains("<pre class=\"output stream\">before</pre>", page, StringComparison.Ordinal);
        Assert.Contains(
            "<li class=\"holds\"><span class=\"sign\">✓ </span><span>rows sum to 1</span></li>",
            page,
            StringComparison.Ordinal);
        Assert.Contains(
            "<li class=\"fails\"><span class=\"sign\">✗ </span><span>a &lt; b: 5</span></li>",
            page,
            StringComparison.Ordinal);
        Assert.Contains(
            "<li class=\"open\"><span class=\"sign\">○ </span><span>exercise 2: not attempted</span></li></ul>",
            page,
            StringComparison.Ordinal);
        Assert.Single(page.Split("<ul class=\"output claims\">")[1..]);
    }

    [Fact]
    public void A_claim_that_is_the_value_of_a_cell_is_a_claim_too() =>
        Assert.Contains(
            "<li class=\"holds\">",
            PageOf(Code("x", Shown(("text/plain", "✓ 2 = 2")))),
            StringComparison.Ordinal);

    [Fact]
    public void A_stream_cut_in_the_middle_of_a_line_is_one_text() =>
        Assert.Contains(
            "<pre class=\"output stream\">one line</pre>",
            PageOf(Code("x", Printed("one "), Printed("line\n"))),
            StringComparison.Ordinal);

    [Fact]
    public void Errors_lose_their_terminal_colours_and_say_their_message_once()
    {
        string page = PageOf(
            Code(
                "x",
                Thrown(
                    "ArgumentException",
                    "dim 9 <of> 2",
                    "\u001b[31mArgumentException: dim 9 <of> 2\u001b[0m",
                    "   at Tensor.Sum()")));

        Assert.Contains(
            "<pre class=\"output error\"><strong>ArgumentException: dim 9 &lt;of&gt; 2</strong>\n"
                + "   at Tensor.Sum()</pre>",
            page,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Parameter_and_exercise_cells_say_so()
    {
        Assert.Contains(
            "parameters: change and rerun</p>",
            PageOf(Tagged("parameters", "int d = 3;")),
            StringComparison.Ordinal);
        Assert.Contains(
            "<p class=\"label\">exercise",
            PageOf(Tagged("exercise", "// yours")),
            StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"label\"", PageOf(Code("int d = 3;")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_site_without_interactive_charts_does_not_carry_plotly()
    {
        using var sample = new SiteSample();

        Assert.DoesNotContain(
            "assets/plotly.min.js",
            sample.With("a.ipynb", Code("x", Printed("plotly\n"))).Write().Files().Keys);
    }

    [Fact]
    public void Text_in_outputs_and_code_cannot_become_markup()
    {
        const string hostile = "<script>alert(1)</script>\"'&";
        string page = PageOf(
            Code(
                "// " + hostile,
                Printed(hostile),
                Printed("✗ " + hostile),
                Shown(("text/plain", hostile)),
                Thrown(hostile, hostile, hostile)));

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        int shown = page.Split(WebUtility.HtmlEncode(hostile)).Length - 1;
        Assert.Equal(1 + 3 + 2, shown); // the code, three texts, an error's name and its message
    }
}
