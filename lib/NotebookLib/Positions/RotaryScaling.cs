namespace NotebookLib;

/// <summary>How the dials of a <see cref="RotaryScaling"/> are slowed.</summary>
public enum RotaryScalingKind
{
    /// <summary>All alike.</summary>
    Interpolated,

    /// <summary>The faster, the less.</summary>
    NtkAware,

    /// <summary>By how often they turn within the trained context.</summary>
    Yarn,
}

/// <summary>
/// Slows the dials of a <see cref="RotaryEmbedding"/>, so that a model reads a text s times as long as those it was
/// trained on without angles that it never met.
/// </summary>
/// <remarks>
/// Nothing is trained. Far tokens become readable; neighbours stand closer together than the model learned, and that
/// costs at short range, each kind in its own way.
/// </remarks>
public sealed record RotaryScaling
{
    private RotaryScaling(RotaryScalingKind kind, double factor, int? context = null)
    {
        if (!(factor >= 1) || double.IsInfinity(factor))
            throw new ArgumentException(
                FormattableString.Invariant($"factor: expected a number from 1 on; got {factor}."), nameof(factor));
        (Kind, Factor, Context) = (kind, factor, context);
    }

    /// <summary>Which dials are slowed.</summary>
    public RotaryScalingKind Kind { get; }

    /// <summary>s: how many times the trained context is to be read.</summary>
    public double Factor { get; }

    /// <summary>L, the trained context; null unless this is YaRN.</summary>
    public int? Context { get; }

    /// <summary>
    /// What the sine and the cosine of each angle are multiplied by: for YaRN 0.1 ln s + 1, so that scores grow by its
    /// square; else 1.
    /// </summary>
    /// <remarks>Peng et al. 2024, §3.4: a temperature on the scores, put where it costs nothing.</remarks>
    public double AttentionFactor => Kind == RotaryScalingKind.Yarn ? 0.1 * Math.Log(Factor) + 1 : 1;

    /// <summary>Position interpolation: every dial s times as slow, as if tokens stood 1/s apart.</summary>
    /// <remarks>
    /// Chen et al. 2023, "Extending Context Window of Large Language Models via Positional Interpolation", eq. 4.
    /// </remarks>
    /// <param name="factor">s, at least 1.</param>
    /// <exception cref="ArgumentException">s is below 1 or no finite number.</exception>
    public static RotaryScaling Interpolated(double factor) => new(RotaryScalingKind.Interpolated, factor);

    /// <summary>
    /// A larger base, θ · s^(d/(d − 2)): the fastest dial stays, the slowest becomes exactly s times as slow.
    /// </summary>
    /// <remarks>bloc97 2023, "NTK-Aware Scaled RoPE"; Peng et al. 2024, §3.1.</remarks>
    /// <inheritdoc cref="Interpolated"/>
    public static RotaryScaling NtkAware(double factor) => new(RotaryScalingKind.NtkAware, factor);

    /// <summary>
    /// YaRN: dials that turn 32 times or more within the trained context stay, those that turn less than once become s
    /// times as slow, with a ramp between.
    /// </summary>
    /// <remarks>
    /// Peng et al. 2024, "YaRN: Efficient Context Window Extension of Large Language Models", §3.2 and 3.4, in the form
    /// of the authors' code, which models that use it follow: the ramp is a
    /// straight line over the numbers of the pairs, from the last that turns 32 times (rounded down, at least 0) to the
    /// first that turns once (rounded up, at most d − 1). In the
    /// paper it is a straight line over how often a pair turns, from 1 to 32 times: the two differ on the ramp.
    /// </remarks>
    /// <param name="factor">s, at least 1.</param>
    /// <param name="context">L, the context that the model was trained on.</param>
    /// <exception cref="ArgumentException">s is below 1 or no finite number, or not even the fastest dial turns once
    /// within the context.</exception>
    public static RotaryScaling Yarn(double factor, int context) =>
        context > 2 * Math.PI ? new(RotaryScalingKind.Yarn, factor, context)
            : throw new ArgumentException($"context: expected at least 7, within which the fastest dial turns once; "
                + $"got {context}.", nameof(context));

    /// <summary>
    /// The speed of each pair, in radians a position: <see cref="PositionalEncoding.Frequencies"/>, slowed.
    /// </summary>
    /// <param name="headDim">d, the width of a head; even.</param>
    /// <param name="theta">θ.</param>
    /// <exception cref="ArgumentException">The width is odd or not positive, or θ not above 0; for NTK-aware scaling
    /// the width is 2, whose one pair is both the fastest and the slowest; for YaRN θ is not above 1.</exception>
    public double[] Frequencies(int headDim, double theta = 10000)
    {
        double[] trained = PositionalEncoding.Frequencies(headDim, theta);
        return Kind switch
        {
            RotaryScalingKind.Interpolated => [.. trained.Select(speed => speed / Factor)],
            RotaryScalingKind.NtkAware =>
                headDim > 2
                    ? PositionalEncoding.Frequencies(headDim, theta * Math.Pow(Factor, headDim / (headDim - 2.0)))
                    : throw new ArgumentException($"headDim: expected at least 4, a fastest and a slowest pair; "
                        + $"got {headDim}.", nameof(headDim)),
            _ => Ramped(trained, headDim, theta),
        };
    }

    /// <summary>The kind with its numbers, such as "YaRN 4 from 64".</summary>
    public override string ToString() => FormattableString.Invariant(Kind switch
    {
        RotaryScalingKind.Interpolated => $"interpolated {Factor}",
        RotaryScalingKind.NtkAware => $"NTK-aware {Factor}",
        _ => $"YaRN {Factor} from {Context}",
    });

    private double[] Ramped(double[] trained, int headDim, double theta)
    {
        if (!(theta > 1))
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"theta: expected a number above 1, so that dials slow down from pair to pair; got {theta}."),
                nameof(theta));
        double high = Math.Min(headDim - 1, Math.Ceiling(PairThatTurns(1))),
            low = Math.Clamp(Math.Floor(PairThatTurns(32)), 0, high);
        if (low == high) high += 0.001; // as in the authors' code, where all pairs turn often enough to stay
        return [.. trained.Select((speed, i) => (Ramp: Math.Clamp((i - low) / (high - low), 0, 1), Speed: speed))
            .Select(p => p.Speed * (1 - p.Ramp) + p.Speed / Factor * p.Ramp)];

        double PairThatTurns(double times) =>
            headDim * Math.Log(Context!.Value / (2 * Math.PI * times)) / (2 * Math.Log(theta));
    }
}
