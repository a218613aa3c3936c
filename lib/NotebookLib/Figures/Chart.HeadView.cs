namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// Who attends to whom: the tokens twice, queries on the left, keys on the right, joined by lines as strong as the
    /// weights.
    /// </summary>
    /// <param name="weights">Attention weights, (T, T), or (H, T, T) with one colour a head.</param>
    /// <param name="tokens">The words.</param>
    /// <param name="title">What stands above.</param>
    /// <param name="token">Draw only what this query reads, counted from 0; null draws all.</param>
    /// <param name="heads">A name for each head; null numbers them.</param>
    /// <exception cref="ArgumentException">The weights have another shape, tokens or names do not fit them, or there is
    /// no such token.</exception>
    public static Figure HeadView(Tensor weights, IEnumerable<string> tokens, string title = "", int? token = null,
        IEnumerable<string>? heads = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(title);
        if (weights.Rank is not (2 or 3) || weights.Length == 0 || weights.Shape[^1] != weights.Shape[^2])
            throw new ArgumentException($"weights: expected shape (T, T) or (H, T, T) with at least one token; "
                + $"got {weights.Shape}.", nameof(weights));
        string[] words = Labels(tokens, weights.Shape[^1], nameof(tokens), "token")!;
        if (token is { } t && (uint)t >= (uint)words.Length)
            throw new ArgumentException($"token: expected a position from 0 to {words.Length - 1}; got {t}.",
                nameof(token));
        Tensor all = weights.Reshape(-1, words.Length, words.Length);
        string[] names = Labels(heads, all.Shape[0], nameof(heads), "head")
            ?? [.. Enumerable.Range(0, all.Shape[0]).Select(h => $"head {h}")];
        return new HeadViewDrawing(all, words, title, token, names).Figure();
    }
}
