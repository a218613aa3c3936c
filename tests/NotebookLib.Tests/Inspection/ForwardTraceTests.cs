namespace NotebookLib.Tests.Inspection;

/// <summary>What a trace shows is what the forward pass did, to the bit, whatever the model's choices.</summary>
public class ForwardTraceTests
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
        ["ALiBi, post"] =
            small with { Positions = PositionScheme.Alibi, Norm = NormPlacement.Post, TiedEmbeddings = false },
        ["inside"] = small with { Norm = NormPlacement.Inside, Dropout = 0.5f },
        ["none, not causal"] =
            small with { Norm = NormPlacement.None, Positions = PositionScheme.Sinusoidal, Causal = false },
        ["no residual"] = small with { Residual = false },
    };

    public static TheoryData<string> Variants => [.. variants.Keys];

    [Theory, MemberData(nameof(Variants))]
    public void A_trace_is_the_forward_pass_to_the_bit(string variant)
    {
        var gpt = new Gpt(variants[variant], new Random(5));

        ForwardTrace trace = gpt.Trace(tokens);

        AssertSame(gpt.Forward(tokens), trace.Logits);
        IReadOnlyList<Tensor> states = gpt.States(tokens), weights = gpt.Attend(tokens);
        AssertSame(gpt.Embed(tokens), trace.State(Part.Embedding));
        AssertSame(states[0], trace.State(Part.Embedding));
        for (int layer = 0; layer < 2; layer++)
        {
            AssertSame(states[layer + 1], trace.State(Part.FeedForward(layer)));
            AssertSame(states[layer + 1],
                gpt.Blocks[layer]
                    .Forward(states[layer], gpt.Config.Causal,
                        gpt.Config.Positions == PositionScheme.Alibi ? Alibi.Bias(3, 5) : null));
            AssertSame(weights[layer], trace.Weights(layer));
        }
    }

    [Theory, InlineData(NormPlacement.Pre), InlineData(NormPlacement.Inside), InlineData(NormPlacement.None)]
    public void The_stream_is_the_sum_of_its_parts(NormPlacement placement)
    {
        ForwardTrace trace = new Gpt(small with { Norm = placement }, new Random(5)).Trace(tokens);

        Tensor sum = Tensor.Zeros(5, 12);
        foreach (TraceStep step in trace.Steps.Take(5))
        {
            sum += step.Output;
            Assert.InRange(sum.MaxDifference(step.State), 0, 1e-6f);
        }
        Assert.NotEqual(0, trace.Output(Part.Attention(1)).Abs().Max().Item());
    }

    [Fact]
    public void Steps_come_in_the_order_of_the_model_and_know_their_names()
    {
        Assert.Equal(["embedding", "attention 0", "feed-forward 0", "attention 1", "feed-forward 1", "final norm",
            "logits"],
            new Gpt(small, new Random(5)).Trace(tokens).Steps.Select(s => s.Part.ToString()));
        Assert.DoesNotContain(Part.FinalNorm,
            new Gpt(small with { Norm = NormPlacement.Post }, new Random(5)).Trace(tokens).Steps.Select(s => s.Part));
    }

    [Fact]
    public void Heads_are_what_the_weights_mix_and_together_make_the_attention()
    {
        var gpt = new Gpt(small, new Random(5));
        ForwardTrace trace = gpt.Trace(tokens);
        MultiHeadAttention attention = gpt.Blocks[1].Attention;
        Tensor read = gpt.Blocks[1].AttentionNorm!.Forward(trace.State(Part.FeedForward(0)));

        Assert.Equal([3, 5, 5], trace.Weights(1).Shape);
        Assert.Equal([3, 5, 4], trace.Heads(1).Shape);
        for (int head = 0; head < 3; head++)
        {
            Tensor values = attention.Value.Forward(read).Slice(.., (head * 4)..(head * 4 + 4));
            Assert.InRange(trace.Weights(1).Row(head).MatMul(values).MaxDifference(trace.Output(Part.Head(1, head))), 0,
                1e-6f);
        }
        Assert.InRange(attention.Output.Forward(MultiHeadAttention.MergeHeads(trace.Heads(1)))
            .MaxDifference(trace.Output(Part.Attention(1))), 0, 1e-6f);
    }

    [Fact]
    public void What_a_trace_holds_stays_when_the_model_reads_on()
    {
        var gpt = new Gpt(new GptConfig(vocabulary: 17, layers: 2, heads: 2, width: 32, context: 40), new Random(5));
        int[] text = [.. Enumerable.Range(0, 40).Select(i => i % 17)];
        ForwardTrace trace = gpt.Trace(text);
        float[][] before = [.. trace.Steps.SelectMany(s => new[] { s.Output.ToArray(), s.State.ToArray() }),
            trace.Heads(0).ToArray(), trace.Weights(1).ToArray()];

        using (Tensor.NoGrad())
            for (int i = 0; i < 3; i++) gpt.Forward([.. text.Reverse()]);

        float[][] after = [.. trace.Steps.SelectMany(s => new[] { s.Output.ToArray(), s.State.ToArray() }),
            trace.Heads(0).ToArray(), trace.Weights(1).ToArray()];
        Assert.Equal(before, after);
    }

    [Fact]
    public void It_shows_as_a_table_of_its_steps()
    {
        var gpt = new Gpt(small, new Random(5));
        gpt.Tokens.Weight.Data.Clear();
        gpt.Positions!.Weight.Data.Fill(2);

        string[] lines = gpt.Trace(tokens).ToString().Split('\n');

        Assert.Equal(8, lines.Length);
        Assert.Matches(@"^embedding +\(5, 12\) +6\.928 +6\.928$", lines[1]); // 2 √12
        Assert.Contains("<td style=\"text-align:left\">attention 0</td>", gpt.Trace(tokens).ToHtml(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_the_model_has_not_is_named()
    {
        ForwardTrace trace = new Gpt(small with { Norm = NormPlacement.Post }, new Random(5)).Trace(tokens);

        AssertError("part: expected a layer from 0 to 1; got attention 2.", () => trace.Output(Part.Attention(2)));
        AssertError("part: expected a head from 0 to 2; got L1H3.", () => trace.Output(Part.Head(1, 3)));
        AssertError("part: expected a part of the model; got the final norm, and it has none.",
            () => trace.Output(Part.FinalNorm));
        AssertError("after: expected a part with a stream after it; got L1H2.",
            () => trace.State(Part.Head(1, 2)));
        AssertError("layer: expected a layer from 0 to 1; got attention -1.", () => trace.Weights(-1));
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.ToArray(), actual.ToArray());
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
