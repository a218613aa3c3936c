using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

public class SiteMarkdownTests
{
    [Fact]
    public void Formulas_are_marked_for_typesetting_and_keep_their_TeX()
    {
        string page = PageOf(Text("Rows $w_1 < w_2$ sum to one:\n\n$$\n\\frac{QK^\\top}{\\sqrt{d_k}}\n$$\n"));

        Assert.Contains("<span class=\"math\">w_1 &lt; w_2</span>", page, StringComparison.Ordinal);
        Assert.Contains(
            "<div class=\"math display\">\\frac{QK^\\top}{\\sqrt{d_k}}</div>",
            page,
            StringComparison.Ordinal);
        Assert.Equal(SiteAssets.HasKatex, page.Contains("assets/katex/katex.min.js", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_without_formulas_loads_no_typesetter() =>
        Assert.DoesNotContain("katex", PageOf(Text("It costs 5 of 7.")), StringComparison.Ordinal);

    [Theory]
    [InlineData("## Break it", "break-it")]
    [InlineData("## What `it` takes: 1/√d, twice!", "what-it-takes-1d-twice")]
    [InlineData("### Ärger & Co", "ärger--co")]
    public void Headings_get_the_anchors_that_GitHub_gives(string markdown, string id) =>
        Assert.Contains(
            $" id=\"{id}\">",
            System.Net.WebUtility.HtmlDecode(PageOf(Text(markdown))),
            StringComparison.Ordinal);

    [Fact]
    public void Equal_headings_in_different_cells_get_different_anchors()
    {
        string page = PageOf(Text("## Predict"), Text("## Predict"), Text("## Predict"));

        foreach (string id in new[] { "predict", "predict-1", "predict-2" })
            Assert.Single(page.Split($"<h2 id=\"{id}\">")[1..]);
    }

    [Fact]
    public void The_headings_of_the_page_are_listed_at_the_side()
    {
        string page = PageOf(Text("# Title\n\n## Why `<split>`?\n\n### By hand"));

        Assert.Contains(
            "<li class=\"level2\"><a href=\"#why-split\">Why &lt;split&gt;?</a></li>",
            page,
            StringComparison.Ordinal);
        Assert.Contains("<li class=\"level3\"><a href=\"#by-hand\">By hand</a></li>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_on_the_line_of_its_summary_stays_as_CommonMark_has_it()
    {
        string page = PageOf(
            Text("> **Predict.** How much?\n> <details><summary>Answer</summary>2.0 and <b>0.0</b></details>"));

        Assert.Contains(
            "<details><summary>Answer</summary>2.0 and <b>0.0</b></details>",
            page,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_between_blank_lines_inside_details_is_rendered()
    {
        string page = PageOf(
            Text(
                "<details><summary>Solution</summary>\n\nUse `Softmax` on $x$:\n\n```csharp\n"
                    + "var w = s.Softmax(-1);\n```\n\n</details>"));

        Assert.Contains(
            "<p>Use <code>Softmax</code> on <span class=\"math\">x</span>:</p>",
            page,
            StringComparison.Ordinal);
        Assert.Contains(
            "<span class=\"k\">var</span> w = s.<span class=\"f\">Softmax</span>(",
            page,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_scroll_inside_themselves()
    {
        string page = PageOf(Text("| a | b |\n|---|---|\n| 1 | $x$ |"));

        Assert.Contains("<div class=\"wide\">\n<table>", page, StringComparison.Ordinal);
        Assert.Contains("<td><span class=\"math\">x</span></td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_in_another_language_is_shown_plainly() =>
        Assert.Contains(
            "<code>dotnet run &lt;x&gt;",
            PageOf(Text("```sh\ndotnet run <x>\n```")),
            StringComparison.Ordinal);
}
