namespace NotebookLib;

/// <summary>Whether a query may look at a key: in a window that slides, or at one of the first tokens.</summary>
public delegate bool SeesFunction(int query, int key, int window, int sinks);

/// <summary>The chances of the word that is drawn in place of one of the draft's that the target rejected, (V,).
/// </summary>
public delegate float[] InsteadFunction(float[] draft, float[] target);

public static partial class Exercises
{
    /// <summary>Lesson 14: a window that slides, with sinks.</summary>
    public static Exercise<SeesFunction, bool[,]> Sees => field ??= new("sees",
        (query, key, window, sinks) => key <= query && (query - key < window || key < sinks),
        [
            SeesCase("five tokens, a window of 2, no sinks", 5, 2, 0),
            SeesCase("five tokens, a window of 2, the first two tokens are sinks", 5, 2, 2),
            SeesCase("a window of 1: the token itself", 3, 1, 0),
            SeesCase("nine tokens, a window of 3, two sinks", 9, 3, 2, shown: false),
            SeesCase("six tokens, a window that is wider than the text, four sinks", 6, 8, 4, shown: false),
            SeesCase("seven tokens, a window of 2, four sinks", 7, 2, 4, shown: false),
        ],
        [
            new("your window is one token too wide; the token itself is one of its tokens",
                (q, k, window, sinks) => k <= q && (q - k <= window || k < sinks)),
            new("your window is one token too narrow; it holds as many tokens as it says, itself among them",
                (q, k, window, sinks) => k <= q && (q - k < window - 1 || k < sinks)),
            new("you hide a token from itself",
                (q, k, window, sinks) => k < q && (q - k < window || k < sinks)),
            new("your window has no end towards the future; a token sees itself and what came before",
                (q, k, window, sinks) => q - k < window || k < sinks),
            new("your window reaches to both sides; a token does not see the future",
                (q, k, window, sinks) => Math.Abs(q - k) < window || k < sinks),
            new("you let a token see a sink that is yet to come", (q, k, window, sinks) =>
                (k <= q && q - k < window) || k < sinks),
            new("you let the first tokens see everything; it is the key that may be one of the first",
                (q, k, window, sinks) => k <= q && (q - k < window || q < sinks)),
            new("you made the window wider by the sinks; they are the first tokens of the text",
                (q, k, window, sinks) => k <= q && q - k < window + sinks),
            new("you left the sinks out", (q, k, window, _) => k <= q && q - k < window),
            new("you left the window out: every token sees all that came before", (q, k, _, _) => k <= q),
            new("you asked for both; a key in the window or among the sinks is seen",
                (q, k, window, sinks) => k <= q && q - k < window && k < sinks),
            new("you have one sink too many; they count from 0",
                (q, k, window, sinks) => k <= q && (q - k < window || k <= sinks)),
            new("you have one sink too few; the first token is the first sink",
                (q, k, window, sinks) => k <= q && (q - k < window || (k > 0 && k < sinks))),
            new("you counted the sinks in the window; they come besides",
                (q, k, window, sinks) => k <= q && (q - k < window - sinks || k < sinks)),
            new("you cut the text into pieces of the window's length; the window slides",
                (q, k, window, sinks) => k <= q && (q / window == k / window || k < sinks)),
            new("you exchanged query and key: yours sees the future alone",
                (q, k, window, sinks) => q <= k && (k - q < window || q < sinks)),
            new("you see the sinks alone", (q, k, _, sinks) => k <= q && k < sinks),
            new("you gave what is hidden; true is what is seen",
                (q, k, window, sinks) => !(k <= q && (q - k < window || k < sinks))),
        ],
        alsoRight: [SeesByMask],
        shape: "(T, T)");

    /// <summary>Lesson 14: what is drawn in place of a rejected word.</summary>
    public static Exercise<InsteadFunction, float[]> Instead => field ??= new("instead",
        (draft, target) => Scaled(draft, target, (q, p) => Math.Max(0, p - q)),
        [
            InsteadCase("three words, one of which the draft draws too rarely", [0.6f, 0.3f, 0.1f], [0.3f, 0.3f, 0.4f]),
            InsteadCase("three words, two of which the draft draws too rarely", [0.2f, 0.7f, 0.1f], [0.5f, 0.3f, 0.2f]),
            InsteadCase("nothing in common", [1, 0, 0], [0, 0.75f, 0.25f]),
            InsteadCase("five words, one of which the draft never draws", [0.4f, 0, 0.3f, 0.2f, 0.1f],
                [0.25f, 0.15f, 0.35f, 0.05f, 0.2f], shown: false),
            InsteadCase("six words, one of which the target never draws",
                [0.31f, 0.09f, 0.2f, 0.15f, 0.05f, 0.2f], [0.11f, 0.29f, 0, 0.35f, 0.12f, 0.13f], shown: false),
        ],
        [
            new("you draw from the target once more; but a part of its chances has come out already, accepted",
                (_, target) => [.. target]),
            new("you draw from the draft again; it has too much of some words, and that is what was rejected",
                (draft, _) => [.. draft]),
            new("your chances do not sum to 1; a word is drawn for certain, so scale them",
                (draft, target) => Each(draft, target, (q, p) => Math.Max(0, p - q))),
            new("you gave chances below 0 to words that the draft likes more; nothing of them is missing",
                (draft, target) => Each(draft, target, (q, p) => p - q)),
            new("you gave a chance to words that the draft likes more; nothing of them is missing",
                (draft, target) => Scaled(draft, target, (q, p) => Math.Abs(p - q))),
            new("you turned it round: yours is what the draft has too much of",
                (draft, target) => Scaled(draft, target, (q, p) => Math.Max(0, q - p))),
            new("yours is what has come out already, accepted; what is missing to the target's chances?",
                (draft, target) => Scaled(draft, target, (q, p) => Math.Min(p, q))),
            new("you kept the whole chance of the words that are missing; a part of it has come out already",
                (draft, target) => Scaled(draft, target, (q, p) => p > q ? p : 0)),
            new("you draw all words that are missing alike; more is missing of some",
                (draft, target) => Scaled(draft, target, (q, p) => p > q ? 1 : 0)),
            new("you draw all words alike; only some are missing",
                (draft, target) => Scaled(draft, target, (_, _) => 1)),
            new("you took ratios; what is missing of a word is a difference",
                (draft, target) => Scaled(draft, target, (q, p) => p > q ? p / Math.Max(q, 1e-9) : 0)),
            new("you squared the differences; what is missing of a word is the difference itself",
                (draft, target) => Scaled(draft, target, (q, p) => Math.Pow(Math.Max(0, p - q), 2))),
            new("you took the softmax of the differences; that gives a chance to every word",
                (draft, target) => Scaled(draft, target, (q, p) => Math.Exp(p - q))),
            new("you divided by how often a word is accepted; what is missing sums to how often one is rejected",
                (draft, target) => Each(draft, target, (q, p) =>
                    Math.Max(0, p - q) / Math.Max(1e-9, Each(draft, target, Math.Min).Sum()))),
            new("you always draw the word that is missing most; others are missing as well",
                (draft, target) => OneOf(Each(draft, target, (q, p) => p - q))),
            new("you always draw the word that the target likes best; it is not the only one that is missing",
                (_, target) => OneOf(target)),
        ],
        alsoRight:
        [
            (draft, target) => Speculative.Residual(new Tensor(target), new Tensor(draft)).ToArray(),
            (draft, target) => Scaled(draft, target, (q, p) => p - Math.Min(p, q)),
        ],
        shape: "(V,)");

    /// <summary>
    /// Lesson 14, by hand: bytes of a cache of 700 words; 22 layers, 15 heads and 5 of keys and values, each 64 wide.
    /// </summary>
    public static NumberExercise CacheBytes => field ??= new("cache bytes", Cached, decimals: 0,
        ("you kept keys or values alone; both are kept", Cached / 2),
        ("you took 2 bytes a number; in this cache each takes 1", Cached * 2),
        ("you took 4 bytes a number; in this cache each takes 1", Cached * 4),
        ("you counted the 15 heads that ask; only the heads of keys and values are kept", Cached * 3),
        ("you counted one head; each of 5 has its own keys and values", Cached / 5),
        ("you divided 15 by 5; there are 5 heads of keys and values", Cached / 5 * 3),
        ("you counted one layer of 22; each has its own", Cached / 22),
        ("you counted one word of 700", Cached / 700),
        ("you counted one number for each head; a head is 64 wide", Cached / 64),
        ("you gave bits; a byte has 8 of them", Cached * 8),
        ("you gave kilobytes of 1024 bytes", Cached / 1024),
        ("you gave kilobytes of 1000 bytes", Cached / 1000));

    private static bool SeesByMask(int query, int key, int window, int sinks) =>
        Masks.SlidingWindow(Math.Max(query, key) + 1, window, sinks)[query, key] == 0;

    private const double Cached = 2.0 * 22 * 5 * 64 * 700;

    /// <summary>For each word something of the draft's and the target's probability; the same, scaled to sum to 1; all
    /// on the largest.</summary>
    private static float[] Each(float[] draft, float[] target, Func<double, double, double> of) =>
        [.. draft.Zip(target).Select(pair => (float)of(pair.First, pair.Second))];

    private static float[] Scaled(float[] draft, float[] target, Func<double, double, double> of)
    {
        float[] each = Each(draft, target, of);
        double sum = each.Sum(x => (double)x);
        return Array.ConvertAll(each, x => (float)(x / sum));
    }

    private static float[] OneOf(float[] values)
    {
        var one = new float[values.Length];
        one[Array.IndexOf(values, values.Max())] = 1;
        return one;
    }

    private static Case<SeesFunction, bool[,]> SeesCase(
        string given, int length, int window, int sinks, bool shown = true) =>
        new(given, (sees, inputs) =>
        {
            inputs.Give("window", window);
            inputs.Give("sinks", sinks);
            var seen = new bool[length, length]; // a row for each query
            for (int query = 0; query < length; query++)
                for (int key = 0; key < length; key++) seen[query, key] = sees(query, key, window, sinks);
            return seen;
        }, shown);

    private static Case<InsteadFunction, float[]> InsteadCase(
        string given, float[] draft, float[] target, bool shown = true) =>
        new(given, (instead, inputs) =>
            instead(inputs.Give("draft", draft), inputs.Give("target", target)), shown);
}
