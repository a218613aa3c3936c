using System.Globalization;
using System.Xml.Linq;

namespace NotebookLib.Tests;

public class DialsTests
{
    // 1 and 1/6 radian a place
    private static readonly Tensor turned =
        new RotaryEmbedding(4, theta: 36).Apply(new Tensor([1, 0, 1, 0], 1, 4) + Tensor.Zeros(7, 1));

    private static IEnumerable<XElement> Elements(Figure figure, string name) =>
        XDocument.Parse(figure.Svg).Descendants().Where(e => e.Name.LocalName == name);

    [Fact]
    public void There_is_a_hand_for_each_place_on_each_dial_and_the_summary_tells_their_angles()
    {
        Figure figure = Chart.Dials(turned, "t");

        Assert.Equal(2 * 7 * 2, Elements(figure, "path").Count(e => e.Value.EndsWith('°'))); // a line and a tip
        Assert.StartsWith("Dials 't': 2 dials, 7 hands each; pair 0: 57.3° a place, hands at 0.0°, 57.3°, 114.6°, "
            + "171.9°, −130.8°, −73.5°, −16.2°; pair 1: 9.5° a place, hands at 0.0°, 9.5°",
            figure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_places_stand_apart_and_outside_of_the_circles()
    {
        var labels = Elements(Chart.Dials(turned), "text")
            .Where(e => e.Value.Length == 1)
            .Select(e => (X: N(e, "x"), Y: N(e, "y")))
            .ToArray();

        Assert.Equal(14, labels.Length);
        for (int i = 0; i < labels.Length; i++)
            for (int j = 0; j < i; j++)
                Assert.False(Math.Abs(labels[i].X - labels[j].X) < 7 && Math.Abs(labels[i].Y - labels[j].Y) < 12,
                    $"{i} and {j} touch");

        static double N(XElement e, string name) =>
            double.Parse(e.Attribute(name)!.Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Both_layouts_show_the_same_pairs() =>
        Assert.Equal(Chart.Dials(turned).Svg,
            Chart.Dials(turned.T.Rows(0, 2, 1, 3).T, layout: RotaryLayout.Halves).Svg);

    [Fact]
    public void A_hand_is_as_long_as_its_pair_and_a_dial_of_zeros_is_empty()
    {
        Figure figure = Chart.Dials(new Tensor([3, 4, 0, 0, 6, 8, 0, 0], 2, 4), places: ["near", "far"]);

        Assert.Equal(2 * 2, Elements(figure, "path").Count(e => e.Value.EndsWith('°')));
        Assert.Contains(">far</text>", figure.Svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_no_dial_can_hold_are_left_out() =>
        Assert.Equal(2,
            Elements(Chart.Dials(new Tensor([1, 0, float.NaN, 0, float.PositiveInfinity, 1], 3, 2)), "path")
                .Count(e => e.Value.EndsWith('°')));

    [Fact]
    public void Wrong_input_is_named()
    {
        Assert.Contains("expected rows of pairs, (P, d) with d even and at least one of each; got (2, 3)",
            Assert.Throws<ArgumentException>(() => Chart.Dials(Tensor.Zeros(2, 3))).Message, StringComparison.Ordinal);
        Assert.Contains("expected 7 labels, one for each place; got 1",
            Assert.Throws<ArgumentException>(() => Chart.Dials(turned, places: ["a"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void It_can_be_interactive() =>
        Assert.Contains("pair 0", Chart.Dials(turned).Interactive().ToHtml(), StringComparison.Ordinal);
}
