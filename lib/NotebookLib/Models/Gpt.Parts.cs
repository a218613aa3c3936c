namespace NotebookLib;

public sealed partial class Gpt
{
    /// <summary>
    /// A block from its parameters, as GPT-2 names them: "attn.c_attn" holds W_Q, W_K and W_V side by side.
    /// </summary>
    private static TransformerBlock Block(GptConfig config, string name, Func<string, Shape, Tensor> parameter)
    {
        int width = config.Width, hidden = config.HiddenWidth ?? 4 * width;
        int headDim = width / config.Heads;
        int keyValueWidth = headDim * (config.KeyValueHeads ?? config.Heads);
        Linear joint = Map($"{name}.attn.c_attn", width, width + 2 * keyValueWidth);
        var attention = new MultiHeadAttention(Columns(joint, 0, width), Columns(joint, width, keyValueWidth),
            Columns(joint, width + keyValueWidth, keyValueWidth), Map($"{name}.attn.c_proj", width, width),
            config.Heads)
        {
            Rotary = config.Positions == PositionScheme.Rotary
                ? new RotaryEmbedding(headDim, scaling: config.Scaling)
                : null,
        };
        var feedForward = new FeedForward(Map($"{name}.mlp.c_fc", width, hidden),
            Map($"{name}.mlp.c_proj", hidden, width), config.Activation,
            config.Activation == Activation.SwiGlu ? Map($"{name}.mlp.c_gate", width, hidden) : null);
        bool norm = config.Norm != NormPlacement.None;
        return new TransformerBlock(attention, feedForward, config.Norm,
            norm ? Norm(config, $"{name}.ln_1", parameter) : null,
            norm ? Norm(config, $"{name}.ln_2", parameter) : null, config.Residual, config.Dropout);

        Linear Map(string map, int inDim, int outDim) =>
            new(parameter($"{map}.weight", [inDim, outDim]), config.Bias ? parameter($"{map}.bias", [outDim]) : null);
    }

    private static Linear Columns(Linear joint, int from, int count)
    {
        using IDisposable _ = Tensor.NoGrad();
        return new Linear(joint.Weight.Slice(.., from..(from + count)), joint.Bias?.Slice(from..(from + count)));
    }

    private static Normalization Norm(GptConfig config, string name, Func<string, Shape, Tensor> parameter) =>
        config.NormKind == NormKind.RmsNorm
            ? new RmsNorm(parameter($"{name}.weight", [config.Width]), config.NormEpsilon)
            : new LayerNorm(parameter($"{name}.weight", [config.Width]), parameter($"{name}.bias", [config.Width]),
                config.NormEpsilon);

    /// <summary>What a parameter begins as.</summary>
    private static Tensor Initial(GptConfig config, Random random, string name, Shape shape)
    {
        if (name.EndsWith(".bias", StringComparison.Ordinal)) return Tensor.Zeros(shape);
        if (name.Contains("ln_", StringComparison.Ordinal)) return Tensor.Ones(shape);
        Tensor unit = Tensor.Normal(random, shape);
        if (name is "wte.weight" or "wpe.weight" or "lm_head.weight")
            return unit * (config.InitialDeviation ?? 0.02f * MathF.Sqrt(768f / config.Width));
        float deviation = 1 / MathF.Sqrt(shape[0]);
        bool endsPart = name.EndsWith("c_proj.weight", StringComparison.Ordinal);
        return unit * (endsPart && config.ScaledStart ? deviation / MathF.Sqrt(2 * config.Layers) : deviation);
    }
}
