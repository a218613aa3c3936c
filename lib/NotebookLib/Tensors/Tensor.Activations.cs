using MathNet.Numerics;
using System.Numerics.Tensors;

namespace NotebookLib;

public sealed partial class Tensor
{
    private const float GeluScale = 0.79788456f; // √(2/π)
    private const float GeluCubic = 0.044715f;

    /// <summary>x · Φ(x), where Φ is the chance that a standard normal number lies below x: a smooth <see cref="Relu"/>.</summary>
    /// <remarks>Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", §2. Φ(x) = (1 + erf(x/√2)) / 2.</remarks>
    public Tensor Gelu() => Map((x, y) =>
    {
        for (int i = 0; i < y.Length; i++) y[i] = (float)(x[i] * Below(x[i]));
    }).From((this, g => g * Map((x, slope) =>
    {
        for (int i = 0; i < slope.Length; i++) slope[i] = (float)(Below(x[i]) + x[i] * Math.Exp(-0.5 * x[i] * x[i]) / Math.Sqrt(2 * Math.PI));
    })));

    /// <summary>½x (1 + tanh(√(2/π) (x + 0.044715 x³))): what GPT-2 computes for <see cref="Gelu"/>, and less than 0.001 from it.</summary>
    /// <remarks>Hendrycks and Gimpel 2016, §2; "gelu_new" in GPT-2's configuration.</remarks>
    public Tensor GeluTanh()
    {
        Tensor tanh = Map((x, t) =>
        {
            for (int i = 0; i < t.Length; i++) t[i] = GeluScale * (x[i] + GeluCubic * x[i] * x[i] * x[i]);
            TensorPrimitives.Tanh(t, t);
        });
        var y = new float[Length];
        for (int i = 0; i < y.Length; i++) y[i] = 0.5f * data[i] * (1 + tanh.data[i]);
        return new Tensor(y, Shape).From((this, g =>
        {
            var slope = new float[Length];
            ReadOnlySpan<float> x = data, t = tanh.data, arriving = g.data;
            for (int i = 0; i < slope.Length; i++)
            {
                float inner = GeluScale * (1 + 3 * GeluCubic * x[i] * x[i]);
                slope[i] = arriving[i] * 0.5f * (1 + t[i] + x[i] * (1 - t[i] * t[i]) * inner);
            }
            return new Tensor(slope, Shape);
        }
        ));
    }

    /// <summary>x · sigmoid(x), also called Swish: the gate of <see cref="Activation.SwiGlu"/>.</summary>
    /// <remarks>Ramachandran et al. 2017, "Searching for Activation Functions", §4; Elfwing et al. 2018, eq. 2.</remarks>
    public Tensor Silu()
    {
        Tensor gate = Map(TensorPrimitives.Sigmoid);
        return (Detach() * gate).From((this, g => g * (gate * (1 + Detach() * (1 - gate)))));
    }

    private static double Below(double x) => 0.5 * SpecialFunctions.Erfc(-x / Math.Sqrt(2));
}
