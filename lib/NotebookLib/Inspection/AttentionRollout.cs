namespace NotebookLib;

/// <summary>
/// Weights followed through the layers: how much of each token is left in each row of the last layer, if mixing were
/// all that layers do.
/// </summary>
/// <remarks>
/// Abnar and Zuidema 2020, "Quantifying Attention Flow in Transformers", §3: each layer is ½(A + I), A the mean of its
/// heads and I the residual connection, and the layers are multiplied, A_L … A₂ A₁. Values, the mixing of heads and the
/// feed-forward parts do not enter: it says where a token could have gone, not what it did.
/// </remarks>
public static class AttentionRollout
{
    /// <summary>The product of all layers, each with half of its row kept where it is.</summary>
    /// <param name="weights">Of each layer from the first, (H, T, T), or (T, T) where the heads are averaged:
    /// <c>gpt.Attend(tokens)</c>.</param>
    /// <returns>(T, T): row a token after the last layer, column a token of the input. Rows sum to 1 where those of the
    /// weights do.</returns>
    /// <exception cref="ArgumentException">There is no layer, or the weights are not square or not of one
    /// size.</exception>
    public static Tensor Of(IEnumerable<Tensor> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        using IDisposable _ = Tensor.NoGrad();
        Tensor? rollout = null;
        foreach (Tensor layer in weights)
        {
            if (layer.Rank is not (2 or 3) || layer.Length == 0 || layer.Shape[^1] != layer.Shape[^2])
                throw new ArgumentException($"weights: expected (H, T, T) or (T, T) for each layer; got {layer.Shape}.",
                    nameof(weights));
            int length = layer.Shape[^1];
            if (rollout is not null && rollout.Shape[0] != length)
                throw new ArgumentException($"weights: expected {rollout.Shape[0]} tokens in each layer; got {length}.",
                    nameof(weights));
            Tensor mixed = ((layer.Rank == 3 ? layer.Mean(0) : layer) + Tensor.Eye(length)) / 2;
            rollout = rollout is null ? mixed : mixed.MatMul(rollout);
        }
        return rollout
            ?? throw new ArgumentException("weights: expected at least one layer; got none.", nameof(weights));
    }
}
