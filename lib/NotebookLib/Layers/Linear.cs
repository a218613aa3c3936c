namespace NotebookLib;

/// <summary>A linear map with an offset, y = x W + b, applied to each row.</summary>
/// <remarks>
/// W is (in, out), as the papers write it and GPT-2's checkpoints store it; PyTorch's nn.Linear stores the transpose.
/// </remarks>
public sealed class Linear : Module
{
    /// <summary>
    /// Random weights, normal with standard deviation 1/√in, so that outputs vary about as much as inputs; the bias is
    /// 0.
    /// </summary>
    /// <param name="inDim">The width of the input.</param>
    /// <param name="outDim">The width of the output.</param>
    /// <param name="random">Where the weights come from.</param>
    /// <param name="bias">If false, there is no b.</param>
    /// <exception cref="ArgumentException">A width is not positive.</exception>
    public Linear(int inDim, int outDim, Random random, bool bias = true)
        : this(Initial(inDim, outDim, random), bias ? Tensor.Zeros(outDim) : null) { }

    /// <summary>
    /// Given weights, such as hand-set or loaded ones; from now on they ask for their gradients. Of computed tensors
    /// the values are taken.
    /// </summary>
    /// <param name="weight">W, (in, out).</param>
    /// <param name="bias">b, (out,), or null for none.</param>
    /// <exception cref="ArgumentException">The shapes disagree.</exception>
    public Linear(Tensor weight, Tensor? bias = null)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Rank != 2)
            throw new ArgumentException($"weight: expected a matrix, (in, out); got {weight.Shape}.", nameof(weight));
        if (bias is not null && bias.Shape != [weight.Shape[1]])
            throw new ArgumentException($"bias: expected ({weight.Shape[1]},), one number for each column of "
                + $"{weight.Shape}; got {bias.Shape}.", nameof(bias));
        Weight = Parameter(weight);
        Bias = bias is null ? null : Parameter(bias);
    }

    /// <summary>W, (in, out).</summary>
    public Tensor Weight { get; }

    /// <summary>b, (out,); null if the map has none.</summary>
    public Tensor? Bias { get; }

    /// <summary>A correction of low rank that <see cref="Forward"/> adds, while <see cref="Lora"/> is attached; else
    /// null. It is no parameter of the map.</summary>
    public LoraAdapter? Adapter { get; internal set; }

    /// <summary>x W + b, and what <see cref="Adapter"/> adds.</summary>
    /// <param name="x">(…, in).</param>
    /// <returns>(…, out).</returns>
    /// <exception cref="ArgumentException">The last dimension is not as wide as W is high.</exception>
    public Tensor Forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank == 0 || x.Shape[^1] != Weight.Shape[0])
            throw new ArgumentException($"x: expected rows of width {Weight.Shape[0]}, (…, {Weight.Shape[0]}), for a "
                + $"weight {Weight.Shape}; got {x.Shape}.", nameof(x));
        return Adapter is null ? Mapped(x) : Mapped(x) + Adapter.Forward(x);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters()
    {
        yield return ("weight", Weight);
        if (Bias is not null) yield return ("bias", Bias);
    }

    private Tensor Mapped(Tensor x)
    {
        if (Bias is null) return x.MatMul(Weight);
        return x.Rank < 2 ? x.MatMul(Weight) + Bias : x.Affine(Weight, Bias);
    }

    private static Tensor Initial(int inDim, int outDim, Random random)
    {
        if (inDim < 1) throw new ArgumentException($"inDim: expected at least 1; got {inDim}.", nameof(inDim));
        if (outDim < 1) throw new ArgumentException($"outDim: expected at least 1; got {outDim}.", nameof(outDim));
        return Tensor.Normal(random, inDim, outDim) / MathF.Sqrt(inDim);
    }
}
