using System.Globalization;

namespace NotebookLib;

public sealed partial class Gpt
{
    /// <summary>As <see cref="Forward(int[])"/>, for tokens that follow those in a cache: only the new ones are computed.</summary>
    /// <remarks>The same logits, up to rounding, as the last rows for the whole sequence. Nothing is recorded for gradients.</remarks>
    /// <param name="tokens">The new tokens, (T,): a prompt, or one at a time.</param>
    /// <param name="cache">What was read before; it takes in the new tokens. Begin with <c>new KeyValueCache(gpt.Config)</c>.</param>
    /// <returns>Logits, (T, V), for the new tokens.</returns>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, there are none or more than the cache has room for, the cache
    /// is one for other sizes, or the model is not causal: then new tokens would change the old ones.</exception>
    public Tensor Forward(int[] tokens, KeyValueCache cache)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(cache);
        RequireRoom(tokens, cache);
        using IDisposable _ = Tensor.NoGrad();
        return TensorMemory.Within(() => Logits(Continue(tokens, cache)));
    }

    /// <summary>Writes on: samples a token from what the model expects, appends it, and asks again.</summary>
    /// <remarks>
    /// It reads at most its context's last tokens. Up to there a <see cref="KeyValueCache"/> remembers what was read, and a token costs one row;
    /// beyond, the whole window is computed for each.
    /// </remarks>
    /// <param name="prompt">What is there already, at least one token.</param>
    /// <param name="count">How many tokens to add.</param>
    /// <param name="random">Where chance comes from; null always takes the most likely token.</param>
    /// <param name="temperature">What the logits are divided by: below 1 bolder choices become rarer, 0 takes the most likely token.</param>
    /// <param name="stop">A token after which to stop early, such as an end mark; it is included.</param>
    /// <returns>The prompt and the new tokens.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or holds an unknown token, or a number is negative.</exception>
    /// <exception cref="InvalidOperationException">The model's logits leave nothing to draw: one is NaN or +∞, or all are −∞.</exception>
    public int[] Generate(IReadOnlyList<int> prompt, int count, Random? random = null, float temperature = 1, int? stop = null)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (prompt.Count == 0) throw new ArgumentException("prompt: expected at least one token to go on from; got none.", nameof(prompt));
        if (count < 0) throw new ArgumentException($"count: expected 0 or more; got {count}.", nameof(count));
        if (!(temperature >= 0)) throw new ArgumentException(FormattableString.Invariant($"temperature: expected 0 or more; got {temperature}."), nameof(temperature));
        using IDisposable _ = Tensor.NoGrad();
        List<int> tokens = [.. prompt];
        var cache = new KeyValueCache(Config);
        var memory = new TensorMemory();
        for (int i = 0; i < count; i++)
        {
            using IDisposable scope = memory.Use();
            Tensor state = Config.Causal && tokens.Count <= Config.Context
                ? Continue([.. tokens[cache.Length..]], cache)
                : Through(Embed([.. tokens.TakeLast(Config.Context)])); // in a window that slides every token stands elsewhere: nothing cached holds
            Tensor logits = Logits(state.Slice(^1..)).Row(0);
            if (!float.IsFinite(logits.Max().Item()))
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                    $"The model cannot go on after {tokens.Count} tokens: the largest of its logits is {logits.Max().Item()}. Its parameters are damaged, perhaps by a training that ran away."));
            tokens.Add(random is null || temperature == 0 ? logits.ArgMax()[0] : Draw((logits / temperature).Softmax().Values, random));
            if (tokens[^1] == stop) break;
        }
        return [.. tokens];
    }

    /// <summary>The states of new tokens after the last block, (T, C).</summary>
    private Tensor Continue(int[] tokens, KeyValueCache cache)
    {
        int queries = tokens.Length, keys = cache.Length + queries;
        Tensor x = Placed(Tokens.Forward(tokens), [.. Enumerable.Range(cache.Length, queries)]);
        Tensor? mask = queries > 1 ? Masks.Causal(queries, keys) : null; // a single token is the last one and sees all
        if (Config.Positions == PositionScheme.Alibi) mask = Alibi.Bias(Config.Heads, queries, keys) + (mask ?? 0);
        for (int layer = 0; layer < Config.Layers; layer++) x = Blocks[layer].Forward(x, cache, layer, mask);
        cache.Advance(queries);
        return x;
    }

    private void RequireRoom(int[] tokens, KeyValueCache cache)
    {
        if (!Config.Causal) throw new ArgumentException("cache: expected none, since in a model that is not causal new tokens change the old ones.", nameof(cache));
        if (cache.Layers != Config.Layers) throw new ArgumentException($"cache: expected one for {Config.Layers} layers; got one for {cache.Layers}.", nameof(cache));
        MultiHeadAttention attention = Blocks[0].Attention;
        if ((cache.HeadCount, cache.HeadDim) != (attention.KeyValueHeadCount, attention.HeadDim))
            throw new ArgumentException($"cache: expected one for {attention.KeyValueHeadCount} key–value heads of width {attention.HeadDim}; got one for {cache.HeadCount} of width {cache.HeadDim}.", nameof(cache));
        if (cache.Capacity != Config.Context) throw new ArgumentException($"cache: expected one for a context of {Config.Context}; got one for {cache.Capacity}.", nameof(cache));
        int room = cache.Capacity - cache.Length;
        if (tokens.Length > room)
            throw new ArgumentException($"tokens: expected at most {room}, since the cache holds {cache.Length} of {cache.Capacity}; got {tokens.Length}.", nameof(tokens));
    }

    private static int Draw(ReadOnlySpan<float> probabilities, Random random)
    {
        double left = random.NextDouble();
        int last = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] <= 0) continue;
            last = i;
            if ((left -= probabilities[i]) < 0) break;
        }
        return last; // rounding can leave a little of `left` behind the last token that has a chance
    }
}
