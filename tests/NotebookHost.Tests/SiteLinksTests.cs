using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

/// <summary>Links within a page and between pages arrive, in the forms of Jupyter and of GitHub.</summary>
public class SiteLinksTests
{
    [Theory]
    [InlineData("## My Title", "My-Title", "My Title")]
    [InlineData("## My Title", "my-title", "My Title")]
    [InlineData("# What `it` Takes: 1/√d, twice!", "What-it-Takes:-1/√d,-twice!", "What it Takes")]
    [InlineData("### Ärger & Co", "Ärger-&-Co", "Ärger & Co")]
    [InlineData("### Ärger & Co", "%C3%84rger-%26-Co", "Ärger & Co")]
    [InlineData("## 数学 入門", "数学-入門", "数学 入門")]
    [InlineData("## Predict\n\n## Predict", "Predict", "Predict")]
    [InlineData("## Predict\n\n## Predict", "predict-1", "Predict")]
    [InlineData("<h2>Raw Title</h2>", "Raw-Title", "Raw Title")]
    [InlineData("<a name=\"old\"></a>\n\n## New", "old", "")]
    [InlineData("<a name=\"old\">here</a>", "old", "here")]
    public void A_link_arrives_where_it_does_in_Jupyter(string markdown, string fragment, string reached)
    {
        IHtmlDocument page = Parsed(PageOf(Text(markdown + $"\n\n[x](#{fragment})")));

        string href = page.QuerySelectorAll("main section a").Single(a => a.TextContent == "x").GetAttribute("href")!;
        IElement? target = page.GetElementById(Uri.UnescapeDataString(href[1..]));
        Assert.NotNull(target);
        bool isEmptyMark = target.TextContent.Length == 0 && target.LocalName == "span";
        string text = isEmptyMark ? target.ParentElement!.TextContent : target.TextContent;
        Assert.StartsWith(reached, text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_name_is_given_twice_and_none_of_the_page_is_given_away()
    {
        string[] names = ["katex", "Plotly", "nbTheme", "nb.main", "cell.1", "side", "module"];
        const string title = "<a name=\"My-Title\">x</a>";
        var places = names.Select(name => $"<a name=\"{name}\">x</a>\n<h2>{name}</h2>\n\n## {name}\n\n");
        string anchors = title + "\n\n" + string.Concat(places);
        JsonObject text = Text("# My Title\n\n## my title\n\n## My Title\n\n" + anchors);
        string page = PageOf(text, Code("x", Shown(("text/html", anchors))));

        SiteSafetyTests.AssertHarmless(page);
        string[] ids = [.. Parsed(page).QuerySelectorAll("[id]").Select(e => e.Id!)];
        Assert.Equal(ids.Distinct().Count(), ids.Length);
    }

    [Fact]
    public void A_link_to_a_title_of_another_notebook_arrives()
    {
        using var sample = new SiteSample();
        sample.With("a.ipynb", Text("[b](b.ipynb#My-Title)")).With("b.ipynb", Text("## My Title"));
        string page = sample.Write().Page("a.html");

        Assert.Contains("href=\"b.html#My-Title\"", page, StringComparison.Ordinal);
        Assert.NotNull(Parsed(sample.Page("b.html")).GetElementById("My-Title"));
    }

    private static IHtmlDocument Parsed(string page) => new HtmlParser().ParseDocument(page);
}
