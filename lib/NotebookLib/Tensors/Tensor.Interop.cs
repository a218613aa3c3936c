using MathNet.Numerics.LinearAlgebra;
using SystemTensor = System.Numerics.Tensors.Tensor;

namespace NotebookLib;

public sealed partial class Tensor
{
    /// <summary>A MathNet matrix with these values, for SVD, least squares and the like; (rows, columns).</summary>
    /// <exception cref="InvalidOperationException">This is not a matrix.</exception>
    public Matrix<float> ToMatrix() => Rank == 2 ? Matrix<float>.Build.DenseOfRowMajor(Shape[0], Shape[1], data)
        : throw new InvalidOperationException($"ToMatrix() needs two dimensions; this tensor has shape {Shape}.");

    /// <summary>A MathNet vector with these values.</summary>
    /// <exception cref="InvalidOperationException">This is not a vector.</exception>
    public Vector<float> ToVector() => Rank == 1 ? Vector<float>.Build.DenseOfArray(ToArray())
        : throw new InvalidOperationException($"ToVector() needs one dimension; this tensor has shape {Shape}.");

    /// <summary>A tensor of the framework with these values, copied.</summary>
    public System.Numerics.Tensors.Tensor<float> ToSystemTensor() =>
        SystemTensor.Create(ToArray(), [.. Shape.Select(n => (nint)n)]);

    /// <summary>The values of a MathNet matrix, (rows, columns).</summary>
    public static Tensor From(Matrix<float> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return new Tensor(matrix.ToRowMajorArray(), [matrix.RowCount, matrix.ColumnCount]);
    }

    /// <summary>The values of a MathNet vector, (n,).</summary>
    public static Tensor From(Vector<float> vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        return new Tensor(vector.ToArray(), [vector.Count]);
    }

    /// <summary>The values of a tensor of the framework, copied.</summary>
    /// <exception cref="OverflowException">A size does not fit an <see cref="int"/>.</exception>
    public static Tensor From(System.Numerics.Tensors.Tensor<float> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var values = new float[checked((int)tensor.FlattenedLength)];
        tensor.FlattenTo(values);
        return new Tensor(values, [.. tensor.Lengths.ToArray().Select(n => checked((int)n))]);
    }
}
