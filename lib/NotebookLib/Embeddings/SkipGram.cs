namespace NotebookLib;

/// <summary>Word vectors by prediction: tell pairs of words that met from pairs made up by chance.</summary>
/// <remarks>
/// Mikolov et al. 2013, "Distributed Representations of Words and Phrases", §2.2, eq. 4, with noise words drawn by
/// their frequency. Here the whole expectation is computed from the counts instead of from samples, so the loss can be
/// read: it starts at (1 + k) ln 2 and has a known floor.
/// </remarks>
public static class SkipGram
{
    /// <summary>
    /// The loss of a pair that met, with its noise: −ln σ(v·u) − k E[ln σ(−v·u′)], averaged over all pairs, in nats.
    /// </summary>
    /// <param name="v">The table of the words, (V, d); all zeros give (1 + k) ln 2.</param>
    /// <param name="u">The table of the words near them, (V, d).</param>
    /// <param name="counts">(V, V), as <see cref="CoOccurrence.Count"/> gives it.</param>
    /// <param name="noise">k, the number of made-up pairs for each real one, above 0.</param>
    /// <returns>A scalar; its gradient reaches both tables.</returns>
    /// <exception cref="ArgumentException">The shapes disagree, nothing was counted, or k is not above 0.</exception>
    public static Tensor Loss(Tensor v, Tensor u, Tensor counts, float noise = 5)
    {
        ArgumentNullException.ThrowIfNull(v);
        ArgumentNullException.ThrowIfNull(u);
        (Tensor met, Tensor byChance) = Shares(counts, noise);
        if (v.Rank != 2 || v.Shape[0] != counts.Shape[0])
            throw new ArgumentException($"v: expected a row for each of the {counts.Shape[0]} words, (V, d); "
                + $"got {v.Shape}.", nameof(v));
        if (u.Shape != v.Shape)
            throw new ArgumentException($"u: expected the shape of v, {v.Shape}; got {u.Shape}.", nameof(u));
        Tensor scores = v.MatMulTransposed(u);                       // (V, V)
        return (met * Softplus(-scores)).Sum() + (byChance * Softplus(scores)).Sum();
    }

    /// <summary>The least loss that any two tables of any width can have: that of scores PMI − ln k.</summary>
    /// <remarks>
    /// Levy and Goldberg 2014, "Neural Word Embedding as Implicit Matrix Factorization", §3.1. Pairs that never met
    /// cost nothing there, at scores of −∞.
    /// </remarks>
    /// <inheritdoc cref="Loss"/>
    public static double Floor(Tensor counts, float noise = 5)
    {
        (Tensor met, Tensor byChance) = Shares(counts, noise);
        double sum = 0;
        for (int i = 0; i < met.Length; i++)
        {
            double real = met.Values[i], made = byChance.Values[i];
            if (real > 0) sum += real * Math.Log((real + made) / real) + made * Math.Log((real + made) / made);
        }
        return sum;
    }

    /// <summary>Learns two tables from counts, by going down the gradient of <see cref="Loss"/>.</summary>
    /// <param name="counts">(V, V), as <see cref="CoOccurrence.Count"/> gives it.</param>
    /// <param name="width">d, the numbers a word gets.</param>
    /// <param name="random">Where the tables start: normal, with standard deviation 0.1.</param>
    /// <param name="steps">How many steps of Adam, at a rate of 0.05.</param>
    /// <param name="shared">If true, one table is used for the words and for their neighbours.</param>
    /// <returns>Both tables, (V, d), and the loss of the last step in nats a pair.</returns>
    /// <exception cref="ArgumentException">Nothing was counted, or a width or a number of steps is below 1.</exception>
    public static (Tensor V, Tensor U, float Loss) Learn(
        Tensor counts, int width, Random random, int steps = 400, bool shared = false)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(random);
        if (width < 1) throw new ArgumentException($"width: expected at least 1; got {width}.", nameof(width));
        if (steps < 1) throw new ArgumentException($"steps: expected at least 1; got {steps}.", nameof(steps));
        Tensor Table() => new Embedding(Tensor.Normal(random, counts.Shape[0], width) * 0.1f).Weight;
        Tensor v = Table();
        Tensor u = shared ? v : Table();
        var adam = new Adam(shared ? [v] : [v, u], 0.05f);
        float reached = 0;
        for (int step = 0; step < steps; step++)
        {
            adam.ZeroGrad();
            Tensor loss = Loss(v, u, counts);
            loss.Backward();
            adam.Step();
            reached = loss.Item();
        }
        return (v.Detach(), u.Detach(), reached);
    }

    /// <summary>
    /// For each pair its share among the pairs that met, and among the made-up ones, those counted k times.
    /// </summary>
    private static (Tensor Met, Tensor ByChance) Shares(Tensor counts, float noise)
    {
        if (!(noise > 0 && float.IsFinite(noise)))
            throw new ArgumentException(FormattableString.Invariant($"noise: expected a number above 0; got {noise}."),
                nameof(noise));
        (double[] rows, double[] columns, double total) = CoOccurrence.Totals(counts);
        if (total == 0)
            throw new ArgumentException("counts: expected words that met at least once; got zeros alone.",
                nameof(counts));
        int n = rows.Length;
        var made = new float[n * n];
        for (int i = 0; i < made.Length; i++) made[i] = (float)(noise * rows[i / n] * columns[i % n] / (total * total));
        return (counts / (float)total, new Tensor(made, n, n));
    }

    /// <summary>ln(1 + eˣ) = −ln σ(−x), without overflow.</summary>
    private static Tensor Softplus(Tensor x) => x.Relu() + ((-x.Abs()).Exp() + 1).Log();
}
