using System.Xml.Linq;

namespace NotebookLib.Tests;

public class HeadViewTests
{
    private static readonly string[] Words = ["robot", "glass", "it"];
    private static readonly Tensor Weights = new([1, 0, 0, 0.4f, 0.6f, 0, 0.11f, 0.8f, 0.09f], 3, 3);

    private static XElement Line(Figure figure, string tip) =>
        XDocument.Parse(figure.Svg).Descendants().Single(e => e.Name.LocalName == "path" && e.Value == tip);

    [Fact]
    public void A_heavier_weight_is_a_wider_and_stronger_line()
    {
        Figure figure = Chart.HeadView(Weights, Words);
        XElement light = Line(figure, "it → robot: 0.11"), heavy = Line(figure, "it → glass: 0.8");
        Assert.True((double)light.Attribute("stroke-width")! < (double)heavy.Attribute("stroke-width")!);
        Assert.True((double)light.Attribute("stroke-opacity")! < (double)heavy.Attribute("stroke-opacity")!);
        Assert.DoesNotContain("robot → glass", figure.Svg, StringComparison.Ordinal); // its weight is 0
    }

    [Fact]
    public void One_query_draws_its_lines_alone_and_writes_their_weights()
    {
        Figure figure = Chart.HeadView(Weights, Words, "t", token: 2);
        Assert.NotNull(Line(figure, "it → glass: 0.8"));
        Assert.DoesNotContain("glass → ", figure.Svg, StringComparison.Ordinal);
        Assert.Contains(">0.80</text>", figure.Svg, StringComparison.Ordinal);
        Assert.Equal("Head view 't': 1 head, 3 tokens, query it; strongest: it → glass 0.8", figure.Summary);
    }

    [Fact]
    public void Each_head_has_its_colour_and_its_marker()
    {
        Figure figure = Chart.HeadView(Tensor.Stack(0, Weights, Tensor.Eye(3)), Words);
        Assert.Equal("var(--c0)", Line(figure, "head 0: it → glass: 0.8").Attribute("stroke")!.Value);
        Assert.Equal("var(--c1)", Line(figure, "head 1: it → it: 1").Attribute("stroke")!.Value);
        Assert.Contains("head 0: robot → robot 1, glass → glass 0.6, it → glass 0.8; "
            + "head 1: robot → robot 1, glass → glass 1, it → it 1", figure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_input_is_named()
    {
        Assert.Contains("got (2, 3)",
            Assert.Throws<ArgumentException>(() => Chart.HeadView(Tensor.Zeros(2, 3), Words)).Message,
            StringComparison.Ordinal);
        Assert.Contains("expected 3 labels, one for each token; got 1",
            Assert.Throws<ArgumentException>(() => Chart.HeadView(Weights, ["a"])).Message, StringComparison.Ordinal);
        Assert.Contains("expected a position from 0 to 2; got 3",
            Assert.Throws<ArgumentException>(() => Chart.HeadView(Weights, Words, token: 3)).Message,
            StringComparison.Ordinal);
    }
}
