namespace NotebookLib.Tests.Positions;

/// <summary>Starts, lengths and windows that no text has are refused by the name of the argument; the largest that can
/// be are not.</summary>
public class StartTests
{
    private static readonly GptConfig config = new(vocabulary: 7, layers: 1, heads: 1, width: 4, context: 5);
    private static readonly RotaryEmbedding rotary = new(4);
    private static readonly Tensor rows = Tensor.Ones(3, 4);

    [Theory, InlineData(-1), InlineData(int.MinValue), InlineData(int.MaxValue), InlineData(int.MaxValue - 2)]
    public void A_start_before_0_or_beyond_the_last_int_is_refused(int first)
    {
        string message = $"start: expected 0 to {int.MaxValue - 3}, from which 3 positions can be counted; got "
            + $"{first}. (Parameter 'start')";

        Assert.Equal(message, Assert.Throws<ArgumentException>(() => rotary.Apply(rows, first)).Message);
        Assert.Equal(message,
            Assert.Throws<ArgumentException>(() => PositionalEncoding.Sinusoidal(3, 4, start: first)).Message);
        Assert.Throws<ArgumentException>(() => new LearnedPositions(rows).Forward(3, first));
    }

    [Fact]
    public void The_last_start_that_can_be_counted_from_is_none_too_far()
    {
        Assert.Equal(3, rotary.Apply(rows, int.MaxValue - 3).Shape[0]);
        Assert.Equal(3, PositionalEncoding.Sinusoidal(3, 4, start: int.MaxValue - 3).Shape[0]);
    }

    [Theory, InlineData(-1), InlineData(7), InlineData(int.MinValue), InlineData(int.MaxValue)]
    public void A_start_that_is_no_token_is_refused(int token)
    {
        var gpt = new Gpt(config, new Random(1));
        Story[] stories = [new(["a", "b"], [1, 2], [new Dependency(DependencyKind.Noun, 1, 0)])];

        Assert.Throws<ArgumentException>("start", () => Ablation.Heads(gpt, stories, start: token));
        Assert.Throws<ArgumentException>("start", () => HeadScores.Of(gpt, stories, start: token));
        if (token < 0) Assert.Throws<ArgumentException>("start", () => Corpus.Sequences([[1, 2]], token));
    }

    [Theory, InlineData(-1), InlineData(int.MaxValue), InlineData(int.MaxValue - 2)]
    public void A_gap_before_0_or_beyond_the_last_int_is_refused(int size)
    {
        var gpt = new Gpt(config with { Positions = PositionScheme.Rotary }, new Random(1));
        Story[] stories = [new(["a", "b"], [1, 2], [new Dependency(DependencyKind.Noun, 1, 0)])];

        Assert.Throws<ArgumentException>("gap", () => HeadScores.Of(gpt, stories, gap: size));
    }

    [Fact]
    public void Masks_of_negative_size_are_refused()
    {
        Assert.Throws<ArgumentException>("length", () => Masks.Causal(-1));
        Assert.Throws<ArgumentException>("queries", () => Masks.Causal(-1, 3));
        Assert.Throws<ArgumentException>("length", () => Masks.SlidingWindow(-1, 2));
        Assert.Throws<ArgumentException>("window", () => Masks.SlidingWindow(3, int.MinValue));
        Assert.Throws<ArgumentException>("sinks", () => Masks.SlidingWindow(3, 2, int.MinValue));
        Assert.Throws<ArgumentException>("length", () => Masks.Padding([], -1));
        Assert.Throws<ArgumentException>("count", () => Tensor.Arange(-1));
        Assert.Equal(Masks.Causal(3).ToArray(), Masks.SlidingWindow(3, int.MaxValue, int.MaxValue).ToArray());
    }

    [Fact]
    public void Caches_that_no_array_can_hold_are_refused()
    {
        Assert.Throws<ArgumentException>("window", () => new KeyValueCache(config, -1));
        Assert.Throws<ArgumentException>("window", () => new KeyValueCache(config, int.MaxValue, 1));
        // 4 · 2³⁰ would wrap around to 0
        Assert.Throws<ArgumentException>("window", () => new KeyValueCache(config, 1 << 30));
        Assert.Throws<ArgumentException>("config", () => new KeyValueCache(config with { Context = 1 << 30 }));
    }

    [Fact]
    public void A_length_whose_operations_no_number_counts_is_refused()
    {
        GptConfig large = GptConfig.Gpt2(Gpt2Size.ExtraLarge);

        Assert.Throws<ArgumentException>("length", () => large.Ledger(int.MaxValue));
        Assert.Throws<ArgumentException>("length", () => large.Ledger(1 << 26, int.MaxValue));
        Assert.Equal(48L * 4 * (1L << 20) * (1L << 20) * 1600, large.Ledger(1 << 20)[Ledger.AttentionProducts].Flops);
    }

    [Fact]
    public void What_was_broken_off_in_a_window_is_not_read_on_from()
    {
        var gpt = new Gpt(config with { Positions = PositionScheme.Rotary }, new Random(1));
        int[] text = [1, 2, 3, 4, 5, 6];
        KeyValueCache cache = new(gpt.Config, window: 3, sinks: 1), fresh = new(gpt.Config, window: 3, sinks: 1);
        gpt.Forward(text, cache);
        Tensor three = Tensor.Ones(1, 3, 4);
        cache.Read(0, three, three, three, null); // as far as the first layer of three further tokens
        cache.BreakOff(3);

        Assert.Contains("Rewind(0), or begin with a new cache",
            Assert.Throws<InvalidOperationException>(() => gpt.Forward([1], cache)).Message, StringComparison.Ordinal);
        cache.Rewind(0);
        Assert.Equal(gpt.Forward(text, fresh).ToArray(), gpt.Forward(text, cache).ToArray());
    }
}
