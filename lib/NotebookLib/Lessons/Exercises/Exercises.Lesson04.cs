namespace NotebookLib;

/// <summary>Joins a pair of neighbouring ids to one new id, wherever it stands, from the left.</summary>
public delegate int[] PairMergeFunction(int[] ids, (int Left, int Right) pair, int id);

/// <summary>
/// Joins the pairs of a text until none is known: of each pair <paramref name="learned"/> holds the id that it becomes,
/// the smallest for the pair that was learned first.
/// </summary>
public delegate int[] EncodeFunction(int[] ids, Dictionary<(int Left, int Right), int> learned);

public static partial class Exercises
{
    /// <summary>Lesson 04: one merge of byte-pair encoding.</summary>
    public static Exercise<PairMergeFunction, int[]> MergePair =>
        field ??= new("merge", (ids, pair, id) => MergeWhere(ids, (a, b) => (a, b) == pair, [id]),
        [
            PairCase("three in a row", [1, 1, 1], (1, 1)),
            PairCase("the pair, and the same two the other way round", [2, 1, 2, 3], (1, 2)),
            PairCase("the pair at the end", [3, 1, 2], (1, 2)),
            PairCase("the pair three times", [1, 2, 1, 1, 2, 2, 1, 2, 3], (1, 2), shown: false),
            PairCase("four in a row, and one more further on", [1, 1, 1, 1, 3, 1], (1, 1), shown: false),
            new("a single id, and an empty text", (merge, _) => [.. merge([1], (1, 1), 9), .. merge([], (1, 1), 9)],
                Shown: false),
        ],
        [
            new("you left the right one of a pair standing; the new id takes the place of both",
                (ids, pair, id) => MergeWhere(ids, (a, b) => (a, b) == pair, [id], used: 1)),
            new("you put the new id into both places; two ids become one",
                (ids, pair, id) => MergeWhere(ids, (a, b) => (a, b) == pair, [id, id])),
            new("you put the new id beside the pair; it takes the place of both",
                (ids, pair, id) => MergeWhere(ids, (a, b) => (a, b) == pair, [pair.Left, pair.Right, id])),
            new("you took the pair out and put nothing in its place",
                (ids, pair, _) => MergeWhere(ids, (a, b) => (a, b) == pair, [])),
            new("you joined from the right; of three in a row the first two are joined",
                (ids, pair, id) => MergeFromRight(ids, pair, id)),
            new("you joined the pair in one place alone; join it wherever it stands",
                (ids, pair, id) => MergeWhere(ids, (a, b) => (a, b) == pair, [id], most: 1)),
            new("you joined the two in either order; a pair has a left and a right one",
                (ids, pair, id) => MergeWhere(ids, (a, b) => (a, b) == pair || (b, a) == pair, [id])),
            new("you looked at the left one alone; the right one has to fit, too",
                (ids, pair, id) => MergeWhere(ids, (a, _) => a == pair.Left, [id])),
            new("you looked at the right one alone; the left one has to fit, too",
                (ids, pair, id) => MergeWhere(ids, (_, b) => b == pair.Right, [id])),
            new("you lost the last id: it has no neighbour and still belongs to the text",
                (ids, pair, id) => MergeWhere(ids, (a, b) => (a, b) == pair, [id], end: 1)),
            new("you looked for the right neighbour of the last id, which has none",
                (ids, pair, id) => MergeWhere(ids, (a, b) => (a, b) == pair, [id], margin: -1)),
            new("you did not look at the last two ids; the pair may stand at the end",
                (ids, pair, id) => MergeWhere(ids, (a, b) => (a, b) == pair, [id], margin: 1)),
            new("you began with the second id; the first may be a left one",
                (ids, pair, id) => MergeWhere(ids, (a, b) => (a, b) == pair, [id], first: 1)),
        ],
        alsoRight: [MergeInList],
        shape: "(T,)");

    /// <summary>Lesson 04: encoding by the merges that were learned.</summary>
    public static Exercise<EncodeFunction, int[]> Encode =>
        field ??= new("encode", (ids, learned) => EncodeWith(ids, learned, known => known.MinBy(p => learned[p])),
        [
            EncodeCase("two known pairs that share an id", [1, 2, 3], () => new() { [(2, 3)] = 10, [(1, 2)] = 11 }),
            EncodeCase("what is joined makes a new pair", [1, 2, 3], () => new() { [(1, 2)] = 10, [(10, 3)] = 11 }),
            EncodeCase("the left one of two pairs was learned first", [2, 3, 4],
                () => new() { [(2, 3)] = 10, [(3, 4)] = 11 }),
            EncodeCase("a pair that was learned first and occurs once", [1, 2, 1, 2, 3],
                () => new() { [(2, 3)] = 10, [(1, 2)] = 11 }, shown: false),
            EncodeCase("a pair three times in a row", [1, 1, 1, 2, 1, 1],
                () => new() { [(1, 1)] = 10, [(10, 1)] = 11, [(1, 2)] = 12 }, shown: false),
            EncodeCase("an id that is longer than the one learned first", [1, 2, 3],
                () => new() { [(1, 2)] = 10, [(2, 3)] = 11, [(1, 11)] = 12 }, shown: false),
            EncodeCase("pairs that were put into the table in another order than they were learned", [4, 1, 2, 3, 4],
                () => new() { [(4, 10)] = 12, [(2, 3)] = 11, [(1, 2)] = 10, [(3, 4)] = 13 }, shown: false),
            EncodeCase("a pair that the text does not have was learned first", [3, 1, 2, 4, 1, 2, 3],
                () => new() { [(4, 4)] = 10, [(1, 2)] = 11, [(11, 3)] = 12, [(2, 4)] = 13 }, shown: false),
            new("a long text, then a single id, then an empty text", (encode, inputs) =>
                [.. encode(inputs.Give("ids", Long()), Trained()), .. encode([4], Trained()), .. encode([], Trained())],
                Shown: false),
        ],
        [
            new("you joined the leftmost known pair; join the one that was learned first",
                (ids, learned) => EncodeWith(ids, learned, known => known[0], MergeFirst)),
            new("you joined the rightmost known pair; join the one that was learned first",
                (ids, learned) => EncodeWith(ids, learned, known => known[^1], MergeLast)),
            new("you went through the text once, from left to right; join in the order of learning",
                EncodeInOnePass),
            new("you joined what is most frequent in this text; that is for learning, and here the order counts",
                (ids, learned) => EncodeWith(ids, learned, known => known.CountBy(p => p).MaxBy(c => c.Value).Key)),
            new("you joined the pair that was learned last; the smallest id comes first",
                (ids, learned) => EncodeWith(ids, learned, known => known.MaxBy(p => learned[p]))),
            new("you went by the ids in the pair; what counts is the id that it becomes",
                (ids, learned) => EncodeWith(ids, learned, known => known.Min())),
            new("you took the pairs as they lie in the table; a table has no order, so go by the ids",
                (ids, learned) => learned.Aggregate(ids, (text, pair) => MergeAll(text, pair.Key, pair.Value))),
            new("you stopped after one pair; go on until no known pair is left",
                (ids, learned) => EncodeWith(ids, learned, known => known.MinBy(p => learned[p]), rounds: 1)),
            new("you looked for known pairs once; what you join makes new pairs", EncodeOldPairs),
            new("you stopped at the first pair that the text does not have; later ones may be there",
                (ids, learned) => InOrder(learned).TakeWhile(pair => Neighbours(ids).Contains(pair.Key))
                    .Aggregate(ids, (text, pair) => MergeAll(text, pair.Key, pair.Value))),
            new("you joined each pair in one place alone; join it wherever it stands",
                (ids, learned) => InOrder(learned)
                    .Aggregate(ids, (text, pair) => MergeFirst(text, pair.Key, pair.Value))),
            new("you joined from the right; of three in a row the first two are joined",
                (ids, learned) => EncodeWith(ids, learned, known => known.MinBy(p => learned[p]), MergeFromRight)),
            new("you left the right one of a pair standing; the new id takes the place of both",
                (ids, learned) => InOrder(learned).Aggregate(ids, (text, pair) =>
                    MergeWhere(text, (a, b) => (a, b) == pair.Key, [pair.Value], used: 1))),
            new("you took the longest token that fits; what was learned first is joined first", EncodeLongest),
        ],
        alsoRight:
        [
            (ids, learned) => InOrder(learned).Aggregate(ids, (text, pair) => MergeAll(text, pair.Key, pair.Value)),
            (ids, learned) => EncodeWith(ids, learned, known => known.MinBy(p => learned[p]), MergeFirst),
        ],
        shape: "(T,)");

    /// <summary>Lesson 04, by hand: bits per byte from 2.1 nats a token, 250 tokens and 1,000 bytes.</summary>
    public static NumberExercise BitsPerByte => field ??= new("bits per byte", 2.1 / Math.Log(2) / 4, decimals: 2,
        ("you left out ln 2: these are nats per byte", 2.1 / 4),
        ("you divided tokens and bytes the wrong way round", 2.1 / Math.Log(2) * 4),
        ("you divided tokens and bytes the wrong way round, and left out ln 2", 2.1 * 4),
        ("you multiplied by ln 2; divide, since a nat is more than a bit", 2.1 * Math.Log(2) / 4),
        ("you multiplied by ln 2, and divided tokens and bytes the wrong way round", 2.1 * Math.Log(2) * 4),
        ("you gave bits per token; share them out among the bytes", 2.1 / Math.Log(2)),
        ("you gave the bits of the whole text; divide by its bytes", 2.1 / Math.Log(2) * 250),
        ("you gave the nats of the whole text; divide by ln 2 and by its bytes", 2.1 * 250));
}
