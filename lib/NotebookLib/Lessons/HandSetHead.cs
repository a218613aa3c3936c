namespace NotebookLib;

/// <summary>One attention head whose three maps are set by hand.</summary>
/// <param name="Query">W_Q, (C, d): what a word asks.</param>
/// <param name="Key">W_K, (C, d): what a word answers to.</param>
/// <param name="Value">W_V, (C, d): what a word hands over.</param>
public sealed record HandSetHead(Tensor Query, Tensor Key, Tensor Value)
{
    /// <summary>Lets every row ask every row.</summary>
    /// <param name="x">(T, C).</param>
    /// <returns>What each word takes, (T, d), and the weights, (T, T).</returns>
    /// <exception cref="ArgumentException">The rows have another width than the maps.</exception>
    public AttentionResult Attend(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Attention.ScaledDotProduct(x.MatMul(Query), x.MatMul(Key), x.MatMul(Value));
    }

    /// <summary>The scores before the softmax: x W_Q (x W_K)ᵀ / √d.</summary>
    /// <param name="x">(T, C).</param>
    /// <returns>(T, T): a row for each word that asks.</returns>
    /// <exception cref="ArgumentException">The rows have another width than the maps.</exception>
    public Tensor Scores(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.MatMul(Query).MatMul(x.MatMul(Key).T) / MathF.Sqrt(Query.Shape[1]);
    }
}
