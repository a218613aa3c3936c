namespace NotebookLib;

/// <summary>The number of the word that <paramref name="u"/>, from 0 to below 1, falls on.</summary>
public delegate int DrawFunction(float[] p, double u);

public static partial class Exercises
{
    /// <summary>Lesson 11: from a random number to a word.</summary>
    public static Exercise<DrawFunction, int[]> Draw => field ??= new("draw", RightDraw,
        [
            DrawCase("three words", [0, 0.1, 0.3, 0.6, 0.8], [0.2f, 0.5f, 0.3f]),
            DrawCase("words that cannot come at both ends", [0, 0.4, 0.999], [0, 0.25f, 0.75f, 0]),
            DrawCase("a sum that rounding left below 1, and a last word that cannot come", [0.4, 0.7, 0.9999],
                [0.5f, 0.2499f, 0.25f, 0]),
            DrawCase("one word", [0, 0.5], [1]),
            DrawCase("eight words, two of which cannot come", [0.03, 0.31, 0.46, 0.52, 0.77, 0.93],
                [0.05f, 0, 0.35f, 0.1f, 0.15f, 0.2f, 0, 0.15f], shown: false),
        ],
        [
            new("you drew a word of probability 0 at u = 0; a word is drawn where the sum is above u",
                (p, u) => DrawWhere(p, (_, sum) => u <= sum)),
            new("you took the likeliest word; the number u decides", (p, _) => Array.IndexOf(p, p.Max())),
            new("you looked for a word behind the last: rounding can leave the sum below u", DrawPast),
            new("you counted past the last word: rounding can leave the sum below u",
                (p, u) => DrawWhere(p, (_, sum) => u < sum, behind: p.Length)),
            new("you gave the last word where rounding left the sum below u; that one cannot come",
                (p, u) => DrawWhere(p, (_, sum) => u < sum, behind: p.Length - 1)),
            new("you gave −1 where rounding left the sum below u; give the last word that can come",
                (p, u) => DrawWhere(p, (_, sum) => u < sum, behind: -1)),
            new("you gave the first word where rounding left the sum below u; give the last that can come",
                (p, u) => DrawWhere(p, (_, sum) => u < sum, behind: 0)),
            new("you compared each probability with u; add them up, word by word",
                (p, u) => DrawWhere(p, (i, _) => u < p[i])),
            new("you compared each probability with u, and gave the last word else; add them up, word by word",
                (p, u) => DrawWhere(p, (i, _) => u < p[i], behind: p.Length - 1)),
            new("you compared each probability with u, and gave −1 else; add them up, word by word",
                (p, u) => DrawWhere(p, (i, _) => u < p[i], behind: -1)),
            new("you compared before you added the word's own probability",
                (p, u) => DrawWhere(p, (i, sum) => u < sum - p[i])),
            new("you compared before you added the word's own probability, and gave the last word else",
                (p, u) => DrawWhere(p, (i, sum) => u < sum - p[i], behind: p.Length - 1)),
            new("you compared before you added the word's own probability, and gave −1 else",
                (p, u) => DrawWhere(p, (i, sum) => u < sum - p[i], behind: -1)),
            new("you count words from 1; the first is 0", (p, u) => RightDraw(p, u) + 1),
            new("you count words from 1, but for the last that can come; the first is 0",
                (p, u) => RightDraw(p, u) + (u < p.Sum(x => (double)x) ? 1 : 0)),
            new("you walked from the last word to the first",
                (p, u) => p.Length - 1 - RightDraw([.. p.Reverse()], u)),
            new("you drew all words alike; a word comes as often as its probability says",
                (p, u) => (int)(u * p.Length)),
            new("you walked from the likeliest word down; walk in the order of the words",
                (p, u) => ByChance(p)[RightDraw([.. p.OrderDescending()], u)]),
            new("you took the word before: the one whose probability brings the sum above u is drawn",
                (p, u) => Math.Max(0, RightDraw(p, u) - 1)),
            new("you took the word whose probability is nearest to u; add them up, word by word",
                (p, u) => Places(p).MinBy(i => Math.Abs(p[i] - u))),
        ],
        alsoRight: [DrawByTakingOff, DrawLast],
        shape: "one for each u");

    private static int RightDraw(float[] p, double u) => DrawWhere(p, (_, sum) => u < sum);

    /// <summary>
    /// The first word that is met, with its number and the sum up to it, else what lies behind: the last that can come.
    /// </summary>
    private static int DrawWhere(float[] p, Func<int, double, bool> met, int? behind = null)
    {
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
        {
            sum += p[i];
            if (met(i, sum)) return i;
        }
        return behind ?? Array.FindLastIndex(p, x => x > 0);
    }

    private static int DrawPast(float[] p, double u)
    {
        int i = 0;
        for (double sum = p[0]; sum <= u; sum += p[i]) i++;
        return i;
    }

    private static int DrawByTakingOff(float[] p, double u)
    {
        int last = 0;
        for (int i = 0; i < p.Length; i++)
        {
            if (p[i] == 0) continue;
            last = i;
            u -= p[i];
            if (u < 0) break;
        }
        return last;
    }

    private static int DrawLast(float[] p, double u)
    {
        var before = new double[p.Length];
        for (int i = 1; i < p.Length; i++) before[i] = before[i - 1] + p[i - 1];
        return Places(p).Last(i => p[i] > 0 && before[i] <= u);
    }

    private static Case<DrawFunction, int[]> DrawCase(string given, double[] each, float[] p, bool shown = true) =>
        new(given, (draw, inputs) =>
        {
            float[] handed = inputs.Give("p", p);
            return Array.ConvertAll(inputs.Give("u, one after another", each), u => draw(handed, u));
        }, shown);
}
