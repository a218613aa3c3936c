using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using CsCheck;
using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

/// <summary>The style sheets of outputs reach outputs and nothing else.</summary>
public class SiteStylesTests
{
    [Theory]
    [InlineData("#mine{fill:currentColor}", "#mine { fill: currentColor }")]
    [InlineData(".mine td{text-align:left}", ".mine td { text-align: left }")]
    [InlineData("body.vscode-dark #mine{--c0:#58ADE6}", "body.vscode-dark #mine { --c0: #58ADE6 }")]
    [InlineData(
        "@media (prefers-color-scheme:dark){#mine{--c0:#58ADE6}}",
        "@media (prefers-color-scheme: dark) { #mine { --c0: #58ADE6 } }")]
    [InlineData("table td{text-align:left}", ".output table td { text-align: left }")]
    [InlineData("td,#mine td{text-align:left}", ".output td, #mine td { text-align: left }")]
    [InlineData("*{stroke-linecap:butt}", ".output * { stroke-linecap: butt }")]
    [InlineData("a:not(.mine,b){fill:none}", ".output a:not(.mine, b) { fill: none }")]
    public void A_rule_names_something_of_its_output_or_is_made_to_begin_at_one(string css, string kept) =>
        Assert.Contains($"<style>{kept}</style>", PageWith(css), StringComparison.Ordinal);

    [Theory]
    [InlineData("body{display:none}")]
    [InlineData("html body main{display:none}")]
    [InlineData(":root{--paper:red}")]
    [InlineData("body:has(#mine){display:none}")]
    [InlineData("body:not(.mine) > main{display:none}")]
    [InlineData(":root[class='#mine']{--paper:red}")]
    [InlineData("@import 'x.css';")]
    [InlineData("@font-face{font-family:x;src:url(x.woff)}")]
    [InlineData("#mine{background:url(x.png)}")]
    [InlineData("#mine{--x:url(//example.org/x)}")]
    [InlineData("#mine{content:'\\41'}")]
    [InlineData("#mine{--x:1@layer x}")]
    [InlineData("#mine{--x:{color:red}}")]
    [InlineData("#mine{position:fixed;z-index:9}")]
    public void What_reaches_the_page_or_loads_goes(string css)
    {
        string page = PageWith(css);

        Assert.DoesNotContain(
            css[(css.IndexOf('{', StringComparison.Ordinal) + 1)..].TrimEnd('}', ';').Split(':')[0] + ":",
            page[page.IndexOf("<main", StringComparison.Ordinal)..],
            StringComparison.Ordinal);
        SiteSafetyTests.AssertHarmless(page);
    }

    [Theory]
    [InlineData("1a{color:red}")]
    [InlineData("a:{color:red}")]
    [InlineData("*|body{color:red}")]
    [InlineData("&{color:red}")]
    [InlineData("a||b{color:red}")]
    [InlineData("[x='a|b']{color:red}")]
    public void A_rule_whose_selector_cannot_be_read_goes_alone_and_is_told(string css)
    {
        using var sample = new SiteSample();
        string html = $"<style>{css} #mine{{fill:none}}</style><p id=mine>kept</p>";
        sample.With("a.ipynb", Text("# A"), Code("x", Shown(("text/html", html))), Text("after"));
        string page = sample.Write().Page("a.html");

        Assert.Contains("<style>#mine { fill: none }</style>", page, StringComparison.Ordinal);
        Assert.Contains("<p>after</p>", page, StringComparison.Ordinal);
        const string told = "a.ipynb, cell 2: a rule of its style sheet is left out: its selector cannot be read";
        Assert.Equal(told, Assert.Single(sample.Problems));
    }

    [Theory]
    [InlineData("[x=')'], body{display:none}")]
    [InlineData("[x=\")\"],main{display:none}")]
    [InlineData("a:not([x=')'], body){display:none}")]
    [InlineData("[x='(('],body,[y='))']{display:none}")]
    [InlineData("[x='#mine'] ~ body{display:none}")]
    [InlineData("body[class='.mine']{display:none}")]
    public void A_bracket_or_a_name_in_a_string_is_neither(string css)
    {
        IHtmlDocument page = new HtmlParser().ParseDocument(PageWith(css));

        foreach (ICssStyleRule rule in Rules(page.QuerySelector("main style")?.TextContent ?? ""))
            Assert.Empty(Beyond(page, rule.SelectorText));
    }

    [Fact]
    public void Whatever_a_style_sheet_says_the_page_is_made_and_only_outputs_are_reached() => Sheets.Array[100].Sample(
        sheets =>
        {
            using var sample = new SiteSample();
            const string shown = "<p id=mine class=mine x=\")\">t</p>";
            var cells = sheets.Select(css => Code("x", Shown(("text/html", $"<style>{css}</style>{shown}"))));
            string html = sample.With("a.ipynb", [Text("# A"), .. cells]).Write().Page("a.html");

            Assert.DoesNotContain(sample.Problems, problem => problem.Contains("no page", StringComparison.Ordinal));
            IHtmlDocument page = new HtmlParser().ParseDocument(html);
            Assert.Equal(sheets.Length, page.QuerySelectorAll("main .output.rich p").Length);
            string[] styles = [.. page.QuerySelectorAll("main style").Select(style => style.TextContent)];
            Assert.All(styles, css => Assert.DoesNotMatch(@"\\|@import|@layer|@scope|@keyframes|url\((?!.?#)", css));
            foreach (string selector in styles.SelectMany(Rules).Select(rule => rule.SelectorText).Distinct())
                Assert.Empty(Beyond(page, selector));
        }, iter: 30, threads: 1);

    [Fact]
    public void A_class_of_the_page_does_not_lead_to_an_output() =>
        Assert.Contains(
            ".output .side a { color: ",
            PageOf(Code("x", Shown(("text/html", "<p class=side>x</p><style>.side a{color:red}</style>")))),
            StringComparison.Ordinal);

    [Fact]
    public void Markdown_has_no_style_sheets_and_no_classes()
    {
        string page = PageOf(
            Text("a <b class=\"mine side\" style=\"color:blue\">b</b>\n\n<style>p{color:red}</style>"));

        Assert.DoesNotContain("<style", page, StringComparison.Ordinal);
        Assert.DoesNotContain("mine", page, StringComparison.Ordinal);
        Assert.Contains("<b style=\"color: rgba(0, 0, 255, 1)\">b</b>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("margin:-900px")]
    [InlineData("position:absolute")]
    [InlineData("transform:scale(9)")]
    [InlineData("margin-left:calc(0px - 9em)")]
    public void Markdown_stays_where_it_stands(string style) =>
        Assert.DoesNotContain(
            "<b style=\"" + style[..6],
            PageOf(Text($"<b style=\"{style}\">b</b>")),
            StringComparison.Ordinal);

    private static readonly string[] pieces =
    [
        "body", "main", "html", ":root", "*", "a", "p", "#mine", ".mine", ".side", "nb.main", "1a", "a:", ":is(",
        ":not(", ":has(", ":nth-child(2n of ", ")", "(", "[", "]", "[x=')']", "[x=\")\"]", "[x", "='", "\"", "'",
        ",", " ", ">", "+", "~", "||", "|", "&", "::before", "::", ":", ";", "{", "}", "{color:red}",
        "{display:none}", "{fill:none}", "@media print{", "@media (width>1px){", "@layer x{", "@supports (a:b){",
        "@scope (body){", "@import 'x';", "@page{", "@keyframes k{", "@", "/*", "*/", "<!--", "-->", "!important",
        "--x:1", "calc(", "url(#a)", "\n", "\0", "\t", "é", "\ufffd", "0", "-", "_", "%", "#", ".", "var(--x)",
        "from{top:0}", ".output", "\u2028",
    ];

    private static Gen<string> Sheets { get; } =
        Gen.Int[0, pieces.Length - 1].Array[1, 14].Select(all => string.Concat(all.Select(i => pieces[i])));

    private static IEnumerable<ICssStyleRule> Rules(string css)
    {
        var open = new Stack<ICssRule>(new CssParser().ParseStyleSheet(css).Rules);
        while (open.TryPop(out ICssRule? rule))
        {
            if (rule is ICssStyleRule style) yield return style;
            else if (rule is ICssGroupingRule group)
                foreach (ICssRule inner in group.Rules) open.Push(inner);
        }
    }

    /// <summary>What a selector reaches outside of outputs.</summary>
    private static IEnumerable<string> Beyond(IHtmlDocument page, string selector)
    {
        Assert.NotEqual("", selector);
        return page.QuerySelectorAll(selector).Where(element => element.Closest(".output") is null)
            .Select(element => $"{selector} reaches {element.LocalName}");
    }

    private static string PageWith(string css) =>
        PageOf(Code("x", Shown(("text/html", $"<style>{css}</style><p id=mine class=mine>t</p>"))));
}
