using NotebookLib.Tests.References;

namespace NotebookLib.Tests;

public sealed class PrincipalComponentsTests
{
    private sealed record ComponentsCase(string Name, Stored Table, Stored Scores, Stored Shares);

    public static TheoryData<string> Names =>
        [.. Reference.Load<ComponentsCase>("components.json").Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Tall_wide_and_square_tables_have_the_components_of_PyTorch(string name)
    {
        ComponentsCase reference = Reference.Load<ComponentsCase>("components.json").Single(c => c.Name == name);

        PrincipalComponents found = PrincipalComponents.Of(reference.Table.Tensor, reference.Shares.Values.Length);

        Reference.AssertClose(reference.Scores.Tensor, found.Scores, "scores", 1e-5f);
        Reference.AssertClose(reference.Shares.Tensor, found.Shares, "shares", 1e-6f);
    }

    [Theory, InlineData(4000, 16), InlineData(16, 4000)]
    public void Memory_does_not_grow_with_the_square_of_the_longer_side(int rows, int columns)
    {
        Tensor table = Tensor.Normal(new Random(1), rows, columns);
        long before = GC.GetAllocatedBytesForCurrentThread();

        PrincipalComponents.Of(table, 2);

        // a square would take 128 MB
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20 * 8 * table.Length);
    }

    [Fact]
    public void Points_on_a_line_have_one_component_and_keep_their_distances()
    {
        var rows = new Tensor([1, 2, 4, 6, 7, 10], 3, 2); // (1, 2) + t (3, 4), t = 0, 1, 2: 5 apart

        PrincipalComponents map = PrincipalComponents.Of(rows);

        Assert.Equal(1, map.Shares[0], 1e-6f);
        Assert.Equal(0, map.Shares[1], 1e-6f);
        Assert.Equal(5, MathF.Abs(map.Scores[1, 0] - map.Scores[0, 0]), 1e-5f);
        Assert.Equal(0, map.Scores[1, 0], 1e-5f);
    }

    [Fact]
    public void Shares_are_those_of_the_variance_along_the_axes()
    {
        var rows = new Tensor([3, 0, -3, 0, 0, 1, 0, -1], 4, 2); // variances 18 and 2

        PrincipalComponents map = PrincipalComponents.Of(rows);

        Assert.Equal(0.9f, map.Shares[0], 1e-6f);
        Assert.Equal(0.1f, map.Shares[1], 1e-6f);
    }

    [Fact]
    public void The_row_furthest_out_lies_on_the_positive_side()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Tensor scores = PrincipalComponents.Of(Tensor.Normal(new Random(seed), 7, 5), 3).Scores;
            for (int k = 0; k < 3; k++)
                Assert.True(scores.Select(1, k).Max().Item() >= -scores.Select(1, k).Min().Item());
        }
    }

    [Fact]
    public void All_components_keep_all_distances()
    {
        Tensor rows = Tensor.Normal(new Random(3), 5, 3), scores = PrincipalComponents.Of(rows, 3).Scores;

        for (int i = 0; i < 5; i++)
            for (int j = 0; j < 5; j++)
                Assert.Equal((rows.Row(i) - rows.Row(j)).Square().Sum().Item(),
                    (scores.Row(i) - scores.Row(j)).Square().Sum().Item(), 1e-4f);
    }

    [Fact]
    public void Equal_rows_lie_at_the_origin()
    {
        PrincipalComponents map = PrincipalComponents.Of(Tensor.Ones(4, 3));

        Assert.All(map.Scores.ToArray(), score => Assert.Equal(0, score));
        Assert.All(map.Shares.ToArray(), share => Assert.Equal(0, share));
    }

    [Fact]
    public void What_has_no_such_directions_is_refused()
    {
        Assert.Equal("count: expected 1 to 2 directions for rows (5, 2); got 3. (Parameter 'count')",
            Assert.Throws<ArgumentException>(() => PrincipalComponents.Of(Tensor.Ones(5, 2), 3)).Message);
        Assert.Equal("rows: expected a matrix, (n, d); got (5,). (Parameter 'rows')",
            Assert.Throws<ArgumentException>(() => PrincipalComponents.Of(Tensor.Ones(5))).Message);
        Assert.Equal("rows: expected finite numbers; got NaN. (Parameter 'rows')",
            Assert.Throws<ArgumentException>(() =>
                PrincipalComponents.Of(new Tensor([1, float.NaN], 1, 2), 1)).Message);
    }
}
