namespace NotebookLib.Tests.AttentionTests;

public sealed class KeyValueCacheTests
{
    private static readonly GptConfig small = new(vocabulary: 19, layers: 3, heads: 6, width: 36, context: 29);
    private static readonly int[] text =
        [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6, 2, 6, 4, 3, 3, 8, 3, 2];

    public static TheoryData<PositionScheme, int> SchemesAndHeads =>
        new MatrixTheoryData<PositionScheme, int>(Enum.GetValues<PositionScheme>(), [1, 2, 6]);

    public static TheoryData<PositionScheme> Schemes => [.. Enum.GetValues<PositionScheme>()];

    [Theory]
    [MemberData(nameof(SchemesAndHeads))]
    public void Prompt_then_tokens_one_by_one_and_several_at_once_give_the_logits_of_the_whole(PositionScheme positions,
        int keyValueHeads)
    {
        var gpt = new Gpt(small with { Positions = positions, KeyValueHeads = keyValueHeads }, new Random(5));
        Tensor whole = gpt.Forward(text);
        var cache = new KeyValueCache(gpt.Config);

        foreach (int count in (int[])[7, 1, 1, 5, 1, 3, 11])
        {
            int from = cache.Length, to = from + count;
            Tensor part = gpt.Forward(text[from..to], cache);
            Assert.Equal([count, 19], part.Shape);
            Assert.Equal(to, cache.Length);
            Assert.InRange(part.MaxDifference(whole.Slice(from..to)), 0, 1e-5f);
        }
        Assert.Equal(text.Length, cache.Length);
    }

    [Theory]
    [MemberData(nameof(SchemesAndHeads))]
    public void Writing_takes_the_tokens_that_it_would_take_without_a_cache_also_beyond_the_context(
        PositionScheme positions, int keyValueHeads)
    {
        var gpt = new Gpt(small with { Positions = positions, KeyValueHeads = keyValueHeads }, new Random(5));

        int[] written = gpt.Generate(text[..5], count: 40);

        for (int t = 5; t < written.Length; t++)
            Assert.Equal(gpt.Forward(written[Math.Max(0, t - 29)..t]).ArgMax()[^1], written[t]);
    }

    [Theory]
    [InlineData(NormPlacement.Post, NormKind.RmsNorm, Activation.SwiGlu)]
    [InlineData(NormPlacement.None, NormKind.LayerNorm, Activation.Relu)]
    public void Every_kind_of_block_works_with_a_cache(NormPlacement norm, NormKind kind, Activation activation)
    {
        var gpt = new Gpt(small with
        {
            Norm = norm,
            NormKind = kind,
            Activation = activation,
            Bias = false,
            TiedEmbeddings = false,
            Residual = norm == NormPlacement.Post,
        }, new Random(7));
        var cache = new KeyValueCache(gpt.Config);

        gpt.Forward(text[..13], cache);

        Tensor whole = gpt.Forward(text[..14]).Slice(^1..), last = gpt.Forward([text[13]], cache);
        Assert.InRange(last.MaxDifference(whole), 0, 1e-5f * MathF.Max(1, whole.Abs().Max().Item()));
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_later_token_depends_on_what_is_cached(PositionScheme positions)
    {
        var gpt = new Gpt(small with { Positions = positions }, new Random(5));
        KeyValueCache one = new(gpt.Config), other = new(gpt.Config);
        gpt.Forward([3, 1, 4], one);
        gpt.Forward([3, 2, 4], other);

        Assert.NotEqual(0, gpt.Forward([1], one).MaxDifference(gpt.Forward([1], other)));
    }

    [Fact]
    public void A_prompt_longer_than_the_context_is_written_on_from_its_end()
    {
        var gpt = new Gpt(small with { Positions = PositionScheme.Rotary }, new Random(5));

        int[] prompt = [7, 7, .. text], written = gpt.Generate(prompt, count: 3);

        Assert.Equal(34, written.Length);
        Assert.Equal(gpt.Generate(text, count: 3)[^3..], written[^3..]);
    }

    [Fact]
    public void A_model_that_is_not_causal_writes_by_reading_all_again()
    {
        var gpt = new Gpt(small with { Causal = false }, new Random(5));

        int[] written = gpt.Generate(text[..5], count: 6);

        for (int t = 5; t < 11; t++) Assert.Equal(gpt.Forward(written[..t]).ArgMax()[^1], written[t]);
        AssertError("cache: expected none, since in a model that is not causal",
            () => gpt.Forward([3], new KeyValueCache(gpt.Config)));
    }

    [Fact]
    public void A_token_takes_two_rows_for_each_layer_and_head()
    {
        var cache = new KeyValueCache(small with { KeyValueHeads = 2 });

        Assert.Equal(2 * 3 * 2 * 6 * 4, cache.BytesPerToken);
        Assert.Equal(29 * 288, cache.Bytes);
        Assert.Equal((3, 2, 6, 29, 0), (cache.Layers, cache.HeadCount, cache.HeadDim, cache.Capacity, cache.Length));
        Assert.Equal("Key–value cache: 0 of 29 tokens, 3 layers, 2 key–value heads of width 6, 288 bytes a token",
            cache.ToString());
    }

    [Fact]
    public void Too_many_tokens_and_caches_of_other_sizes_are_refused_and_leave_the_cache_as_it_was()
    {
        var gpt = new Gpt(small, new Random(5));
        var cache = new KeyValueCache(small);
        gpt.Forward(text[..23], cache);

        AssertError("tokens: expected at most 6, since the cache holds 23 of 29; got 7.",
            () => gpt.Forward(text[..7], cache));
        AssertError("tokens: expected ids 0 to 18; got 19 at position 1.", () => gpt.Forward([1, 19], cache));
        AssertError("tokens: expected at least one; got none.", () => gpt.Forward([], cache));
        AssertError("cache: expected one for 3 layers; got one for 2.",
            () => gpt.Forward([1], new KeyValueCache(small with { Layers = 2 })));
        AssertError("cache: expected one for 6 key–value heads of width 6; got one for 2 of width 6.",
            () => gpt.Forward([1], new KeyValueCache(small with { KeyValueHeads = 2 })));
        AssertError("cache: expected one for a context of 29; got one for 31.",
            () => gpt.Forward([1], new KeyValueCache(small with { Context = 31 })));
        Assert.Equal(23, cache.Length);
        Assert.InRange(gpt.Forward(text[23..], cache).MaxDifference(gpt.Forward(text).Slice(23..)), 0, 1e-5f);
    }

    [Fact]
    public void Nothing_is_recorded_for_gradients()
    {
        var gpt = new Gpt(small, new Random(5));

        Assert.True(gpt.Forward(3, 1).RequiresGrad);
        Assert.False(gpt.Forward([3, 1], new KeyValueCache(small)).RequiresGrad);
    }

    [Theory]
    [MemberData(nameof(SchemesAndHeads))]
    public void A_copy_goes_its_own_way(PositionScheme positions, int keyValueHeads)
    {
        var gpt = new Gpt(small with { Positions = positions, KeyValueHeads = keyValueHeads }, new Random(5));
        var cache = new KeyValueCache(gpt.Config);
        gpt.Forward(text[..9], cache);

        KeyValueCache copy = cache.Copy();
        Tensor other = gpt.Forward([18, 17], copy), own = gpt.Forward(text[9..14], cache);

        Assert.Equal((14, 11), (cache.Length, copy.Length));
        Assert.Equal((cache.Bytes, cache.Capacity), (copy.Bytes, copy.Capacity));
        Assert.InRange(own.MaxDifference(gpt.Forward(text[..14]).Slice(9..)), 0, 1e-5f);
        Assert.InRange(other.MaxDifference(gpt.Forward([.. text[..9], 18, 17]).Slice(9..)), 0, 1e-5f);
    }

    [Theory]
    [MemberData(nameof(SchemesAndHeads))]
    public void What_is_rewound_leaves_no_trace(PositionScheme positions, int keyValueHeads)
    {
        var gpt = new Gpt(small with { Positions = positions, KeyValueHeads = keyValueHeads }, new Random(5));
        KeyValueCache cache = new(gpt.Config), untouched = new(gpt.Config);
        gpt.Forward(text[..9], cache);
        gpt.Forward([18, 17, 16], cache);
        gpt.Forward(text[..9], untouched);

        cache.Rewind(9);

        Assert.Equal(9, cache.Length);
        Assert.Equal(gpt.Forward(text[9..14], untouched).ToArray(), gpt.Forward(text[9..14], cache).ToArray());
        cache.Rewind(0);
        Assert.Equal(gpt.Forward(text, new KeyValueCache(gpt.Config)).ToArray(), gpt.Forward(text, cache).ToArray());
    }

    [Fact]
    public void Rewinding_beyond_what_is_there_is_refused()
    {
        var cache = new KeyValueCache(small);
        new Gpt(small, new Random(5)).Forward(text[..9], cache);

        AssertError("length: expected 0 to 9, the number of tokens there are; got 10.", () =>
        {
            cache.Rewind(10);
            return cache;
        });
        AssertError("length: expected 0 to 9, the number of tokens there are; got -1.", () =>
        {
            cache.Rewind(-1);
            return cache;
        });
        Assert.Equal(9, cache.Length);
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
