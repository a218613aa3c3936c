namespace NotebookLib;

/// <summary>
/// Attention of n new queries (n, d) to all that was kept and to themselves, causal: (n, dv). Keys (n, d) and values
/// (n, dv) are kept.
/// </summary>
public delegate Tensor CachedAttentionFunction(Tensor q, Tensor k, Tensor v, List<Tensor> keys, List<Tensor> values);

public static partial class Exercises
{
    /// <summary>Lesson 14: attention with a cache.</summary>
    public static Exercise<CachedAttentionFunction, Tensor> Next => field ??= new("cached attention", RightNext,
        [
            NextCase("two rows, one after another", [1, 1], [1, 0, 0, 1], [1, 0, 0, 1], [10, 20], 2),
            NextCase("two rows at once, nothing kept", [2], [1, 0, 0, 1], [2, 0, 0, 2], [10, 20], 2),
            NextCase("one row, then two at once", [1, 2], [0, 1, 1], [1, 2, 0], [10, 20, 30], 1),
            NextCase("two rows, then three at once", [2, 3], 3, 7),
            NextCase("three rows, one, then two at once", [3, 1, 2], 5, 2),
        ],
        [
            new("you left the mask where it was; the first new row comes behind all that is kept",
                (q, k, v, keys, values) => NextWith(q, k, v, keys, values, (row, key, kept) => key > row)),
            new("you hide nothing; of rows that come at once, the first must not see the second",
                (q, k, v, keys, values) => NextWith(q, k, v, keys, values, (_, _, _) => false)),
            new("you hide a row from itself; a token sees itself",
                (q, k, v, keys, values) => NextWith(q, k, v, keys, values, (row, key, kept) => key >= row + kept)),
            new("you let each row see the one after it; that is the future already",
                (q, k, v, keys, values) => NextWith(q, k, v, keys, values, (row, key, kept) => key > row + kept + 1)),
            new("you moved the mask by the number of pieces; count the rows that they hold",
                (q, k, v, keys, values) =>
                {
                    int pieces = keys.Count;
                    return NextWith(q, k, v, keys, values, (row, key, _) => key > row + pieces);
                }),
            new("you hide what is kept and show the future; a row sees what came before it", (q, k, v, keys, values) =>
                NextWith(q, k, v, keys, values, (row, key, kept) => key < row + kept)),
            new("you asked before the new keys were kept; a token sees itself", (q, k, v, keys, values) =>
            {
                Tensor asked = Asked(q, Joined(keys), Joined(values), (_, _, _) => false);
                keys.Add(k);
                values.Add(v);
                return asked;
            }),
            new("you put the new pieces in front of the older ones; they come behind", (q, k, v, keys, values) =>
            {
                keys.Insert(0, k);
                values.Insert(0, v);
                return Asked(q, Joined(keys), Joined(values));
            }),
            new("your new rows see themselves alone: is anything put into the lists, and read from them?",
                (q, k, v, keys, values) => RightNext(q, k, v, [], [])),
            new("you kept the keys for values, too", (q, k, v, keys, values) => RightNext(q, k, k, keys, values)),
            new("you kept the values for keys, too", (q, k, v, keys, values) => RightNext(q, v, v, keys, values)),
            new("you kept the queries; keep the keys", (q, k, v, keys, values) => RightNext(q, q, v, keys, values)),
            new("you did not divide the scores by √d",
                (q, k, v, keys, values) => RightNext(q * MathF.Sqrt(q.Shape[1]), k, v, keys, values)),
            new("you divided by the root of how many keys there are; d is how wide a key is",
                (q, k, v, keys, values) =>
                {
                    int count = keys.Sum(piece => piece.Shape[0]) + k.Shape[0];
                    return RightNext(q * MathF.Sqrt(q.Shape[1] / (float)count), k, v, keys, values);
                }),
            new("your weights sum to 1 down the columns; the weights of a query must, along its row",
                (q, k, v, keys, values) => NextWith(q, k, v, keys, values, axis: 0)),
            new("you left the softmax out: scores are no weights yet", (q, k, v, keys, values) =>
                NextWith(q, k, v, keys, values, axis: null)),
            new("you gave back the last row alone; every new row asks",
                (q, k, v, keys, values) => RightNext(q, k, v, keys, values).Slice(^1..)),
        ],
        alsoRight: [LibraryNext, NextRowByRow],
        shape: "(T, dv)");

    private static Tensor RightNext(Tensor q, Tensor k, Tensor v, List<Tensor> keys, List<Tensor> values) =>
        NextWith(q, k, v, keys, values);

    private static Tensor NextWith(
        Tensor q, Tensor k, Tensor v, List<Tensor> keys, List<Tensor> values,
        Func<int, int, int, bool>? hidden = null, int? axis = 1)
    {
        keys.Add(k);
        values.Add(v);
        return Asked(q, Joined(keys), Joined(values), hidden, axis);
    }

    /// <summary>Attention in which a row, a key and how many rows were kept before decide what is hidden.</summary>
    private static Tensor Asked(
        Tensor q, Tensor k, Tensor v, Func<int, int, int, bool>? hidden = null, int? axis = 1)
    {
        int before = k.Shape[0] - q.Shape[0];
        Tensor scores = Scores(q, k);
        for (int row = 0; row < q.Shape[0]; row++)
            for (int key = 0; key < k.Shape[0]; key++)
                if (hidden is null ? key > row + before : hidden(row, key, before))
                    scores[row, key] = float.NegativeInfinity;
        return (axis is int along ? scores.Softmax(along) : scores).MatMul(v);
    }

    private static Tensor Joined(List<Tensor> pieces) => Tensor.Concat(0, [.. pieces]);

    private static Tensor LibraryNext(Tensor q, Tensor k, Tensor v, List<Tensor> keys, List<Tensor> values)
    {
        keys.Add(k);
        values.Add(v);
        Tensor all = Joined(keys);
        return Attention.ScaledDotProduct(q, all, Joined(values), Masks.Causal(q.Shape[0], all.Shape[0])).Output;
    }

    private static Tensor NextRowByRow(Tensor q, Tensor k, Tensor v, List<Tensor> keys, List<Tensor> values)
    {
        var rows = new List<Tensor>();
        for (int i = 0; i < q.Shape[0]; i++)
        {
            keys.Add(k.Slice(i..(i + 1)));
            values.Add(v.Slice(i..(i + 1)));
            rows.Add(RightAttend(q.Slice(i..(i + 1)), Joined(keys), Joined(values)));
        }
        return Joined(rows);
    }

    private static Case<CachedAttentionFunction, Tensor> NextCase(
        string given, int[] pieces, float[] q, float[] k, float[] v, int width) =>
        NextCase(given, pieces, () => (new(q, v.Length, width), new(k, v.Length, width), new(v, v.Length, 1)));

    private static Case<CachedAttentionFunction, Tensor> NextCase(
        string given, int[] pieces, int width, int valueWidth) =>
        NextCase(given, pieces, () => Random(pieces.Sum(), pieces.Sum(), width, valueWidth, 1), shown: false);

    /// <summary>A text that comes in pieces of so many rows.</summary>
    private static Case<CachedAttentionFunction, Tensor> NextCase(
        string given, int[] pieces, Func<(Tensor Q, Tensor K, Tensor V)> make, bool shown = true) =>
        new(given, (next, inputs) =>
        {
            var (q, k, v) = make();
            List<Tensor> keys = [], values = [], outputs = [];
            int start = 0;
            foreach (var (call, count) in pieces.Index())
            {
                Tensor Piece(string name, Tensor rows) => inputs.Give(
                    pieces.Length == 1 ? name : $"{name} of call {call + 1}", rows.Slice(start..(start + count)));
                outputs.Add(next(Piece("q", q), Piece("k", k), Piece("v", v), keys, values));
                start += count;
            }
            return Joined(outputs);
        }, shown);
}
