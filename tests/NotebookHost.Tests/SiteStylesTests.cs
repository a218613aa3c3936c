using static NotebookHost.Tests.SiteSample;

namespace NotebookHost.Tests;

/// <summary>The style sheets of outputs reach outputs and nothing else.</summary>
public class SiteStylesTests
{
    [Theory]
    [InlineData("#mine{fill:currentColor}", "#mine { fill: currentColor }")]
    [InlineData(".mine td{text-align:left}", ".mine td { text-align: left }")]
    [InlineData("body.vscode-dark #mine{--c0:#58ADE6}", "body.vscode-dark #mine { --c0: #58ADE6 }")]
    [InlineData("@media (prefers-color-scheme:dark){#mine{--c0:#58ADE6}}", "@media (prefers-color-scheme: dark) { #mine { --c0: #58ADE6 } }")]
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
    [InlineData("#mine{position:fixed;z-index:9}")]
    public void What_reaches_the_page_or_loads_goes(string css)
    {
        string page = PageWith(css);

        Assert.DoesNotContain(css[(css.IndexOf('{', StringComparison.Ordinal) + 1)..].TrimEnd('}', ';').Split(':')[0] + ":", page[page.IndexOf("<main", StringComparison.Ordinal)..], StringComparison.Ordinal);
        SiteSafetyTests.AssertHarmless(page);
    }

    [Fact]
    public void A_class_of_the_page_does_not_lead_to_an_output() =>
        Assert.Contains(".output .side a { color: ", PageOf(Code("x", Shown(("text/html", "<p class=side>x</p><style>.side a{color:red}</style>")))), StringComparison.Ordinal);

    [Fact]
    public void Markdown_has_no_style_sheets_and_no_classes()
    {
        string page = PageOf(Text("a <b class=\"mine side\" style=\"color:blue\">b</b>\n\n<style>p{color:red}</style>"));

        Assert.DoesNotContain("<style", page, StringComparison.Ordinal);
        Assert.DoesNotContain("mine", page, StringComparison.Ordinal);
        Assert.Contains("<b style=\"color: rgba(0, 0, 255, 1)\">b</b>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("margin:-900px")]
    [InlineData("position:absolute")]
    [InlineData("transform:scale(9)")]
    [InlineData("margin-left:calc(0px - 9em)")]
    public void Markdown_stays_where_it_stands(string style) => Assert.DoesNotContain("<b style=\"" + style[..6], PageOf(Text($"<b style=\"{style}\">b</b>")), StringComparison.Ordinal);

    private static string PageWith(string css) => PageOf(Code("x", Shown(("text/html", $"<style>{css}</style><p id=mine class=mine>t</p>"))));
}
