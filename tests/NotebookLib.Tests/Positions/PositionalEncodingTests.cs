namespace NotebookLib.Tests.Positions;

public class PositionalEncodingTests
{
    [Theory]
    [InlineData(7, 2, 10000)]
    [InlineData(11, 10, 10000)]
    [InlineData(101, 6, 500)]
    public void Rows_follow_the_formula_of_the_paper(int length, int dim, double theta)
    {
        Tensor table = PositionalEncoding.Sinusoidal(length, dim, theta);
        Assert.Equal([length, dim], table.Shape.ToArray());
        for (int p = 0; p < length; p++)
        {
            for (int c = 0; c < dim; c++)
            {
                double angle = p / Math.Pow(theta, c / 2 * 2 / (double)dim);
                Assert.Equal((float)(c % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle)), table[p, c], 1e-6f);
            }
        }
    }

    [Fact]
    public void Errors_name_the_argument_what_was_expected_and_what_came()
    {
        Assert.Contains("got 7.",
            Assert.Throws<ArgumentException>("dim", () => PositionalEncoding.Sinusoidal(5, 7)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("dim", () => PositionalEncoding.Sinusoidal(5, 0));
        Assert.StartsWith("length: expected 0 or more; got -1.",
            Assert.Throws<ArgumentException>("length", () => PositionalEncoding.Sinusoidal(-1, 6)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("theta: expected a number above 0; got -0.5.",
            Assert.Throws<ArgumentException>("theta", () => PositionalEncoding.Frequencies(6, -0.5)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("theta", () => PositionalEncoding.Frequencies(6, double.NaN));
    }

    [Fact]
    public void Learned_positions_are_rows_of_their_table_and_end_with_it()
    {
        var positions = new LearnedPositions(Tensor.Arange(15).Reshape(5, 3));
        Assert.Equal([6, 7, 8, 9, 10, 11], positions.Forward(2, start: 2).ToArray());
        Assert.Equal(["weight"], positions.NamedParameters().Select(p => p.Name));
        Assert.StartsWith("length: expected positions within 0 to 4, for which rows were learned; got 3 to 5.",
            Assert.Throws<ArgumentException>("length", () => positions.Forward(3, 3)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("length", () => positions.Forward(int.MaxValue, 1));
        Assert.Throws<ArgumentException>("weight", () => new LearnedPositions(Tensor.Ones(5)));
        positions.Forward(2, 1).Sum().Backward();
        Assert.Equal([0, 1, 1, 0, 0], positions.Weight.Grad!.Select(1, 0).ToArray());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(3)]
    public void Rows_of_learned_positions_are_copies_also_all_of_them(int length)
    {
        var positions = new LearnedPositions(5, 2, new Random(1));
        using IDisposable _ = Tensor.NoGrad();
        Tensor rows = positions.Forward(length);
        float before = rows[1, 1];

        rows[1, 1] = 7;

        Assert.Equal(before, positions.Weight[1, 1]);
    }
}
