namespace NotebookLib;

/// <summary>The learning rate at a step: it rises in a straight line, then falls along half a cosine.</summary>
public delegate float RateFunction(int step, int steps, int warmup, float peak, float end);

public static partial class Exercises
{
    /// <summary>Lesson 09: a learning rate that warms up and falls along a cosine.</summary>
    public static Exercise<RateFunction, float[]> Rate => field ??= new("learning rate", RightRate,
        [
            RateCase("two steps of warm-up, two of the fall", 4, 2, 1, 0),
            RateCase("no warm-up, and an end that is not 0", 2, 0, 0.5f, 0.1f),
            RateCase("three steps of warm-up, seven of the fall", 10, 3, 0.04f, 0.004f, shown: false),
        ],
        [
            new("you divided whole numbers, which drops the fraction: your warm-up is 0 until its last step",
                (step, steps, warmup, peak, end) => step < warmup ? peak * ((step + 1) / warmup)
                    : RightRate(step, steps, warmup, peak, end)),
            new("you divided whole numbers, which drops the fraction: your rate stays at its peak",
                (step, steps, warmup, peak, end) =>
                    RateWith(step, steps, warmup, peak, end, (done, fall) => done / fall)),
            new("you divided whole numbers, which drops fractions: your rate is 0, and then stays at its peak",
                (step, steps, warmup, peak, end) => step < warmup ? peak * ((step + 1) / warmup)
                    : RateWith(step, steps, warmup, peak, end, (done, fall) => done / fall)),
            new("your first step has the rate 0; it is one of the steps of the rise already",
                (step, steps, warmup, peak, end) => step < warmup ? peak * step / warmup
                    : RightRate(step, steps, warmup, peak, end)),
            new("you left the warm-up out",
                (step, steps, warmup, peak, end) => step < warmup ? peak : RightRate(step, steps, warmup, peak, end)),
            new("your warm-up starts at the end's rate; it starts at 0", (step, steps, warmup, peak, end) =>
                step < warmup ? end + (peak - end) * (step + 1) / warmup : RightRate(step, steps, warmup, peak, end)),
            new("your cosine begins at step 0; it begins where the warm-up ends",
                (step, steps, warmup, peak, end) => RateWith(step, steps, warmup, peak, end,
                    (done, fall) => (done + warmup) / (double)steps)),
            new("you divided by all steps; the fall takes what the warm-up leaves",
                (step, steps, warmup, peak, end) => RateWith(step, steps, warmup, peak, end,
                    (done, _) => done / (double)steps)),
            new("you did not take off the warm-up from the step: your fall is partly over when it begins",
                (step, steps, warmup, peak, end) => RateWith(step, steps, warmup, peak, end,
                    (done, fall) => (done + warmup) / (double)fall)),
            new("your fall ends one step early; it reaches the end's rate where the last step is over",
                (step, steps, warmup, peak, end) => RateWith(step, steps, warmup, peak, end,
                    (done, fall) => Math.Min(1, done / (fall - 1.0)))),
            new("you went round the whole cosine: down and up again; half of it is π",
                (step, steps, warmup, peak, end) => RateWith(step, steps, warmup, peak, end,
                    (done, fall) => 2.0 * done / fall)),
            new("you took a quarter of the cosine's turn; from top to bottom is π",
                (step, steps, warmup, peak, end) => RateWith(step, steps, warmup, peak, end,
                    (done, fall) => 0.5 * done / fall)),
            new("your rate falls to 0; it falls to the end's rate",
                (step, steps, warmup, peak, _) => RightRate(step, steps, warmup, peak, 0)),
            new("you cut the rate off at the end's; the cosine spans from the peak to it",
                (step, steps, warmup, peak, end) =>
                    step < warmup ? RightRate(step, steps, warmup, peak, end)
                        : Math.Max(end, RightRate(step, steps, warmup, peak, 0))),
            new("you begin above the peak: what falls is the peak less the end's rate",
                (step, steps, warmup, peak, end) => step < warmup ? RightRate(step, steps, warmup, peak, end)
                    : end + RightRate(step, steps, warmup, peak, 0)),
            new("you left out the half: one and the cosine together go from 2 to 0",
                (step, steps, warmup, peak, end) => step < warmup ? RightRate(step, steps, warmup, peak, end)
                    : 2 * RightRate(step, steps, warmup, peak, end) - end),
            new("you took the first quarter of the wave, cos of half of π; a half of it goes from 1 to −1",
                (step, steps, warmup, peak, end) => step < warmup ? RightRate(step, steps, warmup, peak, end)
                    : (float)(end + (peak - end) * Math.Cos(Math.PI / 2 * (step - warmup) / (steps - warmup)))),
            new("you forgot the 1 beside the cosine: your rate falls below the end's",
                (step, steps, warmup, peak, end) => step < warmup ? RightRate(step, steps, warmup, peak, end)
                    : 2 * RightRate(step, steps, warmup, peak, end) - peak),
            new("your rate rises along the cosine; it falls", (step, steps, warmup, peak, end) =>
                step < warmup ? RightRate(step, steps, warmup, peak, end)
                    : peak + end - RightRate(step, steps, warmup, peak, end)),
            new("you fall in a straight line; a cosine falls slowly, fast, slowly",
                (step, steps, warmup, peak, end) => step < warmup ? RightRate(step, steps, warmup, peak, end)
                    : peak + (end - peak) * (step - warmup) / (steps - warmup)),
            new("you took the angle in degrees; the cosine takes radians",
                (step, steps, warmup, peak, end) => RateWith(step, steps, warmup, peak, end,
                    (done, fall) => Math.PI / 180 * done / fall)),
        ],
        alsoRight:
        [
            (step, steps, warmup, peak, end) => LearningRate.Cosine(peak, steps, warmup, end)(step),
            (step, steps, warmup, peak, end) => step < warmup ? peak / warmup * (step + 1)
                : peak - (peak - end) * MathF.Pow(MathF.Sin(MathF.PI / 2 * (step - warmup) / (steps - warmup)), 2),
        ]);

    private static float RightRate(int step, int steps, int warmup, float peak, float end) =>
        RateWith(step, steps, warmup, peak, end, (done, fall) => done / (double)fall);

    /// <summary>With a share of the way down that depends on the steps of the fall that are done, and on all.</summary>
    private static float RateWith(
        int step, int steps, int warmup, float peak, float end, Func<int, int, double> share)
    {
        if (step < warmup) return peak * (step + 1) / warmup;
        double cosine = Math.Cos(Math.PI * share(step - warmup, steps - warmup));
        return (float)(end + (peak - end) * (1 + cosine) / 2);
    }

    private static Case<RateFunction, float[]> RateCase(
        string given, int steps, int warmup, float peak, float end, bool shown = true) =>
        new(given, (rate, inputs) =>
        {
            int[] each = inputs.Give("step, one after another", Enumerable.Range(0, steps + 1).ToArray());
            inputs.Give("steps", steps);
            inputs.Give("warmup", warmup);
            inputs.Give("peak", peak);
            inputs.Give("end", end);
            return Array.ConvertAll(each, step => rate(step, steps, warmup, peak, end));
        }, shown);
}
