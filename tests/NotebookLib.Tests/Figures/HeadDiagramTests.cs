namespace NotebookLib.Tests;

public class HeadDiagramTests
{
    private static readonly string[] Words = ["the", "robot", "fell"];

    [Fact]
    public void After_the_split_a_matrix_belongs_to_one_head_and_its_rows_to_the_words()
    {
        Assert.Equal("Matrix diagram 'From rows to heads, H = 2'"
            + "; rows: (T, C) (3, 4), rows of head 0+head 1 | head 0+head 1 | head 0+head 1"
            + "; cut: (T, H, d) (3, 2, 2), rows of head 0 | head 1 | head 0 | head 1 | head 0 | head 1"
            + "; sorted: (H, T, d) (2, 3, 2), rows of head 0 | head 0 | head 0 | head 1 | head 1 | head 1",
            Chart.SplitHeads(Words, 4, 2).Summary);
    }

    [Fact]
    public void A_straight_reshape_mixes_the_heads()
    {
        Assert.Contains("wrong (2, 3, 2), rows of head 0 | head 1 | head 0 | head 1 | head 0 | head 1",
            Chart.HeadDiagram("Wrong", Words, 4, 2, ("wrong", rows => rows.Reshape(2, 3, 2))).Summary,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Heads_that_do_not_divide_the_width_are_named()
    {
        Assert.Contains("expected a number that divides the width 4; got 3",
            Assert.Throws<ArgumentException>("headCount", () => Chart.SplitHeads(Words, 4, 3)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Chart.HeadDiagram("none", Words, 4, 2));
    }
}
