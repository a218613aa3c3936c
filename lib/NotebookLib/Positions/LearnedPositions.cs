namespace NotebookLib;

/// <summary>A trained row for each position, up to a length fixed in advance.</summary>
/// <remarks>Gehring et al. 2017, "Convolutional Sequence to Sequence Learning", §3.1; GPT-2's "wpe".</remarks>
public sealed class LearnedPositions : Module
{
    /// <summary>Random rows with standard deviation 0.02, as GPT-2 begins.</summary>
    /// <param name="maxLength">The number of positions that get a row.</param>
    /// <param name="dim">C, the width.</param>
    /// <param name="random">Where the rows come from.</param>
    public LearnedPositions(int maxLength, int dim, Random random)
        : this(Tensor.Normal(random, maxLength, dim) * 0.02f) { }

    /// <summary>Given rows.</summary>
    /// <param name="weight">One row a position, (maxLength, C).</param>
    /// <exception cref="ArgumentException">This is not a matrix.</exception>
    public LearnedPositions(Tensor weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Rank != 2)
            throw new ArgumentException($"weight: expected a matrix, (maxLength, C); got {weight.Shape}.",
                nameof(weight));
        Weight = Parameter(weight);
    }

    /// <summary>One row a position, (maxLength, C).</summary>
    public Tensor Weight { get; }

    /// <summary>The rows of positions start .. start + length − 1, (length, C).</summary>
    /// <exception cref="ArgumentException">A position has no row: here learned positions end.</exception>
    public Tensor Forward(int length, int start = 0)
    {
        if (start < 0 || length < 0 || start + (long)length > Weight.Shape[0])
            throw new ArgumentException($"length: expected positions within 0 to {Weight.Shape[0] - 1}, for which "
                + $"rows were learned; got {start} to {start + (long)length - 1}.", nameof(length));
        return Weight.Narrow(0, start, length);
    }

    /// <summary>The rows of given positions, in their order, (T, C).</summary>
    /// <exception cref="ArgumentException">A position has no row.</exception>
    public Tensor Forward(IReadOnlyList<int> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        foreach (int position in positions)
            if (position < 0 || position >= Weight.Shape[0])
                throw new ArgumentException($"positions: expected 0 to {Weight.Shape[0] - 1}, for which rows were "
                    + $"learned; got {position}.", nameof(positions));
        return Weight.Rows([.. positions]);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, Tensor Value)> NamedParameters() => [("weight", Weight)];
}
