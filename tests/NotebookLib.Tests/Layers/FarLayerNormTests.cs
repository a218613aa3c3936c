using NotebookLib.Tests.References;

namespace NotebookLib.Tests.Layers;

/// <summary>Rows that lie far from 0, where floats lie far apart.</summary>
public class FarLayerNormTests
{
    private sealed record FarCase(string Name, Stored X, Stored Weight, Stored Bias, Stored Output, float Error);

    public static TheoryData<string> Names => [.. Reference.Load<FarCase>("far_layer_norm.json").Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_row_far_from_0_is_normalized_as_exactly_as_by_PyTorch_in_float32(string name)
    {
        FarCase reference = Reference.Load<FarCase>("far_layer_norm.json").Single(c => c.Name == name);
        var norm = new LayerNorm(reference.Weight.Tensor, reference.Bias.Tensor);

        Assert.InRange(norm.Forward(reference.X.Tensor).MaxDifference(reference.Output.Tensor), 0,
            MathF.Max(reference.Error, 2e-6f));
    }

    // x − μ = 0 everywhere, whatever the rounding of μ: what is left is the bias.
    [Theory, InlineData(1000.1f), InlineData(-0.3f), InlineData(1e9f), InlineData(3e30f)]
    public void A_row_of_equal_numbers_becomes_the_bias(float value)
    {
        Tensor bias = Tensor.Arange(37) / 10;
        Tensor y = new LayerNorm(Tensor.Ones(37), bias).Forward(Tensor.Full(value, 2, 37));

        Assert.InRange(y.MaxDifference(Tensor.Stack(0, bias, bias)), 0, 2e-5f);
    }
}
