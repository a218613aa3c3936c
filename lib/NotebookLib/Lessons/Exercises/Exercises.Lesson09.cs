namespace NotebookLib;

/// <summary>What AdamW keeps from step to step, and its three constants.</summary>
/// <param name="count">n, how many weights there are.</param>
/// <param name="beta1">β₁, the share of the mean that stays from step to step.</param>
/// <param name="beta2">β₂, the share of the mean square that stays.</param>
/// <param name="epsilon">ε, against division by 0.</param>
public sealed class AdamState(int count, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
{
    /// <summary>The running mean of each weight's gradients, (n,); 0 at first.</summary>
    public float[] M { get; } = new float[count];

    /// <summary>The running mean of their squares, (n,); 0 at first.</summary>
    public float[] V { get; } = new float[count];

    /// <summary>How many steps were taken.</summary>
    public int Steps { get; set; }

    /// <summary>β₁.</summary>
    public float Beta1 { get; } = beta1;

    /// <summary>β₂.</summary>
    public float Beta2 { get; } = beta2;

    /// <summary>ε.</summary>
    public float Epsilon { get; } = epsilon;
}

/// <summary>One step of AdamW: changes the weights (n,) against their gradients (n,), and the state.</summary>
public delegate void AdamWFunction(float[] w, float[] g, AdamState state, float rate, float decay);

public static partial class Exercises
{
    /// <summary>Lesson 09: one step of AdamW.</summary>
    public static Exercise<AdamWFunction, Tensor> AdamWStep => field ??= new("AdamW step", RightStep,
        [
            StepCase("one weight, its first step, no decay", [2], [[3]], rate: 0.1f, decay: 0),
            StepCase("two weights, their first step, with decay", [2, -1], [[0.5f, -4]], rate: 0.1f, decay: 0.5f),
            StepCase("one weight, two steps, and the gradient turns round", [1], [[1], [-3]], rate: 0.1f, decay: 0),
            StepCase("three weights, three steps, with decay", [1, -0.5f, 0.3f],
                [[0.4f, -1.5f, 2], [-0.9f, 0.2f, 1], [3, 0.7f, -0.6f]], rate: 0.1f, decay: 0.5f, shown: false),
            StepCase("three steps with gradients that are small beside ε", [0.05f, -0.03f],
                [[0.01f, -0.02f], [0.03f, 0.015f], [-0.02f, 0.01f]], rate: 0.1f, decay: 0.2f, shown: false,
                beta2: 0.99f, epsilon: 0.1f),
        ],
        [
            new("you put the decay into the gradient; it must not pass through the averages", (w, g, s, rate, decay) =>
                RightStep(w, [.. g.Zip(w, (gradient, weight) => gradient + decay * weight)], s, rate, 0)),
            new("you left the rate out of the decay; in a step a weight loses the part rate times decay",
                (w, g, s, rate, decay) => RightStep(w, g, s, rate, decay / rate)),
            new("you let the new weight decay; the old one does, before it moves", (w, g, s, rate, decay) =>
            {
                RightStep(w, g, s, rate, 0);
                for (int i = 0; i < w.Length; i++) w[i] *= 1 - rate * decay;
            }),
            new("you left the decay out", (w, g, s, rate, _) => RightStep(w, g, s, rate, 0)),
            new("you left the weights as they were; put the new ones into the array that you are given",
                (_, _, _, _, _) => { }),
            new("your decay makes weights grow; it shrinks them",
                (w, g, s, rate, decay) => RightStep(w, g, s, rate, -decay)),
            new("you exchanged the two betas; the first belongs to the mean",
                (w, g, s, rate, decay) => StepWith(w, g, s, rate, decay, betas: (s.Beta2, s.Beta1))),
            new("you did not square the gradient for the second average", (w, g, s, rate, decay) =>
                StepWith(w, g, s, rate, decay, square: gradient => gradient)),
            new("you added the whole new gradient; only the part 1 − β of it comes in",
                (w, g, s, rate, decay) =>
                    StepWith(w, g, s, rate, decay, mix: (old, beta, fresh) => beta * old + fresh)),
            new("you exchanged what stays and what comes in: β of the old stays",
                (w, g, s, rate, decay) => StepWith(w, g, s, rate, decay, betas: (1 - s.Beta1, 1 - s.Beta2))),
            new("you averaged the sizes of the gradients; the second average is of their squares",
                (w, g, s, rate, decay) => StepWith(w, g, s, rate, decay, square: MathF.Abs)),
            new("you divided by 0: count the step first, so that the first one is number 1",
                (w, g, s, rate, decay) => StepWith(w, g, s, rate, decay, begun: (_, _) => 0)),
            new("you counted a step for each weight; one step is for all of them", StepOfEachWeight),
            new("you did not correct the averages for having begun at 0",
                (w, g, s, rate, decay) => StepWith(w, g, s, rate, decay, begun: (_, _) => 1)),
            new("you corrected the first average, but not the second", (w, g, s, rate, decay) =>
                StepWith(w, g, s, rate, decay, move: (m, v, e, b) => m / b.M / (Math.Sqrt(v) + e))),
            new("you corrected the second average, but not the first", (w, g, s, rate, decay) =>
                StepWith(w, g, s, rate, decay, move: (m, v, e, b) => m / (Math.Sqrt(v / b.V) + e))),
            new("you added ε inside the root; it comes after it", (w, g, s, rate, decay) =>
                StepWith(w, g, s, rate, decay, move: (m, v, e, b) => m / b.M / Math.Sqrt(v / b.V + e))),
            new("you added ε before the correction; it comes after it, to the corrected root",
                (w, g, s, rate, decay) => StepWith(w, g, s, rate, decay,
                    move: (m, v, e, b) => m / b.M * Math.Sqrt(b.V) / (Math.Sqrt(v) + e))),
            new("you forgot the root of the second average", (w, g, s, rate, decay) =>
                StepWith(w, g, s, rate, decay, move: (m, v, e, b) => m / b.M / (v / b.V + e))),
            new("you went up the slope; a step goes against the gradient", (w, g, s, rate, decay) =>
                RightStep(w, [.. g.Select(gradient => -gradient)], s, rate, decay)),
            new("you went along the last gradient; the first average says where to go",
                (w, g, s, rate, decay) => StepWith(w, g, s, rate, decay, betas: (0, s.Beta2))),
            new("you kept the corrected averages; the state keeps them as they are, uncorrected",
                (w, g, s, rate, decay) =>
                {
                    RightStep(w, g, s, rate, decay);
                    for (int i = 0; i < w.Length; i++) s.M[i] /= (float)Begun(s.Beta1, s.Steps);
                    for (int i = 0; i < w.Length; i++) s.V[i] /= (float)Begun(s.Beta2, s.Steps);
                }),
            new("you began the averages anew; they have to survive the call", (w, g, s, rate, decay) =>
            {
                Array.Clear(s.M);
                Array.Clear(s.V);
                RightStep(w, g, s, rate, decay);
            }),
        ],
        alsoRight: [StepInSingle, LibraryStep],
        shape: "(steps, n)");

    /// <summary>
    /// Lesson 09, by hand: the weight 1 after its first step of AdamW, with the gradient 0.3, η = 0.2 and λ = 0.5.
    /// </summary>
    public static NumberExercise FirstStep => field ??= new("first step", 0.7, decimals: 2,
        ("you left the decay out, or put it into the gradient, where λ has no say: Adam's first step is η", 0.8),
        ("you let the new weight decay; the old one does, before it moves", 0.72),
        ("you left the rate out of the decay; a weight loses the part η times λ", 0.3),
        ("you let the weight decay, but did not move it by Adam's step", 0.9),
        ("you left out the bias correction", 0.9 - 0.2 * 0.1 / Math.Sqrt(0.001)),
        ("you corrected the second average, but not the first", 0.9 - 0.2 * 0.1),
        ("you corrected the first average, but not the second", 0.9 - 0.2 / Math.Sqrt(0.001)),
        ("you took a step of plain descent; Adam's first step is η, whatever the gradient", 0.84),
        ("you forgot the root: the second average is a square", 0.9 - 0.2 / 0.3),
        ("you went up the slope; a step goes against the gradient", 1.1));

    private static void RightStep(float[] w, float[] g, AdamState s, float rate, float decay) =>
        StepWith(w, g, s, rate, decay);

    private static void StepWith(
        float[] w, float[] g, AdamState s, float rate, float decay, (float M, float V)? betas = null,
        Func<float, float, float, float>? mix = null, Func<float, float>? square = null,
        Func<double, int, double>? begun = null,
        Func<double, double, double, (double M, double V), double>? move = null)
    {
        s.Steps++;
        var (beta1, beta2) = betas ?? (s.Beta1, s.Beta2);
        (double M, double V) share = ((begun ?? Begun)(beta1, s.Steps), (begun ?? Begun)(beta2, s.Steps));
        for (int i = 0; i < w.Length; i++)
        {
            s.M[i] = (mix ?? Mixed)(s.M[i], beta1, g[i]);
            s.V[i] = (mix ?? Mixed)(s.V[i], beta2, square is null ? g[i] * g[i] : square(g[i]));
            w[i] -= rate * (decay * w[i] + (float)(move ?? Move)(s.M[i], s.V[i], s.Epsilon, share));
        }
    }

    private static float Mixed(float old, float beta, float fresh) => beta * old + (1 - beta) * fresh;

    private static double Begun(double beta, int steps) => 1 - Math.Pow(beta, steps);

    private static double Move(double m, double v, double epsilon, (double M, double V) begun) =>
        m / begun.M / (Math.Sqrt(v / begun.V) + epsilon);

    private static void StepOfEachWeight(float[] w, float[] g, AdamState s, float rate, float decay)
    {
        for (int i = 0; i < w.Length; i++)
        {
            var one = new AdamState(1, s.Beta1, s.Beta2, s.Epsilon) { Steps = s.Steps };
            float[] weight = [w[i]];
            (one.M[0], one.V[0]) = (s.M[i], s.V[i]);
            RightStep(weight, [g[i]], one, rate, decay);
            (w[i], s.M[i], s.V[i], s.Steps) = (weight[0], one.M[0], one.V[0], one.Steps);
        }
    }

    private static void StepInSingle(float[] w, float[] g, AdamState s, float rate, float decay)
    {
        s.Steps += 1;
        float one = 1 - MathF.Pow(s.Beta1, s.Steps), two = 1 - MathF.Pow(s.Beta2, s.Steps);
        for (int i = 0; i < w.Length; i++)
        {
            w[i] *= 1 - rate * decay;
            s.M[i] += (1 - s.Beta1) * (g[i] - s.M[i]);
            s.V[i] += (1 - s.Beta2) * (g[i] * g[i] - s.V[i]);
            w[i] -= rate / one * s.M[i] / (MathF.Sqrt(s.V[i]) / MathF.Sqrt(two) + s.Epsilon);
        }
    }

    private static void LibraryStep(float[] w, float[] g, AdamState s, float rate, float decay)
    {
        Tensor weights = new Embedding(new Tensor([.. w], 1, w.Length)).Weight;
        (weights * new Tensor(g, 1, g.Length)).Sum().Backward();
        var rule = new AdamW([weights], rate, decay, s.Beta1, s.Beta2, s.Epsilon);
        rule.Resume(s.Steps, [s.Steps]);
        float[][] kept = [s.M, s.V];
        foreach (var (from, to) in kept.Zip(rule.State())) from.CopyTo(to.Value.Data);
        rule.Step();
        foreach (var (to, from) in kept.Zip(rule.State())) from.Value.Values.CopyTo(to);
        weights.Values.CopyTo(w);
        s.Steps++;
    }

    private static Case<AdamWFunction, Tensor> StepCase(
        string given, float[] w, float[][] gradients, float rate, float decay, bool shown = true, float beta2 = 0.999f,
        float epsilon = 1e-8f) =>
        new(given, (step, inputs) =>
        {
            float[] weights = [.. inputs.Give("w", w)]; // a step may change its own copy
            AdamState Fresh() => new(w.Length, beta2: beta2, epsilon: epsilon);
            inputs.Give("state", Fresh());
            inputs.Give("rate", rate);
            inputs.Give("decay", decay);
            AdamState state = Fresh();
            var after = new List<Tensor>();
            foreach (var (t, g) in gradients.Index())
            {
                step(weights, inputs.Give(gradients.Length == 1 ? "g" : $"g of step {t + 1}", g), state, rate, decay);
                after.Add(new Tensor([.. weights]));
            }
            return Tensor.Stack(0, [.. after]);
        }, shown);
}
