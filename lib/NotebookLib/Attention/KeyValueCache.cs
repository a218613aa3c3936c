using System.Buffers;

namespace NotebookLib;

/// <summary>What a model remembers of the tokens it has read: each layer's keys and values, so that a new token asks them without their being computed again.</summary>
/// <remarks>
/// <para>Causal attention never changes the keys and values of earlier tokens; to read one more token is to compute one row and compare it
/// with T cached keys, where without the cache all T rows would be computed. Pope et al. 2022, "Efficiently Scaling Transformer Inference", §3.</para>
/// <para>A token takes 2·L·Hkv·d numbers of 4 bytes: a key and a value for each layer and key–value head; see <see cref="BytesPerToken"/>.
/// Fewer key–value heads make it smaller by as much, which is what they are for: Ainslie et al. 2023, "GQA".</para>
/// <para>One cache belongs to one sequence and one model. <see cref="Gpt.Forward(int[], KeyValueCache)"/> fills it.</para>
/// </remarks>
public sealed class KeyValueCache
{
    private readonly float[][] keys;    // for each layer (Hkv, d, capacity): the keys as columns, so that a query meets many at a time
    private readonly float[][] values;  // for each layer (Hkv, capacity, d)

    /// <summary>An empty cache with room for the context of a model.</summary>
    /// <param name="config">The model's sizes: its layers, key–value heads, width of a head, and context.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width, or the key–value heads the heads.</exception>
    public KeyValueCache(GptConfig config)
    {
        GptConfig.RequireFitting(config);
        (HeadCount, HeadDim, Capacity) = (config.KeyValueHeads ?? config.Heads, config.Width / config.Heads, config.Context);
        keys = Room(config.Layers);
        values = Room(config.Layers);
    }

    private KeyValueCache(KeyValueCache other)
    {
        (HeadCount, HeadDim, Capacity, Length) = (other.HeadCount, other.HeadDim, other.Capacity, other.Length);
        keys = [.. other.keys.Select(layer => layer.ToArray())];
        values = [.. other.values.Select(layer => layer.ToArray())];
    }

    /// <summary>T, the number of tokens it holds; the next one stands at this position.</summary>
    public int Length { get; private set; }

    /// <summary>The number of tokens there is room for: the model's context.</summary>
    public int Capacity { get; }

    /// <summary>L, the number of layers.</summary>
    public int Layers => keys.Length;

    /// <summary>Hkv, the number of key–value heads in each layer.</summary>
    public int HeadCount { get; }

    /// <summary>d, the width of a head.</summary>
    public int HeadDim { get; }

    /// <summary>What one token takes, in bytes: 2·L·Hkv·d·4.</summary>
    public long BytesPerToken => 2L * Layers * HeadCount * HeadDim * sizeof(float);

    /// <summary>What the whole cache takes, in bytes, reserved from the beginning: <see cref="BytesPerToken"/> times <see cref="Capacity"/>.</summary>
    public long Bytes => BytesPerToken * Capacity;

    /// <summary>Another cache that remembers the same; from here on the two go their own ways.</summary>
    public KeyValueCache Copy() => new(this);

    /// <summary>Forgets the last tokens, as if they had never been read.</summary>
    /// <param name="length">How many tokens stay, from the first one on: 0 to <see cref="Length"/>.</param>
    /// <exception cref="ArgumentException">It is negative, or more than there are.</exception>
    public void Rewind(int length) => Length = length >= 0 && length <= Length ? length
        : throw new ArgumentException($"length: expected 0 to {Length}, the number of tokens there are; got {length}.", nameof(length));

    /// <summary>How full it is, in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"Key–value cache: {Length} of {Capacity} tokens, {Layers} layers, {HeadCount} key–value heads of width {HeadDim}, {BytesPerToken} bytes a token");

    /// <summary>Takes in the keys and values, (Hkv, T, d), that follow the <see cref="Length"/> there are, in one layer.</summary>
    internal void Write(int layer, Tensor k, Tensor v)
    {
        int count = k.Shape[^2];
        ReadOnlySpan<float> newKeys = k.Values, newValues = v.Values;
        for (int head = 0; head < HeadCount; head++)
        {
            newValues.Slice(head * count * HeadDim, count * HeadDim).CopyTo(values[layer].AsSpan((head * Capacity + Length) * HeadDim));
            for (int i = 0; i < HeadDim; i++)
            {
                Span<float> column = keys[layer].AsSpan((head * HeadDim + i) * Capacity + Length, count);
                for (int t = 0; t < count; t++) column[t] = newKeys[(head * count + t) * HeadDim + i];
            }
        }
    }

    /// <summary>softmax(q kᵀ / √d + mask) v over all that a layer holds, with what was just written: (H, Tq, d) → (H, Tq, d).</summary>
    /// <remarks>The query heads of a group are more rows for one and the same products.</remarks>
    /// <param name="layer">Whose keys and values.</param>
    /// <param name="q">The queries of the new tokens, (H, Tq, d).</param>
    /// <param name="mask">Added to the scores, (Tq, T + Tq) or (H, Tq, T + Tq); null for none.</param>
    internal Tensor Attend(int layer, Tensor q, Tensor? mask)
    {
        int queries = q.Shape[^2], length = Length + queries, rows = q.Length / HeadDim / HeadCount;
        int width = Math.Min(Capacity, (length + 15) / 16 * 16); // whole vectors: to compute a few scores too many is quicker than to stop short
        float scale = 1 / MathF.Sqrt(HeadDim);
        float[] mixed = TensorMemory.Take(q.Length), scores = ArrayPool<float>.Shared.Rent(rows * width);
        for (int head = 0; head < HeadCount; head++)
        {
            MatrixProduct.Multiply(Operand.Of(q.Stored, head * rows * HeadDim, HeadDim), Operand.Of(keys[layer], head * HeadDim * Capacity, Capacity), scores, 0, rows, HeadDim, width);
            for (int r = 0; r < rows; r++)
            {
                Span<float> row = scores.AsSpan(r * width, length);
                ReadOnlySpan<float> added = mask is null ? [] : mask.Values.Slice((head * rows + r) * length % mask.Length, length);
                BlockedAttention.ScaleAndMask(row, scale, added);
                Tensor.SoftmaxRow(row, row);
            }
            MatrixProduct.Multiply(Operand.Of(scores, 0, width), Operand.Of(values[layer], head * Capacity * HeadDim, HeadDim), mixed, head * rows * HeadDim, rows, length, HeadDim);
        }
        ArrayPool<float>.Shared.Return(scores);
        return new Tensor(mixed, q.Shape);
    }

    /// <summary>Counts tokens as read, once every layer has written them.</summary>
    internal void Advance(int count) => Length += count;

    private float[][] Room(int layers) =>
        [.. Enumerable.Range(0, layers).Select(_ => new float[HeadCount * HeadDim * Capacity])];
}
