using System.Globalization;
using System.Text.RegularExpressions;

namespace NotebookLib.Tests;

public partial class ContoursTests
{
    private static readonly Axis X = Axis.Linear("x", -2, 2), Y = Axis.Linear("y", -1, 1);

    private static (double X, double Y)[] Points(string path) =>
        [.. Numbers().Matches(path).Select(m => (Value(m.Groups[1]), Value(m.Groups[2])))];

    private static double Value(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    /// <summary>The area as its axis lines draw it: left, right, bottom.</summary>
    private static (double Left, double Right, double Bottom) Area(Figure figure)
    {
        var axis = Points(Drawn.Elements(figure, "path").Select(p => p.Attribute("d")!.Value)
            .First(d => Points(d) is [var a, var b] && a.Y == b.Y && b.X - a.X > 300));
        return (axis[0].X, axis[1].X, axis[0].Y);
    }

    [Fact]
    public void Lines_of_a_bowl_are_circles_around_its_bottom()
    {
        Figure figure = Chart.Contours("t", X, Axis.Linear("y", -2, 2), (x, y) => x * x + y * y);
        var (left, right, bottom) = Area(figure);
        var lines = Drawn.Elements(figure, "path")
            .Where(p => p.Attribute("stroke-opacity")?.Value == "0.32")
            .Select(p => Points(p.Attribute("d")!.Value))
            .ToArray();

        Assert.InRange(lines.Length, 6, 9);
        foreach (var line in lines)
        {
            double[] radii = [.. line.Select(p =>
                Math.Sqrt(Math.Pow((p.X - left) / (right - left) * 4 - 2, 2)
                    + Math.Pow((bottom - p.Y) / 320 * 4 - 2, 2)))];
            Assert.InRange(radii.Max() - radii.Min(), 0, 0.02);
        }
        Assert.Contains("lowest 0 near (0, 0)", figure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_ends_at_the_border_and_the_summary_follows_it_further()
    {
        Figure figure = Chart.Contours("t", X, Y, (x, y) => 0.1 * x * x + 2 * y * y,
            new Series("diverges", [(-1, 0.5), (1, -0.5), (-1, 1.5)]), new Series("stays", [(-1.5, 0), (0, 0)]));
        var (left, right, bottom) = Area(figure);
        var paths = Drawn.Elements(figure, "path")
            .Where(p => p.Attribute("stroke")?.Value == "var(--c0)" && p.Attribute("stroke-width")!.Value == "2")
            .Select(p => Points(p.Attribute("d")!.Value))
            .ToArray();

        Assert.All(paths[^1], p => Assert.InRange(p.Y, bottom - 320.01, bottom + 0.01));
        Assert.Equal(3, paths[^1].Length);
        // from (1, −0.5) to (−1, 1.5) it leaves at (−0.5, 1)
        Assert.Equal(left + (right - left) * 0.375, paths[^1][^1].X, 0.5);
        Assert.Contains("diverges: 3 points, from (−1, 0.5) at 0.6 to (−1, 1.5) at 4.6; "
            + "stays: 2 points, from (−1.5, 0) at 0.225 to (0, 0) at 0", figure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void The_start_of_all_paths_and_the_lowest_place_have_their_names()
    {
        static string[] Words(params Series[] paths) =>
            [.. Drawn.Elements(Chart.Contours("t", X, Y, (x, y) => (x - 1) * (x - 1) + y * y, paths), "text")
                .Select(Drawn.Says).Intersect(["start", "lowest"])];
        var one = new Series("a", [(-1, 0.5), (0, 0)]);

        Assert.Equal(["start", "lowest"], Words(one, new Series("b", [(-1, 0.5), (1, 0.1)])));
        Assert.Equal(["lowest"], Words(one, new Series("b", [(-1, -0.5), (1, 0.1)])));
        Assert.Equal(["start"], Words(new Series("at the bottom", [(1, 0), (0, 0)])));
    }

    [Fact]
    public void A_slope_is_lowest_at_its_border_which_has_no_name() =>
        Assert.DoesNotContain("lowest", Drawn.Elements(Chart.Contours("t", X, Y, (x, y) => x + y), "text")
            .Select(Drawn.Says));

    [Fact]
    public void A_path_may_leave_for_the_end_of_all_numbers()
    {
        Figure figure = Chart.Contours("", X, Y, (x, y) => x * x + y * y,
            new Series("",
                [(0, 0), (0, 1e308), (0, -1e308), (0, double.PositiveInfinity), (double.NaN, 0), (1, 0), (2, 0)]));
        Assert.DoesNotContain("NaN", figure.Svg, StringComparison.Ordinal);
        Assert.All(Drawn.Elements(figure, "path").Where(p => p.Attribute("stroke-width")?.Value == "2")
            .SelectMany(p => Points(p.Attribute("d")!.Value)),
            p => Assert.InRange(p.Y, Area(figure).Bottom - 320.01, Area(figure).Bottom + 0.01));
    }

    [Fact]
    public void Bounds_may_come_from_the_paths()
    {
        Figure figure = Chart.Contours("", "x", "y", (x, y) => x + y, new Series("p", [(0, 0), (10, 5)]));
        Assert.StartsWith("Contours: y from 0 to 5 over x from 0 to 10; lines at ", figure.Summary,
            StringComparison.Ordinal);
    }

    [Fact]
    public void At_a_saddle_the_middle_decides_which_corners_lie_together()
    {
        var saddle = new LevelLines(new double[,] { { 1, 0 }, { 0, 1 } }); // 0.5 in the middle
        // around the two low corners
        Assert.Equal([[(0, 0.6), (0.4, 1)], [(0.6, 0), (1, 0.4)]], Sorted(saddle.At(0.4)));
        Assert.Equal([[(0, 0.4), (0.4, 0)], [(0.6, 1), (1, 0.6)]], Sorted(saddle.At(0.6))); // around the two high ones

        static (double, double)[][] Sorted(List<List<(double X, double Y)>> lines) =>
            [.. lines.Select(l => l.Select(p => (Math.Round(p.X, 9), Math.Round(p.Y, 9))).Order().ToArray())
                .OrderBy(l => l[0])];
    }

    [Fact]
    public void A_line_around_a_peak_is_closed()
    {
        var line = Assert.Single(new LevelLines(new double[,] { { 0, 0, 0 }, { 0, 1, 0 }, { 0, 0, 0 } }).At(0.5));
        Assert.Equal(5, line.Count);
        Assert.Equal(line[0], line[^1]);
    }

    [Fact]
    public void A_number_keeps_off_the_beginning_of_a_path()
    {
        Axis side = Axis.Linear("", -1, 1);
        var number = Drawn.Elements(Chart.Contours("", side, side, (x, y) => x + y), "text")
            .First(t => Drawn.Says(t).StartsWith('−') && t.Attribute("font-size")?.Value == "12");
        var (left, right, bottom) = Area(Chart.Contours("", side, side, (x, y) => x + y));
        (double X, double Y) place =
            ((Drawn.N(number, "x") - left) / (right - left) * 2 - 1, (bottom - Drawn.N(number, "y") + 4) / 320 * 2 - 1);

        Figure figure = Chart.Contours("", side, side, (x, y) => x + y, new Series("", [place, (0, 0)]));

        Assert.All(Drawn.Elements(figure, "text").Where(t => Drawn.Says(t) == Drawn.Says(number)),
            t => Assert.True(Math.Abs(Drawn.N(t, "x") - Drawn.N(number, "x")) > 12
                || Math.Abs(Drawn.N(t, "y") - Drawn.N(number, "y")) > 12));
    }

    [Theory, InlineData(1e-9), InlineData(1), InlineData(1e12)]
    public void Numbers_of_any_size_stand_apart(double size) =>
        Assert.Empty(Drawn.Collisions(Chart.Contours("A title", X, Y,
            (x, y) => size * (Math.Pow(1 - x, 2) + 100 * Math.Pow(y - x * x, 2)), new Series("a", [(0, 0), (1, 1)]))));

    [Fact]
    public void Where_the_function_has_no_value_there_is_no_line() =>
        Assert.Contains("lowest", Chart.Contours("", X, Y, (x, y) => Math.Log(x) + y).Summary,
            StringComparison.Ordinal);

    [Fact]
    public void A_flat_function_has_no_lines() =>
        Assert.Contains("flat at 3", Chart.Contours("", X, Y, (_, _) => 3).Summary, StringComparison.Ordinal);

    [Fact]
    public void Wrong_input_is_named()
    {
        Assert.Contains("y: expected an axis with two bounds",
            Assert.Throws<ArgumentException>(() => Chart.Contours("", X, "y", (x, y) => x)).Message,
            StringComparison.Ordinal);
        Assert.Contains("f: expected a function that is finite somewhere",
            Assert.Throws<ArgumentException>(() => Chart.Contours("", X, Y, (_, _) => double.NaN)).Message,
            StringComparison.Ordinal);
    }

    [GeneratedRegex(@"[ML](-?[\d.]+) (-?[\d.]+)")]
    private static partial Regex Numbers();
}
