using System.Globalization;

namespace NotebookLib.Tests.Models;

/// <summary>Counts without building, against published ones and against models that are built.</summary>
public class LedgerTests
{
    private static readonly GptConfig small = new(vocabulary: 17, layers: 3, heads: 4, width: 12, context: 11);

    private static readonly GptConfig[] variants =
    [
        small,
        small with
        {
            Positions = PositionScheme.Rotary,
            NormKind = NormKind.RmsNorm,
            Activation = Activation.SwiGlu,
            KeyValueHeads = 2,
            HiddenWidth = 29,
            TiedEmbeddings = false,
            Bias = false,
            Heads = 2,
        },
        small with { Norm = NormPlacement.Post, Positions = PositionScheme.Sinusoidal },
        small with { Norm = NormPlacement.Inside, Positions = PositionScheme.Alibi },
        small with { Norm = NormPlacement.None, Positions = PositionScheme.None },
    ];

    public static TheoryData<int> Variants => [.. Enumerable.Range(0, variants.Length)];

    [Theory, MemberData(nameof(Variants))]
    public void It_counts_what_the_built_model_has(int variant)
    {
        var gpt = new Gpt(variants[variant], new Random(1));
        Ledger ledger = variants[variant].Ledger(5);

        Assert.Equal(gpt.ParameterCount, variants[variant].ParameterCount);
        Assert.Equal(gpt.Blocks.Sum(b => b.Attention.ParameterCount), ledger[Ledger.AttentionMaps].Parameters);
        Assert.Equal(gpt.Blocks.Sum(b => b.FeedForward.ParameterCount), ledger[Ledger.FeedForward].Parameters);
        Assert.Equal(gpt.Blocks
            .Sum(b => (b.AttentionNorm?.ParameterCount ?? 0) + (b.FeedForwardNorm?.ParameterCount ?? 0)),
            ledger[Ledger.BlockNorms].Parameters);
        Assert.Equal(gpt.FinalNorm?.ParameterCount ?? 0, ledger[Ledger.FinalNorm].Parameters);
    }

    // OpenAI's files, as counted by Hugging Face and nanoGPT.
    [Theory]
    [InlineData(Gpt2Size.Small, 124_439_808)]
    [InlineData(Gpt2Size.Medium, 354_823_168)]
    [InlineData(Gpt2Size.Large, 774_030_080)]
    [InlineData(Gpt2Size.ExtraLarge, 1_557_611_200)]
    public void Gpt2_has_its_published_sizes(Gpt2Size size, long published) =>
        Assert.Equal(published, GptConfig.Gpt2(size).ParameterCount);

    [Fact]
    public void Variants_of_Gpt2_have_their_published_sizes()
    {
        GptConfig gpt2 = GptConfig.Gpt2(Gpt2Size.Small);

        // LLMs-from-scratch: 163,009,536 without the 27,648 biases of queries, keys and values
        Assert.Equal(163_037_184, (gpt2 with { TiedEmbeddings = false }).ParameterCount);
        Assert.Equal(124_475_904, (gpt2 with { Vocabulary = 50304 }).ParameterCount); // nanoGPT's padded vocabulary
        // nanoGPT's bias=False leaves out those of the 25 normalizations, too
        Assert.Equal(124_337_664, (gpt2 with { Bias = false }).ParameterCount - 25 * 768);
    }

    [Fact]
    public void A_forward_pass_of_Gpt2_costs_what_nanoGPT_published()
    {
        Ledger ledger = GptConfig.Gpt2(Gpt2Size.Small).Ledger(1024);

        Assert.Equal(291_648_307_200, ledger.Flops);
        // as LLMs-from-scratch counts
        Assert.Equal(252_993_601_536, ledger.Flops - ledger[Ledger.AttentionProducts].Flops);
        Assert.Equal(212_600_881_152, ledger.Flops - ledger[Ledger.OutputTable].Flops);
        Assert.Equal(874_944_921_600, 3 * ledger.Flops);
    }

    [Fact]
    public void The_products_of_attention_cost_as_much_as_the_maps_of_the_blocks_at_six_times_the_width()
    {
        Ledger ledger = GptConfig.Gpt2(Gpt2Size.Small).Ledger(6 * 768);

        Assert.Equal(ledger[Ledger.AttentionMaps].Flops + ledger[Ledger.FeedForward].Flops,
            ledger[Ledger.AttentionProducts].Flops);
    }

    [Fact]
    public void Operations_are_those_of_the_products_one_by_one()
    {
        // 1 head of width 2, T 3: four maps 2 × 2, scores 3 × 3 × 2 and mixing, 2 → 8 → 2, logits over 5; 2 for each
        // multiplication.
        Ledger ledger = new GptConfig(vocabulary: 5, layers: 1, heads: 1, width: 2, context: 7).Ledger(3);

        Assert.Equal([0, 0, 4 * 2 * 3 * 2 * 2, 2 * 2 * 3 * 3 * 2, 2 * 2 * 3 * 2 * 8, 0, 0, 2 * 3 * 2 * 5],
            ledger.Select(r => r.Flops));
        Assert.Equal([10, 14, 4 * 6, 0, 24 + 18, 8, 4, 0], ledger.Select(r => r.Parameters));
    }

    [Fact]
    public void Fewer_heads_for_keys_and_values_make_their_maps_cheaper_and_the_products_not()
    {
        Ledger all = small.Ledger(5), shared = (small with { KeyValueHeads = 1 }).Ledger(5);

        Assert.Equal(3 * 2 * 2 * 5 * 12 * 9, all[Ledger.AttentionMaps].Flops - shared[Ledger.AttentionMaps].Flops);
        Assert.Equal(all[Ledger.AttentionProducts].Flops, shared[Ledger.AttentionProducts].Flops);
    }

    // From the published config.json files. GPT-2 with 32 bits, the others with 16.
    [Theory]
    [InlineData("GPT-2 124M", 12, 12, 768, null, 4, 73_728)]
    [InlineData("Llama-2-7B", 32, 32, 4096, null, 2, 524_288)]
    [InlineData("Llama-2-70B", 80, 64, 8192, 8, 2, 327_680)]
    [InlineData("Llama-3-8B", 32, 32, 4096, 8, 2, 131_072)]
    [InlineData("Qwen2.5-7B", 28, 28, 3584, 4, 2, 57_344)]
    public void A_token_takes_the_published_room_in_the_cache(string model, int layers, int heads, int width,
        int? keyValueHeads, int bytes, long published)
    {
        GptConfig config = new(vocabulary: 1000, layers, heads, width, context: 1024) { KeyValueHeads = keyValueHeads };

        Assert.True(published == config.CacheBytesPerToken(bytes), model);
        Assert.Equal(heads / (keyValueHeads ?? heads),
            (config with { KeyValueHeads = null }).CacheBytesPerToken() / config.CacheBytesPerToken());
    }

    [Theory, MemberData(nameof(Variants))]
    public void The_cache_takes_what_the_sizes_say(int variant) =>
        Assert.Equal(new KeyValueCache(variants[variant]).BytesPerToken, variants[variant].CacheBytesPerToken());

    [Fact]
    public void Its_table_reads_the_same_in_every_culture()
    {
        Ledger ledger = small.Ledger(5000, cached: 3000);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Contains("FLOPs for 5,000 tokens after 3,000", ledger.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void One_more_token_costs_its_own_maps_and_a_row_of_products()
    {
        GptConfig stories = new(vocabulary: 100, layers: 3, heads: 4, width: 96, context: 64);
        long Maps(Ledger l) => l[Ledger.AttentionMaps].Flops + l[Ledger.FeedForward].Flops;

        Ledger last = stories.Ledger(1, cached: 63);

        // 12 C² for each of 3 layers, 2 for each multiplication with its addition
        Assert.Equal(2 * 331_776, Maps(last));
        Assert.Equal(2 * 2 * 3 * 96 * 64, last[Ledger.AttentionProducts].Flops);
        // what the whole counts, though a mask hides it
        Assert.Equal(stories.Ledger(64).Sum(r => r.Flops),
            stories.Ledger(40).Flops + stories.Ledger(24, cached: 40).Flops + 4L * 3 * 96 * 40 * 24);
        Assert.Equal(65 / 2.0,
            Enumerable.Range(1, 64)
                .Sum(t => Maps(stories.Ledger(t)))
                / (double)Enumerable.Range(0, 64).Sum(t => Maps(stories.Ledger(1, cached: t))));
        Assert.Equal((1, 63), (last.Length, last.Cached));
        Assert.Contains("FLOPs for 1 tokens after 63", last.ToString(), StringComparison.Ordinal);
        Assert.Equal(2L * 100 * 96 << 26, stories.Ledger(1 << 26)[Ledger.OutputTable].Flops); // more than 32 bits count
    }

    [Fact]
    public void It_shows_as_a_table_with_its_sums()
    {
        Ledger ledger = GptConfig.Gpt2(Gpt2Size.Small).Ledger(1024);

        string[] lines = ledger.ToString().Split('\n');
        Assert.Equal(10, lines.Length);
        Assert.Matches(@"^token table +1 +38,597,376 +0$", lines[1]);
        Assert.Matches(@"^sum +124,439,808 +291,648,307,200$", lines[^1]);
        Assert.Contains("<td style=\"text-align:left\">feed-forward</td><td style=\"text-align:right\">12</td><td "
            + "style=\"text-align:right\">56,669,184</td>", ledger.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("FLOPs for 1,024 tokens", ledger.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_input_is_named()
    {
        AssertError("length: expected at least 1; got 0.", () => small.Ledger(0));
        AssertError("cached: expected 0 or more; got -1.", () => small.Ledger(1, -1));
        AssertError("bytesPerNumber: expected at least 1; got 0.", () => small.CacheBytesPerToken(0));
        AssertError("config: expected Heads that divide the width 12; got 5.",
            () => (small with { Heads = 5 }).ParameterCount);
        AssertError("config: expected a HiddenWidth of at least 1; got 0.",
            () => (small with { HiddenWidth = 0 }).ParameterCount);
        AssertError("Layers: expected at least 1; got 0.", () => small with { Layers = 0 });
        AssertError("size: expected one of Small, Medium, Large, ExtraLarge; got 9.",
            () => GptConfig.Gpt2((Gpt2Size)9));
        AssertError("part: expected one of token table, position table, attention: maps, attention: products, "
            + "feed-forward, block norms, final norm, output table; got 'heads'.", () =>
            small.Ledger(1)["heads"]);
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
