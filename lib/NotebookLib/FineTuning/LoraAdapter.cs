namespace NotebookLib;

/// <summary>A correction of low rank beside a linear map: (α / r) · x A B, added to x W + b.</summary>
/// <remarks>
/// A begins with random numbers and B with zeros, so at the start nothing is corrected (Hu et al. 2022, "LoRA: Low-Rank
/// Adaptation of Large Language Models", §4.1). Were both 0, neither would ever have a gradient.
/// </remarks>
public sealed class LoraAdapter : Module
{
    internal LoraAdapter(int inDim, int outDim, int rank, float alpha, Random random)
    {
        A = Parameter(Tensor.Normal(random, inDim, rank) / MathF.Sqrt(inDim));
        B = Parameter(Tensor.Zeros(rank, outDim));
        Scale = alpha / rank;
    }

    /// <summary>A, (in, r).</summary>
    public Tensor A { get; }

    /// <summary>B, (r, out).</summary>
    public Tensor B { get; }

    /// <summary>α / r: with another rank the correction is about as large, and the learning rate can stay.</summary>
    public float Scale { get; }

    /// <summary>What it adds to the map's weight, (α / r) A B, (in, out).</summary>
    public Tensor Change => A.MatMul(B) * Scale;

    /// <summary>What it adds to the map's output.</summary>
    /// <param name="x">(…, in).</param>
    /// <returns>(…, out).</returns>
    public Tensor Forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.MatMul(A).MatMul(B) * Scale;
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters() => [("a", A), ("b", B)];
}
