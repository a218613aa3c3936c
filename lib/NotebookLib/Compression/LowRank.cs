using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace NotebookLib;

/// <summary>A matrix as the product of a tall and a wide one: W ≈ A B, with a rank r between them.</summary>
/// <remarks>
/// Of all matrices of that rank this is the nearest one, in squares: Eckart and Young 1936, "The Approximation of One
/// Matrix by Another of Lower Rank". Fewer numbers than W it has only where r · (in + out) &lt; in · out.
/// </remarks>
public sealed class LowRank
{
    private LowRank(Tensor tall, Tensor wide) => (Tall, Wide) = (tall, wide);

    /// <summary>A, (in, r).</summary>
    public Tensor Tall { get; }

    /// <summary>B, (r, out).</summary>
    public Tensor Wide { get; }

    /// <summary>How many numbers A and B hold together: r · (in + out).</summary>
    public int ParameterCount => Tall.Length + Wide.Length;

    /// <summary>A B, (in, out).</summary>
    public Tensor Product => Tall.MatMul(Wide);

    /// <summary>The nearest matrix of a rank, by its singular values (MathNet).</summary>
    /// <param name="weights">W, (in, out).</param>
    /// <param name="rank">r, 1 to the smaller of in and out.</param>
    /// <exception cref="ArgumentException">It is no matrix, or the rank lies outside these bounds.</exception>
    public static LowRank Of(Tensor weights, int rank)
    {
        Svd<double> svd = Svd(weights);
        if (rank < 1 || rank > svd.S.Count)
            throw new ArgumentException($"rank: expected 1 to {svd.S.Count} for {weights.Shape}; got {rank}.",
                nameof(rank));
        Matrix<double> tall = svd.U.SubMatrix(0, svd.U.RowCount, 0, rank);
        Matrix<double> wide = svd.VT.SubMatrix(0, rank, 0, svd.VT.ColumnCount);
        tall.MapIndexedInplace((_, j, value) => value * svd.S[j]);
        return new LowRank(Tensor.From(tall.ToSingle()), Tensor.From(wide.ToSingle()));
    }

    /// <summary>The nearest matrix of the largest rank at which A and B hold at most a share of W's numbers.</summary>
    /// <param name="weights">W, (in, out).</param>
    /// <param name="share">Above 0, at most 1.</param>
    /// <exception cref="ArgumentException">It is no matrix, the share lies outside these bounds, or not even rank 1
    /// holds so few numbers.</exception>
    public static LowRank WithinShare(Tensor weights, double share)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (!(share is > 0 and <= 1))
            throw new ArgumentException(
                FormattableString.Invariant($"share: expected above 0, at most 1; got {share}."), nameof(share));
        return Of(weights, (int)(share * weights.Length / weights.Shape.Sum() + 1e-9));
    }

    /// <summary>How much of a matrix lies in each direction: its singular values, the largest first.</summary>
    /// <param name="weights">(in, out).</param>
    /// <returns>As many as the smaller of in and out.</returns>
    /// <exception cref="ArgumentException">It is no matrix.</exception>
    public static double[] SingularValues(Tensor weights) => Svd(weights).S.ToArray();

    private static Svd<double> Svd(Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Rank != 2)
            throw new ArgumentException($"weights: expected a matrix, (in, out); got {weights.Shape}.",
                nameof(weights));
        return weights.ToMatrix().ToDouble().Svd();
    }
}
