using CsCheck;

namespace NotebookLib.Tests.Positions;

public class RotaryEmbeddingTests
{
    [Theory]
    [InlineData(RotaryLayout.Interleaved, 0)]
    [InlineData(RotaryLayout.Interleaved, 1009)]
    [InlineData(RotaryLayout.Halves, 0)]
    [InlineData(RotaryLayout.Halves, 1009)]
    public void Pairs_turn_by_the_formula_of_the_paper(RotaryLayout layout, int start)
    {
        const int dim = 6, length = 5;
        Tensor x = Tensor.Normal(new Random(3), 2, length, dim);
        Tensor y = new RotaryEmbedding(dim, 500, layout).Apply(x, start);
        for (int b = 0; b < 2; b++)
        {
            for (int p = 0; p < length; p++)
            {
                for (int i = 0; i < dim / 2; i++)
                {
                    (int first, int second) = layout == RotaryLayout.Halves ? (i, i + 3) : (2 * i, 2 * i + 1);
                    double angle = (start + p) * Math.Pow(500, -2.0 * i / dim);
                    Assert.Equal(x[b, p, first] * Math.Cos(angle) - x[b, p, second] * Math.Sin(angle), y[b, p, first],
                        1e-5);
                    Assert.Equal(x[b, p, first] * Math.Sin(angle) + x[b, p, second] * Math.Cos(angle), y[b, p, second],
                        1e-5);
                }
            }
        }
    }

    [Fact]
    public void Products_depend_on_the_offset_only() =>
        Gen.Select(Gen.Int[0, 500], Gen.Int[0, 500], Gen.Int[0, 1000], Gen.Int[0, 99], Gen.Enum<RotaryLayout>())
            .Sample((m, n, shift, seed, layout) =>
            {
                var rotary = new RotaryEmbedding(10, layout: layout);
                Tensor q = Tensor.Normal(new Random(seed), 1, 10), k = Tensor.Normal(new Random(seed + 1), 1, 10);
                float here = (rotary.Apply(q, m) * rotary.Apply(k, n)).Sum().Item();
                float there = (rotary.Apply(q, m + shift) * rotary.Apply(k, n + shift)).Sum().Item();
                Assert.Equal(here, there, 2e-5f);
            }, iter: 200);

    [Theory]
    [InlineData(RotaryLayout.Interleaved)]
    [InlineData(RotaryLayout.Halves)]
    public void Rows_keep_their_lengths_and_the_first_stays(RotaryLayout layout)
    {
        Tensor x = Tensor.Normal(new Random(3), 7, 10), y = new RotaryEmbedding(10, layout: layout).Apply(x);
        Assert.True(x.Square().Sum(-1).MaxDifference(y.Square().Sum(-1)) < 1e-5f);
        Assert.Equal(x.Row(0).ToArray(), y.Row(0).ToArray());
        Assert.NotEqual(x.Row(1).ToArray(), y.Row(1).ToArray());
    }

    [Theory]
    [InlineData(RotaryLayout.Interleaved)]
    [InlineData(RotaryLayout.Halves)]
    public void A_later_start_continues_the_sequence_to_the_bit(RotaryLayout layout)
    {
        var rotary = new RotaryEmbedding(6, layout: layout);
        Tensor x = Tensor.Normal(new Random(3), 2, 11, 6);
        Assert.Equal(rotary.Apply(x).Slice(.., 7..).ToArray(), rotary.Apply(x.Slice(.., 7..), start: 7).ToArray());
    }

    [Fact]
    public void The_layouts_differ_by_a_permutation_of_the_columns()
    {
        Tensor x = Tensor.Normal(new Random(3), 5, 6);
        int[] toHalves = [0, 2, 4, 1, 3, 5];
        Tensor halves = new RotaryEmbedding(6, layout: RotaryLayout.Halves).Apply(x.T.Rows(toHalves).T);
        Assert.Equal(new RotaryEmbedding(6).Apply(x).T.Rows(toHalves).T.ToArray(), halves.ToArray());
    }

    [Fact]
    public void The_gradient_turns_back()
    {
        var rotary = new RotaryEmbedding(6);
        Tensor x = Tensor.Normal(new Random(3), 5, 6);
        x.RequiresGrad = true;
        rotary.Apply(x, 3).Square().Sum().Backward(); // turning keeps Σx², so the gradient is 2x
        Assert.True(x.Grad!.MaxDifference(2 * x) < 1e-5f);
    }

    [Fact]
    public void Errors_name_the_argument_what_was_expected_and_what_came()
    {
        Assert.StartsWith("x: expected queries or keys of width 6, (…, T, 6); got (5, 3).",
            Assert.Throws<ArgumentException>("x", () => new RotaryEmbedding(6).Apply(Tensor.Ones(5, 3))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("x", () => new RotaryEmbedding(6).Apply(Tensor.Ones(6)));
        Assert.Throws<ArgumentException>("dim", () => new RotaryEmbedding(7));
        Assert.Throws<ArgumentNullException>("x", () => new RotaryEmbedding(6).Apply(null!));
    }
}
