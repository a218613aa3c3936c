namespace NotebookLib.Tests.Models;

/// <summary>A further mask, and tokens that stand elsewhere than at 0, 1, 2, ….</summary>
public class PlacedTokensTests
{
    private const float X = float.NegativeInfinity;
    private static readonly GptConfig small = new(vocabulary: 17, layers: 2, heads: 3, width: 12, context: 11);
    private static readonly int[] tokens = [3, 1, 4, 1, 5, 9, 2], counted = [0, 1, 2, 3, 4, 5, 6];

    public static TheoryData<PositionScheme> Schemes => [.. Enum.GetValues<PositionScheme>()];

    private static Gpt Model(PositionScheme positions) => new(small with { Positions = positions }, new Random(5));

    [Theory, MemberData(nameof(Schemes))]
    public void Positions_that_count_from_zero_and_a_mask_of_zeros_change_no_bit(PositionScheme scheme)
    {
        Gpt gpt = Model(scheme);

        Assert.Equal(gpt.Forward(tokens).ToArray(), gpt.Forward(tokens, positions: counted).ToArray());
        Assert.Equal(gpt.Forward(tokens).ToArray(), gpt.Forward(tokens, mask: Tensor.Zeros(7, 7)).ToArray());
        Assert.Equal(gpt.Trace(tokens).Logits.ToArray(), gpt.Trace(tokens, positions: counted).Logits.ToArray());
    }

    [Theory]
    [InlineData(PositionScheme.Rotary)]
    [InlineData(PositionScheme.Alibi)]
    [InlineData(PositionScheme.None)]
    public void A_shift_by_1000_changes_nothing_where_only_distance_counts(PositionScheme scheme)
    {
        Gpt gpt = Model(scheme);

        Tensor shifted = gpt.Forward(tokens, positions: [.. counted.Select(p => p + 1000)]);

        Assert.InRange(shifted.MaxDifference(gpt.Forward(tokens)), 0, 2e-4f);
    }

    [Theory]
    [InlineData(PositionScheme.Learned, 4)]
    [InlineData(PositionScheme.Sinusoidal, 1000)]
    public void A_shift_matters_where_positions_are_added(PositionScheme scheme, int shift)
    {
        Gpt gpt = Model(scheme);

        Assert.True(gpt.Forward(tokens, positions: [.. counted.Select(p => p + shift)])
            .MaxDifference(gpt.Forward(tokens)) > 1e-3f);
    }

    [Theory, MemberData(nameof(Schemes))]
    public void Tokens_that_nobody_sees_can_be_left_out_if_the_others_keep_their_positions(PositionScheme scheme)
    {
        Gpt gpt = Model(scheme);
        Tensor mask = Tensor.Zeros(7, 7);
        for (int query = 4; query < 7; query++) (mask[query, 1], mask[query, 3]) = (X, X);
        mask[2, 1] = X;

        Tensor gap = gpt.Forward([3, 4, 5, 9, 2], positions: [0, 2, 4, 5, 6]), whole = gpt.Forward(tokens, mask);

        Assert.InRange(gap.MaxDifference(whole.Rows(0, 2, 4, 5, 6)), 0, 1e-5f);
        if (scheme != PositionScheme.None) Assert.True(gap.MaxDifference(gpt.Forward(3, 4, 5, 9, 2)) > 1e-4f);
    }

    [Theory, MemberData(nameof(Schemes))]
    public void A_mask_can_hide_another_key_from_each_head(PositionScheme scheme)
    {
        Gpt gpt = Model(scheme);
        Tensor mask = Tensor.Zeros(3, 7, 7);
        for (int head = 0; head < 3; head++) mask[head, 5, head + 1] = X;

        IReadOnlyList<Tensor> weights = gpt.Attend(tokens, mask), plain = gpt.Attend(tokens);
        ForwardTrace trace = gpt.Trace(tokens, mask);

        for (int head = 0; head < 3; head++)
            for (int key = 0; key < 6; key++) // what is left shares the weight of the hidden key
                Assert.Equal(key == head + 1 ? 0 : plain[0][head, 5, key] / (1 - plain[0][head, 5, head + 1]),
                    weights[0][head, 5, key], 1e-5f);
        Assert.Equal(weights[1].ToArray(), trace.Weights(1).ToArray());
        Assert.Equal(gpt.Forward(tokens, mask).ToArray(), trace.Logits.ToArray());
        Assert.Equal(gpt.States(tokens, mask)[^1].ToArray(), trace.State(Part.FeedForward(1)).ToArray());
    }

    [Fact]
    public void Weights_follow_the_positions()
    {
        Gpt gpt = Model(PositionScheme.Rotary);
        int[] spread = [0, 7, 8, 30, 31, 32, 60];

        Assert.Equal(gpt.Trace(tokens, positions: spread).Weights(1).ToArray(),
            gpt.Attend(tokens, positions: spread)[1].ToArray());
        Assert.NotEqual(gpt.Attend(tokens)[0].ToArray(), gpt.Attend(tokens, positions: spread)[0].ToArray());
    }

    [Theory, MemberData(nameof(Schemes))]
    public void Gradients_go_through_positions(PositionScheme scheme)
    {
        Gpt given = Model(scheme), plain = Model(scheme);

        given.Forward(tokens, positions: counted).Square().Mean().Backward();
        plain.Forward(tokens).Square().Mean().Backward();

        foreach (var ((name, value), (_, other)) in given.NamedParameters().Zip(plain.NamedParameters()))
            Assert.True(value.Grad!.MaxDifference(other.Grad!) < 1e-6f, name);
    }

    [Fact]
    public void Learned_rows_are_picked_in_the_order_of_the_positions()
    {
        Gpt gpt = Model(PositionScheme.Learned);
        Tensor expected = gpt.Tokens.Forward([3, 1]) + gpt.Positions!.Weight.Rows(9, 2);

        Assert.Equal(expected.ToArray(), gpt.States([3, 1], positions: [9, 2])[0].ToArray());
    }

    [Fact]
    public void Errors_name_what_was_expected_and_what_came()
    {
        Gpt learned = Model(PositionScheme.Learned), rotary = Model(PositionScheme.Rotary);

        AssertError("positions: expected one for each of 7 tokens; got 6.",
            () => rotary.Forward(tokens, positions: counted[1..]));
        AssertError("positions: expected 0 or more; got -1 at index 1.",
            () => rotary.Trace([3, 1], positions: [0, -1]));
        AssertError("positions: expected 0 to 10, for which rows were learned; got 11.",
            () => learned.Forward([3], positions: [11]));
        AssertError("mask: expected ", () => rotary.Forward(tokens, Tensor.Zeros(2, 7, 7)));
        AssertError("mask: expected ", () => Model(PositionScheme.Alibi).Attend(tokens, Tensor.Zeros(6, 6)));
        AssertError("tokens: expected at most 11, for which there are learned positions; got 12.",
            () => learned.Forward(new int[12]));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
