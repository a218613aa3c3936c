namespace NotebookLib;

/// <summary>Cuts the tail of a distribution (V,) and scales what stays to sum to 1, (V,).</summary>
public delegate float[] CutFunction(float[] p, float share);

public static partial class Exercises
{
    /// <summary>Lesson 11: top-p.</summary>
    public static Exercise<CutFunction, float[]> TopP => field ??= new("top-p", RightTopP,
        [
            CutCase("three words, not sorted, of which two stay", 0.7f, [0.3f, 0.1f, 0.6f]),
            CutCase("the sum reaches the share exactly", 0.5f, [0.25f, 0.5f, 0.25f]),
            CutCase("the likeliest word has more than the share", 0.4f, [0.2f, 0.5f, 0.3f]),
            CutCase("two words are equally likely, and one of them is enough", 0.6f, [0.2f, 0.15f, 0.45f, 0.2f]),
            CutCase("two words are equally likely, and both stay", 0.7f, [0.125f, 0.25f, 0.375f, 0.25f]),
            CutCase("a share of 1: nothing is cut", 1, [0.5f, 0.125f, 0, 0.375f]),
            CutCase("seven words, of which five stay", 0.9f, [0.05f, 0.12f, 0.31f, 0.04f, 0.16f, 0.07f, 0.25f],
                shown: false),
            CutCase("six words, of which two stay", 0.45f, [0.13f, 0.22f, 0.09f, 0.24f, 0.11f, 0.21f], shown: false),
        ],
        [
            new("you threw out the word that crosses the share; it stays",
                (p, share) => Kept(p, ByChance(p).TakeWhile((_, n) => FirstSum(p, n + 1) <= share))),
            new("you took one word more where the sum was the share exactly; then it is reached",
                (p, share) => Kept(p, ByChance(p).TakeWhile((_, n) => FirstSum(p, n) <= share))),
            new("you kept one word too many; the word that crosses the share is the last",
                (p, share) => Kept(p, ByChance(p).Take(CountFor(p, share) + 1))),
            new("you kept each word that has the share by itself; the sum of the likeliest has to reach it",
                (p, share) => Kept(p, Places(p).Where(i => p[i] >= share))),
            new("you compared each word with the likeliest: that is min-p",
                (p, share) => Kept(p, Places(p).Where(i => p[i] >= share * p.Max()))),
            new("you began with the least likely; begin with the likeliest",
                (p, share) => Kept(p, FromBelow(p, share))),
            new("you added up in the order of the words; sort them first, the likeliest first",
                (p, share) => Kept(p, Places(p).TakeWhile(i => p[..i].Sum(x => (double)x) < share))),
            new("you did not scale what stays to sum to 1", (p, share) => Only(p, Nucleus(p, share))),
            new("you divided by the share; divide by the sum of what stays",
                (p, share) => Array.ConvertAll(Only(p, Nucleus(p, share)), x => x / share)),
            new("you gave them back sorted; each word keeps its place",
                (p, share) => [.. RightTopP(p, share).OrderDescending()]),
            new("you gave back only what stays; each word keeps its place, and one that is cut gets 0",
                (p, share) => [.. RightTopP(p, share).Where(x => x > 0)]),
            new("you kept a part of the words; the share is a part of their probability",
                (p, share) => Kept(p, ByChance(p).Take((int)Math.Ceiling(share * p.Length)))),
            new("you kept all words that are as likely as the last one; of equals the earlier comes first",
                (p, share) => Kept(p, Places(p).Where(i => p[i] >= Nucleus(p, share).Min(kept => p[kept])))),
            new("you looked words up by their probability; of equals you found the first twice",
                (p, share) => Kept(p, ByChance(p).Take(CountFor(p, share)).Select(i => Array.IndexOf(p, p[i])))),
            new("you put the later of two equals first; the earlier comes first",
                (p, share) => [.. RightTopP([.. p.Reverse()], share).Reverse()]),
            new("you took the softmax of what stays; divide by its sum",
                (p, share) => Softmaxed(p, [.. Nucleus(p, share)])),
            new("you kept the tail and cut the likeliest",
                (p, share) => Kept(p, Places(p).Except(Nucleus(p, share)))),
            new("you kept the likeliest word alone", (p, _) => Kept(p, ByChance(p).Take(1))),
        ],
        alsoRight: [TopPOfSampler, TopPByLoops],
        shape: "(V,)");

    /// <summary>Lesson 11, going further: min-p.</summary>
    public static Exercise<CutFunction, float[]> MinP => field ??= new("min-p",
        (p, share) => Kept(p, Places(p).Where(i => p[i] >= share * p.Max())),
        [
            CutCase("three words, of which two stay", 0.4f, [0.3f, 0.1f, 0.6f]),
            CutCase("a word that has the part exactly", 0.25f, [0.125f, 0.5f, 0.3125f, 0.0625f]),
            CutCase("only the likeliest stays", 0.9f, [0.4f, 0.25f, 0.35f]),
            CutCase("four words, of which three stay", 0.2f, [0.3f, 0.0625f, 0.5f, 0.1375f]),
            CutCase("three words, all of which stay", 0.4f, [0.3f, 0.45f, 0.25f]),
            CutCase("eight words, of which five stay", 0.3f, [0.05f, 0.12f, 0.28f, 0.04f, 0.16f, 0.03f, 0.22f, 0.1f],
                shown: false),
        ],
        [
            new("you cut a word that has the part exactly; at least the part is enough",
                (p, share) => Kept(p, Places(p).Where(i => p[i] > share * p.Max()))),
            new("you compared each word with the share itself; compare it with that part of the likeliest",
                (p, share) => Kept(p, Places(p).Where(i => p[i] >= share))),
            new("you took the share off the likeliest; multiply",
                (p, share) => Kept(p, Places(p).Where(i => p[i] >= p.Max() - share))),
            new("you took that part off the likeliest; compare with the part itself",
                (p, share) => Kept(p, Places(p).Where(i => p[i] >= (1 - share) * p.Max()))),
            new("you compared with the part of the first word; compare with the likeliest",
                (p, share) => Kept(p, Places(p).Where(i => p[i] >= share * p[0]))),
            new("you divided the likeliest by the share; multiply",
                (p, share) => Kept(p, Places(p).Where(i => p[i] >= p.Max() / share))),
            new("you cut by a sum: that is top-p", RightTopP),
            new("you did not scale what stays to sum to 1",
                (p, share) => [.. p.Select(x => x >= share * p.Max() ? x : 0)]),
            new("you divided by the likeliest; divide by the sum of what stays",
                (p, share) => [.. p.Select(x => x >= share * p.Max() ? x / p.Max() : 0)]),
            new("you compared with the mean; compare with the likeliest",
                (p, share) => Kept(p, Places(p).Where(i => p[i] >= share / p.Length))),
            new("you compared with the least likely; compare with the likeliest",
                (p, share) => Kept(p, Places(p).Where(i => p[i] >= share * p.Min()))),
            new("you kept the tail and cut the likeliest",
                (p, share) => Kept(p, Places(p).Where(i => p[i] < share * p.Max()))),
            new("you gave back only what stays; each word keeps its place, and one that is cut gets 0",
                (p, share) => Scaled([.. p.Where(x => x >= share * p.Max())])),
            new("you kept the likeliest word alone", (p, _) => Kept(p, ByChance(p).Take(1))),
            new("you divided by the share; divide by the sum of what stays",
                (p, share) => [.. p.Select(x => x >= share * p.Max() ? x / share : 0)]),
        ],
        alsoRight: [MinPOfSampler],
        shape: "(V,)");

    /// <summary>Lesson 11, by hand: what top-p 0.8 leaves the first of 0.45, 0.30, 0.15 and 0.10.</summary>
    public static NumberExercise FirstKept => field ??= new("first kept", 0.5, decimals: 2,
        ("you threw out the word that crosses 0.8; it stays", 0.45 / 0.75),
        ("you did not scale what stays to sum to 1", 0.45),
        ("you divided by the share; divide by the sum of what stays", 0.45 / 0.8),
        ("you compared each word with the likeliest: that is min-p", 1),
        ("you gave a percentage; a chance is at most 1", 50),
        ("you gave the sum of what stays", 0.9),
        ("you gave the second word", 0.3 / 0.9),
        ("you gave the third word", 0.15 / 0.9));

    private static float[] RightTopP(float[] p, float share) => Kept(p, Nucleus(p, share));

    private static IEnumerable<int> Places(float[] p) => Enumerable.Range(0, p.Length);

    /// <summary>The words, the likeliest first; of equals the earlier.</summary>
    private static int[] ByChance(float[] p) => [.. Places(p).OrderByDescending(i => p[i])];

    /// <summary>The sum of the likeliest words, so many.</summary>
    private static double FirstSum(float[] p, int count) => p.OrderDescending().Take(count).Sum(x => (double)x);

    private static int CountFor(float[] p, float share) =>
        Enumerable.Range(0, p.Length + 1).First(n => n == p.Length || FirstSum(p, n) >= share);

    private static IEnumerable<int> Nucleus(float[] p, float share) => ByChance(p).Take(CountFor(p, share));

    private static IEnumerable<int> FromBelow(float[] p, float share)
    {
        double sum = 0;
        foreach (int i in Places(p).OrderBy(i => p[i]))
        {
            if (sum >= share) yield break;
            sum += p[i];
            yield return i;
        }
    }

    /// <summary>0 for all words but some.</summary>
    private static float[] Only(float[] p, IEnumerable<int> kept)
    {
        var only = new float[p.Length];
        foreach (int i in kept) only[i] = p[i];
        return only;
    }

    private static float[] Kept(float[] p, IEnumerable<int> kept) => Scaled(Only(p, kept));

    private static float[] Scaled(float[] p) => Array.ConvertAll(p, x => (float)(x / p.Sum(y => (double)y)));

    private static float[] Softmaxed(float[] p, int[] kept)
    {
        double sum = kept.Sum(i => Math.Exp(p[i]));
        return [.. Places(p).Select(i => kept.Contains(i) ? (float)(Math.Exp(p[i]) / sum) : 0)];
    }

    private static float[] TopPOfSampler(float[] p, float share) => Drawn(p, new() { TopP = share });

    private static float[] MinPOfSampler(float[] p, float share) => Drawn(p, new() { MinP = share });

    private static float[] Drawn(float[] p, Sampler sampler) =>
        sampler.Distribution(new Tensor(Array.ConvertAll(p, MathF.Log))).ToArray();

    private static float[] TopPByLoops(float[] p, float share)
    {
        var kept = new float[p.Length];
        float sum = 0;
        while (sum < share)
        {
            int best = -1;
            for (int i = 0; i < p.Length; i++)
                if (kept[i] == 0 && p[i] > 0 && (best < 0 || p[i] > p[best])) best = i;
            if (best < 0) break;
            kept[best] = p[best];
            sum += p[best];
        }
        for (int i = 0; i < kept.Length; i++) kept[i] /= sum;
        return kept;
    }

    private static Case<CutFunction, float[]> CutCase(string given, float share, float[] p, bool shown = true) =>
        new(given, (cut, inputs) => cut(inputs.Give("p", p), inputs.Give("share", share)), shown);
}
