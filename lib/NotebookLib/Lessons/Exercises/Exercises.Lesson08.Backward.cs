namespace NotebookLib;

/// <summary>The gradient of cross-entropy at one row of logits, (V,), and one target: (V,).</summary>
public delegate float[] GradientFunction(float[] logits, int target);

/// <summary>
/// The way back of a matrix product: from a (n, k), b (k, m) and the gradient of a b, (n, m), to those of a and b.
/// </summary>
public delegate (Tensor A, Tensor B) ProductBackwardFunction(Tensor a, Tensor b, Tensor g);

/// <summary>The gradient of the mean cross-entropy at logits (T, V) with targets (T,): (T, V).</summary>
public delegate Tensor LossBackwardFunction(Tensor logits, int[] targets);

public static partial class Exercises
{
    /// <summary>Lesson 08: softmax − one-hot, for one row.</summary>
    public static Exercise<GradientFunction, float[]> Gradient =>
        field ??= new("gradient", (logits, target) => GradientWith(logits, target, LessOneHot),
        [
            GradientCase("two words, equally likely", [0, 0], 0),
            GradientCase("four words, equally likely, the last one right", [0, 0, 0, 0], 3),
            GradientCase("five words, where the likeliest is not the right one", [0.5f, -1, 2, 0.25f, 1], 4,
                shown: false),
            GradientCase("seven words, where the likeliest is right", [0.3f, -0.7f, 0.1f, 1.5f, -2, 0.9f, 0.2f], 3,
                shown: false),
            GradientCase("logits of 1,000 and of minus 1,000", [-1000, 1000, 999], 2, shown: false),
        ],
        [
            new("you moved the target alone; every other word has been given too much",
                (logits, target) => GradientWith(logits, target, (p, hot) => hot * (p - 1))),
            new("you left the target out; its part is p − 1",
                (logits, target) => GradientWith(logits, target, (p, hot) => (1 - hot) * p)),
            new("you took p times 1 − p; that is how a probability changes with its own logit",
                (logits, target) => GradientWith(logits, target, (p, _) => p * (1 - p))),
            new("you lost the sign: the target's part is negative, so that a step against it makes it likelier",
                (logits, target) => GradientWith(logits, target, (p, hot) => hot - p)),
            new("you left the softmax out: take 1 from the target's probability, not from its logit",
                (logits, target) => [.. logits.Select((v, i) => i == target ? v - 1 : v)]),
            new("you gave the softmax; at the target 1 is subtracted",
                (logits, target) => GradientWith(logits, target, (p, _) => p)),
            new("you added 1 at the target; subtract it",
                (logits, target) => GradientWith(logits, target, (p, hot) => p + hot)),
            new("you took e to the power of a large logit, which a float cannot hold: subtract the largest first",
                (logits, target) => [.. logits.Select((v, i) =>
                    MathF.Exp(v) / logits.Sum(MathF.Exp) - (i == target ? 1 : 0))]),
            new("you divided by V; here is one guess, and its loss is no mean over the words",
                (logits, target) => GradientWith(logits, target, (p, hot) => (p - hot) / logits.Length)),
            new("you left the logarithm out: that is the gradient of minus the probability",
                (logits, target) => GradientWith(logits, target,
                    (p, hot) => Softmax(Doubles(logits))[target] * (p - hot))),
            new("you stopped at the logarithm, at −1 / p; the softmax has its way back, too",
                (logits, target) => GradientWith(logits, target, (p, hot) => hot == 0 ? 0 : -1 / p)),
            new("you doubled it; that would be the way back of a square",
                (logits, target) => GradientWith(logits, target, (p, hot) => 2 * (p - hot))),
            new("you subtracted 1 at the likeliest word; subtract it at the target",
                (logits, _) => GradientWith(logits, Array.IndexOf(logits, logits.Max()), LessOneHot)),
            new("you subtracted 1 one place too far",
                (logits, target) => GradientWith(logits, (target + 1) % logits.Length, LessOneHot)),
            new("you took the logarithm of the softmax; the gradient has the probabilities themselves",
                (logits, target) => GradientWith(logits, target, (p, hot) => Math.Log(p) - hot)),
        ],
        alsoRight: [GradientOfLibrary],
        shape: "(V,)");

    /// <summary>Lesson 08: the way back of a matrix product.</summary>
    public static Exercise<ProductBackwardFunction, (Tensor A, Tensor B)> ProductBackward =>
        field ??= new("way back of a product", (a, b, g) => (g.MatMul(b.T), a.T.MatMul(g)),
        [
            ProductCase("three numbers", () => (new([2], 1, 1), new([3], 1, 1), new([10], 1, 1))),
            ProductCase("a row times a matrix", () =>
                (new([1, 2], 1, 2), new([3, 4, 5, 6], 2, 2), new([1, 10], 1, 2))),
            ProductCase("all three square", () => Random(3, 3, 3), shown: false),
            ProductCase("a (2, 3), b (3, 5), g (2, 5)", () => Random(2, 3, 5), shown: false),
        ],
        [
            new("you exchanged the factors of both; in what order do the shapes fit?",
                (a, b, g) => (b.T.MatMul(g), g.MatMul(a.T))),
            new("you transposed nothing; in each product one factor has to be turned",
                (a, b, g) => (g.MatMul(b), a.MatMul(g))),
            new("you did not transpose b", (a, b, g) => (g.MatMul(b), a.T.MatMul(g))),
            new("you did not transpose a", (a, b, g) => (g.MatMul(b.T), a.MatMul(g))),
            new("you transposed g in both; the other factor has to be turned",
                (a, b, g) => (g.T.MatMul(b), a.MatMul(g.T))),
            new("you transposed g as well as the other factor",
                (a, b, g) => (g.T.MatMul(b.T), a.T.MatMul(g.T))),
            new("you exchanged the results: the gradient of a comes first",
                (a, b, g) => (a.T.MatMul(g), g.MatMul(b.T))),
            new("you used each matrix for its own gradient; that of a takes b, and that of b takes a",
                (a, b, g) => (g.MatMul(a.T), b.T.MatMul(g))),
            new("you left g out; it says how much each number of the product counts", (a, b, g) =>
                (Tensor.Ones(g.Shape).MatMul(b.T), a.T.MatMul(Tensor.Ones(g.Shape)))),
            new("you gave the other factor, transposed; it is multiplied by g", (a, b, _) => (b.T, a.T)),
            new("you multiplied number by number; both are matrix products", (a, b, g) => (g * b.T, a.T * g)),
            new("you multiplied number by number, and transposed nothing", (a, b, g) => (g * b, a * g)),
            new("your gradient of b is transposed; it has the shape of b",
                (a, b, g) => (g.MatMul(b.T), g.T.MatMul(a))),
            new("your gradient of a is transposed; it has the shape of a",
                (a, b, g) => (b.MatMul(g.T), a.T.MatMul(g))),
            new("you transposed both gradients; each has the shape of its matrix",
                (a, b, g) => (b.MatMul(g.T), g.T.MatMul(a))),
            new("you divided by the rows; no mean is taken here",
                (a, b, g) => (g.MatMul(b.T) / a.Shape[0], a.T.MatMul(g) / a.Shape[0])),
            new("you changed the sign; minus comes with the step", (a, b, g) => (-g.MatMul(b.T), -a.T.MatMul(g))),
            new("you took the step as well; only the gradients are asked for",
                (a, b, g) => (a - g.MatMul(b.T), b - a.T.MatMul(g))),
            new("you overwrote where you had to add up: a number goes into a whole row or column",
                (a, b, g) => (g.Slice(.., ^1..).MatMul(b.Slice(.., ^1..).T), a.Slice(^1..).T.MatMul(g.Slice(^1..)))),
            new("you put the gradient of a into that of b; b gets a transposed times g",
                (a, b, g) => (g.MatMul(b.T), g.MatMul(b.T).T.MatMul(g))),
        ],
        alsoRight: [ProductBackwardOfLibrary, ProductBackwardByLoops],
        shape: "(n, k) and (k, m)");

    /// <summary>Lesson 08: the way back of softmax and cross-entropy, (softmax − one-hot) / T.</summary>
    public static Exercise<LossBackwardFunction, Tensor> LossBackward =>
        field ??= new("way back of the loss", (logits, targets) => LossBackWith(logits, targets),
        [
            LossBackCase("one guess between two", () => new([0, 0], 1, 2), [0]),
            LossBackCase("two guesses between two", () => Tensor.Zeros(2, 2), [0, 1]),
            LossBackCase("three guesses among five", () => Rounded(new Random(17), 3, 5) * 2, [4, 0, 2], shown: false),
            LossBackCase("five guesses among three", () => Rounded(new Random(18), 5, 3) * 2, [1, 2, 0, 0, 1],
                shown: false),
            LossBackCase("logits of 1,000 and of minus 1,000", () => new([1000, 0, -1000, 0, 1000, 999], 2, 3), [0, 2],
                shown: false),
        ],
        [
            new("you did not divide by T: the loss is the mean over the rows",
                (logits, targets) => LossBackWith(logits, targets) * targets.Length),
            new("you divided by V; the loss is the mean over the T rows",
                (logits, targets) => LossBackWith(logits, targets) * targets.Length / logits.Shape[1]),
            new("you divided by T and by V; the loss is the mean over the T rows",
                (logits, targets) => LossBackWith(logits, targets) / logits.Shape[1]),
            new("you divided the softmax by T; subtract the 1 before you divide",
                (logits, targets) => LossBackWith(logits, targets, (p, hot) => p - hot * targets.Length)),
            new("you divided the 1 by T, and not the softmax",
                (logits, targets) => LossBackWith(logits, targets, (p, hot) => p * targets.Length - hot)),
            new("you lost the sign: at the targets the gradient is negative",
                (logits, targets) => LossBackWith(logits, targets, (p, hot) => hot - p)),
            new("you moved the targets alone; every other word has been given too much",
                (logits, targets) => LossBackWith(logits, targets, (p, hot) => hot * (p - 1))),
            new("you left the targets out; their part is p − 1",
                (logits, targets) => LossBackWith(logits, targets, (p, hot) => (1 - hot) * p)),
            new("you took the gradient by the probability, −1/p; asked is the one by the logit",
                (logits, targets) => LossBackWith(logits, targets, (p, hot) => -hot / p)),
            new("you took p times 1 − p; that is how a probability changes with its own logit",
                (logits, targets) => LossBackWith(logits, targets, (p, _) => p * (1 - p))),
            new("you took the softmax down the columns; it runs along each row",
                (logits, targets) => LossBackWith(logits, targets, softmax: logits.Softmax(0))),
            new("you left the softmax out: take 1 from the targets' probabilities, not from their logits",
                (logits, targets) => LossBackWith(logits, targets, softmax: logits)),
            new("you took the logarithm of the softmax; the gradient has the probabilities themselves",
                (logits, targets) => LossBackWith(logits, targets, softmax: logits.LogSoftmax())),
            new("you took e to the power of a large logit, which a float cannot hold: subtract the largest first",
                (logits, targets) => LossBackWith(logits, targets,
                    softmax: logits.Exp() / logits.Exp().Sum(-1, keepDim: true))),
            new("you gave the softmax, divided by T; at the targets 1 is subtracted first",
                (logits, targets) => LossBackWith(logits, targets, (p, _) => p)),
            new("you added 1 at the targets; subtract it",
                (logits, targets) => LossBackWith(logits, targets, (p, hot) => p + hot)),
            new("you subtracted 1 one word too far",
                (logits, targets) => LossBackWith(logits, [.. targets.Select(t => (t + 1) % logits.Shape[1])])),
            new("you gave each row the target of the next one; row and target have one place",
                (logits, targets) => LossBackWith(logits, [.. targets[1..], targets[0]])),
            new("you gave all rows the first target; each has its own",
                (logits, targets) => LossBackWith(logits, [.. targets.Select(_ => targets[0])])),
            new("you subtracted 1 at the likeliest words; subtract it at the targets",
                (logits, _) => LossBackWith(logits, logits.ArgMax())),
            new("you doubled it; that would be the way back of a square",
                (logits, targets) => LossBackWith(logits, targets) * 2),
        ],
        alsoRight: [LossBackOfLibrary, LossBackByRows],
        shape: "(T, V)");

    private static double LessOneHot(double p, int hot) => p - hot;

    /// <summary>From each probability, and whether it is the target's, to its part of the gradient.</summary>
    private static float[] GradientWith(float[] logits, int target, Func<double, int, double> part) =>
        [.. Softmax(Doubles(logits)).Select((p, i) => (float)part(p, i == target ? 1 : 0))];

    private static float[] GradientOfLibrary(float[] logits, int target) =>
        LossBackOfLibrary(new Tensor(logits, 1, logits.Length), [target]).ToArray();

    /// <summary>Number by number, since no gradient of a gradient is asked for.</summary>
    private static Tensor LossBackWith(
        Tensor logits, int[] targets, Func<double, int, double>? part = null, Tensor? softmax = null)
    {
        Tensor p = softmax ?? logits.Softmax(), result = Tensor.Zeros(logits.Shape);
        for (int t = 0; t < targets.Length; t++)
            for (int v = 0; v < logits.Shape[1]; v++)
                result[t, v] = (float)((part ?? LessOneHot)(p[t, v], targets[t] == v ? 1 : 0) / targets.Length);
        return result;
    }

    private static Tensor LossBackOfLibrary(Tensor logits, int[] targets)
    {
        Tensor parameter = AsParameter(logits);
        Loss.CrossEntropy(parameter, targets).Backward();
        return parameter.Grad!;
    }

    private static Tensor LossBackByRows(Tensor logits, int[] targets) =>
        (logits.Softmax() - Tensor.Eye(logits.Shape[1]).Rows(targets)) / targets.Length;

    private static (Tensor A, Tensor B) ProductBackwardOfLibrary(Tensor a, Tensor b, Tensor g)
    {
        Tensor left = AsParameter(a), right = AsParameter(b);
        left.MatMul(right).Backward(g);
        return (left.Grad!, right.Grad!);
    }

    private static Tensor AsParameter(Tensor values) => new(values.ToArray(), values.Shape) { RequiresGrad = true };

    private static (Tensor A, Tensor B) ProductBackwardByLoops(Tensor a, Tensor b, Tensor g)
    {
        Tensor ofA = Tensor.Zeros(a.Shape), ofB = Tensor.Zeros(b.Shape);
        for (int n = 0; n < g.Shape[0]; n++)
            for (int m = 0; m < g.Shape[1]; m++)
                for (int k = 0; k < a.Shape[1]; k++)
                {
                    ofA[n, k] += g[n, m] * b[k, m];
                    ofB[k, m] += a[n, k] * g[n, m];
                }
        return (ofA, ofB);
    }

    private static (Tensor A, Tensor B, Tensor G) Random(int rows, int between, int columns)
    {
        var random = new Random(17);
        return (Rounded(random, rows, between), Rounded(random, between, columns), Rounded(random, rows, columns));
    }

    private static Case<GradientFunction, float[]> GradientCase(
        string given, float[] logits, int target, bool shown = true) =>
        new(given, (gradient, inputs) => gradient(inputs.Give("logits", logits), inputs.Give("target", target)), shown);

    private static Case<ProductBackwardFunction, (Tensor A, Tensor B)> ProductCase(
        string given, Func<(Tensor A, Tensor B, Tensor G)> make, bool shown = true) =>
        new(given, (back, inputs) =>
        {
            var (a, b, g) = make();
            return back(inputs.Give("a", a), inputs.Give("b", b), inputs.Give("g", g));
        }, shown);

    private static Case<LossBackwardFunction, Tensor> LossBackCase(
        string given, Func<Tensor> logits, int[] targets, bool shown = true) =>
        new(given, (back, inputs) => back(inputs.Give("logits", logits()), inputs.Give("targets", targets)), shown);
}
