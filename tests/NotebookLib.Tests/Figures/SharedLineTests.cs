using System.Globalization;
using System.Xml.Linq;
using CsCheck;

namespace NotebookLib.Tests;

/// <summary>Lines of a plot that lie on each other: the reader sees both, and is told.</summary>
public class SharedLineTests
{
    private static readonly double[] falling = [.. Enumerable.Range(1, 37).Select(n => -0.7 * n)];

    private static string[] Texts(Figure figure) => [.. Drawn.Elements(figure, "text").Select(Drawn.Says)];

    /// <summary>The wide half-transparent paths of a hue, as coordinates; samples of the legend are 34 wide.</summary>
    private static (double X, double Y)[][] Bands(Figure figure, int hue) =>
        [.. Drawn.Elements(figure, "path")
            .Where(p => p.Attribute("stroke")?.Value == $"var(--c{hue})" && p.Attribute("stroke-opacity") is not null)
            .Select(Points).Where(p => p[^1].X - p[0].X != 34)];

    private static (double X, double Y)[] Points(XElement path) =>
        [.. path.Attribute("d")!.Value.Split(['M', 'L'], StringSplitOptions.RemoveEmptyEntries).Select(p =>
        {
            double[] xy = [.. p.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
            return (xy[0], xy[1]);
        })];

    [Fact]
    public void Equal_lines_share_an_entry_of_the_legend_and_the_one_below_has_a_band()
    {
        Figure figure = Chart.Lines("", "x", "y", ("first block", falling), ("last block", falling));

        Assert.Contains("first block = last block", Texts(figure));
        Assert.DoesNotContain("last block", Texts(figure));
        Assert.EndsWith("; first block = last block", figure.Summary, StringComparison.Ordinal);
        Assert.NotEmpty(Bands(figure, 0));
        Assert.Empty(Bands(figure, 1));
    }

    [Fact]
    public void Lines_that_differ_by_less_than_can_be_seen_are_about_equal()
    {
        Figure figure = Chart.Lines("", "x", "y", ("a", falling), ("b", falling.Select(v => v + 0.01)));

        Assert.Contains("a ≈ b", Texts(figure));
        Assert.EndsWith("; a ≈ b", figure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_share_their_beginning_tell_how_far_and_keep_their_names()
    {
        double[] other = [.. falling.Take(14), .. falling.Skip(14).Take(7).Select(v => v + 4)];
        Figure figure = Chart.Lines("", "x", "y", Series.RunningSum("greedy", Steps(falling)),
            Series.RunningSum("best", Steps(other)));

        Assert.EndsWith("; greedy = best from 1 to 14", figure.Summary, StringComparison.Ordinal);
        Assert.Contains("greedy", Texts(figure));
        Assert.Contains("best", Texts(figure));
        (double X, double Y)[] band = Assert.Single(Bands(figure, 0));
        (double X, double Y)[] line = Points(Drawn.Elements(figure, "path").Single(p =>
            p.Attribute("stroke")?.Value == "var(--c0)" && p.Attribute("stroke-opacity") is null
            && Points(p).Length == 37));
        Assert.Equal(line[0], band[0]);
        Assert.Equal(line[13], band[^1]);

        static IEnumerable<double> Steps(double[] sums) => sums.Select((v, i) => i == 0 ? v : v - sums[i - 1]);
    }

    [Fact]
    public void Lines_that_cross_do_not_lie_on_each_other()
    {
        Figure figure = Chart.Lines("", "x", "y", ("up", falling.Select(v => -v)), ("down", falling));
        Assert.DoesNotContain(" = ", figure.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("≈", figure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_drawn_twice_is_told_too()
    {
        (double, double)[] circle = [.. Enumerable.Range(0, 25).Select(i => Math.SinCos(i / 24.0 * 2 * Math.PI))];
        Assert.EndsWith("; a = b", Chart.Lines("", "x", "y", ("a", circle), ("b", circle)).Summary,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_any_line_and_one_that_leaves_it_somewhere_it_tells_the_shared_part() =>
        Gen.Select(Gen.Double[0, 1].Array[40], Gen.Int[0, 39]).Sample((values, leaves) =>
        {
            values[0] = 0; // the axis reaches from 0 to 10 for all
            var other = values.Select((v, i) => i <= leaves ? v : v + 5).Append(10);
            string summary = Chart.Lines("", "x", Axis.Linear("y", 0, 10), ("a", values), ("b", other)).Summary;
            // 40 steps over about 550 pixels: two steps are too short to be told
            if (leaves >= 2)
                Assert.EndsWith($"; a = b from 0 to {leaves}", summary, StringComparison.Ordinal);
            else Assert.DoesNotContain(" = ", summary, StringComparison.Ordinal);
        }, iter: 100);

    [Fact]
    public void A_series_of_one_point_is_a_large_marker_and_no_line()
    {
        Figure figure = Chart.Lines("", "x", "y", ("line", falling), new Series("turn", [(15, -10)]));
        XElement[] marks = [.. Drawn.Elements(figure, "path").Where(p => p.Attribute("fill")?.Value == "var(--c1)")];

        Assert.Equal(2, marks.Length); // on the line and in the legend
        Assert.All(marks, m => Assert.InRange( // a square, drawn as M x y h side v side h −side z
            double.Parse(m.Attribute("d")!.Value.Split('h', 'v')[1], CultureInfo.InvariantCulture), 11, 13));
        Assert.DoesNotContain(Drawn.Elements(figure, "path"), p => p.Attribute("stroke")?.Value == "var(--c1)");
        Assert.EndsWith("; turn: 1 point (15, −10)", figure.Summary, StringComparison.Ordinal);
    }
}
