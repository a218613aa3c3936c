using System.Numerics.Tensors;

namespace NotebookLib;

public sealed partial class Tensor
{
    /// <summary>Adds element by element; shapes broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor operator +(Tensor a, Tensor b) =>
        Broadcasting.Apply(a, b, TensorPrimitives.Add).From(Unread(a, g => g), Unread(b, g => g));

    /// <summary>Subtracts element by element; shapes broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor operator -(Tensor a, Tensor b) =>
        Broadcasting.Apply(a, b, TensorPrimitives.Subtract).From(Unread(a, g => g), Unread(b, g => -g));

    /// <summary>
    /// Multiplies element by element (the product of matrices is <see cref="MatMul"/>); shapes broadcast.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor operator *(Tensor a, Tensor b) =>
        Broadcasting.Apply(a, b, TensorPrimitives.Multiply).From((a, g => g * b), (b, g => g * a));

    /// <summary>
    /// Divides element by element; shapes broadcast. Division by zero gives ±∞ or NaN, as for floats.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor operator /(Tensor a, Tensor b) =>
        // b² could round to 0
        Broadcasting.Apply(a, b, TensorPrimitives.Divide).From((a, g => g / b), (b, g => -g * (a / b) / b));

    /// <summary>Changes every sign.</summary>
    public static Tensor operator -(Tensor a)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.Map(TensorPrimitives.Negate).From(Unread(a, g => -g));
    }

    /// <summary>eˣ for each value.</summary>
    public Tensor Exp()
    {
        Tensor y = Map(TensorPrimitives.Exp);
        return y.From(Unread(this, g => g * y.Detach()));
    }

    /// <summary>The natural logarithm of each value; −∞ for 0, NaN below.</summary>
    public Tensor Log() => Map(TensorPrimitives.Log).From((this, g => g / this));

    /// <summary>The square root of each value; NaN below 0.</summary>
    public Tensor Sqrt()
    {
        Tensor y = Map(TensorPrimitives.Sqrt);
        return y.From(Unread(this, g => g / (2 * y.Detach())));
    }

    /// <summary>Each value times itself.</summary>
    public Tensor Square() => Map((x, y) => TensorPrimitives.Multiply(x, x, y)).From((this, g => g * (2 * this)));

    /// <summary>Each value raised to <paramref name="exponent"/>.</summary>
    public Tensor Pow(float exponent) =>
        Map((x, y) => TensorPrimitives.Pow(x, exponent, y))
            .From((this, g => exponent == 0 ? Zeros(Shape) : g * (exponent * Pow(exponent - 1))));

    /// <summary>The absolute values. At 0 the gradient is 0, at NaN it is NaN.</summary>
    public Tensor Abs() => Map(TensorPrimitives.Abs).From((this, g => g * Map(Sign)));

    /// <summary>The sine of each value, in radians.</summary>
    public Tensor Sin() => Map(TensorPrimitives.Sin).From((this, g => g * Cos()));

    /// <summary>The cosine of each value, in radians.</summary>
    public Tensor Cos() => Map(TensorPrimitives.Cos).From((this, g => -g * Sin()));

    /// <summary>The hyperbolic tangent of each value.</summary>
    public Tensor Tanh()
    {
        Tensor y = Map((x, result) =>
        {
            for (int i = 0; i < x.Length; i++) result[i] = MathF.Tanh(x[i]); // TensorPrimitives.Tanh(0) is −6e−8
        });
        return y.From(Unread(this, g => g * (1 - y.Detach().Square())));
    }

    /// <summary>1 / (1 + e⁻ˣ) for each value.</summary>
    public Tensor Sigmoid()
    {
        Tensor y = Map(TensorPrimitives.Sigmoid);
        return y.From(Unread(this, g => g * (y.Detach() * (1 - y.Detach()))));
    }

    /// <summary>max(x, 0) for each value. At 0 the gradient is 0, at NaN it is NaN.</summary>
    public Tensor Relu() => Map((x, y) => TensorPrimitives.Max(x, 0, y)).From((this, g => g * Map(Positive)));

    /// <summary>Puts <paramref name="value"/> wherever <paramref name="mask"/> is not zero.</summary>
    /// <param name="mask">0 to keep, anything else to replace; a shape that broadcasts with this one.</param>
    /// <param name="value">The value to put, often −∞ before a softmax.</param>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor MaskedFill(Tensor mask, float value)
    {
        ArgumentNullException.ThrowIfNull(mask);
        Tensor hidden = mask.Detach();
        return Broadcasting.Apply(this, hidden, (x, m, y) =>
        {
            for (int i = 0; i < y.Length; i++) y[i] = m[i] != 0 ? value : x[i];
        }, nameof(mask)).From(Unread(this, g => g.MaskedFill(hidden, 0)));
    }

    /// <summary>Applies a kernel to all values; nothing is recorded.</summary>
    internal Tensor Map(Action<ReadOnlySpan<float>, Span<float>> kernel)
    {
        float[] y = TensorMemory.Take(data.Length);
        kernel(data, y);
        return new Tensor(y, Shape);
    }

    private static void Positive(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[i] switch { > 0 => 1, <= 0 => 0, _ => float.NaN };
    }

    private static void Sign(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < y.Length; i++) y[i] = x[i] switch { > 0 => 1, < 0 => -1, 0 => 0, _ => float.NaN };
    }
}
