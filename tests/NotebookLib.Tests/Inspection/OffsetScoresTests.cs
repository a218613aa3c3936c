namespace NotebookLib.Tests.Inspection;

public class OffsetScoresTests
{
    private static readonly int[] tokens = [3, 1, 4, 1, 5];

    // Two heads of one layer over four tokens: the first looks one back, with what is left on itself; the second looks
    // at the first token.
    private static readonly Tensor[] hand =
    [
        new Tensor([1, 0, 0, 0, 0.9f, 0.1f, 0, 0, 0, 0.8f, 0.2f, 0, 0, 0, 0.7f, 0.3f,
                    1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0], 2, 4, 4),
    ];

    [Theory]
    [InlineData(0, (1 + 0.1 + 0.2 + 0.3) / 4, 0.25)]
    [InlineData(1, (0.9 + 0.8 + 0.7) / 3, 1 / 3.0)] // the first token has none before it
    [InlineData(2, 0, 0.5)]
    [InlineData(3, 0, 1)]
    public void A_head_scores_the_mean_of_what_it_puts_so_far_back(int offset, double first, double second)
    {
        Tensor scores = OffsetScores.Of(hand, offset);

        Assert.Equal([1, 2], scores.Shape);
        Assert.Equal(first, scores[0, 0], 1e-6);
        Assert.Equal(second, scores[0, 1], 1e-6);
    }

    [Fact]
    public void Only_the_rows_that_are_asked_for_count()
    {
        Assert.Equal((0.8 + 0.7) / 2, OffsetScores.Of(hand, 1, 2..)[0, 0], 1e-6);
        Assert.Equal(0.9, OffsetScores.Of(hand, 1, ..2)[0, 0], 1e-6); // of rows 0 and 1 only 1 has a key one back
        Assert.Equal(0.7, OffsetScores.Of(hand, 1, ^1..)[0, 0], 1e-6);
    }

    [Fact]
    public void On_a_model_every_score_is_that_of_a_loop_over_all_pairs()
    {
        IReadOnlyList<Tensor> weights = new Gpt(new GptConfig(vocabulary: 17, layers: 2, heads: 3, width: 12,
            context: 7), new Random(5)).Attend(tokens);
        for (int offset = 0; offset < 5; offset++)
        {
            Tensor scores = OffsetScores.Of(weights, offset, 1..);
            Assert.Equal([2, 3], scores.Shape);
            for (int layer = 0; layer < 2; layer++)
                for (int head = 0; head < 3; head++)
                {
                    var taken = new List<float>();
                    for (int query = 0; query < 5; query++)
                        for (int key = 0; key < 5; key++)
                            if (query >= 1 && query - key == offset) taken.Add(weights[layer][head, query, key]);
                    Assert.Equal(taken.Average(), scores[layer, head], 1e-6f);
                }
        }
    }

    [Fact]
    public void Of_all_offsets_together_the_last_row_scores_1()
    {
        IReadOnlyList<Tensor> weights = new Gpt(new GptConfig(vocabulary: 17, layers: 2, heads: 3, width: 12,
            context: 7), new Random(5)).Attend(tokens);

        Tensor sum =
            Enumerable.Range(0, 5).Select(offset => OffsetScores.Of(weights, offset, ^1..)).Aggregate((a, b) => a + b);

        Assert.InRange(sum.MaxDifference(Tensor.Ones(2, 3)), 0, 1e-5f);
    }

    [Fact]
    public void Wrong_input_is_named()
    {
        AssertError("weights: expected those of at least one layer; got none.", () => OffsetScores.Of([], 1));
        AssertError("weights: expected shape (H, T, T), the same for every layer; got (4, 4) for layer 0.",
            () => OffsetScores.Of([Tensor.Eye(4)], 1));
        AssertError("weights: expected shape (H, T, T), the same for every layer; got (2, 3, 3) for layer 1.",
            () => OffsetScores.Of([hand[0], Tensor.Zeros(2, 3, 3)], 1));
        AssertError("offset: expected 0 to 3, so that the last of the rows has a key so far back; got 4.",
            () => OffsetScores.Of(hand, 4));
        AssertError("offset: expected 0 to 3, so that the last of the rows has a key so far back; got -1.",
            () => OffsetScores.Of(hand, -1));
        AssertError("offset: expected 0 to 1, so that the last of the rows has a key so far back; got 2.",
            () => OffsetScores.Of(hand, 2, ..2));
        AssertError("rows: expected some of the rows 0 to 3; got 2..5.", () => OffsetScores.Of(hand, 1, 2..5));
        AssertError("rows: expected some of the rows 0 to 3; got 2..2.", () => OffsetScores.Of(hand, 1, 2..2));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
