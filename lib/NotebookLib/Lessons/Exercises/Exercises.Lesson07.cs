namespace NotebookLib;

/// <summary>From rows (T, C) to rows (T, C): a part of a block, or a norm.</summary>
public delegate Tensor RowsFunction(Tensor x);

/// <summary>A block, wired from its parts: rows (T, C) to rows (T, C).</summary>
public delegate Tensor BlockFunction(
    Tensor x, RowsFunction attend, RowsFunction work, RowsFunction norm1, RowsFunction norm2);

/// <summary>How many parameters a GPT-2 of these sizes has.</summary>
public delegate long ParametersFunction(int vocabulary, int layers, int width, int context);

public static partial class Exercises
{
    /// <summary>Lesson 07: a block of GPT-2, which normalizes what its parts read.</summary>
    public static Exercise<BlockFunction, Tensor> Block => field ??= new("block", RightBlock,
        [
            BlockCase("norm1 adds 1, attend doubles, norm2 halves, work squares", new([1, 2], 1, 2),
                (x => 2 * x, x => x.Square(), x => x + 1, x => x / 2)),
            BlockCase("attend and work write zeros", new([1, 2], 2, 1),
                (x => 0 * x, x => 0 * x, x => x + 1, x => x + 10)),
            BlockCase("norm1 squares, attend takes away 3, norm2 adds 5, work gives a tenth", new([1, 3, -2], 1, 3),
                (x => x - 3, x => x / 10, x => x.Square(), x => x + 5), shown: false),
            new("the parts of a real block", (block, inputs) => RealBlock(block, inputs.Give("x", Rows(3, 4, 1, 1).X)),
                Shown: false),
        ],
        [
            new("you normalized the sums; normalize what the parts read",
                (x, attend, work, norm1, norm2) =>
                    Twice(x, attend, work, norm1, norm2, (v, part, norm) => norm(v + part(v)))),
            new("you normalized what the parts write; normalize what they read",
                (x, attend, work, norm1, norm2) =>
                    Twice(x, attend, work, norm1, norm2, (v, part, norm) => v + norm(part(v)))),
            new("you carried on what the norms give; the stream passes by untouched",
                (x, attend, work, norm1, norm2) =>
                    Twice(x, attend, work, norm1, norm2, (v, part, norm) => norm(v) + part(norm(v)))),
            new("you used the first norm twice; each part has its own",
                (x, attend, work, norm1, _) => RightBlock(x, attend, work, norm1, norm1)),
            new("you used the second norm twice; each part has its own",
                (x, attend, work, _, norm2) => RightBlock(x, attend, work, norm2, norm2)),
            new("you exchanged the norms; the first belongs to attention",
                (x, attend, work, norm1, norm2) => RightBlock(x, attend, work, norm2, norm1)),
            new("you let both parts read what came in; work reads what attention wrote, too",
                (x, attend, work, norm1, norm2) => x + attend(norm1(x)) + work(norm2(x))),
            new("you put work first, with its norm; attention comes first",
                (x, attend, work, norm1, norm2) => RightBlock(x, work, attend, norm2, norm1)),
            new("you exchanged the parts; attention comes first",
                (x, attend, work, norm1, norm2) => RightBlock(x, work, attend, norm1, norm2)),
            new("you left the first plus out: what came in is lost",
                (x, attend, work, norm1, norm2) => AddTo(attend(norm1(x)), work, norm2)),
            new("you left the second plus out: what came in and what attention wrote are lost",
                (x, attend, work, norm1, norm2) => work(norm2(AddTo(x, attend, norm1)))),
            new("you left out both plus signs: nothing of what came in passes by",
                (x, attend, work, norm1, norm2) => work(norm2(attend(norm1(x))))),
            new("you added the block's input to what work wrote; add the stream, with what attention wrote",
                (x, attend, work, norm1, norm2) => x + work(norm2(AddTo(x, attend, norm1)))),
            new("you added the block's input twice; it is in the stream already",
                (x, attend, work, norm1, norm2) => x + RightBlock(x, attend, work, norm1, norm2)),
            new("you let work read only what attention wrote; it reads the whole stream",
                (x, attend, work, norm1, norm2) => AddTo(x, attend, norm1) + work(norm2(attend(norm1(x))))),
            new("you left both norms out",
                (x, attend, work, _, _) => RightBlock(x, attend, work, v => v, v => v)),
            new("you left the first norm out",
                (x, attend, work, _, norm2) => RightBlock(x, attend, work, v => v, norm2)),
            new("you left the second norm out",
                (x, attend, work, norm1, _) => RightBlock(x, attend, work, norm1, v => v)),
            new("you left work out", (x, attend, _, norm1, _) => AddTo(x, attend, norm1)),
            new("you left attention out", (x, _, work, _, norm2) => AddTo(x, work, norm2)),
        ],
        alsoRight:
        [
            (x, attend, work, norm1, norm2) =>
            {
                Tensor between = attend(norm1(x)) + x;
                return between + work(norm2(between));
            },
        ],
        shape: "(T, C)");

    /// <summary>Lesson 07: the parameters of a GPT-2, from its sizes.</summary>
    public static Exercise<ParametersFunction, long> Parameters => field ??= new("parameters",
        (vocabulary, layers, width, context) => CountWith(vocabulary, layers, width, context, AllOfLayer),
        [
            CountCase("no layer: three words, one place, width 2", 3, 0, 2, 1),
            CountCase("one word, one layer, width 2, one place", 1, 1, 2, 1),
            CountCase("the smallest of GPT-2's four sizes", 50257, 12, 768, 1024),
            CountCase("the second of GPT-2's four sizes", 50257, 24, 1024, 1024, shown: false),
            CountCase("the third of GPT-2's four sizes", 50257, 36, 1280, 1024, shown: false),
            CountCase("the largest of GPT-2's four sizes", 50257, 48, 1600, 1024, shown: false),
            CountCase("sizes as GPT-3's", 50257, 96, 12288, 2048, shown: false),
        ],
        [
            new("you counted a table for the output; it is the table of the words once more",
                (v, l, c, n) => CountWith(v, l, c, n, AllOfLayer) + (long)v * c),
            new("you left the biases out", (v, l, c, n) => CountWith(v, l, c, n, w => AllOfLayer(w) - 9 * w)),
            new("you left out 3C a layer: is the bias of the wide map 4C long, has each of attention's maps one?",
                (v, l, c, n) => CountWith(v, l, c, n, w => AllOfLayer(w) - 3 * w)),
            new("you left out 4C a layer: the gains and shifts of the two norms, or attention's four biases",
                (v, l, c, n) => CountWith(v, l, c, n, w => AllOfLayer(w) - 4 * w)),
            new("you counted one norm a layer; each part has its own",
                (v, l, c, n) => CountWith(v, l, c, n, w => AllOfLayer(w) - 2 * w)),
            new("you left out the last norm, behind all layers",
                (v, l, c, n) => CountWith(v, l, c, n, AllOfLayer) - 2 * c),
            new("you counted the gains of the norms alone; each norm has a shift, too",
                (v, l, c, n) => CountWith(v, l, c, n, w => AllOfLayer(w) - 2 * w) - c),
            new("you left out biases and norms; each layer has 13 rows of C of them",
                (v, l, c, n) => CountWith(v, l, c, n, w => 12 * w * w) - 2 * c),
            new("you left out the table of places", (v, l, c, n) => CountWith(v, l, c, 0, AllOfLayer)),
            new("you left out the table of words", (v, l, c, n) => CountWith(0, l, c, n, AllOfLayer)),
            new("you counted the tables once a layer; there is one of each",
                (v, l, c, n) => CountWith(l * v, l, c, l * n, AllOfLayer)),
            new("you counted one map of the feed-forward layer; it has two, from C to 4C and back",
                (v, l, c, n) => CountWith(v, l, c, n, w => AllOfLayer(w) - 4 * w * w)),
            new("your feed-forward maps are C by C; they are four times as wide in between",
                (v, l, c, n) => CountWith(v, l, c, n, w => 6 * w * w + 10 * w)),
            new("you counted three maps in attention; the one behind the heads is the fourth",
                (v, l, c, n) => CountWith(v, l, c, n, w => AllOfLayer(w) - w * w - w)),
            new("you left attention's four maps out",
                (v, l, c, n) => CountWith(v, l, c, n, w => AllOfLayer(w) - 4 * w * w - 4 * w)),
            new("you left the feed-forward layers out",
                (v, l, c, n) => CountWith(v, l, c, n, w => 4 * w * w + 8 * w)),
            new("you counted one layer alone", (v, l, c, n) => CountWith(v, 1, c, n, AllOfLayer)),
            new("you counted in int, which ends at two billion; begin with a long",
                (v, l, c, n) => unchecked((int)CountWith(v, l, c, n, AllOfLayer))),
        ],
        alsoRight:
        [
            (v, l, c, n) => (v + n + 2L) * c + l * (12L * c + 13) * c,
            (v, l, c, n) => l == 0 ? (v + n + 2L) * c : new GptConfig(v, l, 1, c, n).ParameterCount,
        ],
        tolerance: 1e-12);

    /// <summary>
    /// Lesson 07, by hand: from how many tokens on attention's products cost more than a block's maps, C = 1,024, with
    /// three maps in the feed-forward layer.
    /// </summary>
    public static NumberExercise ProductsOvertake => field ??= new("products overtake", 8 * 1024 + 1, decimals: 0,
        ("you gave where they cost the same; one token more, and the products cost more", 8 * 1024),
        ("you multiplied by the layers; both sides have them, so they fall out", 8 * 1024 * 24),
        ("you counted one of the two products, or left out what the mask hides", 16 * 1024),
        ("you counted one operation for each number of a map; there are two", 4 * 1024),
        ("you gave 6 C and one: the feed-forward layer has three maps now, and attention its four", 6 * 1024 + 1),
        ("you took the C of GPT-2 small, and two maps in the feed-forward layer", 6 * 768 + 1),
        ("you gave C", 1024),
        ("you gave 32 C; the maps cost 32 C², the products 4 C T", 32 * 1024),
        ("you counted attention's maps alone", 2 * 1024 + 1));

    private static Tensor RightBlock(
        Tensor x, RowsFunction attend, RowsFunction work, RowsFunction norm1, RowsFunction norm2) =>
        AddTo(AddTo(x, attend, norm1), work, norm2);

    /// <summary>The stream, and what a part writes to it.</summary>
    private static Tensor AddTo(Tensor x, RowsFunction part, RowsFunction norm) => x + part(norm(x));

    /// <summary>Two parts, one after the other, both joined to the stream in the same way.</summary>
    private static Tensor Twice(
        Tensor x, RowsFunction attend, RowsFunction work, RowsFunction norm1, RowsFunction norm2,
        Func<Tensor, RowsFunction, RowsFunction, Tensor> join) =>
        join(join(x, attend, norm1), work, norm2);

    private static Tensor RealBlock(BlockFunction block, Tensor x)
    {
        var random = new Random(18);
        var attention = new MultiHeadAttention(4, 2, random);
        var work = new FeedForward(4, 16, random);
        LayerNorm first = new(4), second = new(Rounded(random, 4), Rounded(random, 4));
        return block(x, rows => attention.Forward(rows, causal: true), work.Forward, first.Forward, second.Forward);
    }

    /// <summary>Two tables, what each layer has, and the last norm.</summary>
    private static long CountWith(int vocabulary, int layers, int width, int context, Func<long, long> ofLayer) =>
        ((long)vocabulary + context) * width + layers * ofLayer(width) + 2L * width;

    /// <summary>Attention, feed-forward, two norms.</summary>
    private static long AllOfLayer(long c) => (4 * c * c + 4 * c) + (8 * c * c + 5 * c) + 4 * c;

    private static Case<BlockFunction, Tensor> BlockCase(
        string given, Tensor x, (RowsFunction Attend, RowsFunction Work, RowsFunction Norm1, RowsFunction Norm2) parts,
        bool shown = true) =>
        new(given, (block, inputs) =>
            block(inputs.Give("x", x), parts.Attend, parts.Work, parts.Norm1, parts.Norm2), shown);

    private static Case<ParametersFunction, long> CountCase(
        string given, int vocabulary, int layers, int width, int context, bool shown = true) =>
        new(given, (count, inputs) =>
            count(inputs.Give("vocabulary", vocabulary), inputs.Give("layers", layers), inputs.Give("width", width),
                inputs.Give("context", context)), shown);
}
