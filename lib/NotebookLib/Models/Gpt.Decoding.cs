namespace NotebookLib;

public sealed partial class Gpt
{
    /// <summary>
    /// As <see cref="Forward(int[])"/>, for tokens that follow those in a cache: only the new ones are computed.
    /// </summary>
    /// <remarks>
    /// The same logits, up to rounding, as the last rows for the whole sequence. Nothing is recorded for gradients.
    /// </remarks>
    /// <param name="tokens">The new tokens, (T,): a prompt, or one at a time.</param>
    /// <param name="cache">What was read before; it takes in the new tokens. Begin with <c>new
    /// KeyValueCache(gpt.Config)</c>.</param>
    /// <returns>Logits, (T, V), for the new tokens.</returns>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, there are none or more than the cache has
    /// room for, the cache is one for other sizes, or the model is not causal: then new tokens would change the old
    /// ones.</exception>
    /// <exception cref="InvalidOperationException">A call before was broken off when tokens had left the cache's window
    /// that would be seen again.</exception>
    public Tensor Forward(int[] tokens, KeyValueCache cache)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(cache);
        RequireRoom(tokens, cache);
        using IDisposable _ = Tensor.NoGrad();
        return TensorMemory.Within(() => Logits(Continue(tokens, cache)));
    }

    /// <summary>Writes on: draws a token from what the model expects, appends it, and asks again.</summary>
    /// <remarks>
    /// The short form of <see cref="Generate(IReadOnlyList{int}, int, Sampler, Random, int?)"/>, for whom temperature
    /// alone matters.
    /// </remarks>
    /// <param name="prompt">What is there already, at least one token.</param>
    /// <param name="count">How many tokens to add.</param>
    /// <param name="random">Where chance comes from; null always takes the most likely token.</param>
    /// <param name="temperature">What the logits are divided by: below 1 bolder choices become rarer, 0 takes the most
    /// likely token.</param>
    /// <param name="stop">A token after which to stop early, such as an end mark; it is included.</param>
    /// <returns>The prompt and the new tokens.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or holds an unknown token, or a number is
    /// negative.</exception>
    /// <exception cref="InvalidOperationException">The model's logits leave nothing to draw: one is NaN or +∞, or all
    /// are −∞.</exception>
    public int[] Generate(IReadOnlyList<int> prompt, int count, Random? random = null, float temperature = 1,
        int? stop = null)
    {
        var sampler = new Sampler { Temperature = temperature };
        return Generate(prompt, count, random is null ? sampler with { Temperature = 0 } : sampler, random, stop);
    }

    /// <summary>
    /// Writes on: draws a token from what the model expects, by the rules of a sampler, appends it, and asks again.
    /// </summary>
    /// <remarks>
    /// It reads at most its context's last tokens. Up to there a <see cref="KeyValueCache"/> remembers what was read,
    /// and a token costs one row; beyond, the whole window is computed for each. The sampler's penalties are for the
    /// new tokens, not for the prompt.
    /// </remarks>
    /// <param name="prompt">What is there already, at least one token.</param>
    /// <param name="count">How many tokens to add.</param>
    /// <param name="sampler">The rules.</param>
    /// <param name="random">Where chance comes from; may be null if the sampler's temperature is 0.</param>
    /// <param name="stop">A token after which to stop early, such as an end mark; it is included.</param>
    /// <returns>The prompt and the new tokens.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or holds an unknown token, the count is negative, or
    /// there is no chance where it is needed.</exception>
    /// <exception cref="InvalidOperationException">The model's logits leave nothing to draw: one is NaN or +∞, or all
    /// are −∞.</exception>
    public int[] Generate(IReadOnlyList<int> prompt, int count, Sampler sampler, Random? random, int? stop = null)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        Reading reading = Reading.Of(this, prompt);
        if (count < 0) throw new ArgumentException($"count: expected 0 or more; got {count}.", nameof(count));
        sampler.RequireChance(random);
        for (int i = 0; i < count; i++)
        {
            int token = sampler.Draw(reading.Logits(1).Row(0), reading.Told[prompt.Count..], random);
            reading.Told.Add(token);
            if (token == stop) break;
        }
        return [.. reading.Told];
    }

    /// <summary>
    /// As <see cref="Forward(int[], KeyValueCache)"/>, with the states that the logits are made of: after the last
    /// block and the last normalization, (T, C).
    /// </summary>
    internal (Tensor States, Tensor Logits) Read(int[] tokens, KeyValueCache cache)
    {
        RequireRoom(tokens, cache);
        using IDisposable _ = Tensor.NoGrad();
        Tensor state = Continue(tokens, cache);
        if (FinalNorm is not null) state = FinalNorm.Forward(state);
        return (state, Output.Unembed(state));
    }

    /// <summary>
    /// What the model expects after each of the last <paramref name="rows"/> beginnings of a text, (rows, V): with the
    /// cache, which takes in what it lacks, as far as it reaches.
    /// </summary>
    internal Tensor LogitsOfLast(int rows, List<int> text, KeyValueCache cache)
    {
        using IDisposable _ = Tensor.NoGrad();
        if (Config.Causal && text.Count <= Config.Context)
        {
            if (cache.Length > text.Count - rows) cache.Rewind(text.Count - rows);
            return TensorMemory.Within(() => Logits(Continue([.. text[cache.Length..]], cache).Slice(^rows..)));
        }
        // In a window that slides every token stands elsewhere, and in a model that is not causal every token changes:
        // nothing cached holds.
        Tensor[] each = [.. Enumerable.Range(text.Count - rows + 1, rows).Select(length =>
            TensorMemory.Within(() =>
                Logits(Through(Embed([.. text[..length].TakeLast(Config.Context)])).Slice(^1..))))];
        return rows == 1 ? each[0] : Tensor.Concat(0, each);
    }

    /// <summary>The states of new tokens after the last block, (T, C).</summary>
    private Tensor Continue(int[] tokens, KeyValueCache cache)
    {
        int queries = tokens.Length, keys = Math.Min(cache.Length + queries, cache.Capacity);
        Tensor x = Placed(Tokens.Forward(tokens), [.. Enumerable.Range(cache.Length, queries)]);
        // a single token, and each that reads through a window, is the last one and sees all
        Tensor? mask = queries > 1 && cache.Window is null ? Masks.Causal(queries, keys) : null;
        if (Config.Positions == PositionScheme.Alibi)
            mask = Alibi.Bias(Config.Heads, queries, keys, cache.Distance) + (mask ?? 0);
        // in a window new tokens are written over old ones
        using IDisposable? whole = cache.Window is null ? null : Interruption.Delay();
        try
        {
            for (int layer = 0; layer < Config.Layers; layer++) x = Blocks[layer].Forward(x, cache, layer, mask);
        }
        catch // in a window new keys have taken the places of old ones
        {
            cache.BreakOff(queries);
            throw;
        }
        cache.Advance(queries);
        return x;
    }

    private void RequireRoom(int[] tokens, KeyValueCache cache)
    {
        if (!Config.Causal)
            throw new ArgumentException("cache: expected none, since in a model that is not causal new tokens change "
                + "the old ones.", nameof(cache));
        if (cache.Layers != Config.Layers)
            throw new ArgumentException($"cache: expected one for {Config.Layers} layers; got one for {cache.Layers}.",
                nameof(cache));
        MultiHeadAttention attention = Blocks[0].Attention;
        if ((cache.HeadCount, cache.HeadDim) != (attention.KeyValueHeadCount, attention.HeadDim))
            throw new ArgumentException($"cache: expected one for {attention.KeyValueHeadCount} key–value heads of "
                + $"width {attention.HeadDim}; got one for {cache.HeadCount} of width {cache.HeadDim}.", nameof(cache));
        if (cache.Context != Config.Context)
            throw new ArgumentException($"cache: expected one for a context of {Config.Context}; "
                + $"got one for {cache.Context}.", nameof(cache));
        if (cache.Window is not null)
        {
            cache.RequireWhole();
            if (Positions is not null && tokens.Length > Config.Context - cache.Length)
                throw new ArgumentException($"tokens: expected at most {Config.Context - cache.Length}, since there "
                    + $"are learned positions for {Config.Context} and {cache.Length} are read; got {tokens.Length}.",
                    nameof(tokens));
            return;
        }
        int room = cache.Capacity - cache.Length;
        if (tokens.Length > room)
            throw new ArgumentException($"tokens: expected at most {room}, since the cache holds {cache.Length} of "
                + $"{cache.Capacity}; got {tokens.Length}.", nameof(tokens));
    }
}
