using System.Globalization;

namespace NotebookLib.Tests;

public class DotsTests
{
    private static Figure Dots(params (string, double, string)[] dots) => Chart.Dots("t", "width", "ln P", dots);

    [Fact]
    public void A_dot_stands_where_its_value_is_with_its_word_beside_it()
    {
        Figure figure = Dots(("1", -30, "34 tokens"), ("2", -20, "21 tokens"), ("3", -10, ""));
        double[] x = [.. Placed(figure)];

        Assert.Equal(3, x.Length);
        Assert.Equal(x[1] - x[0], x[2] - x[1], 0.1);
        Assert.True(x[0] < x[1]);
        Assert.Contains("34 tokens", Drawn.Elements(figure, "text").Select(Drawn.Says));
        Assert.Equal("Dots 't': ln P by width; 1 −30 (34 tokens), 2 −20 (21 tokens), 3 −10", figure.Summary);
        Assert.Empty(Drawn.Collisions(figure));
    }

    [Fact]
    public void The_axis_begins_where_the_data_do()
    {
        Figure figure = Dots(("1", -12, ""), ("2", -18, ""));

        Assert.DoesNotContain("0", Drawn.Elements(figure, "text").Select(Drawn.Says));
    }

    [Fact]
    public void A_value_that_is_no_number_has_a_row_without_a_dot()
    {
        Figure figure = Dots(("1", double.NegativeInfinity, "impossible"), ("2", -18, ""));

        Assert.Single(Placed(figure));
        Assert.Contains("1 −∞ (impossible)", figure.Summary, StringComparison.Ordinal);
    }

    /// <summary>Where the paths of dots begin: they alone carry a tip.</summary>
    private static IEnumerable<double> Placed(Figure figure) =>
        Drawn.Elements(figure, "path").Where(dot => dot.Value.Length > 0)
            .Select(dot => double.Parse(dot.Attribute("d")!.Value[1..].Split(' ')[0], CultureInfo.InvariantCulture));

    [Theory, InlineData(1), InlineData(40)]
    public void Nothing_touches(int rows) => Assert.Empty(Drawn.Collisions(
        Dots([.. Enumerable.Range(0, rows)
            .Select(i => ($"a label that is rather long {i}", i * 1e5, "a word beside that is long as well"))])));

    [Fact]
    public void Nothing_to_draw_is_refused() => Assert.Contains("dots: expected at least one finite value; got 1 dots",
        Assert.Throws<ArgumentException>(() => Dots(("1", double.NaN, ""))).Message, StringComparison.Ordinal);
}
