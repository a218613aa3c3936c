namespace NotebookLib;

/// <summary>A table with one row for each token: looking a token up is picking its row.</summary>
/// <remarks>
/// The same as a one-hot row times the table, without the zeros. Bengio et al. 2003, §2; GPT-2's "wte".
/// </remarks>
public sealed class Embedding : Module
{
    /// <summary>Random rows with standard deviation 0.02, as GPT-2 begins.</summary>
    /// <param name="count">V, the number of tokens.</param>
    /// <param name="dim">C, the width of a row.</param>
    /// <param name="random">Where the rows come from.</param>
    /// <exception cref="ArgumentException">A size is not positive.</exception>
    public Embedding(int count, int dim, Random random) : this(Initial(count, dim, random)) { }

    /// <summary>Given rows.</summary>
    /// <param name="weight">One row a token, (V, C).</param>
    /// <exception cref="ArgumentException">This is not a matrix.</exception>
    public Embedding(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Rank != 2)
            throw new ArgumentException($"weight: expected a matrix, (V, C); got {weight.Shape}.", nameof(weight));
        Weight = Parameter(weight);
    }

    /// <summary>One row a token, (V, C).</summary>
    public Tensor Weight { get; }

    /// <summary>The rows of a sequence of tokens, (T, C).</summary>
    /// <param name="tokens">(T,), each 0 to V − 1.</param>
    /// <exception cref="ArgumentException">A token has no row.</exception>
    public Tensor Forward(params int[] tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        for (int t = 0; t < tokens.Length; t++)
            if ((uint)tokens[t] >= (uint)Weight.Shape[0])
                throw new ArgumentException($"tokens: expected ids 0 to {Weight.Shape[0] - 1}; "
                    + $"got {tokens[t]} at position {t}.", nameof(tokens));
        return Weight.Rows(tokens);
    }

    /// <summary>The rows of a batch of sequences, (B, T, C).</summary>
    /// <param name="tokens">(B, T), each 0 to V − 1.</param>
    /// <exception cref="ArgumentException">A token has no row.</exception>
    public Tensor Forward(int[,] tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return Forward(TokenBatch.OneAfterAnother(tokens))
            .Reshape(tokens.GetLength(0), tokens.GetLength(1), Weight.Shape[1]);
    }

    /// <summary>
    /// How much each row of x resembles each token's row, x Eᵀ: the logits of a model whose input and output share one
    /// table.
    /// </summary>
    /// <remarks>Press and Wolf 2017, "Using the Output Embedding to Improve Language Models".</remarks>
    /// <param name="x">(…, T, C).</param>
    /// <returns>(…, T, V).</returns>
    /// <exception cref="ArgumentException">The rows are not C wide.</exception>
    public Tensor Unembed(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Rank < 2 || x.Shape[^1] != Weight.Shape[1])
            throw new ArgumentException($"x: expected rows as wide as those of the table {Weight.Shape}, (…, T, "
                + $"{Weight.Shape[1]}); got {x.Shape}.", nameof(x));
        return x.MatMulTransposed(Weight);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters() => [("weight", Weight)];

    private static Tensor Initial(int count, int dim, Random random)
    {
        if (count < 1) throw new ArgumentException($"count: expected at least 1; got {count}.", nameof(count));
        if (dim < 1) throw new ArgumentException($"dim: expected at least 1; got {dim}.", nameof(dim));
        return Tensor.Normal(random, count, dim) * 0.02f;
    }
}
