namespace NotebookLib;

/// <summary>What bends the line between the two maps of a <see cref="FeedForward"/>.</summary>
public enum Activation
{
    /// <summary>max(x, 0): Vaswani et al. 2017, eq. 2.</summary>
    Relu,

    /// <summary>x Φ(x), exactly: <see cref="Tensor.Gelu"/>; BERT's.</summary>
    Gelu,

    /// <summary>The same with tanh in place of Φ: <see cref="Tensor.GeluTanh"/>; GPT-2's.</summary>
    GeluTanh,

    /// <summary>
    /// silu(x W_gate) · (x W): one map decides how much of the other passes. Shazeer 2020, "GLU Variants Improve
    /// Transformer", eq. 5; LLaMA's.
    /// </summary>
    SwiGlu,
}

/// <summary>Two linear maps with a bend between them, applied to each token by itself: widen, bend, narrow.</summary>
/// <remarks>FFN(x) = max(0, x W₁ + b₁) W₂ + b₂: Vaswani et al. 2017, §3.3, eq. 2; GPT-2's "mlp".</remarks>
public sealed class FeedForward : Module
{
    /// <summary>Random maps.</summary>
    /// <param name="modelDim">C, the width of a token.</param>
    /// <param name="hiddenDim">The width in between; 4C in the paper and in GPT-2.</param>
    /// <param name="random">Where the weights come from.</param>
    /// <param name="activation">The bend.</param>
    /// <param name="bias">If false, the maps have no bias.</param>
    /// <exception cref="ArgumentException">A width is not positive, or there is no such activation.</exception>
    public FeedForward(int modelDim, int hiddenDim, Random random, Activation activation = Activation.GeluTanh,
        bool bias = true)
        : this(new Linear(modelDim, hiddenDim, random, bias), new Linear(hiddenDim, modelDim, random, bias), activation,
            activation == Activation.SwiGlu ? new Linear(modelDim, hiddenDim, random, bias) : null)
    { }

    /// <summary>Given maps, such as hand-set or loaded ones.</summary>
    /// <param name="hidden">(C, hidden).</param>
    /// <param name="output">(hidden, C).</param>
    /// <param name="activation">The bend.</param>
    /// <param name="gate">(C, hidden), for <see cref="Activation.SwiGlu"/> alone.</param>
    /// <exception cref="ArgumentException">The widths disagree, there is no such activation, or the gate is missing or
    /// not wanted.</exception>
    public FeedForward(Linear hidden, Linear output, Activation activation, Linear? gate = null)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(output);
        if (!Enum.IsDefined(activation))
            throw new ArgumentException($"activation: expected one of "
                + $"{string.Join(", ", Enum.GetNames<Activation>())}; got {activation}.", nameof(activation));
        if (output.Weight.Shape[0] != hidden.Weight.Shape[1])
            throw new ArgumentException($"output: expected a weight of {hidden.Weight.Shape[1]} rows, as many as "
                + $"{hidden.Weight.Shape} has columns; got {output.Weight.Shape}.", nameof(output));
        if (gate is null && activation == Activation.SwiGlu)
            throw new ArgumentException("gate: expected a map, since SwiGlu needs one.", nameof(gate));
        if (gate is not null && activation != Activation.SwiGlu)
            throw new ArgumentException($"gate: expected none, since {activation} has no use for it.", nameof(gate));
        if (gate is not null && gate.Weight.Shape != hidden.Weight.Shape)
            throw new ArgumentException($"gate: expected a weight {hidden.Weight.Shape}, as the hidden map's; "
                + $"got {gate.Weight.Shape}.", nameof(gate));
        (Hidden, Output, Activation, Gate) = (hidden, output, activation, gate);
    }

    /// <summary>W₁ and b₁, (C, hidden): GPT-2's "c_fc".</summary>
    public Linear Hidden { get; }

    /// <summary>W_gate, (C, hidden), in <see cref="Activation.SwiGlu"/>; else null.</summary>
    public Linear? Gate { get; }

    /// <summary>W₂ and b₂, (hidden, C): GPT-2's "c_proj".</summary>
    public Linear Output { get; }

    /// <summary>The bend.</summary>
    public Activation Activation { get; }

    /// <summary>Each token by itself.</summary>
    /// <param name="x">(…, C).</param>
    /// <returns>(…, C).</returns>
    /// <exception cref="ArgumentException">The rows are not C wide.</exception>
    public Tensor Forward(Tensor x) => Output.Forward(Activation switch
    {
        Activation.Relu => Hidden.Forward(x).Relu(),
        Activation.Gelu => Hidden.Forward(x).Gelu(),
        Activation.GeluTanh => Hidden.Forward(x).GeluTanh(),
        _ => Gate!.Forward(x).Silu() * Hidden.Forward(x),
    });

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters() =>
        [.. Within("hidden", Hidden), .. Gate is null ? [] : Within("gate", Gate), .. Within("output", Output)];
}
