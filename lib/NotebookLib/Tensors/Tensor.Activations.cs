using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MathNet.Numerics;

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
        float[] tanh = TensorMemory.Take(Length), y = TensorMemory.Take(Length);
        GeluForward(data, tanh, y);
        return new Tensor(y, Shape).From((this, g =>
        {
            float[] result = TensorMemory.Take(Length);
            GeluBackward(data, tanh, g.data, result);
            return new Tensor(result, Shape);
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

    private static void GeluForward(ReadOnlySpan<float> x, Span<float> tanh, Span<float> y)
    {
        ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(x);
        Span<Vector<float>> ts = MemoryMarshal.Cast<float, Vector<float>>(tanh), ys = MemoryMarshal.Cast<float, Vector<float>>(y);
        int done = xs.Length * Vector<float>.Count;
        for (int i = 0; i < xs.Length; i++) ts[i] = GeluScale * (xs[i] + GeluCubic * xs[i] * xs[i] * xs[i]);
        for (int i = done; i < x.Length; i++) tanh[i] = GeluScale * (x[i] + GeluCubic * x[i] * x[i] * x[i]);
        TensorPrimitives.Tanh(tanh, tanh);
        for (int i = 0; i < xs.Length; i++) ys[i] = 0.5f * xs[i] * (Vector<float>.One + ts[i]);
        for (int i = done; i < x.Length; i++) y[i] = 0.5f * x[i] * (1 + tanh[i]);
    }

    /// <summary>g · ½ (1 + t + x (1 − t²) u′), where t = tanh(u) and u′ = √(2/π) (1 + 3 · 0.044715 x²).</summary>
    private static void GeluBackward(ReadOnlySpan<float> x, ReadOnlySpan<float> tanh, ReadOnlySpan<float> g, Span<float> result)
    {
        ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(x), ts = MemoryMarshal.Cast<float, Vector<float>>(tanh), gs = MemoryMarshal.Cast<float, Vector<float>>(g);
        Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(result);
        Vector<float> one = Vector<float>.One;
        for (int i = 0; i < xs.Length; i++)
            results[i] = gs[i] * 0.5f * (one + ts[i] + xs[i] * (one - ts[i] * ts[i]) * (GeluScale * (one + 3 * GeluCubic * xs[i] * xs[i])));
        for (int i = xs.Length * Vector<float>.Count; i < x.Length; i++)
            result[i] = g[i] * 0.5f * (1 + tanh[i] + x[i] * (1 - tanh[i] * tanh[i]) * (GeluScale * (1 + 3 * GeluCubic * x[i] * x[i])));
    }

    private static double Below(double x) => 0.5 * SpecialFunctions.Erfc(-x / Math.Sqrt(2));
}
