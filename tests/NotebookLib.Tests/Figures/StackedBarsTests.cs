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

        Assert.Equal(["small, attention: 1, 33.3 %", "small, feed-forward: 2, 66.7 %", "large, attention: 3, 33.3 %", "large, feed-forward: 6, 66.7 %"], bars.Select(b => b.Value));
        double unit = Drawn.N(bars[2], "width") / 3;
        Assert.Equal([1, 2, 3, 6], bars.Select(b => Math.Round(Drawn.N(b, "width") / unit, 1)));
        Assert.InRange(Drawn.N(bars[1], "x") - Drawn.N(bars[0], "x") - Drawn.N(bars[0], "width"), 0.5, 1.5);
        Assert.Equal("Stacked bars 't': parameters by model; small 3 = attention 1 + feed-forward 2; large 9 = attention 3 + feed-forward 6", figure.Summary);
    }

    [Fact]
    public void A_part_of_nothing_or_of_no_number_takes_no_room()
    {
        Figure figure = Stack(("a", new double[] { 0, double.NaN }), ("b", new double[] { 1, 2 }));
        Assert.Equal(["small, b: 1, 100.0 %", "large, b: 2, 100.0 %"], Drawn.Elements(figure, "rect").Where(r => r.Value.Length > 0).Select(r => r.Value));
    }

    [Theory, InlineData(1, 1), InlineData(4, 8), InlineData(40, 3)]
    public void Nothing_touches(int labels, int parts) => Assert.Empty(Drawn.Collisions(Chart.StackedBars("A title", "model", "parameters",
        Enumerable.Range(0, labels).Select(i => "GPT-2 number " + i), [.. Enumerable.Range(0, parts).Select(p => new Series("part " + p, Enumerable.Range(0, labels).Select(i => ((double)i, 1e5 * (1 + p + i)))))])));

    [Fact]
    public void Wrong_input_is_named()
    {
        Assert.Contains("parts: expected 2 values, one for each label; got 1 (part 'a')", Assert.Throws<ArgumentException>(() => Stack(("a", new double[] { 1 }))).Message, StringComparison.Ordinal);
        Assert.Contains("parts: expected values that are not negative; got −2 (part 'a')", Assert.Throws<ArgumentException>(() => Stack(("a", new double[] { 1, -2 }))).Message, StringComparison.Ordinal);
        Assert.Contains("y: expected a linear axis", Assert.Throws<ArgumentException>(() => Chart.StackedBars("", "x", Axis.Log("y"), Sizes, ("a", new double[] { 1, 2 }))).Message, StringComparison.Ordinal);
        Assert.Contains("expected at least one point", Assert.Throws<ArgumentException>(() => Stack()).Message, StringComparison.Ordinal);
    }
}
