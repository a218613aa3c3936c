namespace NotebookLib;

/// <summary>Which weights are left out: masks of 1, kept, and 0, left out.</summary>
/// <remarks>
/// A mask that is multiplied in makes a matrix no smaller and no product faster: the zeros are stored and multiplied
/// like any number. <see cref="Trainer.KeepZeros"/> lets the rest go on learning.
/// </remarks>
public static class Pruning
{
    /// <summary>Leaves the weights of the smallest magnitude out.</summary>
    /// <remarks>Han et al. 2015, "Learning both Weights and Connections for Efficient Neural Networks", §3.</remarks>
    /// <param name="weights">Any shape.</param>
    /// <param name="share">How many, 0 to 1: share · count, rounded down. Of equal ones the first go.</param>
    /// <returns>The mask, of the same shape.</returns>
    /// <exception cref="ArgumentException">The share lies outside 0..1, or a weight is NaN.</exception>
    public static Tensor Magnitude(Tensor weights, double share)
    {
        ArgumentNullException.ThrowIfNull(weights);
        int cut = Count(weights, share);
        if (weights.ToArray().Any(float.IsNaN))
            throw new ArgumentException("weights: expected numbers; got NaN.", nameof(weights));
        float[] sizes = Array.ConvertAll(weights.ToArray(), Math.Abs), sorted = [.. sizes];
        Array.Sort(sorted);
        float border = cut == 0 ? 0 : sorted[cut - 1]; // all below go, and of those at it the first
        int atBorder = cut == 0 ? 0 : cut - sorted.AsSpan().IndexOf(border);
        return new Tensor(Array.ConvertAll(sizes, size =>
            size < border || (size == border && atBorder-- > 0) ? 0f : 1), weights.Shape);
    }

    /// <summary>Leaves weights out by chance: what other rules are compared with.</summary>
    /// <param name="weights">Any shape.</param>
    /// <param name="share">How many, 0 to 1: share · count, rounded down.</param>
    /// <param name="random">Where the choice comes from.</param>
    /// <returns>The mask, of the same shape.</returns>
    /// <exception cref="ArgumentException">The share lies outside 0..1.</exception>
    public static Tensor AtRandom(Tensor weights, double share, Random random)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(random);
        int cut = Count(weights, share);
        int[] order = [.. Enumerable.Range(0, weights.Length)];
        random.Shuffle(order);
        var mask = new float[weights.Length];
        foreach (int i in order.AsSpan(cut)) mask[i] = 1;
        return new Tensor(mask, weights.Shape);
    }

    /// <summary>
    /// Of each four neighbours below one another in a column, leaves the two smaller out: half, in a pattern for which
    /// there are circuits.
    /// </summary>
    /// <remarks>Mishra et al. 2021, "Accelerating Sparse Deep Neural Networks", §3. Of equal ones the first go. The
    /// last of a column may be fewer than four; half of them, rounded down, go.</remarks>
    /// <param name="weights">(in, out).</param>
    /// <returns>The mask, of the same shape.</returns>
    /// <exception cref="ArgumentException">It is no matrix, or a weight is NaN.</exception>
    public static Tensor TwoOfFour(Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Rank != 2)
            throw new ArgumentException($"weights: expected a matrix, (in, out); got {weights.Shape}.",
                nameof(weights));
        int columns = weights.Shape[1];
        Tensor mask = Tensor.Ones(weights.Shape[0], columns);
        for (int top = 0; top < weights.Shape[0]; top += 4)
            for (int j = 0; j < columns; j++)
            {
                Tensor four = weights.Slice(top..Math.Min(top + 4, weights.Shape[0]), j..(j + 1)).Detach();
                Tensor kept = Magnitude(four, 0.5);
                for (int i = 0; i < kept.Length; i++) mask[top + i, j] = kept[i, 0];
            }
        return mask;
    }

    /// <summary>
    /// The hidden units of each feed-forward part that write most: whose rows in the second matrix are longest.
    /// </summary>
    /// <param name="gpt">The model.</param>
    /// <param name="count">How many of each layer, 1 to the hidden width.</param>
    /// <returns>For each layer the units, counted from 0, in their order: what
    /// <see cref="Gpt.WithHiddenUnits"/> takes.</returns>
    /// <exception cref="ArgumentException">There are not so many.</exception>
    public static IReadOnlyList<int[]> StrongestUnits(Gpt gpt, int count)
    {
        ArgumentNullException.ThrowIfNull(gpt);
        int hidden = gpt.Blocks[0].FeedForward.Output.Weight.Shape[0];
        if (count < 1 || count > hidden)
            throw new ArgumentException($"count: expected 1 to {hidden} units; got {count}.", nameof(count));
        return [.. gpt.Blocks.Select(block =>
        {
            float[] sizes = block.FeedForward.Output.Weight.Detach().Square().Sum(1).ToArray();
            return Enumerable.Range(0, hidden).OrderByDescending(unit => sizes[unit]).Take(count).Order().ToArray();
        })];
    }

    /// <summary>The share of exact zeros.</summary>
    /// <param name="weights">Any shape, at least one number.</param>
    public static double Sparsity(Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return (double)weights.Values.Count(0f) / weights.Length;
    }

    private static int Count(Tensor weights, double share) => share is >= 0 and <= 1
        ? (int)(share * weights.Length + 1e-9) // 0.3 · 10 is 3, though as doubles it is less
        : throw new ArgumentException(FormattableString.Invariant($"share: expected 0 to 1; got {share}."),
            nameof(share));
}
