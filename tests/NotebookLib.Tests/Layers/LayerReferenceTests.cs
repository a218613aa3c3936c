using NotebookLib.Tests.References;

namespace NotebookLib.Tests.Layers;

/// <summary>Every layer against PyTorch, forward and backward.</summary>
public class LayerReferenceTests
{
    private sealed record Case(string Name, Dictionary<string, Stored> Tensors, Stored Output, Stored Upstream,
        Dictionary<string, Stored> Grads)
    {
        private readonly Dictionary<string, Tensor> leaves = Tensors.ToDictionary(t => t.Key, t => t.Value.Leaf);

        public Tensor this[string name] => leaves[name];

        public Linear Map(string name) => new(this[$"{name}.weight"], this[$"{name}.bias"]);

        public LayerNorm? Norm(string name) =>
            leaves.ContainsKey($"{name}.weight") ? new(this[$"{name}.weight"], this[$"{name}.bias"]) : null;

        public MultiHeadAttention Attention(string prefix, int heads) =>
            new(Map($"{prefix}query"), Map($"{prefix}key"), Map($"{prefix}value"), Map($"{prefix}output"), heads);

        public FeedForward FeedForward(string prefix, Activation activation) =>
            new(Map($"{prefix}hidden"), Map($"{prefix}output"), activation,
                activation == Activation.SwiGlu ? Map($"{prefix}gate") : null);

        public TransformerBlock Block(NormPlacement placement, bool residual = true) =>
            new(Attention("attention.", 3), FeedForward("feedForward.", Activation.GeluTanh), placement,
                Norm("attentionNorm"), Norm("feedForwardNorm"), residual);
    }

    private static readonly Dictionary<string, Func<Case, Tensor>> layers = new()
    {
        ["LayerNorm"] = c => new LayerNorm(c["weight"], c["bias"]).Forward(c["x"]),
        ["RmsNorm"] = c => new RmsNorm(c["weight"]).Forward(c["x"]),
        ["Embedding"] = c => new Embedding(c["weight"]).Forward(3, 0, 10, 3, 3),
        ["Unembed"] = c => new Embedding(c["weight"]).Unembed(c["x"]),
        ["Gelu"] = c => c["x"].Gelu(),
        ["GeluTanh"] = c => c["x"].GeluTanh(),
        ["Silu"] = c => c["x"].Silu(),
        ["FeedForward Relu"] = c => c.FeedForward("", Activation.Relu).Forward(c["x"]),
        ["FeedForward Gelu"] = c => c.FeedForward("", Activation.Gelu).Forward(c["x"]),
        ["FeedForward GeluTanh"] = c => c.FeedForward("", Activation.GeluTanh).Forward(c["x"]),
        ["FeedForward SwiGlu"] = c => c.FeedForward("", Activation.SwiGlu).Forward(c["x"]),
        ["TransformerBlock Pre"] = c => c.Block(NormPlacement.Pre).Forward(c["x"], causal: true),
        ["TransformerBlock Post"] = c => c.Block(NormPlacement.Post).Forward(c["x"], causal: true),
        ["TransformerBlock None"] = c => c.Block(NormPlacement.None).Forward(c["x"], causal: true),
        ["TransformerBlock no residual"] =
            c => c.Block(NormPlacement.Pre, residual: false).Forward(c["x"], causal: true),
        ["Rotary grouped attention"] = c =>
        {
            MultiHeadAttention plain = c.Attention("", 4);
            return new MultiHeadAttention(plain.Query, plain.Key, plain.Value, plain.Output, 4)
            {
                Rotary = new RotaryEmbedding(2),
            }.Forward(c["x"], causal: true);
        },
    };

    public static TheoryData<string> Names => [.. Reference.Load<Case>("layers.json").Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_and_all_gradients_agree_with_PyTorch(string name)
    {
        Case reference = Reference.Load<Case>("layers.json").Single(c => c.Name == name);

        Tensor output = layers[name](reference);
        output.Backward(reference.Upstream.Tensor);

        Reference.AssertClose(reference.Output.Tensor, output, "output");
        foreach (var (key, expected) in reference.Grads)
            Reference.AssertClose(expected.Tensor, reference[key].Grad, key, tolerance: 5e-5f);
    }
}
