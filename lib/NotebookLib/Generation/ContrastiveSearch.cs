namespace NotebookLib;

/// <summary>
/// Contrastive search: of the k likeliest tokens the one that is likely and yet resembles nothing that was read.
/// </summary>
/// <remarks>
/// Su et al. 2022, "A Contrastive Framework for Neural Text Generation": the largest (1 − α) · p(v | x) − α · max_j
/// cos(h_v, h_j), h being the last states, after the final normalization, of the candidate and of all tokens before it,
/// the prompt's too. No chance enters. It is no beam search: one text is written, and each token costs k more rows, one
/// for each candidate's state.
/// </remarks>
public static class ContrastiveSearch
{
    /// <summary>Writes on.</summary>
    /// <param name="gpt">A causal model.</param>
    /// <param name="prompt">What is there already, at least one token.</param>
    /// <param name="count">How many tokens to add; with the prompt at most the context.</param>
    /// <param name="candidates">k, how many of the likeliest tokens are considered; of equals the lower ids.</param>
    /// <param name="alpha">α, 0 to 1: how much the likeness counts. 0 is greedy.</param>
    /// <param name="stop">A token after which to stop early; it is included.</param>
    /// <returns>The prompt and the new tokens.</returns>
    /// <exception cref="ArgumentException">The prompt is empty or too long, or a number is outside its
    /// range.</exception>
    /// <exception cref="InvalidOperationException">The model's logits are no numbers.</exception>
    public static int[] Generate(Gpt gpt, IReadOnlyList<int> prompt, int count, int candidates = 4, float alpha = 0.6f,
        int? stop = null)
    {
        ArgumentNullException.ThrowIfNull(gpt);
        ArgumentNullException.ThrowIfNull(prompt);
        if (prompt.Count == 0)
            throw new ArgumentException("prompt: expected at least one token to go on from; got none.", nameof(prompt));
        int room = gpt.Config.Context - prompt.Count;
        if (count < 0 || (room >= 0 && count > room))
            throw new ArgumentException($"count: expected 0 to {room}, since states are compared within the context "
                + $"of {gpt.Config.Context}; got {count}.", nameof(count));
        if (candidates < 1)
            throw new ArgumentException($"candidates: expected at least 1; got {candidates}.", nameof(candidates));
        if (!(alpha is >= 0 and <= 1))
            throw new ArgumentException(FormattableString.Invariant($"alpha: expected 0 (greedy) to 1; got {alpha}."),
                nameof(alpha));

        var cache = new KeyValueCache(gpt.Config);
        List<int> tokens = [.. prompt];
        (Tensor states, Tensor logits) = gpt.Read([.. prompt], cache); // (T, C) and (T, V)
        for (int i = 0; i < count; i++)
        {
            Reading.RequireNumbers(logits, tokens.Count);
            Tensor p = new Sampler().Distribution(logits.Row(^1));
            int best = -1;
            float highest = float.NegativeInfinity;
            foreach (int token in Sampler.Order(p.Stored).Take(candidates))
            {
                float score = (1 - alpha) * p[token];
                if (alpha > 0)
                {
                    score -= alpha * Likeness(gpt.Read([token], cache).States.Row(0), states);
                    cache.Rewind(tokens.Count);
                }
                if (score > highest) (best, highest) = (token, score);
            }
            tokens.Add(best);
            if (best == stop || i == count - 1) break;
            (Tensor state, logits) = gpt.Read([best], cache);
            states = Tensor.Concat(0, states, state);
        }
        return [.. tokens];
    }

    /// <summary>
    /// How much a state resembles the one of some others that is most like it: max_j cos(h, h_j), −1 to 1.
    /// </summary>
    /// <remarks>A state of zeros has no direction and resembles nothing: its cosine counts as 0.</remarks>
    /// <param name="state">h, (C,).</param>
    /// <param name="others">The h_j, (T, C), at least one.</param>
    /// <exception cref="ArgumentException">The widths differ, or there are no others.</exception>
    public static float Likeness(Tensor state, Tensor others)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(others);
        if (state.Rank != 1 || others.Rank != 2 || others.Shape[0] == 0 || others.Shape[1] != state.Length)
            throw new ArgumentException($"others: expected rows as wide as the state, (T, C) beside (C,), at least "
                + $"one; got {others.Shape} beside {state.Shape}.", nameof(others));
        float most = -1;
        for (int j = 0; j < others.Shape[0]; j++)
        {
            float cosine = Cosine(state.Values, others.Values.Slice(j * state.Length, state.Length));
            most = MathF.Max(most, float.IsNaN(cosine) ? 0 : cosine);
        }
        return most;
    }

    /// <summary>In double: there no square of a float overflows or vanishes.</summary>
    private static float Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double product = 0, squareA = 0, squareB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            product += (double)a[i] * b[i];
            squareA += (double)a[i] * a[i];
            squareB += (double)b[i] * b[i];
        }
        return (float)(product / (Math.Sqrt(squareA) * Math.Sqrt(squareB)));
    }
}
