namespace NotebookLib.Tests;

public class NumberLineTests
{
    [Fact]
    public void Each_value_leads_to_the_level_next_to_it()
    {
        Figure figure =
            Chart.NumberLine("t", "weight", [-0.9f, 0.2f, 0.6f], ("3 levels", [0, 1, -1]), ("2", [-1, 1]));

        Assert.Equal("Number lines 't': weight, 3 values; 3 levels: 3 levels from −1 to 1, no value moves by more than "
            + "0.4; 2: 2 levels from −1 to 1, no value moves by more than 0.8", figure.Summary);
        Assert.Contains("0.6 becomes 1", Drawn.Elements(figure, "path").Select(path => path.Value));
        Assert.Empty(Drawn.Collisions(figure));
    }

    [Fact]
    public void Each_weight_leads_to_what_its_code_stands_for_also_where_another_level_is_nearer()
    {
        Figure figure = Chart.NumberLine("t", "weight", [0.9f, -0.2f], ("2 bits", ([1, 1], 0.5f)));

        Assert.Contains("3 levels from −0.5 to 0.5, no value moves by more than 0.7", figure.Summary,
            StringComparison.Ordinal);
        Assert.Contains("−0.2 becomes 0.5", Drawn.Elements(figure, "path").Select(path => path.Value));
    }

    [Fact]
    public void Wrong_use_is_refused()
    {
        AssertError("values: expected at least one finite number; got none.",
            () => Chart.NumberLine("t", "w", [float.NaN], ("a", [1])));
        AssertError("rows: expected at least one, each with a finite level; got 2, 1 of them without.",
            () => Chart.NumberLine("t", "w", [1], ("a", [1]), ("b", [])));
        AssertError("rows: expected at least one, with a code for each of 2 weights and a finite scale; got 1.",
            () => Chart.NumberLine("t", "w", [1, 2], ("a", ([1], 0.5f))));
        AssertError("weights: expected at least one, all finite; got 0.",
            () => Chart.NumberLine("t", "w", [], ("a", ([], 0.5f))));
    }

    private static void AssertError(string expected, Func<object> act) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
}
