namespace NotebookLib;

/// <summary>Whether a query may look at a key: in a window that slides, or at one of the first tokens.</summary>
public delegate bool SeesFunction(int query, int key, int window, int sinks);

/// <summary>How often a word that the draft draws is accepted by the target; both are (V,).</summary>
public delegate double AcceptanceFunction(float[] draft, float[] target);

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

    /// <summary>Lesson 14: how often a draft's word is accepted.</summary>
    public static Exercise<AcceptanceFunction, double> Acceptance => field ??= new("acceptance",
        (draft, target) => Sum(draft, target, Math.Min),
        [
            AcceptanceCase("three words", [0.6f, 0.3f, 0.1f], [0.3f, 0.3f, 0.4f]),
            AcceptanceCase("the same distribution: everything is accepted", [0.25f, 0.75f], [0.25f, 0.75f]),
            AcceptanceCase("nothing in common", [1, 0, 0], [0, 0.5f, 0.5f]),
            AcceptanceCase("five words, one of which the draft never draws", [0.4f, 0, 0.3f, 0.2f, 0.1f],
                [0.25f, 0.15f, 0.35f, 0.05f, 0.2f], shown: false),
            AcceptanceCase("six words, one of which the target never draws",
                [0.31f, 0.09f, 0.2f, 0.15f, 0.05f, 0.2f], [0.11f, 0.29f, 0, 0.35f, 0.12f, 0.13f], shown: false),
        ],
        [
            new("you added up the larger of the two; what both have in common is the smaller",
                (draft, target) => Sum(draft, target, Math.Max)),
            new("you gave how often the draft is refused; take it from 1",
                (draft, target) => 1 - Sum(draft, target, Math.Min)),
            new("you gave how often both draw the same word by chance",
                (draft, target) => Sum(draft, target, (q, p) => q * p)),
            new("you took the cosine of the two; it is no chance of anything", (draft, target) =>
                Sum(draft, target, (q, p) => q * p)
                    / Math.Sqrt(Sum(draft, draft, (q, p) => q * p) * Sum(target, target, (q, p) => q * p))),
            new("you counted only words that the draft draws more often; the others are always accepted",
                (draft, target) => Sum(draft, target, (q, p) => q > p ? p : 0)),
            new("you counted only words that the target draws more often; the others are sometimes accepted",
                (draft, target) => Sum(draft, target, (q, p) => q > p ? 0 : q)),
            new("you added up the differences; what the two have in common is the smaller of each pair",
                (draft, target) => Sum(draft, target, (q, p) => Math.Abs(q - p))),
            new("you took the differences off from 1; what one has more the other has less: each counts twice",
                (draft, target) => 1 - Sum(draft, target, (q, p) => Math.Abs(q - p))),
            new("you did not weight the words: one that the draft draws rarely counts less",
                (draft, target) => Sum(draft, target, (q, p) => q > 0 ? Math.Min(1, p / q) : 0)),
            new("you divided by 0, and you did not weight the words: one that the draft draws rarely counts less",
                (draft, target) => Sum(draft, target, (q, p) => q > 0 || p > 0 ? Math.Min(1, p / q) : double.NaN)),
            new("you took the mean over all words; one that the draft draws rarely counts less",
                (draft, target) => Sum(draft, target, (q, p) => q > 0 ? Math.Min(1, p / q) : 0) / draft.Length),
            new("you weighted by the target; the draft draws the word",
                (draft, target) => Sum(draft, target, (q, p) => q > 0 ? p * Math.Min(1, p / q) : 0)),
            new("you turned the ratio round: the target is above the line",
                (draft, target) => Sum(draft, target, (q, p) => p > 0 ? q * Math.Min(1, q / p) : 0)),
            new("you divided by how many words there are; the sum is what is asked for",
                (draft, target) => Sum(draft, target, Math.Min) / draft.Length),
            new("you forgot that a chance is at most 1: your sum is of the target's chances",
                (draft, target) => Sum(draft, target, (q, p) => q > 0 ? p : 0)),
            new("you asked only for the word that the draft likes best", (draft, target) =>
                Math.Min(1, target[Array.IndexOf(draft, draft.Max())] / (double)draft.Max())),
            new("you took roots of the products; what both have in common is the smaller of each pair",
                (draft, target) => Sum(draft, target, (q, p) => Math.Sqrt(q * p))),
        ],
        alsoRight:
        [
            (draft, target) => Speculative.Acceptance(new Tensor(target), new Tensor(draft)),
            (draft, target) => 1 - Sum(draft, target, (q, p) => Math.Abs(q - p)) / 2,
            (draft, target) => Sum(draft, target, (q, p) => q > 0 ? q * Math.Min(1, p / q) : 0),
        ]);

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

    /// <summary>Over all words, of something of the draft's and the target's probability.</summary>
    private static double Sum(float[] draft, float[] target, Func<double, double, double> of) =>
        draft.Zip(target).Sum(pair => of(pair.First, pair.Second));

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

    private static Case<AcceptanceFunction, double> AcceptanceCase(
        string given, float[] draft, float[] target, bool shown = true) =>
        new(given, (acceptance, inputs) =>
            acceptance(inputs.Give("draft", draft), inputs.Give("target", target)), shown);
}
