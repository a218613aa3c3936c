using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CsCheck;

namespace NotebookLib.Tests;

/// <summary>What holds for every chart.</summary>
public partial class FigureTests
{
    private static readonly string[] Words = ["the", "robot", "dropped"];
    private static readonly Tensor Weights = new([0.5f, 0.3f, 0.2f, 0.1f, 0.8f, 0.1f, 0.25f, 0.25f, 0.5f], 3, 3);

    /// <summary>A figure of each kind: with three words for all that is named, a title for all that has one.</summary>
    internal static Dictionary<string, Figure> Every(string[] words, string title) => new()
    {
        ["heatmap"] = Chart.Heatmap(Weights, words, words, title),
        ["numbered"] = Chart.Heatmap(Weights, title: title),
        ["heatmaps"] = Chart.Heatmaps(
            Tensor.Stack(0, Weights, Weights), ["a" + title, "b" + title], words, words, title),
        ["kinds"] = Chart.Heatmaps(Tensor.Stack(0, Tensor.Eye(3), Tensor.Ones(3, 3) * 2), ["a" + title, "b" + title],
            words, words, title, kinds: words),
        ["attention"] = Chart.AttentionMap(Tensor.Stack(0, Weights, Weights), words, title),
        ["fine"] = Chart.Heatmap(Weights.MatMul(Tensor.Ones(3, 997)), words, title: title),
        ["lines"] = Chart.Lines(title, title, title, (words[0], Weights.Row(0)), (words[1], Weights.Row(1))),
        ["log"] = Chart.Lines(title, Axis.Log(title), Axis.Log(title), new Series(words[0], [(1, 1), (10, 1000)])),
        ["bars"] = Chart.Bars(title, title, title, words, Weights.Row(0)),
        ["groups"] = Chart.Bars(title, title, title, words, (words[0], Weights.Row(0)), (words[1], Weights.Row(1))),
        ["stacked bars"] = Chart.StackedBars(
            title, title, title, words, (words[0], Weights.Row(0)), (words[1], Weights.Row(1))),
        ["kept bars"] = Chart.KeptBars(title, title, title, words, [0.5, 0.3, 0.2], [true, false, true]),
        ["overlap bars"] = Chart.OverlapBars(title, title, title, words, [0.5, 0.3, 0.2], [0.2, 0.4, 0.4]),
        ["beam tree"] = Chart.BeamTree(
            BeamSearch.Find(told => told.Count < 2 ? [0.5, 0.3, 0.2] : [0, 0, 1], [], width: 2, maxLength: 3, end: 2),
            words,
            title),
        ["guides"] = Chart.Lines(title, title, title, Series.Level(title, 0.4), (words[0], Weights.Row(0)),
            (words[1], Weights.Row(0)), Series.Diagonal(words[1]), new Series(words[2], [(1, 0.3)])),
        ["arrows"] = Chart.Scatter(title, title, title, new Series(words[0], [(0, 1), (2, 3), (5, 1)], ["a", "b", "c"]),
            Series.Arrows(title, ("a", "b"), ("b", "c")), Series.Level(words[1], 2)),
        ["marked tokens"] = Chart.Tokens(title, new TokenRow(words[0], words) { Marked = [1] }),
        ["scatter"] = Chart.Scatter(title, title, title, Weights.Slice(.., 0..2), words),
        ["head view"] = Chart.HeadView(Weights, words, title),
        ["one query"] = Chart.HeadView(Tensor.Stack(0, Weights, Weights), words, title, token: 1, heads: words[..2]),
        ["diagram"] = Chart.MatrixDiagram(
            title,
            words,
            words,
            new Stage(words[0], Tensor.Arange(3), Tensor.Arange(3), Tensor.Arange(3)),
            (words[1], Tensor.Zeros(2, 3, 2))),
        ["tokens"] = Chart.Tokens(title, (words[0], words, [1, 22, 333]), (words[1], words)),
        ["merge tree"] = Chart.MergeTree(
            [
                new(null, ["a", words[1], "b"]),
                new(new BytePairMerge(97, 98, 256, 1, "a", words[1], words[0]), [words[0], "b"]),
            ],
            title),
        ["verticals"] = Chart.Lines(title, title, title, (words[0], Weights.Row(0)), Series.Vertical(title, 1.5),
            Series.Level(words[1], 0.3)),
        ["induction"] = Chart.InductionNotes([words[0], title + "x", words[1], words[0]], title),
        ["words in cells"] = Chart.Heatmap(Weights, words, words, title, cells: [words, words, words]),
        ["dependencies"] = Chart.Dependencies(
            words,
            [new(DependencyKind.Noun, 2, 0, 1), new(DependencyKind.Name, 1, 0)],
            title,
            (words[0], [0, -1]),
            (words[1], [1, 2])),
        ["head grid"] = Chart.HeadGrid(Inspection.HeadScoresTests.Scores, title),
        ["blocks"] = Chart.Blocks(new GptConfig(7, 2, 1, 4, 5), title),
        ["number line"] = Chart.NumberLine(title, title, [1, 2, 7], (words[0], [0, 3]), (words[1], [1, 2, 8])),
        ["dots"] = Chart.Dots(title, title, title, [(words[0], -3, words[1]), (words[1], -1, ""), (words[2], 0, "x")]),
        ["dials"] = Chart.Dials(Tensor.Stack(1, Weights, Weights * 2).Reshape(3, 6), title, words),
        ["contours"] = Chart.Contours(
            title,
            Axis.Linear(title, -1, 1),
            Axis.Linear(title, -1, 1),
            (x, y) => x * x + y,
            (words[0], Weights.Row(0)),
            (words[1], Weights.Row(1))),
    };

    public static TheoryData<string> Kinds => [.. Every(Words, "t").Keys];

    [Theory, MemberData(nameof(Kinds))]
    public void Hostile_labels_stay_text(string kind)
    {
        const string script = "<script>alert(1)</script>";
        Figure figure = Every(
            [script, "\"'&]]>--><!--", "a\u0000\u0008\uFFFE\uD800b\n"],
            "\"&' onload=\"x\"" + script)[kind];

        XElement svg = XDocument.Parse(figure.Svg).Root!;
        Assert.DoesNotContain(
            svg.Descendants(),
            e => e.Name.LocalName is "script" or "foreignObject" or "image" or "a");
        Assert.DoesNotContain(
            svg.DescendantsAndSelf().Attributes(),
            a => a.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase) || a.Name.LocalName == "href");
        Assert.DoesNotContain("<script", figure.ToHtml(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", figure.Svg, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_drawing_scales_and_speaks(string kind)
    {
        XElement svg = XDocument.Parse(Every(Words, "A title")[kind].Svg).Root!;

        Assert.Contains("max-width:100%;height:auto", svg.Attribute("style")!.Value, StringComparison.Ordinal);
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Contains("'A title'", svg.Attribute("aria-label")!.Value, StringComparison.Ordinal);
        double[] box =
            [.. svg.Attribute("viewBox")!.Value.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        Assert.Equal([0, 0], box[..2]);
        Assert.InRange(box[2], 100, 640); // 12-unit text in 640 units is 8.3 pixels in an output area of 443
        Assert.InRange(Drawn.N(svg, "width") / box[2], 1.1, 1.14);
        Assert.InRange(Drawn.N(svg, "height") / box[3], 1.1, 1.14);
        Assert.Contains(svg.Descendants(), e => e.Name.LocalName == "text" && e.Value == "A title");
        Assert.DoesNotContain("NaN", Coordinates(svg), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Equal_input_gives_equal_bytes_in_any_culture(string kind)
    {
        Figure first = Every(Words, "t")[kind];
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Figure second = Every(Words, "t")[kind];
            Assert.Equal(first.Svg, second.Svg);
            Assert.Equal(first.Summary, second.Summary);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Different_figures_have_different_ids_and_style_nothing_but_themselves()
    {
        Figure[] figures = [.. Every(Words, "t").Values];
        string[] ids = [.. figures.Select(f => XDocument.Parse(f.Svg).Root!.Attribute("id")!.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        foreach (var (figure, id) in figures.Zip(ids))
        {
            XElement svg = XDocument.Parse(figure.Svg).Root!;
            Assert.Single(svg.DescendantsAndSelf().Attributes("id"));
            string css = svg.Descendants().Single(e => e.Name.LocalName == "style").Value;
            Assert.All(
                Selectors().Matches(css).SelectMany(m => m.Groups[1].Value.Split(',')),
                selector => Assert.EndsWith("#" + id, selector, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_page_that_chose_a_theme_overrules_the_system()
    {
        string css = XDocument.Parse(Every(Words, "t")["lines"].Svg)
            .Descendants()
            .Single(e => e.Name.LocalName == "style").Value;
        Assert.Contains(
            "@media (prefers-color-scheme:dark){:root:not([data-theme]) body:not(.vscode-light)",
            css,
            StringComparison.Ordinal);
        Assert.Contains("body.vscode-dark #", css, StringComparison.Ordinal);
        Assert.Contains(":root[data-theme=dark] #", css, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void As_an_image_of_its_own_a_drawing_brings_ink_and_paper_for_light_and_dark(string kind)
    {
        XElement svg = XDocument.Parse(Every(Words, "t")[kind].Svg).Root!;
        string css = svg.Element(svg.Name.Namespace + "style")!.Value, id = svg.Attribute("id")!.Value;

        IEnumerable<string> rules = Alone().Matches(css)
            .Where(m => m.Groups["id"].Value == id).Select(m => m.Groups["rule"].Value);
        Assert.Equal(["--figure-ink:#1f1f1f;background:#fff", "--figure-ink:#d4d4d4;background:#1e1e1e"],
            rules.Where(r => r.StartsWith("--figure-ink", StringComparison.Ordinal)));
        Assert.Contains("color:var(--vscode-editor-foreground,var(--figure-ink,currentColor))",
            svg.Attribute("style")!.Value, StringComparison.Ordinal);
        string attributes = string.Concat(svg.Descendants().Attributes().Select(a => a.Value));
        Assert.All(Variables().Matches(attributes), used => // none comes from a page
            Assert.Contains(used.Value + ":", css, StringComparison.Ordinal));
    }

    [Fact]
    public void A_notebook_holds_the_drawing_and_its_words_and_no_HTML()
    {
        foreach (Type shown in new[] { typeof(Figure), typeof(InteractiveFigure) })
        {
            Attribute source = Attribute.GetCustomAttribute(shown, typeof(TypeFormatterSourceAttribute))!;
            string[] forms = ((TypeFormatterSourceAttribute)source).PreferredMimeTypes;
            Assert.Equal(["image/svg+xml", "text/plain"], forms.Except(["application/vnd.plotly.v1+json"]));
        }
    }

    [Fact]
    public void Any_label_gives_a_drawing_that_parses() =>
        Gen.String.Array[3].Sample(
            words => Every(words, words[0]).Values.All(f => XDocument.Parse(f.Svg).Root is not null),
            iter: 60);

    private static string Coordinates(XElement svg) =>
        string.Concat(
            svg
                .DescendantsAndSelf()
                .Attributes()
                .Where(a => a.Name.LocalName is "x" or "y" or "d" or "width" or "height" or "transform" or "viewBox")
                .Select(a => a.Value));

    [GeneratedRegex(@":root#(?<id>[\w-]+)\{(?<rule>[^{}]*)\}")]
    private static partial Regex Alone();

    [GeneratedRegex(@"--[ci][0-9]|--page")]
    private static partial Regex Variables();

    [GeneratedRegex(@"(?:^|[{}])([^{}@][^{}]*)\{--")]
    private static partial Regex Selectors();
}
