using System.Globalization;

namespace NotebookLib;

/// <summary>What was measured in one step of training.</summary>
/// <param name="Step">The number of the step, from 0.</param>
/// <param name="Loss">On the step's batch, before it changed anything.</param>
/// <param name="Validation">The loss on what is not trained on, after the step; null in the steps that did not measure
/// it.</param>
/// <param name="LearningRate">How far the step went.</param>
/// <param name="GradientNorm">The length of the gradient before clipping.</param>
/// <param name="Elapsed">The time since this run began.</param>
public sealed record TrainingPoint(int Step, float Loss, float? Validation, float LearningRate, float GradientNorm,
    TimeSpan Elapsed);

/// <summary>How the loss went, step by step.</summary>
/// <param name="Points">What was measured, in order.</param>
public sealed record TrainingCurve(IReadOnlyList<TrainingPoint> Points)
{
    /// <summary>Step and loss, ready for a chart.</summary>
    public IEnumerable<(int Step, float Loss)> Training => Points.Select(p => (p.Step, p.Loss));

    /// <summary>Step and validation loss, where it was measured.</summary>
    public IEnumerable<(int Step, float Loss)> Validation =>
        Points.Where(p => p.Validation is not null).Select(p => (p.Step, p.Validation!.Value));

    /// <summary>The loss of the first step, on a batch never seen before.</summary>
    public float First => Points.Count > 0 ? Points[0].Loss : float.NaN;

    /// <summary>The mean loss of the last ten steps; one batch alone says little.</summary>
    public float Last => Points.Count > 0 ? Points.TakeLast(10).Average(p => p.Loss) : float.NaN;

    /// <summary>The last validation loss; null if none was measured.</summary>
    public float? LastValidation => Points.LastOrDefault(p => p.Validation is not null)?.Validation;

    /// <summary>
    /// Step and mean loss of the <paramref name="window"/> steps up to it, for a line without the jitter of single
    /// batches.
    /// </summary>
    /// <exception cref="ArgumentException">The window is less than 1.</exception>
    public IEnumerable<(int Step, float Loss)> Smoothed(int window = 20) => window < 1
        ? throw new ArgumentException($"window: expected 1 step or more; got {window}.", nameof(window))
        : Points.Select((p, i) =>
            (p.Step, Points.Skip(Math.Max(0, i + 1 - window)).Take(Math.Min(window, i + 1)).Average(q => q.Loss)));

    /// <summary>
    /// The curve as a picture: training, validation where it was measured, and a floor that no model can go below.
    /// </summary>
    /// <param name="title">What the picture is about.</param>
    /// <param name="floor">Such as the entropy of the text, in nats a token; null for none.</param>
    /// <param name="floorName">What the legend calls it.</param>
    public Figure Chart(string title = "Loss while training", double? floor = null, string floorName = "entropy")
    {
        List<Series> lines = [("training", Smoothed())];
        if (Validation.Any()) lines.Add(("validation", Validation));
        if (floor is double level && Points.Count > 0)
            lines.Add((floorName, (IEnumerable<(int, double)>)[(Points[0].Step, level), (Points[^1].Step, level)]));
        return NotebookLib.Chart.Lines(title, "step", "nats per token", [.. lines]);
    }

    /// <summary>The curve in one line.</summary>
    public override string ToString() => Points.Count == 0 ? "no steps" : string.Create(CultureInfo.InvariantCulture,
        $"steps {Points[0].Step} to {Points[^1].Step} in {Points[^1].Elapsed.TotalSeconds:0.0} s: loss {First:0.000} "
            + $"→ {Last:0.000}{(LastValidation is float v ? $", validation {v:0.000}" : "")}");
}
