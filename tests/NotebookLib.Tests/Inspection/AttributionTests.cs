namespace NotebookLib.Tests.Inspection;

/// <summary>The parts of a logit add up to it, and each is what hand-set or silenced parts say.</summary>
public class AttributionTests
{
    private static readonly int[] tokens = [3, 1, 4, 1, 5];
    private static readonly GptConfig small = new(vocabulary: 17, layers: 2, heads: 3, width: 12, context: 7);

    private static readonly Dictionary<string, GptConfig> variants = new()
    {
        ["GPT-2"] = small,
        ["rotary, shared heads"] = small with
        {
            Positions = PositionScheme.Rotary,
            KeyValueHeads = 1,
            NormKind = NormKind.RmsNorm,
            Activation = Activation.SwiGlu,
        },
        ["untied, no biases"] = small with { TiedEmbeddings = false, Bias = false },
        ["not normalized"] = small with { Norm = NormPlacement.None },
    };

    public static TheoryData<string> Variants => [.. variants.Keys];

    [Theory, MemberData(nameof(Variants))]
    public void The_parts_add_up_to_the_difference_of_the_logits(string variant)
    {
        Gpt gpt = Uneven(variants[variant]);
        ForwardTrace trace = gpt.Trace(tokens);

        foreach (int place in new[] { 0, 2, 4 })
        {
            Assert.Equal(trace.Logits[place, 7] - trace.Logits[place, 11],
                Attribution.Of(gpt, trace, place, toward: 7, against: 11).Total, tolerance: 1e-4);
            Assert.Equal(trace.Logits[place, 7], Attribution.Of(gpt, trace, place, toward: 7).Total, tolerance: 1e-4);
        }
    }

    [Fact]
    public void Parts_come_in_the_order_of_the_model()
    {
        Gpt gpt = Uneven(small);

        Assert.Equal(["embedding", "L0H0", "L0H1", "L0H2", "attention 0", "feed-forward 0", "L1H0", "L1H1", "L1H2",
            "attention 1", "feed-forward 1", "final norm"],
            Attribution.Of(gpt, gpt.Trace(tokens), ^1, 7).Select(c => c.Part.ToString()));
        Assert.DoesNotContain(Part.FinalNorm,
            Attribution.Of(KnownHeads.Gpt, KnownHeads.Gpt.Trace(tokens), ^1, 7).Select(c => c.Part));
    }

    [Fact]
    public void A_head_set_to_add_three_cups_adds_three()
    {
        Attribution parts = Attribution.Of(KnownHeads.Gpt,
            KnownHeads.Gpt.Trace(0, KnownHeads.Cup, KnownHeads.Mia, KnownHeads.The), ^1, toward: KnownHeads.Cup,
            against: KnownHeads.Mia);

        Assert.Equal(3, parts[Part.Head(0, 2)], tolerance: 1e-6);
        Assert.Equal([0f, 0, 3, 0, 0, 0], parts.Heads.ToArray());
        Assert.Equal(0, parts[Part.Embedding]); // it says "the", which counts neither way
        Assert.Equal(3, parts.Total, tolerance: 1e-6);
    }

    [Theory, MemberData(nameof(Variants))]
    public void What_a_part_adds_is_what_a_frozen_norm_loses_without_it(string variant)
    {
        Gpt gpt = Uneven(variants[variant]);
        ForwardTrace trace = gpt.Trace(tokens);
        Tensor x = trace.State(Part.FeedForward(1)).Row(^1), given = trace.Output(Part.FeedForward(0)).Row(^1);

        double lost = Frozen(x) - Frozen(x - given);

        Assert.Equal(lost, Attribution.Of(gpt, trace, ^1, 7, 11)[Part.FeedForward(0)], tolerance: 1e-4);

        double Frozen(Tensor row) // the last normalization with the size of x, and the two logits
        {
            if (gpt.FinalNorm is LayerNorm norm)
                row = (row - row.Mean()) / (x.Variance(0) + norm.Epsilon).Sqrt() * norm.Weight + norm.Bias;
            else if (gpt.FinalNorm is { } rms) row = row / (x.Square().Mean() + rms.Epsilon).Sqrt() * rms.Weight;
            Tensor logits = gpt.Output.Unembed(row.Reshape(1, -1)).Row(0);
            return logits[7] - logits[11];
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void A_silenced_head_of_the_last_layer_takes_its_share_with_it(string variant)
    {
        Gpt gpt = Uneven(variants[variant]);
        // nothing reads the head but the last norm
        foreach (Tensor parameter in gpt.Blocks[1].FeedForward.Parameters()) parameter.Data.Clear();
        Attribution whole = Attribution.Of(gpt, gpt.Trace(tokens), ^1, 7, 11);
        ForwardTrace without = gpt.Trace(tokens, Edit.Zero(Part.Head(1, 1)));

        Attribution less = Attribution.Of(gpt, without, ^1, 7, 11);

        Assert.Equal(0, less[Part.Head(1, 1)]);
        double scale = less[Part.Embedding] / whole[Part.Embedding]; // σ changed for all alike
        Assert.Equal(whole[Part.Head(1, 0)] * scale, less[Part.Head(1, 0)], tolerance: 1e-4);
        Assert.Equal(whole[Part.FeedForward(0)] * scale, less[Part.FeedForward(0)], tolerance: 1e-4);
    }

    [Fact]
    public void What_comes_from_no_head_is_the_bias()
    {
        Gpt gpt = Uneven(small with { Norm = NormPlacement.None });
        Tensor bias = gpt.Blocks[1].Attention.Output.Bias!;

        double expected =
            Enumerable.Range(0, 12).Sum(i => (double)bias[i] * (gpt.Output.Weight[7, i] - gpt.Output.Weight[11, i]));

        Assert.Equal(expected, Attribution.Of(gpt, gpt.Trace(tokens), ^1, 7, 11)[Part.Attention(1)], tolerance: 1e-5);
    }

    [Fact]
    public void The_table_ends_with_the_sum()
    {
        string[] lines = Attribution.Of(KnownHeads.Gpt, KnownHeads.Gpt.Trace(0, KnownHeads.Cup, KnownHeads.The), ^1,
            KnownHeads.Cup)
            .ToString().Split('\n');

        Assert.Equal("L0H2               3.000", lines[4]);
        Assert.Equal("attention 0, bias  0.000", lines[5]);
        Assert.Equal("sum                3.000", lines[^1]);
    }

    [Fact]
    public void What_cannot_be_taken_apart_is_named()
    {
        Gpt gpt = Uneven(small);
        ForwardTrace trace = gpt.Trace(tokens);
        AssertError("place: expected a token from 0 to 4; got 5.", () => Attribution.Of(gpt, trace, 5, 7));
        AssertError("toward: expected a token from 0 to 16; got 17.", () => Attribution.Of(gpt, trace, 0, 17));
        AssertError("against: expected a token from 0 to 16; got -1.", () => Attribution.Of(gpt, trace, 0, 7, -1));
        AssertError("part: expected a part that adds to the logits; got logits.",
            () => Attribution.Of(gpt, trace, 0, 7)[Part.Logits]);
        AssertError("gpt: expected residuals and normalizations before the parts or none, so that the last state is a "
            + "sum; got Post.", () =>
            With(small with { Norm = NormPlacement.Post }));
        AssertError("gpt: expected residuals and normalizations before the parts or none, so that the last state is a "
            + "sum; got no residuals.", () =>
            With(small with { Residual = false }));
        AssertError("trace: expected a run of this model whose parts add up to its logits, ",
            () => Attribution.Of(Uneven(small, seed: 6), trace, 0, 7));
        AssertError("trace: expected a run of this model whose parts add up to its logits, ",
            () => Attribution.Of(gpt, gpt.Trace(tokens, Edit.DropResidual(Part.Attention(1))), 0, 7));
        AssertError("trace: expected a run of this model whose parts add up to its logits, ",
            () => Attribution.Of(gpt, gpt.Trace(tokens, Edit.Zero(Part.Logits)), 0, 7));

        static object With(GptConfig config) =>
            new Gpt(config, new Random(5)) is var other ? Attribution.Of(other, other.Trace(tokens), 0, 7) : null!;
    }

    /// <summary>A model none of whose biases is 0 and none of whose weights is a plain 1.</summary>
    private static Gpt Uneven(GptConfig config, int seed = 5)
    {
        var random = new Random(seed);
        var gpt = new Gpt(config, random);
        foreach (Tensor parameter in gpt.Parameters())
            foreach (ref float value in parameter.Data) value += (random.NextSingle() - 0.5f) * 0.6f;
        return gpt;
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
