using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using CsCheck;

namespace NotebookHost.Tests;

public partial class SiteColoursTests
{
    [Theory]
    [InlineData("var x = 1.5f;", "<span class=\"k\">var</span> x = <span class=\"n\">1.5f</span>;")]
    [InlineData(
        "record P(int X);",
        "<span class=\"k\">record</span> <span class=\"t\">P</span>(<span class=\"k\">int</span> X);")]
    [InlineData(
        "s = $\"{n} words\";",
        "s = <span class=\"s\">$&quot;</span>{n}<span class=\"s\"> words</span><span class=\"s\">&quot;</span>;")]
    [InlineData(
        "a is not null // why",
        "a <span class=\"k\">is</span> <span class=\"k\">not</span> <span class=\"k\">null</span>"
            + " <span class=\"c\">// why</span>")]
    [InlineData(
        "Tensor q = Tensor.Zeros(2)",
        "<span class=\"t\">Tensor</span> q = <span class=\"t\">Tensor</span>.<span class=\"f\">Zeros</span>("
            + "<span class=\"n\">2</span>)")]
    [InlineData(
        "#r \"a.dll\"",
        "<span class=\"k\">#</span><span class=\"k\">r</span> <span class=\"s\">&quot;a.dll&quot;</span>")]
    public void The_compiler_decides_what_a_word_is(string source, string html) =>
        Assert.Equal(html, CSharpColours.ToHtml(source));

    [Fact]
    public void A_raw_string_is_one_literal()
    {
        string source = "var json = \"\"\"\n  { \"a\": 1 } // no comment\n  \"\"\";";

        Assert.Contains(
            "<span class=\"s\">" + WebUtility.HtmlEncode(source[11..^1]) + "</span>;",
            CSharpColours.ToHtml(source),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Colouring_never_changes_the_text() =>
        Gen.OneOf(
            "var ", "\"", "$\"", "{", "}", "//", "\n", "'", "<b>", "#r ", "if ", "x", "1e", "\"\"\"", "/*",
            "(", "&", "é", " ", "#nullable", "λ")
            .Array[0, 23].Select(string.Concat).Sample(
                source => Assert.Equal(source, WebUtility.HtmlDecode(Tag().Replace(CSharpColours.ToHtml(source), ""))));

    /// <summary>WCAG 2.2, success criterion 1.4.3: text needs a contrast of 4.5 to its ground.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Every_text_colour_of_the_style_sheet_is_readable_on_its_grounds(int theme)
    {
        using Stream css = typeof(SiteAssets).Assembly.GetManifestResourceStream("site/site.css")!;
        var colours = Variable()
            .Matches(new StreamReader(css).ReadToEnd())
            .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2 + theme].Value);
        string[] grounds = ["paper", "code-paper", "fails-paper"];
        string[] texts = [.. colours.Keys.Except([.. grounds, "rule-ink"])];

        Assert.True(texts.Length >= 10, "the style sheet no longer names its colours in this way");
        foreach (string text in texts)
            foreach (string ground in grounds.Where(g => g != "fails-paper" || text == "fails"))
                Assert.True(
                    Contrast(colours[text], colours[ground]) >= 4.5,
                    $"{text} on {ground}: {Contrast(colours[text], colours[ground]):0.00}");
    }

    private static double Contrast(string a, string b)
    {
        double[] light = [.. new[] { Luminance(a), Luminance(b) }.Order()];
        return (light[1] + 0.05) / (light[0] + 0.05);
    }

    private static double Luminance(string hex)
    {
        double[] rgb = [.. new[] { 0, 2, 4 }
            .Select(i => int.Parse(hex.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))];
        return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"--([a-z-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\);")]
    private static partial Regex Variable();
}
