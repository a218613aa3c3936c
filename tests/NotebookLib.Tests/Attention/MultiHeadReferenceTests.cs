using NotebookLib.Tests.References;

namespace NotebookLib.Tests.AttentionTests;

/// <summary>
/// Multi-head attention against torch.nn.MultiheadAttention; grouped queries against heads repeated by hand.
/// </summary>
public class MultiHeadReferenceTests
{
    private sealed record Case(string Name, int Heads, Stored X, Stored? Context, bool Causal,
        Dictionary<string, Stored> Parameters, Stored Output, Stored Weights, Stored Upstream,
        Dictionary<string, Stored> Grads)
    {
        public MultiHeadAttention Module() => new(Part("query"), Part("key"), Part("value"), Part("output"), Heads);

        private Linear Part(string name) =>
            new(Parameters[$"{name}.weight"].Tensor, Parameters.GetValueOrDefault($"{name}.bias")?.Tensor);
    }

    private static readonly IReadOnlyList<Case> cases = Reference.Load<Case>("multi_head.json");

    public static TheoryData<string> Names => [.. cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_and_the_weights_of_each_head_agree_with_PyTorch(string name)
    {
        Case reference = cases.Single(c => c.Name == name);
        MultiHeadAttention module = reference.Module();

        var (output, weights) = module.Attend(reference.X.Tensor, reference.Causal, context: reference.Context?.Tensor);

        Reference.AssertClose(reference.Output.Tensor, output, "output");
        Reference.AssertClose(reference.Weights.Tensor, weights, "weights");
        Reference.AssertClose(reference.Output.Tensor,
            module.Forward(reference.X.Tensor, reference.Causal, context: reference.Context?.Tensor), "forward");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_of_inputs_and_all_parameters_agree_with_PyTorch(string name)
    {
        Case reference = cases.Single(c => c.Name == name);
        MultiHeadAttention module = reference.Module();
        Tensor x = reference.X.Leaf;
        Tensor? context = reference.Context?.Leaf;

        module.Forward(x, reference.Causal, context: context).Backward(reference.Upstream.Tensor);

        Dictionary<string, Tensor> found =
            module.NamedParameters().Append(("x", x)).ToDictionary(p => p.Item1, p => p.Item2);
        if (context is not null) found["context"] = context;
        Assert.Equal(reference.Grads.Keys.Order(), found.Keys.Order());
        foreach (var (key, expected) in reference.Grads)
            Reference.AssertClose(expected.Tensor, found[key].Grad, key, tolerance: 5e-5f);
    }
}
