namespace NotebookLib.Tests.Lessons;

/// <summary>Relations between wrong and right numbers that are told without anybody having listed them.</summary>
public class RelationTests
{
    private static readonly double[] right = [0.1, 0.7, 0.2, 0.3, 0.3, 0.4, 0.6, 0.15, 0.25];

    private static string? Of(Func<Grid, Grid> wrong)
    {
        var expected = new Grid([3, 3], right);
        return Relation.Of([(wrong(expected), expected)]);
    }

    private static Grid Each(Grid grid, Func<double, double> change) =>
        grid with { Values = Array.ConvertAll(grid.Values, v => change(v)) };

    [Fact]
    public void Exchanged_rows_and_columns() =>
        Assert.Equal("your numbers are right, but rows and columns are exchanged", Of(e => e.Transposed()));

    [Fact]
    public void A_factor_and_the_root_that_it_is()
    {
        Assert.Equal("your numbers are the right ones times 3", Of(e => Each(e, v => 3 * v)));
        Assert.Equal("your numbers are the right ones times 2.236, which is √5",
            Of(e => Each(e, v => Math.Sqrt(5) * v)));
        Assert.Equal("your numbers are the right ones times 0.4472, which is 1/√5",
            Of(e => Each(e, v => v / Math.Sqrt(5))));
        Assert.Equal("your numbers are right, but for the sign", Of(e => Each(e, v => -v)));
    }

    [Fact]
    public void The_same_too_much_everywhere()
    {
        Assert.Equal("each of your numbers is 0.5 too large", Of(e => Each(e, v => v + 0.5)));
        Assert.Equal("each of your numbers is 0.5 too small", Of(e => Each(e, v => v - 0.5)));
    }

    [Fact]
    public void Rows_that_are_moved_alike_or_in_another_order()
    {
        Assert.Equal("your rows are right, but one place too late",
            Of(e => e with { Values = [9, 9, 9, .. e.Values[..6]] }));
        Assert.Equal("your rows are right, but one place too early",
            Of(e => e with { Values = [.. e.Values[3..], 9, 9, 9] }));
        Assert.Equal("all your rows are the same",
            Of(e => e with { Values = [.. e.Values[..3], .. e.Values[..3], .. e.Values[..3]] }));
        Assert.Equal("your numbers are right, but stand in another order",
            Of(e => e with { Values = [.. e.Values.Order()] }));
    }

    [Fact]
    public void Columns_that_sum_to_one_where_rows_should() =>
        Assert.Equal("your columns sum to 1; here each row should",
        Of(e => e with { Values = [0.1, 0.2, 0.7, 0.2, 0.5, 0.1, 0.7, 0.3, 0.2] }));

    [Fact]
    public void Nearly_right_numbers() =>
        Assert.StartsWith("nearly right: off by up to 0.0003", Of(e => Each(e, v => v + 0.0006 * (v - 0.2))),
            StringComparison.Ordinal);

    [Fact]
    public void Numbers_without_a_relation_have_none() => Assert.Null(Of(e => Each(e, v => v * v + 1)));

    [Fact]
    public void A_relation_has_to_hold_in_every_failing_case()
    {
        var expected = new Grid([3, 3], right);
        Grid tripled = Each(expected, v => 3 * v), squared = Each(expected, v => v * v + 1);

        Assert.NotNull(Relation.Of([(tripled, expected), (tripled, expected)]));
        Assert.Null(Relation.Of([(tripled, expected), (squared, expected)]));
    }
}
