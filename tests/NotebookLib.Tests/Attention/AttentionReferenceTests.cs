using NotebookLib.Tests.References;

namespace NotebookLib.Tests.AttentionTests;

/// <summary>Attention against softmax(q kᵀ / √d + mask) v in PyTorch.</summary>
public class AttentionReferenceTests
{
    private const string FullyMasked = "one row fully masked";
    private const int MaskedRow = 2;

    private sealed record Case(string Name, Stored[] Inputs, Stored? Mask, Stored Output, Stored Weights,
        Stored Upstream, Stored UpstreamWeights, Stored[] Grads);

    private static readonly IReadOnlyList<Case> cases = Reference.Load<Case>("attention.json");

    public static TheoryData<string> Names => [.. cases.Select(c => c.Name).Where(n => n != FullyMasked)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_weights_and_gradients_agree_with_PyTorch(string name)
    {
        Case reference = cases.Single(c => c.Name == name);
        Tensor[] x = [.. reference.Inputs.Select(i => i.Leaf)];

        var (output, weights) = Attention.ScaledDotProduct(x[0], x[1], x[2], reference.Mask?.Tensor);

        Reference.AssertClose(reference.Output.Tensor, output, "output");
        Reference.AssertClose(reference.Weights.Tensor, weights, "weights");
        ((output * reference.Upstream.Tensor).Sum() + (weights * reference.UpstreamWeights.Tensor).Sum()).Backward();
        string[] names = ["q", "k", "v"];
        for (int i = 0; i < 3; i++)
            Reference.AssertClose(reference.Grads[i].Tensor, x[i].Grad, $"gradient of {names[i]}", tolerance: 5e-5f);
    }

    [Fact]
    public void The_causal_flag_is_the_causal_mask()
    {
        Case reference = cases.Single(c => c.Name == "causal");
        Tensor[] x = [.. reference.Inputs.Select(i => i.Tensor)];

        Reference.AssertClose(reference.Output.Tensor,
            Attention.ScaledDotProduct(x[0], x[1], x[2], causal: true).Output, "output");
        Reference.AssertClose(reference.Mask!.Tensor, Masks.Causal(5), "mask");
    }

    [Fact]
    public void The_padding_mask_hides_what_the_reference_hides()
    {
        Case reference = cases.Single(c => c.Name == "padded");
        Reference.AssertClose(reference.Mask!.Tensor, Masks.Padding([4, 6], 7).Reshape(2, 1, 7), "mask");
    }

    [Fact]
    public void A_fully_masked_row_is_zeros_where_PyTorch_has_NaN_and_the_other_rows_agree()
    {
        Case reference = cases.Single(c => c.Name == FullyMasked);
        Tensor[] x = [.. reference.Inputs.Select(i => i.Leaf)];
        var (output, weights) = Attention.ScaledDotProduct(x[0], x[1], x[2], reference.Mask!.Tensor);

        for (int row = 0; row < 5; row++)
        {
            if (row == MaskedRow)
            {
                Assert.All(reference.Output.Tensor.Row(row).ToArray(), v => Assert.Equal(float.NaN, v));
                Assert.All(output.Row(row).ToArray(), v => Assert.Equal(0, v));
                Assert.All(weights.Row(row).ToArray(), v => Assert.Equal(0, v));
                continue;
            }
            Reference.AssertClose(reference.Output.Tensor.Row(row), output.Row(row), $"output {row}");
            Reference.AssertClose(reference.Weights.Tensor.Row(row), weights.Row(row), $"weights {row}");
        }
    }

    [Fact]
    public void A_fully_masked_row_sends_no_gradient_and_spoils_none()
    {
        Case reference = cases.Single(c => c.Name == FullyMasked);
        Tensor[] x = [.. reference.Inputs.Select(i => i.Leaf)];

        Attention.ScaledDotProduct(x[0], x[1], x[2], reference.Mask!.Tensor).Output.Backward(reference.Upstream.Tensor);

        Assert.All(x[0].Grad!.Row(MaskedRow).ToArray(), g => Assert.Equal(0, g));
        Assert.All(x, t => Assert.All(t.Grad!.ToArray(), g => Assert.True(float.IsFinite(g))));
        Assert.Contains(x[0].Grad!.Row(3).ToArray(), g => g != 0);
    }
}
