using System.Globalization;

namespace NotebookLib;

/// <summary>
/// What the logarithm of a text's probability is divided by, so that texts of different lengths can compete.
/// </summary>
/// <remarks>
/// Each further token makes ln P fall, so without it the shortest text has the best chances. ln P is negative: a larger
/// divisor brings it nearer to 0, and so α above 0 favours *long* texts, however the name sounds. L counts the new
/// tokens, with the end mark and without the prompt.
/// </remarks>
public sealed record LengthPenalty
{
    private readonly int shift, unit;

    private LengthPenalty(double alpha, int shift, int unit)
    {
        if (!(alpha >= 0 && double.IsFinite(alpha)))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"alpha: expected 0 (no penalty) or more; below, short texts would gain twice; got {alpha}."),
                nameof(alpha));
        (Alpha, this.shift, this.unit) = (alpha, shift, unit);
    }

    /// <summary>The score is ln P itself.</summary>
    public static LengthPenalty None { get; } = Power(0);

    /// <summary>α: 0 has no effect; with <see cref="Power"/>, 1 makes the score the mean of a token.</summary>
    public double Alpha { get; }

    /// <summary>ln P / L^α.</summary>
    /// <exception cref="ArgumentException">α is negative or no finite number.</exception>
    public static LengthPenalty Power(double alpha) => new(alpha, shift: 0, unit: 1);

    /// <summary>ln P / ((5 + L) / 6)^α: gentler than <see cref="Power"/> where texts are short.</summary>
    /// <remarks>Wu et al. 2016, "Google's Neural Machine Translation System", §7, eq. 14.</remarks>
    /// <exception cref="ArgumentException">α is negative or no finite number.</exception>
    public static LengthPenalty Gnmt(double alpha) => new(alpha, shift: 5, unit: 6);

    /// <summary>What a text's ln P is divided by.</summary>
    /// <param name="length">L, at least 1.</param>
    /// <exception cref="ArgumentException">The length is below 1.</exception>
    public double Divisor(int length) => Math.Pow(Size(length), Alpha);

    /// <summary>ln P over <see cref="Divisor"/>: the larger, the better.</summary>
    /// <param name="logProbability">ln P, 0 or less.</param>
    /// <param name="length">L, at least 1.</param>
    /// <exception cref="ArgumentException">The length is below 1.</exception>
    public double Score(double logProbability, int length) => logProbability / Divisor(length);

    /// <summary>
    /// The α of this kind of penalty at which two texts score the same: below it the likelier one wins, above it the
    /// longer one.
    /// </summary>
    /// <remarks>
    /// ln P₁ / s₁^α = ln P₂ / s₂^α, so α = ln(ln P₁ / ln P₂) / ln(s₁ / s₂), s being L or (5 + L) / 6. It is negative
    /// where the longer text is the likelier one, too: then no penalty makes the shorter win.
    /// </remarks>
    /// <param name="one">A text.</param>
    /// <param name="other">Another one, of another length.</param>
    /// <exception cref="ArgumentException">The lengths are equal, or a text is certain: then every α leaves the order
    /// as it is.</exception>
    public double BreakEven(Hypothesis one, Hypothesis other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        if (one.Tokens.Count == other.Tokens.Count)
            throw new ArgumentException($"other: expected another length than that of the first, {one.Tokens.Count}; "
                + $"between equal lengths no penalty changes anything.", nameof(other));
        if (!(one.LogProbability < 0 && other.LogProbability < 0))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"one, other: expected logarithms of probabilities below 1; "
                    + $"got {one.LogProbability} and {other.LogProbability}."), nameof(other));
        return Math.Log(one.LogProbability / other.LogProbability)
            / Math.Log(Size(one.Tokens.Count) / Size(other.Tokens.Count));
    }

    private double Size(int length) => length >= 1 ? ((double)shift + length) / unit
        : throw new ArgumentException($"length: expected at least 1 token; got {length}.", nameof(length));
}
