namespace NotebookLib;

/// <summary>Which <see cref="Normalization"/>.</summary>
public enum NormKind
{
    /// <summary><see cref="NotebookLib.LayerNorm"/>, as GPT-2.</summary>
    LayerNorm,

    /// <summary><see cref="NotebookLib.RmsNorm"/>, as LLaMA.</summary>
    RmsNorm,
}

/// <summary>
/// Brings each row to a common size, so that no layer has to cope with rows that grew or shrank on the way.
/// </summary>
public abstract class Normalization : Module
{
    private protected Normalization(Tensor weight, float epsilon)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Rank != 1 || weight.Length == 0)
            throw new ArgumentException($"weight: expected a number for each column, (C,); got {weight.Shape}.",
                nameof(weight));
        if (!(epsilon >= 0))
            throw new ArgumentException(FormattableString.Invariant($"epsilon: expected 0 or more; got {epsilon}."),
                nameof(epsilon));
        Weight = Parameter(weight);
        Epsilon = epsilon;
    }

    /// <summary>What each column is multiplied by afterwards, (C,); ones at first.</summary>
    public Tensor Weight { get; }

    /// <summary>ε, added to the variance so that a constant row is not divided by 0.</summary>
    public float Epsilon { get; }

    /// <summary>The normalized rows.</summary>
    /// <param name="x">(…, C).</param>
    /// <returns>(…, C).</returns>
    /// <exception cref="ArgumentException">The rows are not C wide.</exception>
    public Tensor Forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank == 0 || x.Shape[^1] != Weight.Length)
            throw new ArgumentException($"x: expected rows of width {Weight.Length}, (…, {Weight.Length}); "
                + $"got {x.Shape}.", nameof(x));
        return Normalize(x);
    }

    /// <summary><see cref="Forward"/>, for rows known to be C wide.</summary>
    private protected abstract Tensor Normalize(Tensor x);

    private protected static Tensor OnesOf(int dim) =>
        dim >= 1 ? Tensor.Ones(dim) : throw new ArgumentException($"dim: expected at least 1; got {dim}.", nameof(dim));
}

/// <summary>
/// Each row to mean 0 and variance 1, then stretched and shifted by trained numbers: (x − μ)/√(σ² + ε) · weight + bias.
/// </summary>
/// <remarks>Ba, Kiros and Hinton 2016, "Layer Normalization", eq. 4; GPT-2's "ln_1", "ln_2", "ln_f".</remarks>
public sealed class LayerNorm : Normalization
{
    /// <summary>Ones for the weight, zeros for the bias.</summary>
    /// <param name="dim">C, the width of a row.</param>
    /// <param name="epsilon">ε; 1e-5 in GPT-2.</param>
    /// <exception cref="ArgumentException">The width is not positive, or ε is negative.</exception>
    public LayerNorm(int dim, float epsilon = 1e-5f) : this(OnesOf(dim), Tensor.Zeros(dim), epsilon) { }

    /// <summary>Given numbers, such as loaded ones.</summary>
    /// <param name="weight">(C,).</param>
    /// <param name="bias">(C,).</param>
    /// <param name="epsilon">ε; 1e-5 in GPT-2.</param>
    /// <exception cref="ArgumentException">The shapes disagree, or ε is negative.</exception>
    public LayerNorm(Tensor weight, Tensor bias, float epsilon = 1e-5f) : base(weight, epsilon)
    {
        ArgumentNullException.ThrowIfNull(bias);
        if (bias.Shape != Weight.Shape)
            throw new ArgumentException($"bias: expected {Weight.Shape}, as the weight's; got {bias.Shape}.",
                nameof(bias));
        Bias = Parameter(bias);
    }

    /// <summary>What is added to each column afterwards, (C,); zeros at first.</summary>
    public Tensor Bias { get; }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters() => [("weight", Weight), ("bias", Bias)];

    private protected override Tensor Normalize(Tensor x) => x.LayerNorm(Weight, Bias, Epsilon);
}

/// <summary>
/// Each row to mean square 1, then stretched by trained numbers: x/√(mean(x²) + ε) · weight. The mean stays where it
/// is.
/// </summary>
/// <remarks>Zhang and Sennrich 2019, "Root Mean Square Layer Normalization", eq. 4; LLaMA's normalization.</remarks>
public sealed class RmsNorm : Normalization
{
    /// <summary>Ones for the weight.</summary>
    /// <param name="dim">C, the width of a row.</param>
    /// <param name="epsilon">ε; 1e-5 in LLaMA 2.</param>
    /// <exception cref="ArgumentException">The width is not positive, or ε is negative.</exception>
    public RmsNorm(int dim, float epsilon = 1e-5f) : this(OnesOf(dim), epsilon) { }

    /// <summary>Given numbers, such as loaded ones.</summary>
    /// <param name="weight">(C,).</param>
    /// <param name="epsilon">ε; 1e-5 in LLaMA 2.</param>
    /// <exception cref="ArgumentException">This is not a row, or ε is negative.</exception>
    public RmsNorm(Tensor weight, float epsilon = 1e-5f) : base(weight, epsilon) { }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters() => [("weight", Weight)];

    private protected override Tensor Normalize(Tensor x) => x.RmsNorm(Weight, Epsilon);
}
