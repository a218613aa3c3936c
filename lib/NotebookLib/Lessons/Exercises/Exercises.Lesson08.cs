namespace NotebookLib;

/// <summary>
/// The mean surprise, in nats, of logits (T, V) at targets (T,), of which −1 does not count; NaN if none counts.
/// </summary>
public delegate float CrossEntropyFunction(Tensor logits, int[] targets);

/// <summary>From a text, so many tokens from a place on, and for each the one that comes next.</summary>
public delegate (int[] In, int[] Target) PairsFunction(int[] text, int start, int length);

public static partial class Exercises
{
    /// <summary>Lesson 08: cross-entropy, as a reader computes it without the library's softmax.</summary>
    public static Exercise<CrossEntropyFunction, float> CrossEntropy =>
        field ??= new("cross-entropy", (logits, targets) => LossWith(logits, targets),
        [
            LossCase("one guess between two", () => new([0, 0], 1, 2), [0]),
            LossCase("two guesses, of which the second does not count", () => new([0, 0, 5, 1], 2, 2), [0, -1]),
            LossCase("two guesses, one of them quite sure", () => new([0, 0, 4, 0], 2, 2), [1, 0]),
            LossCase("three guesses among five", () => Rounded(new Random(17), 3, 5) * 2, [4, 0, 2], shown: false),
            LossCase("five guesses among three, two of which do not count", () => Rounded(new Random(18), 5, 3) * 2,
                [-1, 2, 0, -1, 1], shown: false),
            LossCase("logits of 1,000 and of minus 1,000", () => new([1000, 0, -1000, 0, 1000, 0], 2, 3), [0, 0],
                shown: false),
            LossCase("logits of about minus 110", () => new([-112, -113], 1, 2), [0], shown: false),
            LossCase("no guess that counts", () => new([1, 2, 3, 4], 2, 2), [-1, -1], shown: false),
        ],
        [
            new("you took e to the power of a large logit, which a float cannot hold: subtract the largest first",
                (logits, targets) => LossWith(logits, targets, Naive)),
            new("you summed e to the power of large logits; a float cannot hold that: subtract the largest first",
                (logits, targets) => LossWith(logits, targets, (row, t) =>
                    MathF.Log(row.Sum(v => MathF.Exp((float)v))) - row[t])),
            new("your softmax gives 0 for a very unlikely target, and you take its logarithm: subtract instead",
                (logits, targets) => LossWith(logits, targets, (row, t) => -Math.Log((float)Softmax(row)[t]))),
            new("you took the softmax down the columns; the guesses of a place stand in its row",
                (logits, targets) => LossWith(logits, targets, softmaxDown: true)),
            new("you took one softmax over all rows; each row has its own",
                (logits, targets) => LossWith(logits, targets, (row, t) => LogSum(Doubles(logits.ToArray())) - row[t])),
            new("you averaged minus the probabilities; take their logarithms",
                (logits, targets) => LossWith(logits, targets, (row, t) => -Softmax(row)[t])),
            new("you left the softmax out: a logit is no logarithm of a probability yet",
                (logits, targets) => LossWith(logits, targets, (row, t) => -row[t])),
            new("you took the softmax twice",
                (logits, targets) => LossWith(logits, targets, (row, t) => LogSum(Softmax(row)) - Softmax(row)[t])),
            new("you subtracted the largest in the sum alone; the target's logit needs it, too",
                (logits, targets) => LossWith(logits, targets, (row, t) => LogSum(row) - row.Max() - row[t])),
            new("you took the likeliest word for the target",
                (logits, targets) => LossWith(logits, targets, (row, _) => LogSum(row) - row.Max())),
            new("you did not leave out the targets of −1",
                (logits, targets) => -targets.Select((target, t) => logits.LogSoftmax()[t, target]).Average()),
            new("you divided by all rows; divide by those that count",
                (logits, targets) => LossWith(logits, targets, mean: (sum, _) => sum / targets.Length)),
            new("you did not divide: the loss is the mean of the rows that count",
                (logits, targets) => LossWith(logits, targets, mean: (sum, _) => sum)),
            new("you divided by V as well; the mean is over the rows",
                (logits, targets) => LossWith(logits, targets) / logits.Shape[1]),
            new("you gave 0 where no target counts; there is no mean then, and 0 / 0 gives NaN",
                (logits, targets) => LossWith(logits, targets, mean: (sum, count) => count == 0 ? 0 : sum / count)),
            new("you lost the sign: a logarithm of a probability is negative, the loss is not",
                (logits, targets) => -LossWith(logits, targets)),
            new("you took logarithms to base 2: these are bits, and nats are asked for",
                (logits, targets) => LossWith(logits, targets) / MathF.Log(2)),
            new("you took the logarithm of the mean; take the mean of the logarithms",
                (logits, targets) => -MathF.Log(-LossWith(logits, targets, (row, t) => -Softmax(row)[t]))),
            new("you gave e to the power of the loss: that is the perplexity",
                (logits, targets) => MathF.Exp(LossWith(logits, targets))),
            new("you gave the loss of the last row that counts; take the mean of all",
                (logits, targets) => LossWith(logits, [.. targets.Select((target, t) =>
                    t == Array.FindLastIndex(targets, other => other >= 0) ? target : -1)])),
        ],
        alsoRight:
        [
            (logits, targets) => Loss.CrossEntropy(logits, targets).Item(),
            (logits, targets) => -targets.Index().Where(t => t.Item >= 0)
                .Select(t => logits.LogSoftmax()[t.Index, t.Item]).DefaultIfEmpty(float.NaN).Average(),
            LossInSingle,
        ]);

    /// <summary>Lesson 08: inputs and targets from a text.</summary>
    public static Exercise<PairsFunction, (int[] In, int[] Target)> Pairs => field ??= new("inputs and targets",
        (text, start, length) => (Cut(text, start, length), Cut(text, start + 1, length)),
        [
            PairsCase("three tokens from place 1 on", [7, 3, 3, 9, 5, 8], 1, 3),
            PairsCase("one token", [6, 4, 9], 0, 1),
            PairsCase("the last place where three tokens and one more fit", [8, 2, 2, 7, 4, 9, 5], 3, 3, shown: false),
            PairsCase("a whole text, but for its last token", [5, 9, 9, 4, 7, 3, 8, 6], 0, 7, shown: false),
        ],
        [
            new("you took the same tokens twice: a model that repeats them would be right",
                (text, start, length) => (Cut(text, start, length), Cut(text, start, length))),
            new("you added 1 to the tokens; take the token that comes next, not the next number",
                (text, start, length) => (Cut(text, start, length), [.. Cut(text, start, length).Select(t => t + 1)])),
            new("your targets stand two places further on; the next token is one place further",
                (text, start, length) => (Cut(text, start, length), Cut(text, start + 2, length))),
            new("your targets stand one place before; that is the past",
                (text, start, length) => (Cut(text, start, length), Cut(text, start - 1, length))),
            new("you exchanged inputs and targets",
                (text, start, length) => (Cut(text, start + 1, length), Cut(text, start, length))),
            new("you took one token too few",
                (text, start, length) => (Cut(text, start, length - 1), Cut(text, start + 1, length - 1))),
            new("you took one token too many as input, so that the last one has no target",
                (text, start, length) => (Cut(text, start, length + 1), Cut(text, start + 1, length))),
            new("you shifted within the piece, and its last token has no target",
                (text, start, length) => (Cut(text, start, length), Cut(text, start + 1, length - 1))),
            new("you put the first token behind the last; the last target is the text's next token",
                (text, start, length) =>
                    (Cut(text, start, length), [.. Cut(text, start + 1, length - 1), text[start]])),
            new("your last target is 0; it is the text's next token",
                (text, start, length) => (Cut(text, start, length), [.. Cut(text, start + 1, length - 1), 0])),
            new("you gave one target; each input has its own",
                (text, start, length) => (Cut(text, start, length), [text[start + length]])),
            new("you left the start out and took the beginning of the text",
                (text, _, length) => (Cut(text, 0, length), Cut(text, 1, length))),
            new("you began one place too late",
                (text, start, length) => (Cut(text, start + 1, length), Cut(text, start + 2, length))),
            new("you took the length for the place where the piece ends; it ends that far behind its start",
                (text, start, length) => (text[start..length], text[(start + 1)..(length + 1)])),
        ],
        alsoRight:
        [
            (text, start, length) => ([.. text.Skip(start).Take(length)], [.. text.Skip(start + 1).Take(length)]),
        ],
        shape: "(length,)");

    /// <summary>Lesson 08, by hand: w after one step on y = w x + b with w 2, b 1, x 3, target 4, rate 0.01.</summary>
    public static NumberExercise OneStep => field ??= new("one step", 1.82, decimals: 2,
        ("you went up the slope; the step is against the gradient", 2.18),
        ("you forgot the 2 that comes of the square", 1.91),
        ("you forgot to multiply by x, by which y changes with w", 1.94),
        ("you forgot the 2 of the square, and to multiply by x", 1.97),
        ("you left b out of y", 1.88),
        ("you gave the gradient; w moves against it, by 0.01 times as much", 18),
        ("you gave how far w moves; what is w then?", 0.18),
        ("you gave how far w moves, with its sign; what is w then?", -0.18),
        ("you forgot the learning rate", -16),
        ("you gave b after the step; w is asked for", 0.94));

    /// <summary>The loss, or what is taken for it.</summary>
    /// <param name="logits">(T, V).</param>
    /// <param name="targets">(T,).</param>
    /// <param name="ofRow">From a row and its target to what the target costs; cross-entropy if null.</param>
    /// <param name="mean">From the sum and how many count to the loss; their quotient if null.</param>
    /// <param name="softmaxDown">If true, the softmax runs down the columns.</param>
    private static float LossWith(
        Tensor logits, int[] targets, Func<double[], int, double>? ofRow = null, Func<double, int, double>? mean = null,
        bool softmaxDown = false)
    {
        double sum = 0;
        int count = 0;
        foreach (var (t, target) in targets.Index())
        {
            if (target < 0) continue;
            double[] row = Doubles(logits.Row(t).ToArray());
            if (softmaxDown) sum += LogSum(Doubles(logits.T.Row(target).ToArray())) - row[target];
            else sum += ofRow is null ? LogSum(row) - row[target] : ofRow(row, target);
            count++;
        }
        return (float)(mean is null ? sum / count : mean(sum, count));
    }

    private static double Naive(double[] row, int target)
    {
        float[] raised = Array.ConvertAll(row, v => MathF.Exp((float)v));
        return -MathF.Log(raised[target] / raised.Sum());
    }

    private static float LossInSingle(Tensor logits, int[] targets)
    {
        float sum = 0;
        int count = 0;
        for (int t = 0; t < targets.Length; t++)
        {
            if (targets[t] == -1) continue;
            float[] row = logits.Row(t).ToArray();
            sum += row.Max() + MathF.Log(row.Sum(v => MathF.Exp(v - row.Max()))) - row[targets[t]];
            count++;
        }
        return sum / count;
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, v => (double)v);

    /// <summary>ln Σ e^v.</summary>
    private static double LogSum(double[] row) => row.Max() + Math.Log(row.Sum(v => Math.Exp(v - row.Max())));

    private static double[] Softmax(double[] row) => Array.ConvertAll(row, v => Math.Exp(v - LogSum(row)));

    private static int[] Cut(int[] text, int start, int length) => text[start..(start + length)];

    private static Case<CrossEntropyFunction, float> LossCase(
        string given, Func<Tensor> logits, int[] targets, bool shown = true) =>
        new(given, (loss, inputs) => loss(inputs.Give("logits", logits()), inputs.Give("targets", targets)), shown);

    private static Case<PairsFunction, (int[] In, int[] Target)> PairsCase(
        string given, int[] text, int start, int length, bool shown = true) =>
        new(given, (pairs, inputs) =>
            pairs(inputs.Give("text", text), inputs.Give("start", start), inputs.Give("length", length)), shown);
}
