using System.Xml.Linq;

namespace NotebookLib.Tests;

public class MatrixDiagramTests
{
    private static readonly string[] Words = ["the", "robot", "dropped"];
    // (T, C): the token of each value
    private static readonly Tensor Owner = new([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2], 3, 4);

    [Fact]
    public void The_right_split_keeps_tokens_in_their_rows_and_the_wrong_one_mixes_them()
    {
        Figure figure = Chart.MatrixDiagram("Split", Words, ("(T, C)", Owner),
            ("right", Owner.Reshape(3, 2, 2).Transpose(0, 1)), ("wrong", Owner.Reshape(2, 3, 2)));
        Assert.Equal("Matrix diagram 'Split'; (T, C) (3, 4), rows of the | robot | dropped"
            + "; right (2, 3, 2), rows of the | robot | dropped | the | robot | dropped"
            + "; wrong (2, 3, 2), rows of the | the | robot | robot | dropped | dropped", figure.Summary);
    }

    [Fact]
    public void A_cell_has_the_hue_of_its_owner_and_the_lightness_of_its_shade()
    {
        Tensor head = new([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1], 3, 4);
        var cells = XDocument.Parse(Chart.MatrixDiagram("", Words, ["head 0", "head 1"],
            new Stage("x", Owner, head)).Svg)
            .Descendants()
            .Where(e => e.Name.LocalName == "rect" && e.Value.Contains(", head", StringComparison.Ordinal)).ToArray();
        Assert.Equal(12, cells.Length);
        Assert.Equal("robot, head 1", cells[6].Value); // row 1, column 2
        Assert.Equal("var(--c1)", cells[6].Attribute("fill")!.Value);
        Assert.Null(cells[4].Attribute("fill-opacity"));
        Assert.InRange((double)cells[6].Attribute("fill-opacity")!, 0.2, 0.5);
    }

    [Fact]
    public void Wrong_input_is_named()
    {
        Assert.Contains("expected at least one",
            Assert.Throws<ArgumentException>(() => Chart.MatrixDiagram("t", Words)).Message, StringComparison.Ordinal);
        Assert.Contains("expected a name for each owner up to 2; got 1 names",
            Assert.Throws<ArgumentException>(() => Chart.MatrixDiagram("t", ["a"], ("x", Owner))).Message,
            StringComparison.Ordinal);
        Assert.Contains("expected whole numbers from 0; got 0.5",
            Assert.Throws<ArgumentException>(() => new Stage("x", new Tensor([0.5f]))).Message,
            StringComparison.Ordinal);
        Assert.Contains("expected the shape of owner, (3, 4); got (4, 3)",
            Assert.Throws<ArgumentException>(() => new Stage("x", Owner, Owner.T)).Message, StringComparison.Ordinal);
        Assert.Contains("got (1, 1, 1, 1)",
            Assert.Throws<ArgumentException>(() => new Stage("x", Tensor.Zeros(1, 1, 1, 1))).Message,
            StringComparison.Ordinal);
    }
}
