namespace NotebookLib.Tests.Models;

public sealed class GptTests : IDisposable
{
    private static readonly GptConfig small = new(vocabulary: 17, layers: 2, heads: 2, width: 12, context: 11);
    private readonly string folder = Directory.CreateTempSubdirectory("gpt").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<PositionScheme> Schemes => [.. Enum.GetValues<PositionScheme>()];

    [Theory]
    [MemberData(nameof(Schemes))]
    public void An_untrained_model_finds_all_tokens_about_equally_likely(PositionScheme positions)
    {
        var random = new Random(5);
        var gpt = new Gpt(new GptConfig(vocabulary: 97, layers: 2, heads: 4, width: 64, context: 31)
        {
            Positions = positions,
        }, random);
        int[] text = [.. Enumerable.Range(0, 32).Select(_ => random.Next(97))];

        float loss = Loss.CrossEntropy(gpt.Forward(text[..^1]), text[1..]).Item();

        // Rows of length 0.02 · √768 = 0.55 make logits of that deviation σ: σ²/2 = 0.15 above ln V; with a tied table
        // the token just read stands out, too.
        Assert.InRange(loss, Math.Log(97) - 0.1, Math.Log(97) + 0.4);
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_later_token_does_not_change_what_is_said_before_it(PositionScheme positions)
    {
        var gpt = new Gpt(small with { Positions = positions, KeyValueHeads = 1 }, new Random(5));

        Tensor one = gpt.Forward(3, 1, 4, 1, 5), other = gpt.Forward(3, 1, 4, 1, 6);

        Assert.Equal(0, one.Slice(..4).MaxDifference(other.Slice(..4)));
        Assert.NotEqual(0, one.Row(4).MaxDifference(other.Row(4)));
    }

    [Fact]
    public void Without_the_causal_mask_it_does()
    {
        var gpt = new Gpt(small with { Causal = false }, new Random(5));

        Assert.NotEqual(0, gpt.Forward(3, 1, 4, 1, 5).Row(0).MaxDifference(gpt.Forward(3, 1, 4, 1, 6).Row(0)));
    }

    [Fact]
    public void Attend_gives_for_each_layer_and_head_rows_that_sum_to_1()
    {
        IReadOnlyList<Tensor> weights = new Gpt(small, new Random(5)).Attend(3, 1, 4, 1, 5);

        Assert.Equal(2, weights.Count);
        foreach (Tensor layer in weights)
        {
            Assert.Equal([2, 5, 5], layer.Shape);
            Assert.Equal(0, (layer.Sum(-1) - 1).Abs().Max().Item(), tolerance: 1e-6f);
            Assert.Equal(0, layer[1, 2, 3]);
        }
    }

    [Fact]
    public void The_last_state_read_as_logits_is_what_the_model_says()
    {
        var gpt = new Gpt(small, new Random(5));

        IReadOnlyList<Tensor> states = gpt.States(3, 1, 4);

        Assert.Equal(3, states.Count);
        Assert.Equal(0, gpt.Logits(states[^1]).MaxDifference(gpt.Forward(3, 1, 4)));
    }

    [Fact]
    public void Parameters_are_counted_as_by_hand()
    {
        int perBlock = 4 * (12 * 12 + 12) + (12 * 48 + 48) + (48 * 12 + 12) + 4 * 12;
        Assert.Equal(17 * 12 + 11 * 12 + 2 * perBlock + 2 * 12, new Gpt(small, new Random(5)).ParameterCount);
        Assert.Equal(17 * 12 * 2 + 2 * (perBlock - 4 * 12 - 4 * 12 - 60),
            new Gpt(small with
            {
                Positions = PositionScheme.None,
                TiedEmbeddings = false,
                Norm = NormPlacement.None,
                Bias = false,
            }, new Random(5)).ParameterCount);
    }

    [Fact]
    public void Tables_begin_with_the_deviation_that_is_asked_for_and_nothing_else_changes()
    {
        Gpt usual = new(small, new Random(5)), wide = new(small with { InitialDeviation = 1 }, new Random(5));
        float factor = 0.02f * MathF.Sqrt(768 / 12f); // 0.16

        Assert.Equal(0, (wide.Tokens.Weight * factor).MaxDifference(usual.Tokens.Weight), tolerance: 1e-6f);
        Assert.Equal(0, (wide.Positions!.Weight * factor).MaxDifference(usual.Positions!.Weight), tolerance: 1e-6f);
        foreach (var (a, b) in usual.Blocks.SelectMany(block => block.Parameters())
            .Zip(wide.Blocks.SelectMany(block => block.Parameters())))
            Assert.Equal(0, a.MaxDifference(b));
        AssertError("InitialDeviation: expected 0 or more; got -1.", () => small with { InitialDeviation = -1 });
    }

    [Fact]
    public void Tied_tables_of_deviation_1_begin_far_above_ln_V_because_each_token_expects_itself()
    {
        var config = new GptConfig(97, layers: 2, heads: 2, width: 32, context: 16) { Positions = PositionScheme.None };
        int[] tokens = [.. Enumerable.Range(0, 96).Select(i => i * 31 % 97)];

        float usual = Loss.CrossEntropy(new Gpt(config, new Random(5)).Forward(tokens[..^1]), tokens[1..]).Item();
        Tensor logits = new Gpt(config with { InitialDeviation = 1 }, new Random(5)).Forward(tokens[..^1]);

        Assert.Equal(MathF.Log(97), usual, tolerance: 0.5f);
        Assert.True(Loss.CrossEntropy(logits, tokens[1..]).Item() > 0.6f * 32);
        Assert.InRange(logits.ArgMax().Zip(tokens).Average(p => p.First == p.Second ? 1 : 0), 0.9, 1);
    }

    [Fact]
    public void Greedy_writing_appends_the_most_likely_token_and_stops_at_the_end_mark()
    {
        var gpt = new Gpt(small, new Random(5));

        int[] text = gpt.Generate([3, 1], count: 4);

        Assert.Equal([3, 1], text[..2]);
        for (int t = 2; t < 6; t++) Assert.Equal(gpt.Forward(text[..t]).ArgMax()[^1], text[t]);
        Assert.Equal(text[..3], gpt.Generate([3, 1], count: 4, stop: text[2]));
        Assert.Equal(text, gpt.Generate([3, 1], count: 4, new Random(1), temperature: 0));
    }

    [Fact]
    public void Writing_goes_on_beyond_the_context_and_repeats_with_the_seed()
    {
        var gpt = new Gpt(small, new Random(5));

        int[] text = gpt.Generate([3], count: 29, new Random(7));

        Assert.Equal(30, text.Length);
        Assert.Equal(text, gpt.Generate([3], count: 29, new Random(7)));
        Assert.NotEqual(text, gpt.Generate([3], count: 29, new Random(8)));
    }

    [Fact]
    public void Tokens_are_drawn_as_often_as_the_model_expects_them()
    {
        var gpt = new Gpt(small, new Random(5));
        gpt.Tokens.Weight[4, 0] = 3; // makes the chances unequal
        Tensor expected = gpt.Forward(3).Softmax().Row(0);
        var random = new Random(9);
        double[] counts = new double[17];
        const int draws = 4000;

        for (int i = 0; i < draws; i++) counts[gpt.Generate([3], 1, random)[1]]++;

        double chiSquare =
            Enumerable.Range(0, 17).Sum(v => Math.Pow(counts[v] - draws * expected[v], 2) / (draws * expected[v]));
        Assert.InRange(chiSquare, 0, 39.25); // χ² with 16 degrees of freedom, 99.9 %
    }

    [Fact]
    public void Sizes_that_do_not_fit_and_tokens_that_are_none_are_named()
    {
        AssertError("heads: expected a divisor of the width 12; got 5.", () => new GptConfig(17, 2, 5, 12, 11));
        AssertError("layers: expected at least 1; got 0.", () => new GptConfig(17, 0, 2, 12, 11));
        AssertError("config: expected KeyValueHeads that divide the 2 heads; got 3.",
            () => new Gpt(small with { KeyValueHeads = 3 }, new Random(1)));
        var gpt = new Gpt(small, new Random(1));
        AssertError("tokens: expected ids 0 to 16; got 17 at position 1.", () => gpt.Forward(0, 17));
        AssertError("tokens: expected at most 11, for which there are learned positions; got 12.",
            () => gpt.Forward(new int[12]));
        AssertError("tokens: expected at least one; got none.", () => gpt.Forward());
        AssertError("prompt: expected at least one token to go on from; got none.", () => gpt.Generate([], 1));
        AssertError("Temperature: expected 0 (always the likeliest) or more; got -1.",
            () => gpt.Generate([1], 1, new Random(1), temperature: -1));
    }

    [Fact]
    public void Files_that_lack_or_lie_are_named()
    {
        new Gpt(small, new Random(1)).Save(folder);
        string model = Path.Combine(folder, "model.safetensors"), config = Path.Combine(folder, "config.json");
        string good = File.ReadAllText(config);
        Dictionary<string, Tensor> tensors = new(Safetensors.Read(model).Tensors);

        AssertRefused("model.safetensors: expected a tensor 'wpe.weight' of shape (11, 12); there is none.",
            t => t.Remove("wpe.weight"));
        AssertRefused("model.safetensors: expected 'ln_f.bias' to have shape (12,); it has (13,).",
            t => t["ln_f.bias"] = Tensor.Zeros(13));
        AssertRefused("model.safetensors: expected the tensors of the model that config.json describes; "
            + "there is also 'h.2.ln_1.bias'.", t =>
            t["h.2.ln_1.bias"] = Tensor.Zeros(12));
        AssertRefused("model.safetensors: expected each tensor once; 'ln_f.bias' is there with and without",
            t => t["transformer.ln_f.bias"] = Tensor.Zeros(12));
        AssertConfigRefused("config.json: expected model_type to be \"gpt2\"",
            good.Replace("gpt2\"", "bert\"", StringComparison.Ordinal));
        AssertConfigRefused("config.json: expected a number 'n_layer'; there is none.",
            good.Replace("n_layer", "layers", StringComparison.Ordinal));
        AssertConfigRefused("config.json: expected activation_function to be one of gelu_new",
            good.Replace("gelu_new", "sine", StringComparison.Ordinal));
        AssertConfigRefused("config.json: ", good[..40]);
        AssertConfigRefused("config.json: expected n_head to divide n_embd, 12; got 5.",
            good.Replace("\"n_head\": 2", "\"n_head\": 5", StringComparison.Ordinal));
        Assert.Throws<FileNotFoundException>(() => { File.Delete(config); Gpt.Load(folder); });

        void AssertRefused(string message, Action<Dictionary<string, Tensor>> change)
        {
            Dictionary<string, Tensor> changed = new(tensors);
            change(changed);
            Safetensors.Write(model, changed);
            Assert.StartsWith(message, Assert.Throws<InvalidDataException>(() => Gpt.Load(folder)).Message,
                StringComparison.Ordinal);
            Safetensors.Write(model, tensors);
        }

        void AssertConfigRefused(string message, string text)
        {
            File.WriteAllText(config, text);
            Assert.StartsWith(message, Assert.Throws<InvalidDataException>(() => Gpt.Load(folder)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_model_that_normalizes_inside_survives_saving_with_its_last_normalization()
    {
        var gpt = new Gpt(small with { Norm = NormPlacement.Inside }, new Random(1));
        gpt.FinalNorm!.Weight[3] = 2;

        gpt.Save(folder);

        Assert.Equal(0, gpt.Forward(3, 1, 4).MaxDifference(Gpt.Load(folder).Forward(3, 1, 4)));
    }

    [Fact]
    public void The_scaled_start_divides_the_last_maps_of_the_parts_and_no_others()
    {
        // √(2 · 2) = 2
        Gpt scaled = new(small, new Random(7)), plain = new(small with { ScaledStart = false }, new Random(7));

        foreach (var ((name, expected), (_, actual)) in plain.NamedParameters().Zip(scaled.NamedParameters()))
        {
            bool last = name.EndsWith("attention.output.weight", StringComparison.Ordinal)
                || name.EndsWith("feedForward.output.weight", StringComparison.Ordinal);
            Assert.Equal(0, (last ? expected / 2 : expected).MaxDifference(actual), tolerance: 1e-7f);
        }
    }

    [Fact]
    public void Every_block_has_its_gradient_norm()
    {
        var gpt = new Gpt(small, new Random(7));
        Loss.CrossEntropy(gpt.Forward(3, 1, 4), [1, 4, 1]).Backward();

        for (int layer = 0; layer < 2; layer++)
            Assert.Equal(Math.Sqrt(gpt.Blocks[layer].Parameters().Sum(p => p.Grad!.ToArray().Sum(g => (double)g * g))),
                gpt.GradientNorms()[layer], tolerance: 1e-5);
        Assert.Equal(2, gpt.GradientNorms().Count);
    }

    [Fact]
    public void Every_choice_survives_saving()
    {
        GptConfig config = small with
        {
            Positions = PositionScheme.Alibi,
            KeyValueHeads = 1,
            HiddenWidth = 13,
            Activation = Activation.SwiGlu,
            Norm = NormPlacement.Post,
            NormKind = NormKind.RmsNorm,
            NormEpsilon = 1e-3f,
            TiedEmbeddings = false,
            Bias = false,
            Residual = false,
            Causal = false,
            Dropout = 0.25f,
            InitialDeviation = 0.3f,
            ScaledStart = false,
        };
        var gpt = new Gpt(config, new Random(1));

        gpt.Save(folder);
        Gpt again = Gpt.Load(folder);

        Assert.Equal(config, again.Config);
        Assert.Equal(0, gpt.Forward(3, 1, 4).MaxDifference(again.Forward(3, 1, 4)));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
