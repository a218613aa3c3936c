namespace NotebookLib.Tests.FineTuning;

public class GrownVocabularyTests
{
    private static readonly int[] tokens = [1, 5, 3, 16, 2];

    private static Gpt Model(bool tied) => new(
        new GptConfig(17, layers: 1, heads: 2, width: 12, context: 11) { TiedEmbeddings = tied }, new Random(1));

    [Theory, InlineData(true, NewRows.Mean), InlineData(false, NewRows.Zero), InlineData(true, NewRows.Random)]
    public void The_old_tokens_keep_their_logits(bool tied, NewRows rows)
    {
        Gpt gpt = Model(tied);

        Gpt grown = gpt.WithVocabulary(23, rows, new Random(2));

        Assert.Equal("(5, 23)", grown.Forward(tokens).Shape.ToString());
        Assert.Equal(0, grown.Forward(tokens).Slice(.., ..17).MaxDifference(gpt.Forward(tokens)), 1e-6f);
        Assert.Equal("(5, 23)", grown.Forward(22, 17, 18, 3, 4).Shape.ToString());
    }

    [Fact]
    public void New_rows_begin_as_was_said()
    {
        Gpt gpt = Model(tied: false);

        Tensor mean = gpt.WithVocabulary(19).Output.Weight;
        Tensor zero = gpt.WithVocabulary(19, NewRows.Zero).Tokens.Weight;
        Tensor random = gpt.WithVocabulary(1017, NewRows.Random, new Random(2)).Tokens.Weight.Slice(17..);

        Assert.Equal(0, mean.Row(18).MaxDifference(gpt.Output.Weight.Mean(0)), 1e-6f);
        Assert.Equal(0, zero.Row(17).Abs().Max().Item());
        Assert.InRange(random.Square().Mean().Item() / gpt.Tokens.Weight.Variance(0).Mean().Item(), 0.8, 1.2);
    }

    [Fact]
    public void As_many_tokens_as_before_is_a_copy() => Assert.Equal(0,
        Model(tied: true).WithVocabulary(17).Forward(tokens).MaxDifference(Model(tied: true).Forward(tokens)));

    [Fact]
    public void Wrong_use_is_refused()
    {
        AssertError("vocabulary: expected at least 17, the tokens that there are; got 16.",
            () => Model(true).WithVocabulary(16));
        AssertError("random: expected one", () => Model(true).WithVocabulary(18, NewRows.Random));
        AssertError("rows: expected one of Mean, Zero, Random; got 7.",
            () => Model(true).WithVocabulary(18, (NewRows)7));
    }

    private static void AssertError(string expected, Func<object> act) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
}
