using System.Globalization;

namespace NotebookLib;

/// <summary>The loss at each learning rate that was tried, from low to high, and what can be read from it.</summary>
/// <param name="Points">Rate and loss, in order; the rates evenly spaced by their logarithms.</param>
/// <param name="Smoothed">Rate and the running mean of the loss, in order: one batch alone says little.</param>
public sealed record LearningRateTrial(IReadOnlyList<(float Rate, float Loss)> Points,
    IReadOnlyList<(float Rate, float Loss)> Smoothed)
{
    private const int Begun = 10; // means over fewer batches still jump about

    /// <summary>A tenth of the rate at which the smoothed loss was lowest.</summary>
    public float Suggestion =>
        Smoothed.Where(p => float.IsFinite(p.Loss)).DefaultIfEmpty(Smoothed[0]).MinBy(p => p.Loss).Rate / 10;

    /// <summary>
    /// The rate at which the smoothed loss fell fastest, by the logarithm of the rate: the other reading of the curve,
    /// with its own mistakes.
    /// </summary>
    /// <remarks>
    /// The first ten points do not count where there are more, for their means are of too few batches to have a slope.
    /// </remarks>
    public float Steepest
    {
        get
        {
            int first = Smoothed.Count > Begun + 2 ? Begun : 0;
            float steepest = Smoothed[0].Rate, fall = float.NegativeInfinity;
            for (int i = first + 1; i < Smoothed.Count - 1; i++)
            {
                float here = Smoothed[i - 1].Loss - Smoothed[i + 1].Loss;
                if (here > fall && float.IsFinite(here)) (steepest, fall) = (Smoothed[i].Rate, here);
            }
            return steepest;
        }
    }

    /// <summary>Both readings in one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Points.Count} rates from {Points[0].Rate:G2} to {Points[^1].Rate:G2}: try {Suggestion:G2}; "
            + $"the loss fell fastest at {Steepest:G2}");
}
