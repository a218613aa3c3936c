namespace NotebookLib.Tests.AttentionTests;

public class MasksTests
{
    private const float X = float.NegativeInfinity;

    [Fact]
    public void Causal_hides_what_comes_later() =>
        Assert.Equal([0, X, X, 0, 0, X, 0, 0, 0], Masks.Causal(3).ToArray());

    [Fact]
    public void With_a_longer_past_the_last_positions_ask() =>
        Assert.Equal([0, 0, 0, 0, X, 0, 0, 0, 0, 0], Masks.Causal(2, 5).ToArray());

    [Fact]
    public void Padding_hides_what_lies_behind_each_sequence()
    {
        Tensor mask = Masks.Padding([2, 3, 0], 3);
        Assert.Equal([3, 1, 1, 3], mask.Shape.ToArray());
        Assert.Equal([0, 0, X, 0, 0, 0, X, X, X], mask.ToArray());
    }

    [Fact]
    public void A_window_of_two_sees_the_token_and_the_one_before() =>
        Assert.Equal([0, X, X, X, 0, 0, X, X, X, 0, 0, X, X, X, 0, 0], Masks.SlidingWindow(4, 2).ToArray());

    [Fact]
    public void Sinks_stay_visible_behind_the_window() =>
        Assert.Equal([0, X, X, X, X, 0, 0, X, X, X, 0, 0, 0, X, X, 0, X, 0, 0, X, 0, X, X, 0, 0],
            Masks.SlidingWindow(5, 2, sinks: 1).ToArray());

    [Fact]
    public void True_is_visible() =>
        Assert.Equal([X, 0, X, 0, X, X],
            Masks.Visible(new[,] { { false, true, false }, { true, false, false } }).ToArray());

    [Fact]
    public void Masks_combine_by_adding()
    {
        Tensor both = Masks.Causal(3) + Masks.Padding([2], 3);
        Assert.Equal([0, X, X, 0, 0, X, 0, 0, X], both.ToArray());
    }

    [Fact]
    public void Errors_name_the_argument_what_was_expected_and_what_came()
    {
        Assert.StartsWith("queries: expected at most 3, the number of keys; got 5.",
            Assert.Throws<ArgumentException>("queries", () => Masks.Causal(5, 3)).Message, StringComparison.Ordinal);
        Assert.StartsWith("lengths: expected 0 to 3; got 5.",
            Assert.Throws<ArgumentException>("lengths", () => Masks.Padding([2, 5], 3)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("lengths: expected 0 to 3; got -1.",
            Assert.Throws<ArgumentException>("lengths", () => Masks.Padding([-1], 3)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("window: expected at least 1, the token itself; got 0.",
            Assert.Throws<ArgumentException>("window", () => Masks.SlidingWindow(3, 0)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("sinks: expected 0 or more; got -1.",
            Assert.Throws<ArgumentException>("sinks", () => Masks.SlidingWindow(3, 1, -1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("lengths", () => Masks.Padding(null!, 3));
    }
}
