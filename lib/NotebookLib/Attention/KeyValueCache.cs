using System.Buffers;
using System.Globalization;

namespace NotebookLib;

/// <summary>
/// What a model remembers of the tokens it has read: each layer's keys and values, so that a new token asks them
/// without their being computed again.
/// </summary>
/// <remarks>
/// <para>Causal attention never changes the keys and values of earlier tokens; to read one more token is to compute one
/// row and compare it with T cached keys, where without the cache all T rows would be computed. Pope et al. 2022,
/// "Efficiently Scaling Transformer Inference", §3.</para>
/// <para>A token takes 2·L·Hkv·d numbers of 4 bytes: a key and a value for each layer and key–value head; see
/// <see cref="BytesPerToken"/>. Fewer key–value heads make it smaller by as much, which is what they are for: Ainslie
/// et al. 2023, "GQA".</para>
/// <para>With a window it keeps the last w tokens and the first few, the sinks, and reads on for ever in the same
/// memory: the same logits as with <see cref="Masks.SlidingWindow"/> over the whole text, up to rounding. A kept token
/// stays at its position in the text. StreamingLLM (Xiao et al. 2024) differs there: it numbers what it keeps 0, 1, 2,
/// … anew at each step, so that no distance is longer than the cache. A window is no memory: what has left it is gone,
/// except for what later tokens took from it.</para>
/// <para>One cache belongs to one sequence and one model. <see cref="Gpt.Forward(int[], KeyValueCache)"/> fills
/// it.</para>
/// </remarks>
public sealed class KeyValueCache
{
    // for each layer (Hkv, d, capacity): the keys as columns, so that a query meets many at a time
    private readonly float[][] keys;
    private readonly float[][] values;  // for each layer (Hkv, capacity, d)
    private readonly int[] held;        // the position of the token in each place

    /// <summary>An empty cache with room for the context of a model, or for a window.</summary>
    /// <param name="config">The model's sizes: its layers, key–value heads, width of a head, and context.</param>
    /// <param name="window">w, how many of the last tokens are kept; null keeps all, and ends at the context.</param>
    /// <param name="sinks">How many of the first tokens are kept besides; only with a window.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width, or the key–value heads the heads; the
    /// window is not positive, or the sinks are negative or without a window.</exception>
    public KeyValueCache(GptConfig config, int? window = null, int sinks = 0)
    {
        GptConfig.RequireFitting(config);
        if (window < 1)
            throw new ArgumentException($"window: expected at least 1, the token itself; got {window}.",
                nameof(window));
        if (sinks < 0 || (sinks > 0 && window is null))
            throw new ArgumentException($"sinks: expected 0 or more, and a window beside them; "
                + $"got {sinks} and {(window is null ? "no window" : $"a window of {window}")}.", nameof(sinks));
        if ((window ?? 0L) + sinks > Array.MaxLength)
            throw new ArgumentException($"window: expected a window and sinks that an array can hold; "
                + $"got {window} and {sinks}.", nameof(window));
        HeadCount = config.KeyValueHeads ?? config.Heads;
        HeadDim = config.Width / config.Heads;
        Context = config.Context;
        Window = window;
        Sinks = sinks;
        Capacity = window is null ? config.Context : window.Value + sinks;
        if ((long)HeadCount * HeadDim * Capacity > Array.MaxLength)
            throw new ArgumentException(
                $"window: expected room for at most {Array.MaxLength / (
                    HeadCount * HeadDim)} tokens, as an array can hold; got {Capacity}.",
                window is null ? nameof(config) : nameof(window));
        keys = Room(config.Layers);
        values = Room(config.Layers);
        held = new int[Capacity];
    }

    private KeyValueCache(KeyValueCache other)
    {
        HeadCount = other.HeadCount;
        HeadDim = other.HeadDim;
        Context = other.Context;
        Window = other.Window;
        Sinks = other.Sinks;
        Capacity = other.Capacity;
        Length = other.Length;
        keys = [.. other.keys.Select(layer => layer.ToArray())];
        values = [.. other.values.Select(layer => layer.ToArray())];
        held = [.. other.held];
    }

    /// <summary>T, the number of tokens it has read; the next one stands at this position.</summary>
    public int Length { get; private set; }

    /// <summary>
    /// The number of tokens it holds now: all that it has read, or at most <see cref="Capacity"/> of them.
    /// </summary>
    public int Held => Math.Min(Length, Capacity);

    /// <summary>The number of tokens there is room for: the model's context, or w and the sinks.</summary>
    public int Capacity { get; }

    /// <summary>w, how many of the last tokens are kept; null for all.</summary>
    public int? Window { get; }

    /// <summary>How many of the first tokens are kept besides the last w.</summary>
    public int Sinks { get; }

    /// <summary>The context of the model that it was made for.</summary>
    internal int Context { get; }

    /// <summary>L, the number of layers.</summary>
    public int Layers => keys.Length;

    /// <summary>Hkv, the number of key–value heads in each layer.</summary>
    public int HeadCount { get; }

    /// <summary>d, the width of a head.</summary>
    public int HeadDim { get; }

    /// <summary>What one token takes, in bytes: 2·L·Hkv·d·4.</summary>
    public long BytesPerToken => 2L * Layers * HeadCount * HeadDim * sizeof(float);

    /// <summary>
    /// What the whole cache takes, in bytes, reserved from the beginning: <see cref="BytesPerToken"/> times
    /// <see cref="Capacity"/>.
    /// </summary>
    public long Bytes => BytesPerToken * Capacity;

    /// <summary>Another cache that remembers the same; from here on the two go their own ways.</summary>
    public KeyValueCache Copy() => new(this);

    /// <summary>Forgets the last tokens, as if they had never been read.</summary>
    /// <remarks>
    /// With a window, what the next token would see must still be there: the last token can always be taken back, and
    /// so can all; several only if nothing has left for them that would be seen again.
    /// </remarks>
    /// <param name="length">How many tokens stay, from the first one on: 0 to <see cref="Length"/>.</param>
    /// <exception cref="ArgumentException">It is negative, or more than there are, or the next token would see one that
    /// has left the window.</exception>
    public void Rewind(int length)
    {
        if (length < 0 || length > Length)
            throw new ArgumentException($"length: expected 0 to {Length}, the number of tokens there are; "
                + $"got {length}.", nameof(length));
        int oldest = Window is { } window ? Math.Max(Sinks, length - window + 1) : length;
        for (int position = oldest; position < length; position++)
            if (held[Place(position)] != position)
                throw new ArgumentException($"length: expected a number of tokens whose last {Window} are still "
                    + $"there; of {length} the one at {position} has left the window.", nameof(length));
        Length = length;
    }

    /// <summary>How full it is, in one line.</summary>
    public override string ToString()
    {
        string which = Window is null ? "" : $" (the last {Window} and the first {Sinks} of {Length})";
        return string.Create(CultureInfo.InvariantCulture,
            $"Key–value cache: {Held} of {Capacity} tokens{which}, {Layers} layers, "
                + $"{HeadCount} key–value heads of width {HeadDim}, {BytesPerToken} bytes a token");
    }

    /// <summary>
    /// How far the key in a place lies behind a new token, once that one has been read: what ALiBi asks for.
    /// </summary>
    internal int Distance(int query, int place)
    {
        int back = Length + query - place;
        // of the tokens that go into this place it is the last one
        return Window is { } window && place >= Sinks ? back % window : back;
    }

    /// <summary>
    /// Tokens that follow the <see cref="Length"/> there are: takes in their keys and values, and lets them ask all
    /// that they may see, (H, Tq, d) → (H, Tq, d).
    /// </summary>
    /// <remarks>
    /// With a window one after another: each takes the place of the one that leaves its window, and what is there then
    /// is what it sees.
    /// </remarks>
    /// <param name="layer">Whose keys and values.</param>
    /// <param name="q">The queries of the new tokens, (H, Tq, d).</param>
    /// <param name="k">Their keys, (Hkv, Tq, d).</param>
    /// <param name="v">Their values, (Hkv, Tq, d).</param>
    /// <param name="mask">Added to the scores, (Tq, keys), or (H, Tq, keys) as it must be with a window, keys in the
    /// order of their places; null for none.</param>
    internal Tensor Read(int layer, Tensor q, Tensor k, Tensor v, Tensor? mask)
    {
        int queries = q.Shape[^2];
        if (Window is null)
        {
            Write(layer, k, v, Length);
            return Ask(layer, q, Length + queries, mask);
        }
        var taken = new Tensor[queries];
        for (int t = 0; t < queries; t++)
        {
            int seen = Math.Min(Length + t + 1, Capacity);
            Write(layer, k.Slice(.., t..(t + 1)), v.Slice(.., t..(t + 1)), Place(Length + t));
            taken[t] = Ask(layer, q.Slice(.., t..(t + 1)), seen, mask?.Slice(.., t..(t + 1), ..seen));
        }
        return Tensor.Concat(1, taken);
    }

    /// <summary>Counts tokens as read, once every layer has taken them in.</summary>
    internal void Advance(int count)
    {
        for (int position = Length; position < Length + count; position++) held[Place(position)] = position;
        Length += count;
    }

    /// <summary>Forgets what tokens that were not read to their end have overwritten.</summary>
    internal void BreakOff(int count)
    {
        for (int position = Length; position < Length + count; position++)
            if (Place(position) is var place && place < held.Length) held[place] = -1;
    }

    /// <summary>Refuses to read on where what the next token would see is not there any more.</summary>
    internal void RequireWhole()
    {
        int first = Math.Max(Math.Min(Sinks, Length), Length + 1 - Window!.Value);
        for (int position = first; position < Length; position++)
            if (held[Place(position)] != position)
                throw new InvalidOperationException("A call was broken off when new tokens had taken the places of "
                    + "old ones in this cache's window. Rewind(0), or begin with a new cache.");
    }

    /// <summary>Where the token at a position is kept: the window goes round in the places behind the sinks.</summary>
    private int Place(int position) =>
        Window is { } window && position >= Sinks ? Sinks + (position - Sinks) % window : position;

    /// <summary>Puts keys and values, (Hkv, T, d), into places one behind another.</summary>
    private void Write(int layer, Tensor k, Tensor v, int place)
    {
        int count = k.Shape[^2];
        ReadOnlySpan<float> newKeys = k.Values, newValues = v.Values;
        for (int head = 0; head < HeadCount; head++)
        {
            newValues.Slice(head * count * HeadDim, count * HeadDim)
                .CopyTo(values[layer].AsSpan((head * Capacity + place) * HeadDim));
            for (int i = 0; i < HeadDim; i++)
            {
                Span<float> column = keys[layer].AsSpan((head * HeadDim + i) * Capacity + place, count);
                for (int t = 0; t < count; t++) column[t] = newKeys[(head * count + t) * HeadDim + i];
            }
        }
    }

    /// <summary>softmax(q kᵀ / √d + mask) v over the first places of a layer: (H, Tq, d) → (H, Tq, d).</summary>
    /// <remarks>The query heads of a group are more rows for one and the same products.</remarks>
    private Tensor Ask(int layer, Tensor q, int length, Tensor? mask)
    {
        int rows = q.Length / HeadDim / HeadCount;
        // whole vectors: to compute a few scores too many is quicker than to stop short
        int width = Math.Min(Capacity, (length + 15) / 16 * 16);
        float scale = 1 / MathF.Sqrt(HeadDim);
        float[] mixed = TensorMemory.Take(q.Length), scores = ArrayPool<float>.Shared.Rent(rows * width);
        for (int head = 0; head < HeadCount; head++)
        {
            MatrixProduct.Multiply(Operand.Of(q.Stored, head * rows * HeadDim, HeadDim),
                Operand.Of(keys[layer], head * HeadDim * Capacity, Capacity), scores, 0, rows, HeadDim, width);
            for (int r = 0; r < rows; r++)
            {
                Span<float> row = scores.AsSpan(r * width, length);
                ReadOnlySpan<float> added =
                    mask is null ? [] : mask.Values.Slice((head * rows + r) * length % mask.Length, length);
                BlockedAttention.ScaleAndMask(row, scale, added);
                Tensor.SoftmaxRow(row, row);
            }
            MatrixProduct.Multiply(Operand.Of(scores, 0, width),
                Operand.Of(values[layer], head * Capacity * HeadDim, HeadDim), mixed, head * rows * HeadDim, rows,
                length, HeadDim);
        }
        ArrayPool<float>.Shared.Return(scores);
        return new Tensor(mixed, q.Shape);
    }

    private float[][] Room(int layers) =>
        [.. Enumerable.Range(0, layers).Select(_ => new float[HeadCount * HeadDim * Capacity])];
}
