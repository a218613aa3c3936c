namespace NotebookLib.Tests;

public sealed class CoOccurrenceTests
{
    // a b c a, with a = 0, b = 1, c = 2
    private static readonly int[][] sentence = [[0, 1, 2, 0]];

    [Fact]
    public void Neighbours_within_the_window_are_counted_from_both_sides()
    {
        Tensor one = CoOccurrence.Count(sentence, window: 1, vocabularySize: 3);
        Tensor two = CoOccurrence.Count(sentence, window: 2, vocabularySize: 3);

        Assert.Equal([0, 1, 1, 1, 0, 1, 1, 1, 0], one.ToArray());
        Assert.Equal([0, 2, 2, 2, 0, 1, 2, 1, 0], two.ToArray());
    }

    [Fact]
    public void A_word_beside_itself_is_counted_from_both_sides_too() =>
        Assert.Equal([2, 0, 0, 0], CoOccurrence.Count([[0, 0]], 1, 2).ToArray());

    [Fact]
    public void Windows_end_where_a_sequence_ends() =>
        Assert.Equal(CoOccurrence.Count([[0, 1], [2, 0]], 3, 3).ToArray(),
            CoOccurrence.Count([[1, 0], [0, 2]], 1, 3).ToArray());

    [Fact]
    public void A_window_of_any_size_reaches_the_whole_sequence() =>
        Assert.Equal(CoOccurrence.Count(sentence, 3, 3).ToArray(),
            CoOccurrence.Count(sentence, int.MaxValue, 3).ToArray());

    [Fact]
    public void Information_is_the_logarithm_of_the_ratio_to_chance()
    {
        var counts = new Tensor([0, 6, 2, 6, 0, 2, 2, 2, 0], 3, 3); // 20 in all; rows 8, 8, 4

        Tensor pmi = CoOccurrence.PointwiseMutualInformation(counts, positive: false);

        Assert.Equal(MathF.Log(6f * 20 / (8 * 8)), pmi[0, 1], 1e-6f);
        Assert.Equal(MathF.Log(2f * 20 / (8 * 4)), pmi[0, 2], 1e-6f);
        Assert.Equal(float.NegativeInfinity, pmi[0, 0]);
    }

    [Fact]
    public void Positive_information_has_no_value_below_zero_after_the_shift()
    {
        var counts = new Tensor([0, 6, 2, 6, 0, 2, 2, 2, 0], 3, 3);

        Tensor pmi = CoOccurrence.PointwiseMutualInformation(counts, shift: 0.5f);

        Assert.Equal(MathF.Log(6f * 20 / (8 * 8)) - 0.5f, pmi[0, 1], 1e-6f);
        Assert.Equal(0, pmi[0, 2]);
        Assert.Equal(0, pmi[0, 0]);
    }

    [Fact]
    public void Independent_words_have_no_information()
    {
        Tensor counts = new Tensor([1, 2, 3], 3, 1) * new Tensor([4, 5, 6], 1, 3);

        Assert.All(CoOccurrence.PointwiseMutualInformation(counts, positive: false).ToArray(),
            value => Assert.Equal(0, value, 1e-6f));
    }

    [Fact]
    public void What_cannot_be_counted_is_refused()
    {
        Assert.Equal("window: expected 1 or more; got 0. (Parameter 'window')",
            Assert.Throws<ArgumentException>(() => CoOccurrence.Count(sentence, 0, 3)).Message);
        // V² is beyond 32 bits, and wraps around to all kinds of numbers
        foreach (int size in new[] { 46_341, 65_536, 92_682, 1 << 30, int.MaxValue })
        {
            string message = Assert.Throws<ArgumentException>("vocabularySize", () =>
                CoOccurrence.Count(sentence, 1, size)).Message;
            Assert.StartsWith($"vocabularySize: expected a table (V, V) of at most {Array.MaxLength} numbers; got V "
                + $"= {size}.", message, StringComparison.Ordinal);
        }
        Assert.Equal("vocabularySize: expected 1 or more; got 0. (Parameter 'vocabularySize')",
            Assert.Throws<ArgumentException>(() => CoOccurrence.Count(sentence, 1, 0)).Message);
        Assert.Equal("sequences: expected ids 0 to 1; got 2. (Parameter 'sequences')",
            Assert.Throws<ArgumentException>(() => CoOccurrence.Count(sentence, 1, 2)).Message);
        Assert.Equal("counts: expected a square table, (V, V); got (2, 3). (Parameter 'counts')",
            Assert.Throws<ArgumentException>(() => CoOccurrence.PointwiseMutualInformation(Tensor.Ones(2, 3))).Message);
        Assert.Equal("counts: expected numbers from 0; got -1 in row 1, column 0. (Parameter 'counts')",
            Assert.Throws<ArgumentException>(() =>
                CoOccurrence.PointwiseMutualInformation(new Tensor([0, 1, -1, 0], 2, 2))).Message);
    }
}
