namespace NotebookLib;

/// <summary>Cuts rows (T, C) into heads, (H, T, d): each word's row into H pieces.</summary>
public delegate Tensor SplitFunction(Tensor x, int heads);

/// <summary>Puts heads (H, T, d) side by side again, (T, C).</summary>
public delegate Tensor MergeFunction(Tensor heads);

/// <summary>Multi-head attention of rows (T, C) to themselves, with four maps (C, C), (T, C).</summary>
public delegate Tensor MultiHeadFunction(Tensor x, Tensor wq, Tensor wk, Tensor wv, Tensor wo, int heads);

public static partial class Exercises
{
    /// <summary>Lesson 02: from rows to heads.</summary>
    public static Exercise<SplitFunction, Tensor> SplitHeads => field ??= new("split", RightSplit,
        [
            SplitCase("two words of four numbers, two heads", 2, 4, 2),
            SplitCase("one head: the rows as they are", 2, 3, 1),
            SplitCase("one word", 1, 6, 3),
            SplitCase("four words of six numbers, three heads", 4, 6, 3, shown: false),
            SplitCase("five words of six numbers, two heads", 5, 6, 2, shown: false),
        ],
        [
            new("you cut the memory, not the rows: words got mixed", (x, h) => x.Reshape(h, x.Shape[0], Width(x, h))),
            new("you stopped at shape (T, H, d); each head needs a matrix of its own", (x, h) => Pieces(x, h)),
            new("you gave each head every H-th column; a head owns neighbouring columns",
                (x, h) => x.Reshape(x.Shape[0], Width(x, h), h).Permute(2, 0, 1)),
            new("you exchanged the last two as well; a head's matrix has a row for each word",
                (x, h) => Pieces(x, h).Permute(1, 2, 0)),
            new("you exchanged words and numbers; exchange words and heads", (x, h) => Pieces(x, h).Transpose(1, 2)),
            new("you counted the numbers of a head by how many heads there are",
                (x, h) => x.Reshape(x.Shape[0], Width(x, h), h).Transpose(0, 1)),
        ],
        alsoRight: [SplitByLoops, MultiHeadAttention.SplitHeads, SplitBySlices],
        shape: "(H, T, d)");

    /// <summary>Lesson 02: from heads back to rows.</summary>
    public static Exercise<MergeFunction, Tensor> MergeHeads => field ??= new("merge", RightMerge,
        [
            MergeCase("two heads, two words, two numbers a head", 2, 2, 2),
            MergeCase("one head: the rows as they are", 1, 2, 3),
            MergeCase("three heads, one word", 3, 1, 2),
            MergeCase("three heads, four words, two numbers a head", 3, 4, 2, shown: false),
            MergeCase("two heads, five words, three numbers a head", 2, 5, 3, shown: false),
        ],
        [
            new("you did not exchange heads and words: neighbours in memory are words of one head",
                p => p.Reshape(p.Shape[1], p.Shape[0] * p.Shape[2])),
            new("you exchanged words and numbers; exchange heads and words",
                p => p.Transpose(1, 2).Reshape(p.Shape[1], p.Shape[0] * p.Shape[2])),
            new("you have each word's numbers, but in a wrong order: one of each head in turn",
                p => p.Permute(1, 2, 0).Reshape(p.Shape[1], p.Shape[0] * p.Shape[2])),
            new("you exchanged heads and words, but did not join the heads", p => p.Transpose(0, 1)),
            new("you added the heads; they stand side by side", p => p.Sum(0)),
            new("you averaged the heads; they stand side by side", p => p.Mean(0)),
            new("you put the heads below one another; a word's heads stand side by side",
                p => p.Reshape(p.Shape[0] * p.Shape[1], p.Shape[2])),
        ],
        alsoRight: [MultiHeadAttention.MergeHeads,
            p => Tensor.Concat(1, [.. Enumerable.Range(0, p.Shape[0]).Select(h => p.Row(h))])],
        shape: "(T, C)");

    /// <summary>Lesson 02, going further: a whole layer.</summary>
    public static Exercise<MultiHeadFunction, Tensor> MultiHead => field ??= new("multi-head attention", RightMultiHead,
        [
            MultiHeadCase("one head, two words", 2, 2, 1),
            MultiHeadCase("two heads, three words of four numbers", 3, 4, 2, shown: false),
            MultiHeadCase("three heads, five words of six numbers", 5, 6, 3, shown: false),
        ],
        [
            new("you divided by √C; a head's rows are only d wide", (x, wq, wk, wv, wo, h) =>
                MultiHeadWith(x, wq / MathF.Sqrt(h), wk, wv, wo, h)),
            new("you did not divide the scores by √d", (x, wq, wk, wv, wo, h) =>
                MultiHeadWith(x, wq * MathF.Sqrt(Width(x, h)), wk, wv, wo, h)),
            new("you exchanged queries and keys; the first map makes the queries", (x, wq, wk, wv, wo, h) =>
                MultiHeadWith(x, wk, wq, wv, wo, h)),
            new("your softmax runs over the heads; the weights of a query sum to 1 along its row",
                (x, wq, wk, wv, wo, h) =>
                RightMerge(HeadScores(x, wq, wk, h).Softmax(0).MatMul(RightSplit(x.MatMul(wv), h))).MatMul(wo)),
            new("you used one head whatever is asked", (x, wq, wk, wv, wo, _) => MultiHeadWith(x, wq, wk, wv, wo, 1)),
            new("you left out the last map, which mixes what the heads bring back", (x, wq, wk, wv, _, h) =>
                MultiHeadWith(x, wq, wk, wv, Tensor.Eye(x.Shape[1]), h)),
            new("you used the first map for the keys as well; keys have their own", (x, wq, _, wv, wo, h) =>
                MultiHeadWith(x, wq, wq, wv, wo, h)),
            new("you mixed the rows themselves; the values have a map of their own", (x, wq, wk, _, wo, h) =>
                MultiHeadWith(x, wq, wk, Tensor.Eye(x.Shape[1]), wo, h)),
            new("you merged without exchanging heads and words", (x, wq, wk, wv, wo, h) =>
                Heads(x, wq, wk, wv, h).Reshape(x.Shape[0], x.Shape[1]).MatMul(wo)),
            new("you averaged the heads; they stand side by side, as wide as the row", (x, wq, wk, wv, wo, h) =>
                Tensor.Concat(1, [.. Enumerable.Repeat(Heads(x, wq, wk, wv, h).Mean(0), h)]).MatMul(wo)),
            new("your weights sum to 1 down the columns; the weights of a query must, along its row",
                (x, wq, wk, wv, wo, h) =>
                RightMerge(HeadScores(x, wq, wk, h).Softmax(1).MatMul(RightSplit(x.MatMul(wv), h))).MatMul(wo)),
        ],
        alsoRight: [LibraryMultiHead],
        shape: "(T, C)");

    /// <summary>Lesson 02, going further: MiB for the keys and values of 4096 words of Mistral 7B.</summary>
    public static NumberExercise CacheSize => field ??= new("cache size", 512, decimals: 0,
        ("that is half: you have to keep keys and values both, and each number has 2 bytes", 256),
        ("you counted query heads; only key–value heads are kept", 2048),
        ("you counted one layer of 32", 16),
        ("you counted one word of 4096", 0.125),
        ("you divided by a million; a MiB is 1024 · 1024 bytes", 536.870912),
        ("you counted numbers; each of them has 2 bytes, and you have both keys and values", 128));

    private static Tensor RightSplit(Tensor x, int heads) =>
        x.Reshape(x.Shape[0], heads, x.Shape[1] / heads).Transpose(0, 1);

    private static Tensor RightMerge(Tensor heads) =>
        heads.Transpose(0, 1).Reshape(heads.Shape[1], heads.Shape[0] * heads.Shape[2]);

    private static Tensor RightMultiHead(Tensor x, Tensor wq, Tensor wk, Tensor wv, Tensor wo, int heads) =>
        MultiHeadWith(x, wq, wk, wv, wo, heads);

    private static Tensor MultiHeadWith(Tensor x, Tensor wq, Tensor wk, Tensor wv, Tensor wo, int heads) =>
        RightMerge(Heads(x, wq, wk, wv, heads)).MatMul(wo);

    /// <summary>What each head brings back, (H, T, d).</summary>
    private static Tensor Heads(Tensor x, Tensor wq, Tensor wk, Tensor wv, int heads) =>
        HeadScores(x, wq, wk, heads).Softmax().MatMul(RightSplit(x.MatMul(wv), heads));

    private static Tensor HeadScores(Tensor x, Tensor wq, Tensor wk, int heads)
    {
        Tensor q = RightSplit(x.MatMul(wq), heads), k = RightSplit(x.MatMul(wk), heads);
        return q.MatMul(k.T) / MathF.Sqrt(Width(x, heads));
    }

    private static Tensor LibraryMultiHead(Tensor x, Tensor wq, Tensor wk, Tensor wv, Tensor wo, int heads) =>
        new MultiHeadAttention(new Linear(wq), new Linear(wk), new Linear(wv), new Linear(wo), heads).Forward(x);

    private static int Width(Tensor x, int heads) => x.Shape[1] / heads;

    private static Tensor Pieces(Tensor x, int heads) => x.Reshape(x.Shape[0], heads, Width(x, heads));

    private static Tensor SplitByLoops(Tensor x, int heads)
    {
        int width = Width(x, heads);
        Tensor result = Tensor.Zeros(heads, x.Shape[0], width);
        for (int h = 0; h < heads; h++)
            for (int t = 0; t < x.Shape[0]; t++)
                for (int i = 0; i < width; i++) result[h, t, i] = x[t, h * width + i];
        return result;
    }

    private static Tensor SplitBySlices(Tensor x, int heads)
    {
        int width = Width(x, heads);
        return Tensor.Stack(0,
            [.. Enumerable.Range(0, heads).Select(h => x.Slice(.., (h * width)..((h + 1) * width)))]);
    }

    private static Case<SplitFunction, Tensor> SplitCase(
        string given, int words, int width, int heads, bool shown = true) =>
        new(given, (split, inputs) =>
            split(inputs.Give("x", Counted(words, width)), inputs.Give("heads", heads)), shown);

    private static Case<MergeFunction, Tensor> MergeCase(
        string given, int heads, int words, int width, bool shown = true) =>
        new(given, (merge, inputs) => merge(inputs.Give("heads", Counted(heads, words, width))), shown);

    private static Case<MultiHeadFunction, Tensor> MultiHeadCase(
        string given, int words, int width, int heads, bool shown = true) =>
        new(given, (layer, inputs) =>
        {
            var random = new Random(17);
            Tensor x = inputs.Give("x", Rounded(random, words, width));
            Tensor Map(string name) => inputs.Give(name, Rounded(random, width, width));
            return layer(x, Map("wq"), Map("wk"), Map("wv"), Map("wo"), inputs.Give("heads", heads));
        }, shown);

    /// <summary>1, 2, 3, … in reading order.</summary>
    private static Tensor Counted(params int[] shape) =>
        (Tensor.Arange(new Shape(shape).Size) + 1).Reshape(shape);
}
