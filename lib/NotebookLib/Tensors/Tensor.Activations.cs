using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MathNet.Numerics;

namespace NotebookLib;

public sealed partial class Tensor
{
    private const float GeluScale = 0.79788456f; // √(2/π)
    private const float GeluCubic = 0.044715f;
    private const float Far = 20; // from here on, the activations' slopes are 0 or 1 to the last digit
    private const int Stretch = 64; // numbers: each core's part begins at a whole vector and a whole cache line

    /// <summary>
    /// x · Φ(x), where Φ is the chance that a standard normal number lies below x: a smooth <see cref="Relu"/>.
    /// </summary>
    /// <remarks>
    /// Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", §2. Φ(x) = (1 + erf(x/√2)) / 2. At −∞ it is 0, as its
    /// limit.
    /// </remarks>
    public Tensor Gelu() => Map((x, y) =>
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[i] < -Far ? 0 : (float)(x[i] * Below(x[i]));
    }).From((this, g => g * Map((x, slope) =>
    {
        for (int i = 0; i < slope.Length; i++)
        {
            double within = Math.Clamp(x[i], -Far, Far);
            slope[i] = (float)(Below(within) + within * Math.Exp(-0.5 * within * within) / Math.Sqrt(2 * Math.PI));
        }
    })));

    /// <summary>
    /// ½x (1 + tanh(√(2/π) (x + 0.044715 x³))): what GPT-2 computes for <see cref="Gelu"/>, and less than 0.001 from
    /// it.
    /// </summary>
    /// <remarks>
    /// Hendrycks and Gimpel 2016, §2; "gelu_new" in GPT-2's configuration. At −∞ it is 0, as its limit.
    /// </remarks>
    public Tensor GeluTanh()
    {
        // ½ (1 + tanh(u)) = sigmoid(2u), which is cheaper
        float[] gate = TensorMemory.Take(Length), y = TensorMemory.Take(Length);
        Cores.Share(Length, Stretch, Length,
            (from, count) => GeluForward(data.AsSpan(from, count), gate.AsSpan(from, count), y.AsSpan(from, count)));
        return new Tensor(y, Shape).From((this, g =>
        {
            float[] result = TensorMemory.Take(Length);
            Cores.Share(Length, Stretch, Length / 2, (from, count) =>
                GeluBackward(data.AsSpan(from, count), gate.AsSpan(from, count), g.data.AsSpan(from, count),
                    result.AsSpan(from, count)));
            return new Tensor(result, Shape);
        }
        ));
    }

    /// <summary>x · sigmoid(x), also called Swish: the gate of <see cref="Activation.SwiGlu"/>.</summary>
    /// <remarks>
    /// Ramachandran et al. 2017, "Searching for Activation Functions", §4; Elfwing et al. 2018, eq. 2. At −∞ it is 0,
    /// as its limit.
    /// </remarks>
    public Tensor Silu()
    {
        // −∞ · 0 is no number
        Tensor gate = Map(TensorPrimitives.Sigmoid);
        Tensor finiteBelow = Map((x, y) => TensorPrimitives.Max(x, float.MinValue, y));
        return (finiteBelow * gate).From((this, g => Backward(g)));

        Tensor Backward(Tensor g)
        {
            Tensor near = Map((x, y) => TensorPrimitives.Clamp(x, -5 * Far, 5 * Far, y));
            return g * (gate * (1 + near * (1 - gate)));
        }
    }

    /// <summary>s = sigmoid(2u), u = √(2/π) (x + 0.044715 x³), and x s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GeluForward(ReadOnlySpan<float> x, Span<float> gate, Span<float> y)
    {
        ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(x);
        Span<Vector<float>> gates = MemoryMarshal.Cast<float, Vector<float>>(gate);
        Span<Vector<float>> ys = MemoryMarshal.Cast<float, Vector<float>>(y);
        Vector<float> lowest = new(float.MinValue);
        for (int i = 0; i < xs.Length; i++)
        {
            gates[i] = Exponential.Sigmoid(2 * GeluScale * (xs[i] + GeluCubic * xs[i] * xs[i] * xs[i]));
            ys[i] = Vector.MaxNative(lowest, xs[i]) * gates[i]; // −∞ · 0 is no number
        }
        int done = xs.Length * Vector<float>.Count;
        if (done == x.Length) return;
        Span<float> last = stackalloc float[3 * Vector<float>.Count]; // what is left goes through the same steps
        last.Clear();
        x[done..].CopyTo(last);
        GeluForward(last[..Vector<float>.Count], last[Vector<float>.Count..(2 * Vector<float>.Count)],
            last[(2 * Vector<float>.Count)..]);
        last.Slice(Vector<float>.Count, x.Length - done).CopyTo(gate[done..]);
        last.Slice(2 * Vector<float>.Count, x.Length - done).CopyTo(y[done..]);
    }

    /// <summary>g · (s + x s (1 − s) 2u′), where s = sigmoid(2u) and u′ = √(2/π) (1 + 3 · 0.044715 x²).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GeluBackward(ReadOnlySpan<float> x, ReadOnlySpan<float> gate, ReadOnlySpan<float> g,
        Span<float> result)
    {
        ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(x);
        ReadOnlySpan<Vector<float>> ss = MemoryMarshal.Cast<float, Vector<float>>(gate);
        ReadOnlySpan<Vector<float>> gs = MemoryMarshal.Cast<float, Vector<float>>(g);
        Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(result);
        Vector<float> one = Vector<float>.One, left = new(-Far), right = new(Far);
        for (int i = 0; i < xs.Length; i++)
        {
            // of a NaN the second is given on
            Vector<float> within = Vector.MinNative(right, Vector.MaxNative(left, xs[i]));
            results[i] = gs[i] * ss[i]
                * (one + within * (one - ss[i]) * (2 * GeluScale * (one + 3 * GeluCubic * within * within)));
        }
        for (int i = xs.Length * Vector<float>.Count; i < x.Length; i++)
        {
            float within = Math.Clamp(x[i], -Far, Far);
            result[i] =
                g[i] * gate[i] * (1 + within * (1 - gate[i]) * (2 * GeluScale * (1 + 3 * GeluCubic * within * within)));
        }
    }

    private static double Below(double x) => 0.5 * SpecialFunctions.Erfc(-x / Math.Sqrt(2));
}
