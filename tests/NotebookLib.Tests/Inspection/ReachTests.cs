namespace NotebookLib.Tests;

public sealed class ReachTests
{
    private const int T = 5, C = 3;
    private static readonly Tensor x = Tensor.Normal(new Random(2), T, C);

    [Fact]
    public void A_function_of_each_row_alone_reaches_its_own_row() =>
        Assert.Equal(Tensor.Eye(T).ToArray(), Reach.Of(rows => rows * 2, x).ToArray());

    [Fact]
    public void A_causal_mask_lets_each_row_reach_itself_and_later_ones()
    {
        Tensor reach = Reach.Of(rows => Attention.Blocked(rows, rows, rows, causal: true), x);

        for (int i = 0; i < T; i++)
            for (int j = 0; j < T; j++) Assert.Equal(j <= i ? 1 : 0, reach[i, j]);
    }

    [Fact]
    public void A_window_ends_where_it_says()
    {
        Tensor reach =
            Reach.Of(rows => Attention.ScaledDotProduct(rows, rows, rows, Masks.SlidingWindow(T, 2)).Output, x);

        for (int i = 0; i < T; i++)
            for (int j = 0; j < T; j++) Assert.Equal(j == i || j == i - 1 ? 1 : 0, reach[i, j]);
    }

    [Fact]
    public void A_change_is_seen_through_a_normalization() =>
        Assert.Equal(Tensor.Eye(T).ToArray(), Reach.Of(new LayerNorm(C).Forward, x).ToArray());

    [Fact]
    public void An_output_with_other_rows_is_refused() =>
        Assert.Equal("forward: expected an output with 5 rows, one for each of the input; got (4, 3). "
            + "(Parameter 'forward')",
            Assert.Throws<ArgumentException>(() => Reach.Of(rows => rows.Slice(1..), x)).Message);

    [Fact]
    public void An_input_that_is_no_matrix_is_refused() =>
        Assert.Equal("x: expected shape (T, C) with at least one number; got (3,). (Parameter 'x')",
            Assert.Throws<ArgumentException>(() => Reach.Of(rows => rows, Tensor.Ones(3))).Message);
}
