using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookLib;

/// <summary>
/// Attention block by block: the same output as softmax(q kᵀ / √d) v, without ever holding the (Tq, Tk) matrix.
/// </summary>
/// <remarks>
/// <para>Dao et al. 2022, "FlashAttention", algorithms 1 and 4. A block of queries meets one block of keys after
/// another. Of each row only the largest score so far, m, and the sum so far, Σ e^(s − m), are kept; when a larger
/// score turns up, what was gathered is scaled down by e^(old m − new m). So memory grows with T, not with T². The
/// backward pass computes each block's weights again, from m + log Σ.</para>
/// <para>A row's numbers depend on the keys it sees and on nothing else: not on the rows around it, and not on the
/// number of cores. A fully hidden row gives zeros; a NaN among the scores makes its row NaN; scores of +∞ share the
/// weight, and get no gradient.</para>
/// </remarks>
internal sealed class BlockedAttention
{
    // rows of queries and of keys that meet at a time: 16 KB of scores, half of the nearest cache
    private const int Block = 64;

    private readonly HeadLayout q, k, v;
    private readonly int heads, queries, keys, d, dv; // heads of all sequences together
    private readonly bool causal;
    private readonly float scale;
    private readonly float[]? mask;
    private readonly int[] maskStarts = [];
    private readonly int maskRow, maskColumn;
    private readonly Shape shape;
    private float[] output = [], logSums = []; // kept for the backward pass

    private BlockedAttention(Tensor q, Tensor k, Tensor v, int headCount, int keyValueHeadCount, bool sideBySide,
        Tensor? mask, bool causal, float scale)
    {
        this.q = HeadLayout.Of(q, headCount, sideBySide);
        this.k = HeadLayout.Of(k, keyValueHeadCount, sideBySide);
        this.v = HeadLayout.Of(v, keyValueHeadCount, sideBySide);
        (queries, keys, this.causal, this.scale) = (q.Shape[^2], k.Shape[^2], causal, scale);
        (d, dv) = sideBySide ? (q.Shape[^1] / headCount, v.Shape[^1] / keyValueHeadCount) : (q.Shape[^1], v.Shape[^1]);
        shape = q.Shape.With(q.Rank - 1, sideBySide ? headCount * dv : dv);
        heads = shape.Size / Math.Max(1, queries * dv);
        if (mask is null) return;
        Shape batch = sideBySide ? [.. q.Shape.First(q.Rank - 2), headCount] : q.Shape.First(q.Rank - 2);
        int rows = mask.Rank < 2 ? 1 : mask.Shape[^2], columns = mask.Rank < 1 ? 1 : mask.Shape[^1];
        (this.mask, maskRow, maskColumn) = (mask.Stored, rows == 1 ? 0 : columns, columns == 1 ? 0 : 1);
        maskStarts = Tensor.Starts(mask.Shape.First(Math.Max(0, mask.Rank - 2)), batch, rows * columns);
    }

    /// <summary>The output of attention; sequences and shapes are known to agree.</summary>
    /// <param name="q">(…, Tq, H·d) if side by side, else (…, H, Tq, d).</param>
    /// <param name="k">(…, Tk, Hkv·d), or (…, Hkv, Tk, d).</param>
    /// <param name="v">(…, Tk, Hkv·dv), or (…, Hkv, Tk, dv).</param>
    /// <param name="headCount">H.</param>
    /// <param name="keyValueHeadCount">Hkv, a divisor of H.</param>
    /// <param name="sideBySide">Where the heads lie.</param>
    /// <param name="mask">Added to the scores, a shape that broadcasts to (…, H, Tq, Tk); gets no gradient.</param>
    /// <param name="causal">If true, query t sees keys 0..t only.</param>
    /// <param name="scale">What the dot products are multiplied by.</param>
    /// <returns>(…, Tq, H·dv), or (…, H, Tq, dv).</returns>
    public static Tensor Apply(Tensor q, Tensor k, Tensor v, int headCount, int keyValueHeadCount, bool sideBySide,
        Tensor? mask, bool causal, float scale)
    {
        var attention = new BlockedAttention(q, k, v, headCount, keyValueHeadCount, sideBySide, mask, causal, scale);
        bool recorded = Tensor.IsRecorded(q, k, v);
        Tensor y = attention.Forward(recorded);
        return recorded ? Recorded(y, attention, q, k, v, mask) : y;
    }

    private static Tensor Recorded(Tensor y, BlockedAttention attention, Tensor q, Tensor k, Tensor v, Tensor? mask)
    {
        (Tensor Q, Tensor K, Tensor V)? gradients = null; // found together, by whichever is asked for first
        (Tensor Q, Tensor K, Tensor V) All(Tensor g) => gradients ??= attention.Backward(g, q.Shape, k.Shape, v.Shape);
        Tensor.Source[] sources = [(q, g => All(g).Q), (k, g => All(g).K), (v, g => All(g).V)];
        // a mask that asks for a gradient does not come here
        return y.From(mask is null ? sources : [.. sources, (mask, static g => g)]);
    }

    private Tensor Forward(bool keep)
    {
        float[] y = keys == 0 ? TensorMemory.TakeZeros(shape.Size) : TensorMemory.Take(shape.Size);
        float[] sums = keep ? TensorMemory.Take(heads * queries) : [];
        if (keep) (output, logSums) = (y, sums);
        HeadLayout to = OutputLayout(y);
        // Where heads are fewer than cores, the queries of one head are shared out as well.
        int parts = heads >= Environment.ProcessorCount
            ? 1
            : Math.Min((queries + Block - 1) / Block, 4 * Environment.ProcessorCount);
        Cores.ForEach(heads * parts, Nanoseconds(2 * heads), part =>
        {
            int blocks = (queries + Block - 1) / Block, first = part % parts * blocks / parts;
            int last = (part % parts + 1) * blocks / parts;
            ForwardHead(part / parts, first * Block, Math.Min(queries, last * Block), to, sums);
        });
        return new Tensor(y, shape);
    }

    /// <summary>Outputs lie as the queries do, with rows as wide as values.</summary>
    private HeadLayout OutputLayout(float[] values) =>
        q with
        {
            Values = values,
            SequenceStep = q.SequenceStep / d * dv,
            HeadStep = q.HeadStep / d * dv,
            RowStep = q.RowStep / d * dv,
        };

    /// <summary>The queries from one to another of one head.</summary>
    private void ForwardHead(int head, int from, int to, HeadLayout y, float[] sums)
    {
        int seen = causal ? to : keys, start = q.Start(head, q.HeadCount), yStart = y.Start(head, y.HeadCount);
        float[] kT = Rent(seen * d), values = Rent(seen * dv), scores = Rent(Block * Block), state = Rent(2 * Block);
        TransposeBlocks(k, k.Start(head, q.HeadCount), seen, d, kT);
        GatherRows(v, v.Start(head, q.HeadCount), seen, dv, values);
        Span<float> largest = state.AsSpan(0, Block), total = state.AsSpan(Block, Block);
        for (int i = from; i < to; i += Block)
        {
            int rows = Math.Min(Block, to - i), visible = causal ? i + rows : keys;
            largest.Fill(float.NegativeInfinity);
            total.Clear();
            for (int j = 0; j < visible; j += Block)
            {
                Cores.Check();
                int columns = Math.Min(Block, visible - j);
                MatrixProduct.MultiplyOnOneCore(new(q.Values, start + i * q.RowStep, q.RowStep, 1),
                    BlockOf(kT, j, d, Math.Min(Block, seen - j)), scores, 0, Block, rows, d, columns, add: false);
                for (int r = 0; r < rows; r++)
                {
                    int sees = Sees(i + r, j, columns);
                    Span<float> row = scores.AsSpan(r * Block, columns);
                    row[sees..].Clear();
                    float shrink = Weigh(row[..sees], MaskOf(head, i + r, j, sees), ref largest[r], ref total[r]);
                    if (shrink != 1 && j > 0)
                        TensorPrimitives.Multiply(y.Values.AsSpan(yStart + (i + r) * y.RowStep, dv), shrink,
                            y.Values.AsSpan(yStart + (i + r) * y.RowStep, dv));
                }
                MatrixProduct.MultiplyOnOneCore(new(scores, 0, Block, 1), new(values, j * dv, dv, 1), y.Values,
                    yStart + i * y.RowStep, y.RowStep, rows, columns, dv, add: j > 0);
            }
            for (int r = 0; r < rows; r++)
            {
                Span<float> row = y.Values.AsSpan(yStart + (i + r) * y.RowStep, dv);
                TensorPrimitives.Multiply(row, total[r] == 0 ? 0 : 1 / total[r], row);
                // e^(s − ∞) = 0: nothing was seen
                if (sums.Length > 0)
                    sums[head * queries + i + r] =
                        total[r] == 0 ? float.PositiveInfinity : largest[r] + MathF.Log(total[r]);
            }
        }
        Return(kT, values, scores, state);
    }

    /// <summary>Scores to weights, e^(s − m), for one row of a block; m and Σ are brought up to date.</summary>
    /// <returns>By how much what was gathered before has to shrink.</returns>
    private float Weigh(Span<float> row, ReadOnlySpan<float> mask, ref float largest, ref float total)
    {
        float before = largest;
        ScaleAndMask(row, scale, mask);
        largest = MathF.Max(before, Exponential.LargestOf(row));
        if (float.IsInfinity(largest))
        {
            if (largest < 0) row.Clear(); // all hidden so far
            else
                for (int i = 0; i < row.Length; i++) row[i] = float.IsPositiveInfinity(row[i]) ? 1 : 0;
            float stays = before == largest ? 1 : 0;
            total = total * stays + Sums.Of(row);
            return stays;
        }
        float shrink = before == largest ? 1 : MathF.Exp(before - largest);
        total = total * shrink + Exponential.OfRow(row, largest, row);
        return shrink;
    }

    private (Tensor Q, Tensor K, Tensor V) Backward(Tensor g, Shape shapeQ, Shape shapeK, Shape shapeV)
    {
        Tensor gQ = new(Gradient(shapeQ), shapeQ), gK = new(Gradient(shapeK), shapeK);
        Tensor gV = new(Gradient(shapeV), shapeV);
        // heads that share keys and values add to the same gradient, so one core does them all
        int group = q.HeadCount / k.HeadCount;
        Cores.ForEach(heads / group, Nanoseconds(5 * heads), shared =>
        {
            for (int head = shared * group; head < (shared + 1) * group; head++)
                BackwardHead(head, g.Stored, gQ.Stored, gK.Stored, gV.Stored, first: head == shared * group);
        });
        return (gQ, gK, gV);

        float[] Gradient(Shape shape) =>
            queries == 0 || keys == 0 ? TensorMemory.TakeZeros(shape.Size) : TensorMemory.Take(shape.Size);
    }

    private void BackwardHead(int head, float[] g, float[] gQ, float[] gK, float[] gV, bool first)
    {
        int qStart = q.Start(head, q.HeadCount), kStart = k.Start(head, q.HeadCount);
        int vStart = v.Start(head, q.HeadCount);
        HeadLayout y = OutputLayout(output);
        int yStart = y.Start(head, y.HeadCount);
        float[] kRows = Rent(keys * d), kT = Rent(keys * d), vT = Rent(keys * dv);
        float[] qRows = Rent(queries * d), gRows = Rent(queries * dv);
        float[] weights = Rent(Block * Block), slopes = Rent(Block * Block);
        float[] alongs = Rent(queries);
        GatherRows(k, kStart, keys, d, kRows);
        TransposeBlocks(k, kStart, keys, d, kT);
        TransposeBlocks(v, vStart, keys, dv, vT);
        GatherRows(q, qStart, queries, d, qRows);
        GatherRows(y with { Values = g }, yStart, queries, dv, gRows);
        // Σ weights · ∂L/∂weights
        for (int i = 0; i < queries; i++)
            alongs[i] = Sums.OfProducts(gRows.AsSpan(i * dv, dv), output.AsSpan(yStart + i * y.RowStep, dv));
        for (int j = 0; j < keys; j += Block)
        {
            int columns = Math.Min(Block, keys - j), top = causal ? j : 0;
            for (int i = top; i < queries; i += Block)
            {
                Cores.Check();
                int rows = Math.Min(Block, queries - i);
                MatrixProduct.MultiplyOnOneCore(new(qRows, i * d, d, 1), BlockOf(kT, j, d, columns), weights, 0, Block,
                    rows, d, columns, add: false);
                MatrixProduct.MultiplyOnOneCore(new(gRows, i * dv, dv, 1), BlockOf(vT, j, dv, columns), slopes, 0,
                    Block, rows, dv, columns, add: false);
                for (int r = 0; r < rows; r++)
                {
                    int sees = Sees(i + r, j, columns);
                    Span<float> w = weights.AsSpan(r * Block, columns), slope = slopes.AsSpan(r * Block, columns);
                    w[sees..].Clear();
                    slope[sees..].Clear();
                    WeighAgain(w[..sees], slope[..sees], MaskOf(head, i + r, j, sees), scale,
                        logSums[head * queries + i + r], alongs[i + r]);
                }
                bool more = !first || i > top;
                MatrixProduct.MultiplyOnOneCore(new(weights, 0, 1, Block), new(gRows, i * dv, dv, 1), gV,
                    vStart + j * v.RowStep, v.RowStep, columns, rows, dv, more);
                MatrixProduct.MultiplyOnOneCore(new(slopes, 0, 1, Block), new(qRows, i * d, d, 1), gK,
                    kStart + j * k.RowStep, k.RowStep, columns, rows, d, more);
                MatrixProduct.MultiplyOnOneCore(new(slopes, 0, Block, 1), new(kRows, j * d, d, 1), gQ,
                    qStart + i * q.RowStep, q.RowStep, rows, columns, d, add: j > 0);
            }
        }
        Return(kRows, kT, vT, qRows, gRows, weights, slopes, alongs);
    }

    /// <summary>s ← scale · s + mask for a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ScaleAndMask(Span<float> row, float scale, ReadOnlySpan<float> mask)
    {
        Vector<float> scales = new(scale);
        ref float s = ref MemoryMarshal.GetReference(row), m = ref MemoryMarshal.GetReference(mask);
        int i = 0;
        for (; i + Vector<float>.Count <= row.Length; i += Vector<float>.Count)
        {
            Vector<float> scaled = scales * Vector.LoadUnsafe(ref s, (nuint)i);
            if (mask.Length > 0) scaled = Masked(scaled, Vector.LoadUnsafe(ref m, (nuint)i));
            scaled.StoreUnsafe(ref s, (nuint)i);
        }
        for (; i < row.Length; i++) row[i] = Masked(scale * row[i], mask.Length > 0 ? mask[i] : 0);
    }

    /// <summary>Score + mask; −∞ where the mask is, whatever the score.</summary>
    private static Vector<float> Masked(Vector<float> score, Vector<float> mask) =>
        Vector.ConditionalSelect(Vector.Equals(mask, new Vector<float>(float.NegativeInfinity)), mask, score + mask);

    private static float Masked(float score, float mask) => float.IsNegativeInfinity(mask) ? mask : score + mask;

    /// <summary>The weights of a row, and ∂L/∂s = scale · weight · (∂L/∂weight − Σ) in place of ∂L/∂weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeighAgain(Span<float> weights, Span<float> slopes, ReadOnlySpan<float> mask, float scale,
        float logSum, float along)
    {
        Vector<float> scales = new(scale), sums = new(logSum), alongs = new(along);
        ref float w = ref MemoryMarshal.GetReference(weights);
        ref float slope = ref MemoryMarshal.GetReference(slopes);
        ref float m = ref MemoryMarshal.GetReference(mask);
        int i = 0;
        for (; i + Vector<float>.Count <= weights.Length; i += Vector<float>.Count)
        {
            Vector<float> scaled = scales * Vector.LoadUnsafe(ref w, (nuint)i);
            if (mask.Length > 0) scaled = Masked(scaled, Vector.LoadUnsafe(ref m, (nuint)i));
            Vector<float> weight = Exponential.Of(scaled - sums);
            weight.StoreUnsafe(ref w, (nuint)i);
            (scales * weight * (Vector.LoadUnsafe(ref slope, (nuint)i) - alongs)).StoreUnsafe(ref slope, (nuint)i);
        }
        for (; i < weights.Length; i++)
        {
            weights[i] = MathF.Exp(Masked(scale * weights[i], mask.Length > 0 ? mask[i] : 0) - logSum);
            slopes[i] = scale * weights[i] * (slopes[i] - along);
        }
    }

    /// <summary>How many keys of a block a query sees.</summary>
    private int Sees(int query, int firstKey, int columns) =>
        causal ? Math.Clamp(query - firstKey + 1, 0, columns) : columns;

    /// <summary>What the mask adds for a query and a stretch of keys; empty if there is none.</summary>
    private ReadOnlySpan<float> MaskOf(int head, int query, int firstKey, int count)
    {
        if (mask is null) return [];
        int start = maskStarts[head] + query * maskRow;
        if (maskColumn == 1) return mask.AsSpan(start + firstKey, count);
        float[] one = new float[count]; // one number for all keys: rare enough to be spelt out
        Array.Fill(one, mask[start]);
        return one;
    }

    /// <summary>
    /// The rows of a head, copied side by side: at their own distance many of them would compete for the same place in
    /// the cache.
    /// </summary>
    private static void GatherRows(HeadLayout rows, int start, int count, int width, float[] to) =>
        MatrixProduct.Gather(new Operand(rows.Values, start, rows.RowStep, 1), count, width, to, 0);

    /// <summary>The rows of a head as columns, block by block: (width, 64), (width, 64), …, (width, rest).</summary>
    private static void TransposeBlocks(HeadLayout rows, int start, int count, int width, float[] to)
    {
        for (int j = 0; j < count; j += Block)
            MatrixProduct.Gather(new Operand(rows.Values, start + j * rows.RowStep, 1, rows.RowStep), width,
                Math.Min(Block, count - j), to, j * width);
    }

    private static Operand BlockOf(float[] transposed, int firstKey, int width, int columns) =>
        new(transposed, firstKey * width, columns, 1);

    private long Nanoseconds(int products) => (long)products * queries * keys * d / (causal ? 100 : 50);

    private static float[] Rent(int length) => ArrayPool<float>.Shared.Rent(length);

    private static void Return(params ReadOnlySpan<float[]> arrays)
    {
        foreach (float[] array in arrays) ArrayPool<float>.Shared.Return(array);
    }
}
