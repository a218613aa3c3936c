namespace NotebookLib;

/// <summary>Attention: queries (Tq, d), keys (Tk, d) and values (Tk, dv) to one row for each query, (Tq, dv).</summary>
public delegate Tensor AttentionFunction(Tensor q, Tensor k, Tensor v);

/// <summary>An additive mask for so many words, (T, T): 0 keeps, −∞ hides.</summary>
public delegate Tensor MaskFunction(int length);

/// <summary>What the reader of a lesson writes, each with its cases and the wrong versions that are known.</summary>
/// <remarks>
/// The check stands in the cell after the stub: <c>Exercises.Attend.Check(Attend)</c>. References and wrong versions
/// stay here, where they spoil nothing and tests reach them.
/// </remarks>
public static partial class Exercises
{
    private const int LessonWidth = 4; // lesson 01's C, which a function must not take from around it

    /// <summary>Lesson 01: attention, softmax(q kᵀ / √d) v.</summary>
    public static Exercise<AttentionFunction, Tensor> Attend => field ??= new("attention", RightAttend,
        [
            AttendCase("two words, each its own key",
                () => (new([1, 0, 0, 1], 2, 2), new([1, 0, 0, 1], 2, 2), new([10, 20, 30, 40], 2, 2))),
            AttendCase("one query, three keys",
                () => (new([2, 1], 1, 2), new([1, 0, 1, 1, 0, 2], 3, 2), new([1, 0, 0, 1, 1, 1], 3, 2))),
            AttendCase("two queries, five keys of width 3, values of width 7", () => Random(2, 5, 3, 7, 1),
                shown: false),
            AttendCase("three queries, four keys, scores of 60 and more", () => Random(3, 4, 5, 2, 60), shown: false),
            AttendCase("as many queries as keys, all of one width", () => Random(4, 4, 4, 4, 1.5f), shown: false),
        ],
        [
            new("you did not divide the scores by √d", (q, k, v) => q.MatMul(k.T).Softmax().MatMul(v)),
            new("you divided by d; divide by its root", (q, k, v) => Mix(q.MatMul(k.T) / q.Shape[^1], v)),
            new("you multiplied by √d; divide by it", (q, k, v) => Mix(q.MatMul(k.T) * MathF.Sqrt(q.Shape[^1]), v)),
            new("you divided by the root of how many keys there are; d is how wide a key is",
                (q, k, v) => Mix(q.MatMul(k.T) / MathF.Sqrt(k.Shape[0]), v)),
            new("you divided by the root of how many queries there are; d is how wide one is",
                (q, k, v) => Mix(q.MatMul(k.T) / MathF.Sqrt(q.Shape[0]), v)),
            new("you divided by the root of the values' width; d is the width of a key",
                (q, k, v) => Mix(q.MatMul(k.T) / MathF.Sqrt(v.Shape[^1]), v)),
            new("you divide by the lesson's C; take the width of the queries that you are given",
                (q, k, v) => Mix(q.MatMul(k.T) / MathF.Sqrt(LessonWidth), v)),
            new("your weights sum to 1 down the columns; the weights of a query must, along its row",
                (q, k, v) => Scores(q, k).Softmax(0).MatMul(v)),
            new("you took the softmax of the mixed values; it belongs before the mixing",
                (q, k, v) => Scores(q, k).MatMul(v).Softmax()),
            new("you did not turn the keys: each query meets each key in q times k transposed",
                (q, k, v) => Mix(q.MatMul(k) / MathF.Sqrt(q.Shape[^1]), v)),
            new("you left the softmax out: scores are no weights yet", (q, k, v) => Scores(q, k).MatMul(v)),
            new("you divided after the softmax; the scores come before it",
                (q, k, v) => (q.MatMul(k.T).Softmax() / MathF.Sqrt(q.Shape[^1])).MatMul(v)),
            new("your rows are keys; here a row of scores belongs to a query", (q, k, v) => Mix(Scores(k, q), v)),
            new("your weights stand on the right; they stand on the left, and the values on the right",
                (q, k, v) => v.MatMul(Scores(q, k).Softmax())),
            new("you mixed the keys; the weights are for the values", (q, k, v) => Mix(Scores(q, k), k)),
        ],
        alsoRight:
        [
            (q, k, v) => (q / MathF.Sqrt(q.Shape[1])).MatMulTransposed(k).Softmax(1).MatMul(v),
            AttendByLoops,
            (q, k, v) => Attention.ScaledDotProduct(q, k, v).Output,
        ],
        shape: "(Tq, dv)");

    /// <summary>Lesson 01: the causal mask.</summary>
    public static Exercise<MaskFunction, Tensor> Hide =>
        field ??= new("causal mask", length => HideWhere(length, (q, k) => k > q),
        [MaskCase(3), MaskCase(1), MaskCase(6, shown: false)],
        [
            new("you hide the past; rows are queries and columns are keys",
                length => HideWhere(length, (q, k) => k < q)),
            new("you hide a word from itself; a word sees itself", length => HideWhere(length, (q, k) => k >= q)),
            new("you let each word see the next one, which is the future already",
                length => HideWhere(length, (q, k) => k > q + 1)),
            new("you keep with 1 and hide with 0; the mask is added, so 0 keeps and minus infinity hides",
                length => HideWhere(length, (q, k) => k > q).Exp()),
            new("you hide with 1; it is added to the scores, and only minus infinity hides",
                length => 1 - HideWhere(length, (q, k) => k > q).Exp()),
            new("you hide with a large number; a score that is larger would see through",
                length => HideWhere(length, (q, k) => k > q, -1e9f)),
            new("you hide with the smallest float; two such masks add up to something else, infinities do not",
                length => HideWhere(length, (q, k) => k > q, float.MinValue)),
            new("you multiplied 0 by infinity, which is no number; set the hidden cells alone",
                length => HideWhere(length, (q, k) => k <= q, float.NaN).MaskedFill(
                    1 - Masks.Causal(length).Exp(), float.NegativeInfinity)),
            new("you hide only the next word; every later one is the future, too",
                length => HideWhere(length, (q, k) => k == q + 1)),
            new("you hid what a word may see, and left the future open",
                length => HideWhere(length, (q, k) => k <= q)),
            new("you hide with plus infinity; added to a score it draws all the weight",
                length => HideWhere(length, (q, k) => k > q, float.PositiveInfinity)),
            new("each of your words sees only itself; the past is visible",
                length => HideWhere(length, (q, k) => k != q)),
            new("you hide nothing yet", length => Tensor.Zeros(length, length)),
        ],
        alsoRight: [Masks.Causal, length => HideWhere(length, (q, k) => q < k)],
        shape: "(T, T)");

    /// <summary>Lesson 01, by hand: the weight that softmax gives the first of the scores 3 and 1.</summary>
    public static NumberExercise FirstWeight => field ??= new("first weight", Share(2), decimals: 2,
        ("you took the share of the scores; softmax takes e to the power of each first", 3.0 / 4),
        ("you gave the weight of the second score", Share(-2)),
        ("you gave how many times larger it is; a weight is its share of the sum", Math.Exp(2)),
        ("you gave e to the score; divide by the sum over both", Math.Exp(3)),
        ("you divided the scores first; here they go into the softmax as they are", Share(1)),
        ("you divided the scores by a root first; here they go into the softmax as they are", Share(Math.Sqrt(2))),
        ("you divided whole numbers, and C# gives whole numbers back", 0),
        ("you split evenly; the larger score gets more", 0.5));

    /// <summary>The first of two weights whose scores differ by so much.</summary>
    private static double Share(double difference) => 1 / (1 + Math.Exp(-difference));

    private static Tensor RightAttend(Tensor q, Tensor k, Tensor v)
    {
        Tensor scores = q.MatMul(k.T) / MathF.Sqrt(q.Shape[^1]);
        return scores.Softmax(-1).MatMul(v);
    }

    private static Tensor Scores(Tensor q, Tensor k) => q.MatMul(k.T) / MathF.Sqrt(q.Shape[^1]);

    private static Tensor Mix(Tensor scores, Tensor v) => scores.Softmax().MatMul(v);

    private static Tensor AttendByLoops(Tensor q, Tensor k, Tensor v)
    {
        Tensor result = Tensor.Zeros(q.Shape[0], v.Shape[1]);
        for (int i = 0; i < q.Shape[0]; i++)
        {
            double[] scores = [.. Enumerable.Range(0, k.Shape[0]).Select(j => Score(q.Row(i), k.Row(j)))];
            double[] raised = Array.ConvertAll(scores, s => Math.Exp((s - scores.Max()) / Math.Sqrt(q.Shape[1])));
            for (int j = 0; j < k.Shape[0]; j++)
                for (int c = 0; c < v.Shape[1]; c++) result[i, c] += (float)(raised[j] / raised.Sum()) * v[j, c];
        }
        return result;
    }

    private static double Score(Tensor query, Tensor key) => (query * key).Sum().Item();

    private static Tensor HideWhere(int length, Func<int, int, bool> hidden, float with = float.NegativeInfinity)
    {
        Tensor mask = Tensor.Zeros(length, length);
        for (int q = 0; q < length; q++)
            for (int k = 0; k < length; k++)
                if (hidden(q, k)) mask[q, k] = with;
        return mask;
    }

    private static Case<AttentionFunction, Tensor> AttendCase(
        string given, Func<(Tensor Q, Tensor K, Tensor V)> make, bool shown = true) =>
        new(given, (attend, inputs) =>
        {
            var (q, k, v) = make();
            return attend(inputs.Give("q", q), inputs.Give("k", k), inputs.Give("v", v));
        }, shown);

    private static (Tensor Q, Tensor K, Tensor V) Random(int queries, int keys, int width, int valueWidth, float scale)
    {
        var random = new Random(17);
        return (Rounded(random, queries, width) * scale, Rounded(random, keys, width) * scale,
            Rounded(random, keys, valueWidth));
    }

    /// <summary>Normal numbers with three decimals.</summary>
    private static Tensor Rounded(Random random, params int[] shape) =>
        new(Array.ConvertAll(Tensor.Normal(random, shape).ToArray(), v => MathF.Round(v, 3)), shape);

    private static Case<MaskFunction, Tensor> MaskCase(int length, bool shown = true) =>
        new(length == 1 ? "one word" : $"{length} words", (hide, inputs) => hide(inputs.Give("length", length)), shown);
}
