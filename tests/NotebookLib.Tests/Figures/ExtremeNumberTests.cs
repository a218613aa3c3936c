using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NotebookLib.Tests;

/// <summary>Numbers at the ends of float and double make finite pictures in bounded time.</summary>
public sealed partial class ExtremeNumberTests
{
    private static readonly double[] ends =
    [
        double.MaxValue, -double.MaxValue, double.Epsilon, -double.Epsilon, 1e308, 1e-308, 3e-320, float.MaxValue,
        -float.MaxValue, float.Epsilon, 1e-45, 1e300, 1e-290, 1, 0, -1,
        Math.BitDecrement(double.MaxValue), 1e16, 1e16 + 2, double.NaN, double.PositiveInfinity,
    ];

    private static readonly Axis[] axes =
    [
        "y", Axis.Log("y"), Axis.Linear("y", -double.MaxValue, double.MaxValue),
        Axis.Linear("y", max: double.MaxValue), Axis.Linear("y", min: double.MaxValue),
        Axis.Linear("y", 0, double.Epsilon), Axis.Linear("y", 1e17, 1e17 + 16),
        Axis.Log("y", double.Epsilon, double.MaxValue), Axis.Log("y", min: double.MaxValue),
        Axis.Log("y", max: double.Epsilon),
        Axis.Linear("y", -1, 1),
    ];

    [GeneratedRegex(@"-?\d+(?:\.\d+)?")]
    private static partial Regex Number();

    [Fact]
    public void An_axis_has_a_finite_place_for_every_finite_number()
    {
        foreach (Axis axis in axes)
            foreach (double a in ends)
                foreach (double b in ends)
                {
                    Scale scale = Scale.Over(axis, [a, b]);
                    Assert.InRange(scale.Ticks.Count, 0, 60);
                    Assert.All(scale.Ticks, t =>
                        Assert.True(double.IsFinite(scale.At(t.Value)) && t.Text.Length < 25, $"{axis} {a} {b}: {t}"));
                    foreach (double end in new[] { a, b })
                        if (scale.Holds(end)) Assert.False(double.IsNaN(scale.At(end)), $"{axis} {a} {b}");
                    Assert.True(double.IsFinite(scale.From(0)) && double.IsFinite(scale.From(1)), $"{axis} {a} {b}");
                    if (axis.Min is null && axis.Max is null && scale.Holds(a) && scale.Holds(b))
                        Assert.All([scale.At(a), scale.At(b)], at => Assert.InRange(at, -1e-6, 1 + 1e-6));
                }
    }

    [Fact]
    public void Marks_at_the_ends_of_double_are_round_and_differ()
    {
        foreach (double end in new[] { double.MaxValue, 1e305, 4e-300, 1e-320 })
        {
            Scale scale = Scale.Over("x", [0, end]);
            Assert.InRange(scale.Ticks.Count, 3, 8);
            Assert.Equal(scale.Ticks.Count, scale.Ticks.Select(t => t.Text).Distinct().Count());
            Assert.Equal("0", scale.Ticks[0].Text);
        }
        Assert.Equal(["0", "5e+307", "1e+308", "1.5e+308"],
            Scale.Over("x", [0, double.MaxValue]).Ticks.Select(t => t.Text));
    }

    [Fact]
    public void Every_chart_of_numbers_is_finite_in_bounded_time()
    {
        long start = Stopwatch.GetTimestamp();
        foreach (Axis axis in axes)
            foreach (double a in ends)
                foreach (double b in new[] { 1, a, -a, double.MaxValue, -double.MaxValue, double.Epsilon })
                {
                    RequireFinite(Chart.Lines("", "x", axis, new[] { a, b }));
                    RequireFinite(Chart.Scatter("", axis, axis, new Series("", [(a, b), (b, a)], ["p", "q"])));
                    RequireFinite(Chart.Bars("", "x", axis, ["p", "q"], new[] { a, b }));
                    if (!axis.IsLog && a >= 0 && b >= 0)
                        RequireFinite(Chart.StackedBars("", "x", axis, ["p", "q"], new Series("s", [(0, a), (1, b)]),
                            new Series("t", [(0, b), (1, a)])));
                }
        // some thousands of charts, where one of them never ended
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 120);
    }

    [Fact]
    public void So_is_every_chart_of_tensors()
    {
        float[] floats = [.. ends.Select(e => (float)e)];
        foreach (float a in floats)
            foreach (float b in floats)
            {
                var t = new Tensor([a, b, -b, 1], 2, 2);
                RequireFinite(Chart.Heatmap(t));
                RequireFinite(Chart.Dials(t));
                RequireFinite(Chart.HeadView(t, ["p", "q"]));
                RequireFinite(Chart.AttentionMap(t, ["p", "q"]));
                Assert.DoesNotContain("NaN%", t.ToHtml(), StringComparison.Ordinal);
            }
    }

    [Fact]
    public void Contours_of_heights_that_overflow_when_added_are_drawn()
    {
        Axis around = Axis.Linear("around 0", -1, 1);
        Figure figure = Chart.Contours("", around, around, (x, y) => x * double.MaxValue);

        RequireFinite(figure);
        Assert.True(Drawn.Elements(figure, "path").Count() > 5); // axes, and level lines
        Axis wide = Axis.Linear("x", -double.MaxValue, double.MaxValue), narrow = Axis.Linear("y", 0, double.Epsilon);
        RequireFinite(Chart.Contours("", wide, narrow, (x, y) =>
            x / 2 + y, ("p", new[] { (0.0, 0.0), (double.MaxValue, 1.0) })));
    }

    /// <summary>All numbers of an SVG's geometry lie within some pages, and no text is "NaN".</summary>
    private static void RequireFinite(Figure figure)
    {
        foreach (XAttribute attribute in XDocument.Parse(figure.Svg).Descendants().Attributes()
            .Where(a => a.Name.LocalName is "d" or "x" or "y" or "width" or "height" or "viewBox" or "transform"))
        {
            Assert.DoesNotContain("NaN", attribute.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", attribute.Value, StringComparison.Ordinal);
            Assert.DoesNotContain("Infinity", attribute.Value, StringComparison.Ordinal);
            foreach (Match number in Number().Matches(attribute.Value))
                Assert.InRange(double.Parse(number.Value, CultureInfo.InvariantCulture), -3000, 3000);
        }
        Assert.InRange(figure.Svg.Length, 1, 60_000);
        figure.Interactive();
    }
}
