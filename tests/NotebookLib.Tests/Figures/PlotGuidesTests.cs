using System.Globalization;
using System.Xml.Linq;

namespace NotebookLib.Tests;

/// <summary>Levels, diagonals and arrows: where they lie, and what is said of them.</summary>
public class PlotGuidesTests
{
    private static readonly string[] words = ["man", "king", "woman", "queen"];
    private static readonly Tensor places = new([0, 0, 1, 2, 3, 0, 4, 2], 4, 2);

    private static double[] Numbers(string path) =>
        [.. path.Split(['M', 'L', 'z', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture))];

    private static double[] Path(Figure figure, string dash) =>
        Numbers(Drawn.Elements(figure, "path").Where(p => p.Attribute("stroke-dasharray")?.Value == dash)
            .Select(p => p.Attribute("d")!.Value).Last());

    /// <summary>Where the marker of a point is centred, by its tip.</summary>
    private static (double X, double Y) Marker(Figure figure, string tip)
    {
        string d = Drawn.Elements(figure, "path").Single(p => p.Value == tip).Attribute("d")!.Value;
        double[] n = Numbers(d[..d.IndexOf('a', StringComparison.Ordinal)]);
        return (n[0] + 4.2, n[1]); // a circle begins at its left
    }

    [Fact]
    public void A_level_lies_at_its_height_across_the_whole_chart()
    {
        Figure figure = Chart.Scatter("", "x", "y", new Series("", [(0, 0.2), (10, 1)]), Series.Level("chance", 0.2));
        double[] level = Path(figure, "6 4");

        Assert.Equal(Marker(figure, "(0, 0.2)").Y, level[1], 0.02);
        Assert.Equal(level[1], level[3]);
        Assert.True(level[0] <= Marker(figure, "(0, 0.2)").X && level[2] >= Marker(figure, "(10, 1)").X);
        Assert.Contains("chance", Drawn.Elements(figure, "text").Select(Drawn.Says));
        Assert.EndsWith("; chance: level 0.2", figure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void The_axis_reaches_a_level_above_all_points()
    {
        Figure figure = Chart.Lines("", "x", "y", ("a", [0.1, 0.2]), Series.Level("the best", 5));
        Assert.Contains("5", Drawn.Elements(figure, "text").Select(Drawn.Says));
    }

    [Fact]
    public void Data_keep_their_colours_whatever_stands_between_them()
    {
        Figure figure = Chart.Lines("", "x", "y", Series.Level("chance", 1), ("a", [0.1, 0.2]), ("b", [0.3, 0.2]));
        Assert.Contains("var(--c1)", figure.Svg.Split("</style>")[1], StringComparison.Ordinal);
        Assert.DoesNotContain("var(--c2)", figure.Svg.Split("</style>")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_diagonal_goes_through_points_of_equal_coordinates()
    {
        var points = new Series("", [(-2, -2), (6, 6), (0, 3)]);
        Figure figure = Chart.Scatter("", "x", "y", points, Series.Diagonal());
        double[] line = Path(figure, "2 4");
        double slope = (line[^1] - line[1]) / (line[^2] - line[0]);

        foreach (string tip in new[] { "(−2, −2)", "(6, 6)" })
        {
            var (x, y) = Marker(figure, tip);
            Assert.Equal(y, line[1] + slope * (x - line[0]), 0.1);
        }
        Assert.EndsWith("; y = x: diagonal, y = x", figure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void On_axes_of_two_kinds_it_is_a_curve()
    {
        var points = new Series("", [(1, 1), (10, 10), (5, 5)]);
        Figure figure = Chart.Scatter("", Axis.Log("x"), "y", points, Series.Diagonal("equal"));
        double[] line = Path(figure, "2 4");
        var (x, y) = Marker(figure, "(5, 5)");

        double nearest = line.Chunk(2).Min(p => Math.Sqrt(Math.Pow(p[0] - x, 2) + Math.Pow(p[1] - y, 2)));
        Assert.InRange(nearest, 0, 2);
    }

    [Fact]
    public void An_arrow_points_from_its_first_word_to_its_second()
    {
        Figure figure = Chart.Scatter("", "x", "y", places, words, ("man", "king"), ("woman", "queen"));
        XElement[] drawn = [.. Drawn.Elements(figure, "path").Where(p => p.Value == "woman → queen")];
        double[] shaft = Numbers(drawn[0].Attribute("d")!.Value), head = Numbers(drawn[1].Attribute("d")!.Value);
        var (from, to) = (Marker(figure, "woman (3, 0)"), Marker(figure, "queen (4, 2)"));

        Assert.Equal(Angle(from, to), Angle((shaft[0], shaft[1]), (shaft[2], shaft[3])), 0.01);
        Assert.Equal(6, Distance(from, (shaft[0], shaft[1])), 0.1);
        Assert.Equal(7, Distance(to, (head[0], head[1])), 0.1);
        Assert.EndsWith("; arrows man → king by (1, 2), woman → queen by (1, 2)", figure.Summary,
            StringComparison.Ordinal);

        static double Angle((double X, double Y) a, (double X, double Y) b) => Math.Atan2(b.Y - a.Y, b.X - a.X);
        static double Distance((double X, double Y) a, (double X, double Y) b) =>
            Math.Sqrt(Math.Pow(b.X - a.X, 2) + Math.Pow(b.Y - a.Y, 2));
    }

    [Fact]
    public void Words_at_the_corners_of_the_data_have_room_beside_arrows()
    {
        string[] texts = [.. Drawn.Elements(Chart.Scatter("", "x", "y", places, words, ("man", "king"),
            ("woman", "queen"), ("man", "woman")), "text").Select(Drawn.Says)];
        Assert.All(words, word => Assert.Contains(word, texts));
    }

    [Fact]
    public void Arrows_join_points_of_several_series()
    {
        Figure figure = Chart.Scatter("", "x", "y", new Series("people", [(0, 0)], ["man"]),
            new Series("rulers", [(1, 2)], ["king"]), Series.Arrows("rules", ("man", "king")));
        Assert.EndsWith("; rules: arrows man → king by (1, 2)", figure.Summary, StringComparison.Ordinal);
        Assert.Contains("rules", Drawn.Elements(figure, "text").Select(Drawn.Says));
        Assert.Contains("man → king", figure.Interactive().ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_vertical_stands_where_it_says_and_the_axis_reaches_it()
    {
        Figure figure = Chart.Lines("", "x", "y", new Series("a", [(0, 0), (10, 1)]), Series.Vertical("end", 20));

        Assert.Contains("end: vertical at 20", figure.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("x: expected a finite number; got NaN.",
            Assert.Throws<ArgumentException>(() => Series.Vertical("end", double.NaN)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_induction_head_finds_the_token_behind_the_last_earlier_copy()
    {
        Figure figure = Chart.InductionNotes(["a", "b", "a", "c", "d", "a"]);

        Assert.Contains("that is c at place 3", figure.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("tokens: expected a last token that stands earlier, with another one between; got 'b'",
            Assert.Throws<ArgumentException>(() => Chart.InductionNotes(["a", "b"])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("tokens: expected at most 12; got 13.", Assert.Throws<ArgumentException>(
            () => Chart.InductionNotes(Enumerable.Repeat("a", 13))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_input_is_named()
    {
        Assert.Contains("expected words that label points of the chart; got 'prince'",
            Assert.Throws<ArgumentException>(() => Chart.Scatter("", "x", "y", places, words, ("man", "prince")))
                .Message, StringComparison.Ordinal);
        Assert.Contains("height: expected a finite number; got NaN",
            Assert.Throws<ArgumentException>(() => Series.Level("chance", double.NaN)).Message,
            StringComparison.Ordinal);
        Assert.Contains("got series without points",
            Assert.Throws<ArgumentException>(() => Chart.Lines("", "x", "y", Series.Level("chance", 1))).Message,
            StringComparison.Ordinal);
    }
}
