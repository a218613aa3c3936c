namespace NotebookLib;

/// <summary>
/// How much the rows of weights, (T, T), lie on the token that came next when theirs was met before, on the mean.
/// </summary>
public delegate double InductionFunction(Tensor weights, int[] tokens);

public static partial class Exercises
{
    /// <summary>Lesson 13: the score of an induction head.</summary>
    public static Exercise<InductionFunction, double> Induction => field ??= new("induction",
        (weights, tokens) => InductionWith(weights, tokens),
        [
            InductionCase("one token comes again", [5, 7, 5],
                () => new([1, 0, 0, 0.5f, 0.5f, 0, 0.25f, 0.625f, 0.125f], 3, 3)),
            InductionCase("nothing comes again", [4, 9], () => new([1, 0, 0.5f, 0.5f], 2, 2)),
            InductionCase("twice the same, directly one after the other", [3, 3],
                () => new([1, 0, 0.375f, 0.625f], 2, 2)),
            InductionCase("two tokens come again", [6, 2, 6, 2], () => Weights(4)),
            InductionCase("ten tokens, one of them four times", [8, 3, 8, 5, 8, 3, 1, 1, 5, 8], () => Weights(10),
                shown: false),
            InductionCase("seven tokens, the first of which comes again twice", [2, 7, 4, 2, 9, 2, 7],
                () => Weights(7), shown: false),
        ],
        [
            new("you looked at the earlier copy itself; what came after it?",
                (weights, tokens) => InductionWith(weights, tokens, ahead: 0)),
            new("you looked at the token before the earlier copy; what came after it?",
                (weights, tokens) => InductionWith(weights, tokens, ahead: -1)),
            new("you looked two places after the earlier copy; the next one is meant",
                (weights, tokens) => InductionWith(weights, tokens, ahead: 2)),
            new("you took the first of several earlier copies; take the last",
                (weights, tokens) => InductionWith(weights, tokens,
                    copy: (t, all) => Array.IndexOf(all, all[t], 0, t))),
            new("you took every earlier copy; the last one alone counts", InductionOfAllCopies),
            new("you took a copy that is still to come; look back",
                (weights, tokens) => InductionWith(weights, tokens,
                    copy: (t, all) => Array.IndexOf(all, all[t], t + 1))),
            new("you took the token for a copy of itself; an earlier one is meant",
                (weights, tokens) => tokens.Index().Average(t => weights[t.Index, t.Index + 1])),
            new("you took the row before: the token itself asks for what came after its copy",
                (weights, tokens) => InductionWith(weights, tokens, rowsBack: 1)),
            new("you left out a copy that stands directly before its token; it counts, too",
                (weights, tokens) => InductionWith(weights, tokens,
                    copy: (t, all) => FindCopy(t, all) == t - 1 ? -1 : FindCopy(t, all))),
            new("you looked half of the tokens back; the copy may stand anywhere",
                (weights, tokens) => InductionWith(weights, tokens,
                    copy: (t, all) => t - all.Length / 2)),
            new("you exchanged the indices: rows ask, columns are asked",
                (weights, tokens) => InductionWith(weights.T, tokens)),
            new("you divided by all tokens; those that have no earlier copy do not count",
                (weights, tokens) => Found(tokens) * InductionWith(weights, tokens) / tokens.Length),
            new("you divided by how many different tokens there are; divide by how many have an earlier copy",
                (weights, tokens) => Found(tokens) * InductionWith(weights, tokens) / tokens.Distinct().Count()),
            new("you gave the sum; divide by how many tokens have an earlier copy",
                (weights, tokens) => Found(tokens) * InductionWith(weights, tokens)),
            new("you divided by 0 where nothing comes again; then 0 is the answer",
                (weights, tokens) => Found(tokens) == 0 ? double.NaN : InductionWith(weights, tokens)),
            new("you counted hits; take the weight itself",
                (weights, tokens) => InductionWith(weights, tokens, of: (row, at) => row.ArgMax()[0] == at ? 1 : 0)),
            new("you took the largest weight of each row; take the one on the token after the copy",
                (weights, tokens) => InductionWith(weights, tokens, of: (row, _) => row.Max().Item())),
            new("you looked one place back: that is a previous-token head",
                (weights, tokens) => InductionWith(weights, tokens, ahead: -1,
                    copy: (t, all) => FindCopy(t, all) < 0 ? -1 : t)),
            new("you compared each token with the one before; a copy may be further back",
                (weights, tokens) => InductionWith(weights, tokens,
                    copy: (t, all) => t > 0 && all[t - 1] == all[t] ? t - 1 : -1)),
            new("you gave the score of the last token alone", (weights, tokens) =>
                FindCopy(tokens.Length - 1, tokens) is >= 0 and int copy ? weights[tokens.Length - 1, copy + 1] : 0),
            new("you kept the largest score; take the mean", (weights, tokens) =>
                tokens.Index().Max(t =>
                    FindCopy(t.Index, tokens) is >= 0 and int copy ? weights[t.Index, copy + 1] : 0)),
        ],
        alsoRight: [InductionByDictionary]);

    /// <summary>
    /// Lesson 13, by hand: the mean loss of who knows nothing but to continue, over 16 of 47 tokens told twice.
    /// </summary>
    public static NumberExercise LossOfCopying =>
        field ??= new("loss of copying", 17 * Math.Log(47) / 32, decimals: 2,
        ("you took the second half for known altogether; nothing foretells its first token", Math.Log(47) / 2),
        ("you gave the loss of a guess; 15 of the 32 tokens cost 0", Math.Log(47)),
        ("you counted the tokens that are known; their loss is 0", 15 * Math.Log(47) / 32),
        ("you left two tokens of the second half unknown; only its first one is", 18 * Math.Log(47) / 32),
        ("you took logarithms to the base 2; nats have the base e", 17 * Math.Log2(47) / 32),
        ("you took logarithms to the base 10; nats have the base e", 17 * Math.Log10(47) / 32),
        ("you gave the sum; divide by the 32 tokens", 17 * Math.Log(47)),
        ("you divided by 33; 32 tokens are foretold or guessed", 17 * Math.Log(47) / 33),
        ("you guessed among 16 tokens; which of the 47 they are is not known", 17 * Math.Log(16) / 32),
        ("you divided by 16, the tokens of one half; the mean is over both", 17 * Math.Log(47) / 16));

    private static double InductionWith(
        Tensor weights, int[] tokens, int ahead = 1, Func<int, int[], int>? copy = null,
        Func<Tensor, int, double>? of = null, int rowsBack = 0)
    {
        List<double> found = [];
        for (int t = 0; t < tokens.Length; t++)
        {
            int at = (copy ?? FindCopy)(t, tokens);
            if (at < 0) continue;
            at += ahead;
            bool exists = at >= 0 && at < tokens.Length;
            Tensor row = weights.Row(Math.Max(0, t - rowsBack));
            if (exists) found.Add(of is null ? row[at] : of(row, at));
        }
        return found.Count == 0 ? 0 : found.Average();
    }

    /// <summary>The last earlier place of a token; −1 if there is none.</summary>
    private static int FindCopy(int t, int[] tokens) => t == 0 ? -1 : Array.LastIndexOf(tokens, tokens[t], t - 1);

    /// <summary>How many tokens have an earlier copy.</summary>
    private static int Found(int[] tokens) => tokens.Length - tokens.Distinct().Count();

    private static double InductionOfAllCopies(Tensor weights, int[] tokens)
    {
        float[] found = [.. from t in tokens.Index()
                             from copy in Enumerable.Range(0, t.Index)
                             where tokens[copy] == t.Item
                             select weights[t.Index, copy + 1]];
        return found.DefaultIfEmpty(0).Average();
    }

    private static double InductionByDictionary(Tensor weights, int[] tokens)
    {
        var last = new Dictionary<int, int>();
        double sum = 0;
        int count = 0;
        foreach (var (t, token) in tokens.Index())
        {
            if (last.TryGetValue(token, out int copy))
            {
                sum += weights[t, copy + 1];
                count++;
            }
            last[token] = t;
        }
        return count > 0 ? sum / count : 0;
    }

    /// <summary>Causal weights with two decimals, (T, T): each row has its own, and sums to nearly 1.</summary>
    private static Tensor Weights(int length)
    {
        Tensor scores = Tensor.Normal(new Random(17), length, length) * 1.5f + Masks.Causal(length);
        return new(Array.ConvertAll(scores.Softmax().ToArray(), w => MathF.Round(w, 2)), length, length);
    }

    private static Case<InductionFunction, double> InductionCase(
        string given, int[] tokens, Func<Tensor> weights, bool shown = true) =>
        new(given, (induction, inputs) =>
            induction(inputs.Give("weights", weights()), inputs.Give("tokens", tokens)), shown);
}
