namespace NotebookLib;

/// <summary>
/// Sets numbers to 0 by chance while training, and scales the rest up so that the mean stays: a network learns not to
/// rely on any one.
/// </summary>
/// <remarks>
/// Srivastava et al. 2014, "Dropout"; scaled while training ("inverted"), so that nothing changes afterwards.
/// </remarks>
public sealed class Dropout
{
    /// <summary>Dropout at a rate.</summary>
    /// <param name="rate">The chance of each number to be dropped, 0 up to, but without, 1.</param>
    /// <exception cref="ArgumentException">The rate lies outside.</exception>
    public Dropout(float rate)
    {
        if (!(rate >= 0 && rate < 1))
            throw new ArgumentException(
                FormattableString.Invariant($"rate: expected 0 up to, but without, 1; got {rate}."), nameof(rate));
        Rate = rate;
    }

    /// <summary>The chance of each number to be dropped.</summary>
    public float Rate { get; }

    /// <summary>Drops while training; passes everything on otherwise.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="random">Where chance comes from while training; null when not training.</param>
    /// <returns>The shape of x: each number 0 with chance <see cref="Rate"/>, else divided by
    /// 1 − <see cref="Rate"/>.</returns>
    public Tensor Forward(Tensor x, Random? random)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (random is null || Rate == 0) return x;
        var kept = new float[x.Length];
        for (int i = 0; i < kept.Length; i++) kept[i] = random.NextSingle() < Rate ? 0 : 1 / (1 - Rate);
        return x * new Tensor(kept, x.Shape);
    }
}
