using System.Globalization;
using System.Xml.Linq;

namespace NotebookLib.Tests;

public class PlotTests
{
    private static string[] Texts(Figure figure) =>
        [.. XDocument.Parse(figure.Svg)
            .Descendants()
            .Where(e => e.Name.LocalName == "text")
            .Select(e => e.Nodes().OfType<XText>().First().Value)];

    [Fact]
    public void A_logarithmic_axis_puts_equal_ratios_at_equal_distances()
    {
        Scale scale = Scale.Over(Axis.Log("steps"), [1, 10, 1000]);
        Assert.Equal([0, 1 / 3.0, 1],
            new[] { scale.At(1), scale.At(10), scale.At(1000) }.Select(v => Math.Round(v, 12)),
            (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(["10⁰", "10¹", "10²", "10³"], scale.Ticks.Select(t => t.Text));
        Assert.False(scale.Holds(0));
        Assert.False(scale.Holds(-1));
    }

    [Fact]
    public void Powers_of_two_are_marked_as_they_are()
    {
        Scale scale = Scale.Over(Axis.Log("head width d"), [4, 16, 256], tight: true);
        Assert.Equal(["4", "8", "16", "32", "64", "128", "256"], scale.Ticks.Select(t => t.Text));
        Assert.Equal(0.5, scale.At(32), 9);
    }

    [Fact]
    public void Marks_are_round_numbers_with_a_true_minus()
    {
        Assert.Equal(["−1.0", "−0.5", "0.0", "0.5", "1.0"], Scale.Over("x", [-1, 1]).Ticks.Select(t => t.Text));
        Assert.Equal(["0", "20", "40", "60", "80", "100"], Scale.Over("x", [0, 97]).Ticks.Select(t => t.Text));
        Assert.Equal(["10⁻²", "10⁻¹", "10⁰", "10¹"], Scale.Over(Axis.Log("x"), [0.01, 7]).Ticks.Select(t => t.Text));
    }

    [Theory]
    [InlineData(5.0, 5.0)]
    [InlineData(0.0, 0.0)]
    [InlineData(-3e-30, 2e-30)]
    [InlineData(1e30, 3e30)]
    [InlineData(1e6, 1000001.0)]
    public void Any_range_gets_a_few_marks_inside(double low, double high)
    {
        Scale scale = Scale.Over("x", [low, high]);
        Assert.InRange(scale.Ticks.Count, 2, 12);
        Assert.All(scale.Ticks, t => Assert.InRange(scale.At(t.Value), -1e-6, 1 + 1e-6));
        Assert.Equal(scale.Ticks.Count, scale.Ticks.Select(t => t.Text).Distinct().Count());
        Assert.InRange(scale.At(low), 0, 1);
        Assert.InRange(scale.At(high), 0, 1);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(1 << 24)]
    public void The_number_at_the_end_of_the_axis_is_not_cut(int end)
    {
        Figure figure = Chart.Lines("", Axis.Log("n", max: end), "y", new Series("", [(1.0, 1.0), (end, 2.0)]));
        XElement svg = XDocument.Parse(figure.Svg).Root!;
        XElement last = svg.Descendants()
            .Where(e => e.Name.LocalName == "text" && (string?)e.Attribute("text-anchor") == "middle")
            .MaxBy(e => (double?)e.Attribute("x") ?? 0)!;
        double width = double.Parse(((string)svg.Attribute("viewBox")!).Split(' ')[2], CultureInfo.InvariantCulture);
        string number = last.Nodes().OfType<XText>().First().Value;

        // a wide font's digits are 0.64 of its size
        Assert.InRange((double)last.Attribute("x")! + number.Length * 0.64 * 13 / 2, 0, width);
    }

    [Fact]
    public void A_point_that_is_not_finite_breaks_the_line()
    {
        Figure figure = Chart.Lines("", "x", "y", new[] { 1f, 2f, float.NaN, 4f, float.PositiveInfinity });
        XElement line = XDocument.Parse(figure.Svg).Descendants()
            .Single(e => e.Name.LocalName == "path" && e.Attribute("stroke")?.Value == "var(--c0)");
        Assert.Equal(2, line.Attribute("d")!.Value.Count(c => c == 'M'));
        Assert.Contains("5 points, 2 not finite, from (0, 1) to (3, 4), y from 1 to 4", figure.Summary,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Bars_are_as_high_as_their_values()
    {
        Figure figure = Chart.Bars("", "word", "probability", [("a", 0.2), ("b", 0.6)]);
        double[] heights = [.. new[] { "a: 0.2", "b: 0.6" }.Select(tip =>
            double.Parse(XDocument.Parse(figure.Svg).Descendants()
                .Single(e => e.Name.LocalName == "rect" && e.Value == tip).Attribute("height")!.Value,
                CultureInfo.InvariantCulture))];
        Assert.Equal(3, heights[1] / heights[0], 2);
        Assert.Equal("Bars: probability by word; a 0.2, b 0.6", figure.Summary);
        Assert.Subset(Texts(figure).ToHashSet(), new HashSet<string> { "a", "b", "0.2", "0.6", "word", "probability" });
    }

    [Fact]
    public void Bars_of_floats_and_a_tensor_say_the_same()
    {
        string pairs = Chart.Bars("t", "x", "y", new[] { "a", "b" }.Select((l, i) => (l, i + 1.5f))).Summary;
        Assert.Equal(pairs, Chart.Bars("t", "x", "y", ["a", "b"], new Tensor([1.5f, 2.5f])).Summary);
    }

    [Fact]
    public void Words_beside_points_do_not_cover_each_other()
    {
        var placement = new LabelPlacement(new Area(0, 0, 400, 300));
        var first = placement.Beside(200, 150, 50)!.Value;
        var second = placement.Beside(201, 151, 50)!.Value;
        Assert.Equal("start", first.Anchor);
        Assert.Equal("end", second.Anchor);
        for (int i = 0; i < 20; i++) placement.Beside(200, 150, 50);
        Assert.Null(placement.Beside(200, 150, 50));
    }

    [Fact]
    public void Nothing_to_draw_is_an_error()
    {
        Assert.Contains("got no series", Assert.Throws<ArgumentException>(() => Chart.Lines("t", "x", "y")).Message,
            StringComparison.Ordinal);
        Assert.Contains("got series without points",
            Assert.Throws<ArgumentException>(() => Chart.Scatter("t", "x", "y", Array.Empty<float>())).Message,
            StringComparison.Ordinal);
        Assert.Contains("expected 2 values, one for each label; got 3 (series 's')",
            Assert.Throws<ArgumentException>(() =>
                Chart.Bars("t", "x", "y", ["a", "b"], ("s", new[] { 1f, 2f, 3f }))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Axis.Linear("x", 2, 1));
        Assert.Throws<ArgumentException>(() => Axis.Log("x", min: 0));
    }
}
