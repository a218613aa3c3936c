namespace NotebookLib.Tests;

public class StackedBarsTests
{
    private static readonly string[] Sizes = ["small", "large"];

    private static Figure Stack(params Series[] parts) => Chart.StackedBars("t", "model", "parameters", Sizes, parts);

    [Fact]
    public void Parts_follow_each_other_without_overlap_and_add_up()
    {
        Figure figure = Stack(("attention", new double[] { 1, 3 }), ("feed-forward", new double[] { 2, 6 }));
        var bars = Drawn.Elements(figure, "rect").Where(r => r.Value.Length > 0).ToArray();

        Assert.Equal(["small, attention: 1, 33.3 %", "small, feed-forward: 2, 66.7 %", "large, attention: 3, 33.3 %",
            "large, feed-forward: 6, 66.7 %"], bars.Select(b => b.Value));
        double unit = Drawn.N(bars[2], "width") / 3;
        Assert.Equal([1, 2, 3, 6], bars.Select(b => Math.Round(Drawn.N(b, "width") / unit, 1)));
        Assert.InRange(Drawn.N(bars[1], "x") - Drawn.N(bars[0], "x") - Drawn.N(bars[0], "width"), 0.5, 1.5);
        Assert.Equal("Stacked bars 't': parameters by model; small 3 = attention 1 + feed-forward 2; "
            + "large 9 = attention 3 + feed-forward 6", figure.Summary);
    }

    [Fact]
    public void A_part_of_nothing_or_of_no_number_takes_no_room()
    {
        Figure figure = Stack(("a", new double[] { 0, double.NaN }), ("b", new double[] { 1, 2 }));
        Assert.Equal(["small, b: 1, 100.0 %", "large, b: 2, 100.0 %"],
            Drawn.Elements(figure, "rect").Where(r => r.Value.Length > 0).Select(r => r.Value));
    }

    [Fact]
    public void A_part_that_is_outlined_has_a_dashed_edge_and_no_full_colour()
    {
        Figure figure = Stack(("kept", new double[] { 2, 0 }), Series.Outlined(("cut", new double[] { 0, 1 })));

        // the bar, and its sample in the legend
        Assert.Equal(2, Drawn.Elements(figure, "path").Count(p => p.Attribute("stroke-dasharray") is not null));
        var bars = Drawn.Elements(figure, "rect").Where(r => r.Value.Length > 0).ToArray();
        Assert.Equal(["small, kept: 2, 100.0 %", "large, cut: 1, 100.0 %"], bars.Select(b => b.Value));
        Assert.Null(bars[0].Attribute("fill-opacity"));
        Assert.InRange(Drawn.N(bars[1], "fill-opacity"), 0, 0.2);
    }

    [Fact]
    public void Kept_bars_are_filled_and_cut_ones_are_not()
    {
        Figure figure = Chart.KeptBars("top-k 2", "word", "p", ["a", "b", "c"], [0.5, 0.2, 0.3], [true, false, true]);

        Assert.Equal("Stacked bars 'top-k 2': p by word; a 0.5 = kept 0.5 + cut 0; b 0.2 = kept 0 + cut 0.2; "
            + "c 0.3 = kept 0.3 + cut 0", figure.Summary);
        Assert.Equal(["a, kept: 0.5, 100.0 %", "b, cut: 0.2, 100.0 %", "c, kept: 0.3, 100.0 %"],
            Drawn.Elements(figure, "rect").Where(r => r.Value.Length > 0).Select(r => r.Value));
        Assert.Empty(Drawn.Collisions(figure));
    }

    [Fact]
    public void What_two_distributions_share_and_what_either_has_alone_follow_each_other()
    {
        Figure figure = Chart.OverlapBars("t", "word", "p", ["a", "b"], [0.75, 0.25], [0.5, 0.5]);

        Assert.Equal("Stacked bars 't': p by word; a 0.75 = min(p, q) 0.5 + p − q, the residual 0.25 + q − p, refused "
            + "0; b 0.5 = min(p, q) 0.25 + p − q, the residual 0 + q − p, refused 0.25", figure.Summary);
        Assert.Empty(Drawn.Collisions(figure));
    }

    [Theory, InlineData(1, 1), InlineData(4, 8), InlineData(40, 3)]
    public void Nothing_touches(int labels, int parts) =>
        Assert.Empty(Drawn.Collisions(Chart.StackedBars("A title", "model", "parameters",
            Enumerable.Range(0, labels).Select(i => "GPT-2 number " + i),
            [.. Enumerable.Range(0, parts)
                .Select(p => new Series("part " + p,
                    Enumerable.Range(0, labels).Select(i => ((double)i, 1e5 * (1 + p + i)))))])));

    [Fact]
    public void Wrong_input_is_named()
    {
        Assert.Contains("parts: expected 2 values, one for each label; got 1 (part 'a')",
            Assert.Throws<ArgumentException>(() => Stack(("a", new double[] { 1 }))).Message, StringComparison.Ordinal);
        Assert.Contains("parts: expected values that are not negative; got −2 (part 'a')",
            Assert.Throws<ArgumentException>(() => Stack(("a", new double[] { 1, -2 }))).Message,
            StringComparison.Ordinal);
        Assert.Contains("y: expected a linear axis",
            Assert.Throws<ArgumentException>(() => Chart.StackedBars("", "x", Axis.Log("y"), Sizes,
                ("a", new double[] { 1, 2 }))).Message, StringComparison.Ordinal);
        Assert.Contains("kept: expected 2 answers, one for each value; got 1.",
            Assert.Throws<ArgumentException>(() => Chart.KeptBars("", "x", "y", Sizes, [1, 2], [true])).Message,
            StringComparison.Ordinal);
        Assert.Contains("q: expected 2 values, as many as p has; got 3.",
            Assert.Throws<ArgumentException>(() => Chart.OverlapBars("", "x", "y", Sizes, [1, 2], [1, 2, 3])).Message,
            StringComparison.Ordinal);
        Assert.Contains("expected at least one point", Assert.Throws<ArgumentException>(() => Stack()).Message,
            StringComparison.Ordinal);
    }
}
