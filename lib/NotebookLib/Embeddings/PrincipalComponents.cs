using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace NotebookLib;

/// <summary>
/// The directions in which rows of numbers differ most: how a table of many columns is drawn on a map of two.
/// </summary>
/// <remarks>Pearson 1901, "On lines and planes of closest fit to systems of points in space". Computed by MathNet's
/// singular value
/// decomposition of the centred rows, or, where the table is not square, of the triangle that a QR decomposition leaves
/// of it: memory grows with n · d, and never with the square of
/// the longer side.</remarks>
/// <param name="Scores">Each row's places along the directions, (n, count).</param>
/// <param name="Shares">The share of the whole variance that lies along each direction, (count,), falling; their sum
/// says how much the map shows.</param>
public sealed record PrincipalComponents(Tensor Scores, Tensor Shares)
{
    /// <summary>The first components of some rows.</summary>
    /// <remarks>
    /// A direction and its opposite are equally good; the one is taken in which the row furthest out lies on the
    /// positive side.
    /// </remarks>
    /// <param name="rows">(n, d), finite.</param>
    /// <param name="count">How many directions, 1 to the smaller of n and d.</param>
    /// <exception cref="ArgumentException">This is no matrix of finite numbers, or it has fewer directions.</exception>
    public static PrincipalComponents Of(Tensor rows, int count = 2)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Rank != 2 || rows.Length == 0)
            throw new ArgumentException($"rows: expected a matrix, (n, d); got {rows.Shape}.", nameof(rows));
        foreach (float value in rows.Values)
            if (!float.IsFinite(value))
                throw new ArgumentException(FormattableString.Invariant($"rows: expected finite numbers; got {value}."),
                    nameof(rows));
        int n = rows.Shape[0], most = Math.Min(n, rows.Shape[1]);
        if (count < 1 || count > most)
            throw new ArgumentException($"count: expected 1 to {most} directions for rows {rows.Shape}; got {count}.",
                nameof(count));

        Matrix<double> centred = rows.ToMatrix().ToDouble();
        Vector<double> mean = centred.ColumnSums() / n;
        Interruption.Check();
        for (int row = 0; row < n; row++) centred.SetRow(row, centred.Row(row) - mean);
        (Matrix<double> u, Vector<double> lengths) = Thin(centred);
        double whole = lengths.DotProduct(lengths);
        float[] scores = new float[n * count], shares = new float[count];
        for (int k = 0; k < count; k++)
        {
            Vector<double> places = u.Column(k) * lengths[k];
            double sign = places[places.AbsoluteMaximumIndex()] < 0 ? -1 : 1;
            for (int row = 0; row < n; row++) scores[row * count + k] = (float)(sign * places[row]);
            shares[k] = whole == 0 ? 0 : (float)(lengths[k] * lengths[k] / whole);
        }
        return new PrincipalComponents(new Tensor(scores, n, count), new Tensor(shares));
    }

    /// <summary>The left singular vectors, (n, min(n, d)), and the singular values.</summary>
    /// <remarks>MathNet's own decomposition makes a square matrix of the longer side. Golub and Van Loan 2013, "Matrix
    /// Computations", §5.4.9.</remarks>
    private static (Matrix<double> U, Vector<double> S) Thin(Matrix<double> a)
    {
        if (a.RowCount == a.ColumnCount)
        {
            Svd<double> square = a.Svd();
            return (square.U, square.S);
        }
        QR<double> qr = (a.RowCount > a.ColumnCount ? a : a.Transpose()).QR(QRMethod.Thin);
        Svd<double> svd = qr.R.Svd(); // of A or Aᵀ = Q R, so of A = Q (U Σ Vᵀ) or A = (V Σ Uᵀ) Qᵀ
        return (a.RowCount > a.ColumnCount ? qr.Q * svd.U : svd.VT.Transpose(), svd.S);
    }

    /// <summary>The shares, in percent.</summary>
    public override string ToString() =>
        "principal components: "
            + string.Join(", ", Shares.ToArray().Select(s => FormattableString.Invariant($"{100 * s:0.#} %")));
}
