using System.Numerics.Tensors;

namespace NotebookLib;

/// <summary>Keeps one strange batch from throwing the parameters far away.</summary>
public static class GradientClipping
{
    /// <summary>Scales all gradients down together so that, seen as one long vector, they are no longer than <paramref name="maximum"/>.</summary>
    /// <remarks>Pascanu et al. 2013, "On the difficulty of training recurrent neural networks", algorithm 1.</remarks>
    /// <param name="parameters">Whose gradients; those without one are passed over.</param>
    /// <param name="maximum">The greatest length; ∞ only measures.</param>
    /// <returns>The length before, ‖g‖.</returns>
    /// <exception cref="ArgumentException">The greatest length is not above 0.</exception>
    public static float ByNorm(IEnumerable<Tensor> parameters, float maximum)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!(maximum > 0)) throw new ArgumentException(FormattableString.Invariant($"maximum: expected a length above 0; got {maximum}."), nameof(maximum));
        Tensor[] gradients = [.. parameters.Select(p => p.Gradient).OfType<Tensor>()];
        var squares = new double[gradients.Length];
        long numbers = gradients.Sum(g => (long)g.Length);
        Cores.Share(gradients.Length, 1, numbers / 10, (from, count) =>
        {
            for (int i = from; i < from + count; i++) squares[i] = Sums.OfProducts(gradients[i].Values, gradients[i].Values);
        });
        float norm = (float)Math.Sqrt(squares.Sum());
        if (!(norm > maximum)) return norm;
        Cores.Share(gradients.Length, 1, numbers / 10, (from, count) =>
        {
            for (int i = from; i < from + count; i++) TensorPrimitives.Multiply(gradients[i].Values, maximum / norm, gradients[i].Data);
        });
        return norm;
    }
}
