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
    /// <exception cref="ArgumentException">The heads do not divide the width.</exception>
    public KeyValueCache(GptConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Width % config.Heads != 0) throw new ArgumentException($"config: expected Heads that divide the width {config.Width}; got {config.Heads}.", nameof(config));
        (HeadCount, HeadDim, Capacity) = (config.KeyValueHeads ?? config.Heads, config.Width / config.Heads, config.Context);
        keys = Room(config.Layers);
        values = Room(config.Layers);
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

    /// <summary>How full it is, in one line.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"Key–value cache: {Length} of {Capacity} tokens, {Layers} layers, {HeadCount} key–value heads of width {HeadDim}, {BytesPerToken} bytes a token");

    /// <summary>Takes in the keys and values, (Hkv, T, d), that follow the <see cref="Length"/> there are, in one layer.</summary>
    internal void Write(int layer, Tensor k, Tensor v)
    {
        int count = k.Shape[^2];
        for (int head = 0; head < HeadCount; head++)
        {
            v.Values.Slice(head * count * HeadDim, count * HeadDim).CopyTo(values[layer].AsSpan((head * Capacity + Length) * HeadDim));
            for (int t = 0; t < count; t++)
                for (int i = 0; i < HeadDim; i++)
                    keys[layer][(head * HeadDim + i) * Capacity + Length + t] = k.Values[(head * count + t) * HeadDim + i];
        }
    }

    /// <summary>q kᵀ over all keys of a layer, with those just written: (H, Tq, d) → (H, Tq, T + Tq).</summary>
    /// <remarks>The query heads of a group are more rows for one and the same product.</remarks>
    internal Tensor Scores(int layer, Tensor q)
    {
        int length = Length + q.Shape[^2], rows = q.Length / HeadDim / HeadCount;
        float[] scores = TensorMemory.Take(HeadCount * rows * length), queries = q.Stored;
        MatrixProduct.MultiplyEach(HeadCount, head => Operand.Of(queries, head * rows * HeadDim, HeadDim),
            head => Operand.Of(keys[layer], head * HeadDim * Capacity, Capacity), scores, rows, HeadDim, length);
        return new Tensor(scores, [q.Shape[0], q.Shape[1], length]);
    }

    /// <summary>The values of a layer, mixed by weights: (H, Tq, T + Tq) → (H, Tq, d).</summary>
    internal Tensor Mix(int layer, Tensor weights)
    {
        int length = weights.Shape[^1], rows = weights.Length / length / HeadCount;
        float[] mixed = TensorMemory.Take(HeadCount * rows * HeadDim), shares = weights.Stored;
        MatrixProduct.MultiplyEach(HeadCount, head => Operand.Of(shares, head * rows * length, length),
            head => Operand.Of(values[layer], head * Capacity * HeadDim, HeadDim), mixed, rows, length, HeadDim);
        return new Tensor(mixed, [weights.Shape[0], weights.Shape[1], HeadDim]);
    }

    /// <summary>Counts tokens as read, once every layer has written them.</summary>
    internal void Advance(int count) => Length += count;

    private float[][] Room(int layers) =>
        [.. Enumerable.Range(0, layers).Select(_ => GC.AllocateUninitializedArray<float>(HeadCount * HeadDim * Capacity))];
}
