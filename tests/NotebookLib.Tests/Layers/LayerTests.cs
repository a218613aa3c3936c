namespace NotebookLib.Tests.Layers;

public class LayerTests
{
    private readonly Random random = new(17);

    public static TheoryData<string> Modules =>
        ["LayerNorm", "RmsNorm", "Embedding", "FeedForward Gelu", "FeedForward SwiGlu", "Block Pre", "Block Post",
            "Block Inside", "Block Inside RmsNorm", "Block None", "Block without residual"];

    [Theory]
    [MemberData(nameof(Modules))]
    public void Gradients_are_what_moving_each_number_says(string name)
    {
        Tensor x = Tensor.Normal(random, 2, 5, 7);
        (Module module, Func<Tensor> compute) = name switch
        {
            "LayerNorm" => With(new LayerNorm(7), m => m.Forward(x)),
            "RmsNorm" => With(new RmsNorm(7), m => m.Forward(x)),
            "Embedding" => With(new Embedding(11, 7, random), m => m.Unembed(x + m.Forward(3, 1, 10, 3, 0))),
            "FeedForward Gelu" => With(new FeedForward(7, 11, random, Activation.Gelu), m => m.Forward(x)),
            "FeedForward SwiGlu" => With(new FeedForward(7, 11, random, Activation.SwiGlu), m => m.Forward(x)),
            "Block Pre" => With(new TransformerBlock(7, 1, random), m => m.Forward(x, causal: true)),
            "Block Post" => With(new TransformerBlock(7, 1, random, NormPlacement.Post), m => m.Forward(x)),
            "Block Inside" =>
                With(new TransformerBlock(7, 1, random, NormPlacement.Inside), m => m.Forward(x, causal: true)),
            "Block Inside RmsNorm" =>
                With(new TransformerBlock(7, 1, random, NormPlacement.Inside, normKind: NormKind.RmsNorm),
                    m => m.Forward(x)),
            "Block None" =>
                With(new TransformerBlock(7, 1, random, NormPlacement.None), m => m.Forward(x, causal: true)),
            _ => With(new TransformerBlock(7, 7, random, residual: false), m => m.Forward(x, causal: true)),
        };

        GradientReport report = GradientCheck.Run(module, compute, ("x", x));

        Assert.True(report.Holds, report.ToString());
        Assert.Equal(module.ParameterCount + x.Length, report.Count);
    }

    private static (Module, Func<Tensor>) With<T>(T module, Func<T, Tensor> forward) where T : Module =>
        (module, () => forward(module));

    [Fact]
    public void LayerNorm_gives_rows_of_mean_0_and_variance_1_and_RmsNorm_rows_of_mean_square_1()
    {
        Tensor x = Tensor.Normal(random, 5, 103) * 7 + 3;

        Tensor layer = new LayerNorm(103).Forward(x), rms = new RmsNorm(103).Forward(x);

        Assert.Equal(0, layer.Mean(-1).Abs().Max().Item(), tolerance: 1e-5f);
        Assert.Equal(0, (layer.Variance(-1) - 1).Abs().Max().Item(), tolerance: 1e-4f);
        Assert.Equal(0, (rms.Square().Mean(-1) - 1).Abs().Max().Item(), tolerance: 1e-4f);
        Assert.True(rms.Mean(-1).Min().Item() > 0.1f); // RMSNorm leaves the mean where it is
    }

    [Fact]
    public void LayerNorm_of_a_constant_row_is_the_bias()
    {
        var norm = new LayerNorm(Tensor.Ones(3), new Tensor([1, 2, 5], 3));

        Assert.Equal([1, 2, 5], norm.Forward(Tensor.Full(7, 1, 3)).ToArray());
    }

    [Fact]
    public void Gelu_at_one_is_the_chance_that_a_normal_number_lies_below_one() // Φ(1) = 0.841345
    {
        Assert.Equal(0.841345f, new Tensor([1f], 1).Gelu().Item(), tolerance: 1e-6f);
        // ½ (1 + tanh(0.7978846 · 1.044715))
        Assert.Equal(0.841192f, new Tensor([1f], 1).GeluTanh().Item(), tolerance: 1e-6f);
    }

    [Fact]
    public void Dropout_keeps_the_mean_and_drops_its_share()
    {
        Tensor y = new Dropout(0.25f).Forward(Tensor.Ones(100_003), random);

        Assert.Equal(1, y.Mean().Item(), tolerance: 0.01f); // standard deviation √(1/3 / 100003) = 0.0018
        Assert.Equal([0, 4 / 3f], y.ToArray().Distinct().Order());
        Assert.Equal(0.25, y.ToArray().Count(v => v == 0) / 100_003.0, tolerance: 0.008);
    }

    [Fact]
    public void Dropout_passes_everything_on_when_not_training()
    {
        Tensor x = Tensor.Normal(random, 3, 5);

        Assert.Same(x, new Dropout(0.5f).Forward(x, random: null));
    }

    [Fact]
    public void Dropped_numbers_get_no_gradient()
    {
        Tensor x = Tensor.Ones(101);
        x.RequiresGrad = true;

        Tensor y = new Dropout(0.5f).Forward(x, random);
        y.Sum().Backward();

        Assert.Equal(y.ToArray(), x.Grad!.ToArray()); // x is 1, so y is the factor itself
    }

    [Fact]
    public void A_shared_row_of_an_embedding_gathers_the_gradients_of_all_its_uses()
    {
        var table = new Embedding(5, 3, random);

        table.Forward(2, 4, 2).Sum().Backward();

        Assert.Equal([0, 0, 0, 0, 0, 0, 2, 2, 2, 0, 0, 0, 1, 1, 1], table.Weight.Grad!.ToArray());
    }

    [Fact]
    public void A_block_without_residual_forgets_its_input_when_its_parts_give_nothing()
    {
        Tensor x = Tensor.Normal(random, 5, 7);
        TransformerBlock Block(bool residual) => new(
            new MultiHeadAttention(Silent(7, 7), Silent(7, 7), Silent(7, 7), Silent(7, 7), 1),
            new FeedForward(Silent(7, 3), Silent(3, 7), Activation.Relu), residual: residual);

        Assert.Equal(0, Block(residual: true).Forward(x).MaxDifference(x));
        Assert.Equal(0, Block(residual: false).Forward(x).Abs().Max().Item());
    }

    public static TheoryData<NormPlacement> Placements => [.. Enum.GetValues<NormPlacement>()];

    [Theory, MemberData(nameof(Placements))]
    public void A_block_is_its_formula(NormPlacement placement)
    {
        Tensor x = Tensor.Normal(random, 5, 6);
        var block = new TransformerBlock(6, 2, random, placement, normKind: NormKind.RmsNorm);

        Tensor expected = Step(Step(x, rows => block.Attention.Forward(rows)), block.FeedForward.Forward);

        Assert.InRange(expected.MaxDifference(block.Forward(x)), 0, 1e-6f);

        Tensor Norm(Tensor rows) => new RmsNorm(6).Forward(rows);
        Tensor Step(Tensor rows, Func<Tensor, Tensor> part) => placement switch
        {
            NormPlacement.Pre => rows + part(Norm(rows)),
            NormPlacement.Post => Norm(rows + part(rows)),
            NormPlacement.Inside => rows + Norm(part(rows)),
            _ => rows + part(rows),
        };
    }

    [Fact]
    public void Each_part_of_a_block_that_normalizes_inside_adds_rows_of_mean_square_1_however_large_its_weights()
    {
        Tensor x = Tensor.Zeros(5, 103);
        var block = new TransformerBlock(103, 1, random, NormPlacement.Inside);
        block.FeedForward.Output.Weight.Data.Clear();
        block.Attention.Value.Bias!.Data.Fill(1000);

        Assert.Equal(1, block.Forward(x).Square().Mean().Item(), tolerance: 1e-4f);
    }

    [Fact]
    public void A_scaled_start_divides_the_last_maps_of_both_parts_and_no_others()
    {
        // √(2 · 8) = 4
        TransformerBlock plain = new(12, 3, new Random(7)), scaled = new(12, 3, new Random(7), scaledStart: 8);

        foreach (var ((name, expected), (_, actual)) in plain.NamedParameters().Zip(scaled.NamedParameters()))
            Assert.Equal(expected.ToArray()
                .Select(w => name is "attention.output.weight" or "feedForward.output.weight" ? w / 4 : w),
                actual.ToArray());
    }

    [Fact]
    public void The_norm_of_the_gradients_is_their_length_together()
    {
        var map = new Linear(new Tensor([1f, 1f], 2, 1), new Tensor([0f], 1));

        map.Forward(new Tensor([2f, 3f], 1, 2)).Sum().Backward();

        Assert.Equal(MathF.Sqrt(4 + 9 + 1), map.GradientNorm(), tolerance: 1e-6f);
        Assert.Equal([2, 3], map.Weight.Grad!.ToArray()); // only measured
    }

    [Fact]
    public void Without_gradients_there_is_no_norm() =>
        Assert.Equal("GradientNorm() reads the gradients that Backward() leaves; no parameter here has one.",
            Assert.Throws<InvalidOperationException>(() => new Linear(2, 3, random).GradientNorm()).Message);

    private static Linear Silent(int inDim, int outDim) => new(Tensor.Zeros(inDim, outDim));

    [Fact]
    public void Errors_say_what_was_expected_and_what_came()
    {
        AssertError("tokens: expected ids 0 to 4; got 5 at position 1.",
            () => new Embedding(5, 3, random).Forward(0, 5));
        AssertError("x: expected rows of width 3, (…, 3); got (2, 5).",
            () => new LayerNorm(3).Forward(Tensor.Zeros(2, 5)));
        AssertError("rate: expected 0 up to, but without, 1; got 1.", () => new Dropout(1));
        AssertError("gate: expected a map, since SwiGlu needs one.",
            () => new FeedForward(Silent(3, 5), Silent(5, 3), Activation.SwiGlu));
        AssertError("output: expected a weight of 5 rows",
            () => new FeedForward(Silent(3, 5), Silent(7, 3), Activation.Relu));
        AssertError("attentionNorm: expected a normalization for the placement Pre.", () => new TransformerBlock(
            new MultiHeadAttention(4, 2, random), new FeedForward(4, 3, random), NormPlacement.Pre));
        AssertError("scaledStart: expected the number of blocks, at least 1; got 0.",
            () => new TransformerBlock(4, 2, random, scaledStart: 0));
        AssertError("value: expected a rotary embedding for heads of width 2; got 4.",
            () => new MultiHeadAttention(4, 2, random) { Rotary = new RotaryEmbedding(4) });
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
