using System.Globalization;

namespace NotebookLib;

/// <summary>
/// Tries many learning rates in one short run: the rate grows with each step until the loss does too.
/// </summary>
/// <remarks>Smith 2017, "Cyclical Learning Rates for Training Neural Networks", §3.3.</remarks>
public static class LearningRateFinder
{
    private const float Inertia = 0.9f; // of the smoothed loss

    /// <summary>Trains for a while at rates from low to high, and puts everything back as it was, also where it is
    /// broken off.</summary>
    /// <param name="trainer">Whose model, batches and optimizer are used.</param>
    /// <param name="from">The lowest rate.</param>
    /// <param name="to">The highest; it ends earlier once the loss is four times the lowest.</param>
    /// <param name="steps">How many rates, evenly spaced by their logarithms.</param>
    /// <exception cref="ArgumentException">The rates do not rise from above 0, or there are fewer than two
    /// steps.</exception>
    public static LearningRateTrial Run(Trainer trainer, float from = 1e-5f, float to = 1, int steps = 100)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if (!(from > 0 && to > from))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"from: expected a rate above 0 and below to, {to}; got {from}."), nameof(from));
        if (steps < 2) throw new ArgumentException($"steps: expected at least 2; got {steps}.", nameof(steps));

        var points = new List<(float Rate, float Loss)>();
        var means = new List<(float Rate, float Loss)>();
        float average = 0, lowest = float.PositiveInfinity;
        Action putBack = trainer.Snapshot();
        try
        {
            for (int i = 0; i < steps; i++)
            {
                float rate = trainer.Optimizer.LearningRate =
                    (float)(from * Math.Pow((double)to / from, i / (steps - 1.0)));
                float loss = trainer.Step().Loss;
                points.Add((rate, loss));
                average = Inertia * average + (1 - Inertia) * loss;
                float smoothed = average / (1 - MathF.Pow(Inertia, i + 1));
                means.Add((rate, smoothed));
                lowest = Math.Min(lowest, smoothed);
                if (!(smoothed <= 4 * lowest)) break; // also when it is NaN
            }
        }
        finally // a step can fail, and whoever asks can break it off
        {
            putBack();
        }
        return new LearningRateTrial(points, means);
    }
}
