using System.Numerics.Tensors;

namespace NotebookLib;

/// <summary>Keeps one strange batch from throwing the parameters far away.</summary>
public static class GradientClipping
{
    /// <summary>
    /// Scales all gradients down together so that, seen as one long vector, they are no longer than
    /// <paramref name="maximum"/>.
    /// </summary>
    /// <remarks>Pascanu et al. 2013, "On the difficulty of training recurrent neural networks", algorithm 1.</remarks>
    /// <param name="parameters">Whose gradients; those without one are passed over.</param>
    /// <param name="maximum">The greatest length; ∞ only measures.</param>
    /// <returns>The length before, ‖g‖.</returns>
    /// <exception cref="ArgumentException">The greatest length is not above 0.</exception>
    public static float ByNorm(IEnumerable<Tensor> parameters, float maximum)
    {
        Tensor[] gradients = Gradients(parameters, maximum, "length");
        var squares = new double[gradients.Length];
        long numbers = gradients.Sum(g => (long)g.Length);
        Cores.Share(gradients.Length, 1, numbers / 10, (from, count) =>
        {
            for (int i = from; i < from + count; i++)
                squares[i] = Sums.OfProducts(gradients[i].Values, gradients[i].Values);
        });
        float norm = (float)Math.Sqrt(squares.Sum());
        if (!(norm > maximum)) return norm;
        Cores.Share(gradients.Length, 1, numbers / 10, (from, count) =>
        {
            for (int i = from; i < from + count; i++)
                TensorPrimitives.Multiply(gradients[i].Values, maximum / norm, gradients[i].Data);
        });
        return norm;
    }

    /// <summary>
    /// Cuts each number of the gradients to −<paramref name="maximum"/>..<paramref name="maximum"/>, each by itself:
    /// the gradient then points elsewhere.
    /// </summary>
    /// <remarks>For the contrast with <see cref="ByNorm"/>. A NaN stays one.</remarks>
    /// <param name="parameters">Whose gradients; those without one are passed over.</param>
    /// <param name="maximum">The greatest size of a number; ∞ only measures.</param>
    /// <returns>The greatest size before, max |g|; 0 if there are no gradients.</returns>
    /// <exception cref="ArgumentException">The greatest size is not above 0.</exception>
    public static float ByValue(IEnumerable<Tensor> parameters, float maximum)
    {
        Tensor[] gradients = Gradients(parameters, maximum, "size");
        float largest = 0;
        foreach (Tensor gradient in gradients.Where(g => g.Length > 0))
        {
            largest =
                TensorPrimitives.MaxMagnitude([MathF.Abs(TensorPrimitives.MaxMagnitude(gradient.Values)), largest]);
            TensorPrimitives.Clamp(gradient.Values, -maximum, maximum, gradient.Data);
        }
        return largest;
    }

    private static Tensor[] Gradients(IEnumerable<Tensor> parameters, float maximum, string measure)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!(maximum > 0))
            throw new ArgumentException(
                FormattableString.Invariant($"maximum: expected a {measure} above 0; got {maximum}."), nameof(maximum));
        return [.. parameters.Select(p => p.Gradient).OfType<Tensor>()];
    }
}
