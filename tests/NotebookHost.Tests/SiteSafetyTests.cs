using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

/// <summary>
/// What a notebook brings neither runs, nor loads from elsewhere, nor takes over the page: told from the page as a
/// browser reads it.
/// </summary>
public partial class SiteSafetyTests
{
    private static readonly string[] own =
        ["assets/theme.js", "assets/terms.js", "assets/site.js", "assets/katex/katex.min.js", "assets/plotly.min.js"];

    private static readonly string[] never =
    [
        "applet", "area", "audio", "base", "canvas", "embed", "fencedframe", "foreignobject", "form", "frame",
        "frameset", "iframe", "input", "map", "math", "noscript", "object",
        "param", "portal", "select", "source", "template", "textarea", "track", "video", "animate",
        "animatemotion", "animatetransform", "set", "feimage", "marquee", "isindex",
    ];

    public static TheoryData<string> Names =>
        [.. HostileNotebooks.All().Select((n, i) => Shortened($"{i}. {n.Name}"))];

    private static string Shortened(string name) =>
        string.Concat(name[..Math.Min(90, name.Length)].Select(c => c is < ' ' or '\u2028' or '\ufeff' ? '·' : c));

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_runs_loads_or_takes_over(string name)
    {
        var cells = HostileNotebooks.All().ElementAt(
            int.Parse(
                name[..name.IndexOf('.', StringComparison.Ordinal)],
                System.Globalization.CultureInfo.InvariantCulture)).Cells;

        AssertHarmless(PageOf(cells));
    }

    [Fact]
    public void Names_of_notebooks_are_text()
    {
        using var sample = new SiteSample();
        const string name = "a\"><img src=x onerror=PWN()>.ipynb";
        sample.With(name, Code("1")).With("b.ipynb", Text("# <script>PWN()</script>")).Write();

        foreach (string file in Directory.GetFiles(sample.Site, "*.html")) AssertHarmless(File.ReadAllText(file));
    }

    [Theory]
    [InlineData("form-action 'none'")]
    [InlineData("base-uri 'none'")]
    [InlineData("object-src 'none'")]
    [InlineData("frame-src 'none'")]
    [InlineData("script-src 'self' file:")]
    [InlineData("connect-src 'none'")]
    public void The_policy_forbids_what_cleaning_might_miss(string directive)
    {
        string policy = new HtmlParser()
            .ParseDocument(PageOf(Code("1")))
            .QuerySelector("meta[http-equiv=Content-Security-Policy]")!
            .GetAttribute("content")!;

        Assert.Contains(directive, policy.Split("; "));
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
    }

    /// <summary>Cleaning keeps what people write; each of these comes out as it went in.</summary>
    [Theory]
    [InlineData("<p style=\"color: red\">x <b>y</b><br>z</p>")]
    [InlineData(
        "<table border=\"1\"><thead><tr><th>a</th></tr></thead><tbody><tr>"
            + "<td align=\"right\" colspan=\"2\">1</td></tr></tbody></table>")]
    [InlineData("<details open=\"\"><summary>s</summary>t</details>")]
    [InlineData("<a href=\"https://example.org/?a=1&amp;b=2#c\">x</a> <a href=\"mailto:a@example.org\">y</a>")]
    [InlineData("<img src=\"data:image/png;base64,UE5H\" alt=\"a\" width=\"10\">")]
    [InlineData("<center><font size=\"2\">x</font></center>")]
    public void What_is_harmless_stays(string html)
    {
        string page = PageOf(Text(html), Code("x", Shown(("text/html", html))));

        Assert.Equal(
            2,
            page
                .Replace(" class=\"wide\"", "", StringComparison.Ordinal)
                .Split(Rgba().Replace(html, "rgba(255, 0, 0, 1)")).Length - 1);
    }

    [Fact]
    public void Words_in_an_unknown_element_stay() =>
        Assert.Contains(
            "a List of words</p>",
            PageOf(Text("a List<int> of <Token>words</Token>")),
            StringComparison.Ordinal);

    internal static void AssertHarmless(string page)
    {
        IHtmlDocument document = new HtmlParser(new HtmlParserOptions { IsScripting = true }).ParseDocument(page);
        foreach (IElement element in document.All)
        {
            string shown = element.ToString() + element.OuterHtml[..Math.Min(200, element.OuterHtml.Length)];
            Assert.False(never.Contains(element.LocalName.ToLowerInvariant()), shown);
            if (element.LocalName == "script")
                Assert.True(own.Contains(element.GetAttribute("src")) && element.TextContent.Length == 0, shown);
            if (element.LocalName is "meta" or "link" or "title" && element.NamespaceUri == NamespaceNames.HtmlUri)
                Assert.True(element.ParentElement == document.Head, shown);
            foreach (IAttr attribute in element.Attributes) AssertHarmless(element, attribute, shown);
            if (element.LocalName == "style") AssertHarmlessStyle(element.TextContent, shown);
        }
        // The page's parts are where they belong, and nothing else goes by their names.
        Assert.Equal(["script", "a", "header", "main", "dialog"], document.Body!.Children.Select(e => e.LocalName));
        IElement main = document.QuerySelector("main")!;
        Assert.All(
            main.Children,
            e => Assert.Contains(
                e.ClassName == "opening" ? "section" : e.LocalName,
                new[] { "section", "h1", "p", "pre", "nav" }));
        string[] ids = [.. document.All.Select(e => e.Id).OfType<string>()];
        foreach (string id in new[] { "nb.main", "nb.keys" }) Assert.Single(ids, id);
        Assert.DoesNotContain(
            ids,
            id => id is "katex" or "Plotly" or "nbTheme" or "module" or "exports" or "define" or "MathJax"
                && document.GetElementById(id) is not IHtmlHeadingElement);
        Assert.Empty(main.QuerySelectorAll("[name], .side, .skip, .contents, .js-plotly-plot"));
        Assert.All(main.QuerySelectorAll(".cell"), e => Assert.Equal(main, e.ParentElement));
        Assert.All(
            main.QuerySelectorAll(
                "[data-key], [target], [ping], [srcset], [contenteditable], [autofocus], [popover], [tabindex], "
                    + "[background]"),
            e => Assert.Fail(e.OuterHtml));
    }

    private static void AssertHarmless(IElement element, IAttr attribute, string shown)
    {
        string value = attribute.Value;
        Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase), shown);
        if (attribute.Name == "style") AssertHarmlessStyle(value, shown);
        // As the URL standard reads it: no tabs and line ends, nothing below a space in front.
        string address = Regex.Replace(value, @"^[\x00-\x20]+|[\t\r\n]", "");
        string scheme = Regex.Match(address, "^[a-zA-Z][a-zA-Z0-9+.-]*(?=:)").Value.ToLowerInvariant();
        switch (attribute.LocalName)
        {
            case "href" when element.LocalName == "a":
                Assert.True(scheme is "" or "http" or "https" or "mailto", shown);
                Assert.False(
                    address.StartsWith('\\')
                        || address.StartsWith("//", StringComparison.Ordinal)
                        || address.StartsWith("/\\", StringComparison.Ordinal),
                    shown);
                break;
            case "href" or "src":
                Assert.True(
                    scheme.Length == 0
                        || RasterPicture().IsMatch(address)
                        || (element.LocalName == "link" && value == "data:,"),
                    shown);
                Assert.False(address.StartsWith('\\') || address.StartsWith('/'), shown);
                break;
            case "action" or "formaction" or "poster" or "data" or "srcset" or "srcdoc" or "lowsrc" or "dynsrc":
            case "longdesc" or "code" or "codebase" or "manifest" or "from" or "to" or "values" or "by":
                Assert.Fail(shown);
                break;
        }
        if (element.NamespaceUri == NamespaceNames.SvgUri && attribute.Name != "aria-label")
            AssertHarmlessStyle(value, shown);
    }

    private static void AssertHarmlessStyle(string css, string shown)
    {
        Assert.False(Loads().IsMatch(css), shown);
        Assert.False(css.Contains('\\', StringComparison.Ordinal), shown);
        Assert.DoesNotMatch(@"position\s*:|z-index|animation|body\s*\{|html\s*\{|:root\s*\{", css);
    }

    [GeneratedRegex("^data:image/(png|jpeg|gif|webp|bmp|avif);base64,")]
    private static partial Regex RasterPicture();

    [GeneratedRegex(
        """url\((?!["']?#)|@import|@font-face|image-set\(|expression\(|behavior|-moz-binding|image\(""",
        RegexOptions.IgnoreCase)]
    private static partial Regex Loads();

    [GeneratedRegex("red")]
    private static partial Regex Rgba();
}
