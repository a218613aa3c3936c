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
        Tensor[] gradients = [.. parameters.Select(p => p.Grad).OfType<Tensor>()];
        float norm = (float)Math.Sqrt(gradients.Sum(g => (double)TensorPrimitives.SumOfSquares(g.Values)));
        if (norm > maximum)
            foreach (Tensor g in gradients) TensorPrimitives.Multiply(g.Values, maximum / norm, g.Data);
        return norm;
    }
}
