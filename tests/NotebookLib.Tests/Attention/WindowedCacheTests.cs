using CsCheck;

namespace NotebookLib.Tests.AttentionTests;

public sealed class WindowedCacheTests
{
    private static readonly GptConfig small = new(vocabulary: 19, layers: 3, heads: 6, width: 36, context: 29);
    private static readonly int[] text = [.. Enumerable.Range(0, 29).Select(i => (i * i + 3 * i) % 19)];

    public static TheoryData<PositionScheme, int> SchemesAndHeads =>
        new MatrixTheoryData<PositionScheme, int>(Enum.GetValues<PositionScheme>(), [1, 2, 6]);

    public static TheoryData<PositionScheme> Endless =>
        [PositionScheme.Rotary, PositionScheme.Alibi, PositionScheme.None, PositionScheme.Sinusoidal];

    [Theory, MemberData(nameof(SchemesAndHeads))]
    public void Whatever_the_pieces_a_windowed_cache_gives_the_logits_of_a_windowed_mask(PositionScheme positions,
        int keyValueHeads)
    {
        var gpt = new Gpt(small with { Positions = positions, KeyValueHeads = keyValueHeads }, new Random(5));
        Gen.Select(Gen.Int[1, 31], Gen.Int[0, 5], Gen.Int[1, 14].Array[29]).Sample((window, sinks, pieces) =>
        {
            Tensor whole = gpt.Forward(text, Masks.SlidingWindow(29, window, sinks));
            var cache = new KeyValueCache(gpt.Config, window, sinks);
            foreach (int piece in pieces)
            {
                int from = cache.Length, to = Math.Min(29, from + piece);
                if (from < to)
                    Assert.InRange(gpt.Forward(text[from..to], cache).MaxDifference(whole.Slice(from..to)), 0, 2e-5f);
            }
            Assert.Equal((29, Math.Min(29, window + sinks)), (cache.Length, cache.Held));
        }, iter: 12, threads: 1);
    }

    [Theory, MemberData(nameof(Endless))]
    public void It_reads_on_beyond_the_context_in_the_same_memory(PositionScheme positions)
    {
        var gpt = new Gpt(small with { Positions = positions }, new Random(5));
        int[] endless = [.. Enumerable.Range(0, 100).Select(i => text[i * 7 % 29])];
        Tensor whole = gpt.Forward(endless, Masks.SlidingWindow(100, 8, 2));
        var cache = new KeyValueCache(gpt.Config, window: 8, sinks: 2);
        long bytes = cache.Bytes;

        for (int t = 0; t < 100; t += 5)
            Assert.InRange(gpt.Forward(endless[t..(t + 5)], cache).MaxDifference(whole.Slice(t..(t + 5))), 0, 5e-5f);

        Assert.Equal((100, 10, 10, 10 * cache.BytesPerToken, bytes),
            (cache.Length, cache.Held, cache.Capacity, cache.Bytes, bytes));
        Assert.Equal(2 * 3 * 36 * 4, cache.BytesPerToken);
        Assert.Equal("Key–value cache: 10 of 10 tokens (the last 8 and the first 2 of 100), 3 layers, 6 key–value "
            + "heads of width 6, 864 bytes a token", cache.ToString());
    }

    [Fact]
    public void A_window_as_long_as_the_text_loses_nothing()
    {
        var gpt = new Gpt(small with { Positions = PositionScheme.Rotary }, new Random(5));

        Assert.InRange(gpt.Forward(text, new KeyValueCache(gpt.Config, window: 29)).MaxDifference(gpt.Forward(text)), 0,
            1e-5f);
        Assert.True(gpt.Forward(text, new KeyValueCache(gpt.Config, window: 28))
            .MaxDifference(gpt.Forward(text)) > 1e-6f);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(4, 3)]
    [InlineData(4, 1)]
    public void A_model_sees_layers_times_window_less_one_tokens_back_to_the_bit(int window, int layers)
    {
        var gpt = new Gpt(small with { Positions = PositionScheme.Rotary, Layers = layers }, new Random(5));
        int last = text.Length - 1, reach = layers * (window - 1);

        Tensor Last(int changed, bool cached)
        {
            int[] tokens = [.. text];
            tokens[changed] = (tokens[changed] + 1) % 19;
            return (cached
                ? gpt.Forward(tokens, new KeyValueCache(gpt.Config, window))
                : gpt.Forward(tokens, Masks.SlidingWindow(29, window)))
                .Row(last);
        }
        foreach (bool cached in (bool[])[false, true])
        {
            Assert.Equal(Last(0, cached).ToArray(), Last(last - reach - 1, cached).ToArray());
            Assert.NotEqual(Last(0, cached).ToArray(), Last(last - reach, cached).ToArray());
        }
    }

    [Theory, MemberData(nameof(SchemesAndHeads))]
    public void A_copy_of_a_window_goes_its_own_way(PositionScheme positions, int keyValueHeads)
    {
        var gpt = new Gpt(small with { Positions = positions, KeyValueHeads = keyValueHeads }, new Random(5));
        var cache = new KeyValueCache(gpt.Config, window: 5, sinks: 2);
        gpt.Forward(text[..12], cache);

        KeyValueCache copy = cache.Copy();
        gpt.Forward([18, 17, 16], copy);

        Assert.InRange(gpt.Forward(text[12..], cache)
            .MaxDifference(gpt.Forward(text, Masks.SlidingWindow(29, 5, 2)).Slice(12..)), 0, 2e-5f);
        Assert.Equal((5, 2, 15), (copy.Window, copy.Sinks, copy.Length));
    }

    [Fact]
    public void What_can_be_rewound_leaves_no_trace_and_what_cannot_is_refused()
    {
        var gpt = new Gpt(small with { Positions = PositionScheme.Alibi }, new Random(5));
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 4], Gen.Int[1, 12], Gen.Select(Gen.Int[0, 12], Gen.Int[1, 6]).Array[1, 4])
            .Sample((window, sinks, first, changes) =>
            {
                var cache = new KeyValueCache(gpt.Config, window, sinks);
                List<int> read = [.. text[..first]];
                gpt.Forward([.. read], cache);
                int furthest = first;
                foreach (var (to, count) in changes)
                {
                    int length = Math.Min(to, read.Count);
                    try
                    {
                        cache.Rewind(length);
                    }
                    catch (ArgumentException)
                    {
                        Assert.True(furthest > window + sinks && length > sinks && length < furthest - 1,
                            $"{length} of {furthest} with {window} + {sinks} was refused");
                        Assert.Equal(read.Count, cache.Length);
                        continue;
                    }
                    read.RemoveRange(length, read.Count - length);
                    int[] next = [.. Enumerable.Range(1, count).Select(i => (5 * i + to) % 19)];
                    Tensor got = gpt.Forward(next, cache);
                    read.AddRange(next);
                    furthest = Math.Max(furthest, read.Count);
                    Assert.InRange(got.MaxDifference(gpt.Forward([.. read],
                        Masks.SlidingWindow(read.Count, window, sinks))
                        .Slice(length..)), 0, 2e-5f);
                }
            }, iter: 200, threads: 1);
    }

    [Fact]
    public void One_token_or_all_can_be_taken_back_from_a_full_window_and_three_cannot()
    {
        var gpt = new Gpt(small, new Random(5));
        var cache = new KeyValueCache(small, window: 5, sinks: 2);
        gpt.Forward(text[..20], cache);

        Assert.StartsWith("length: expected a number of tokens whose last 5 are still there; "
            + "of 17 the one at 13 has left the window.",
            Assert.Throws<ArgumentException>(() => cache.Rewind(17)).Message, StringComparison.Ordinal);
        Assert.StartsWith("length: expected 0 to 20", Assert.Throws<ArgumentException>(() => cache.Rewind(21)).Message,
            StringComparison.Ordinal);
        cache.Rewind(19);
        cache.Rewind(0);
        Assert.Equal((0, 0), (cache.Length, cache.Held));
    }

    [Fact]
    public void Wrong_windows_and_texts_beyond_learned_positions_are_refused()
    {
        var gpt = new Gpt(small, new Random(5));
        var cache = new KeyValueCache(small, window: 4);
        gpt.Forward(text[..20], cache);

        AssertError("window: expected at least 1, the token itself; got 0.", () => new KeyValueCache(small, window: 0));
        AssertError("sinks: expected 0 or more, and a window beside them; got -1 and a window of 4.",
            () => new KeyValueCache(small, window: 4, sinks: -1));
        AssertError("sinks: expected 0 or more, and a window beside them; got 3 and no window.",
            () => new KeyValueCache(small, sinks: 3));
        AssertError("window: expected a window and sinks that an array can hold; got 2147483647 and 1.",
            () => new KeyValueCache(small, window: int.MaxValue, sinks: 1));
        AssertError("tokens: expected at most 9, since there are learned positions for 29 and 20 are read; got 10.",
            () => gpt.Forward(text[..10], cache));
        Assert.InRange(gpt.Forward(text[20..], cache)
            .MaxDifference(gpt.Forward(text, Masks.SlidingWindow(29, 4)).Slice(20..)), 0, 2e-5f);
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
