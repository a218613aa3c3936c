using System.Globalization;

namespace NotebookLib;

/// <summary>A matrix as codes and scales: what <see cref="Quantization"/> leaves of it.</summary>
public sealed class QuantizedTensor
{
    private readonly sbyte[] codes;
    private readonly float[] scales;
    private readonly int high, wide, across; // the block that shares a scale, and how many stand side by side

    internal QuantizedTensor(Quantization quantization, Shape shape, sbyte[] codes, float[] scales)
    {
        (Quantization, Shape, this.codes, this.scales) = (quantization, shape, codes, scales);
        (high, wide) = quantization.Shares.Block(shape);
        across = wide == 0 ? 0 : (shape[1] + wide - 1) / wide;
    }

    /// <summary>How it was rounded.</summary>
    public Quantization Quantization { get; }

    /// <summary>(in, out).</summary>
    public Shape Shape { get; }

    /// <summary>The codes, row by row.</summary>
    public ReadOnlySpan<sbyte> Codes => codes;

    /// <summary>The scales, of the blocks of weights that share one, row by row.</summary>
    public ReadOnlySpan<float> Scales => scales;

    /// <summary>The code of one weight.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such weight.</exception>
    public sbyte Code(int row, int column) => codes[At(row, column)];

    /// <summary>The scale of one weight.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such weight.</exception>
    public float Scale(int row, int column)
    {
        _ = At(row, column);
        return scales[row / high * across + column / wide];
    }

    /// <summary>How many bits it takes: the codes, and 16 for each scale.</summary>
    public long StoredBits => (long)codes.Length * Quantization.Bits + 16L * scales.Length;

    /// <summary><see cref="StoredBits"/> a weight: 4.5 for four bits in groups of 32.</summary>
    public double BitsPerWeight => (double)StoredBits / codes.Length;

    /// <summary>The weights that it stands for, scale · code.</summary>
    /// <returns>(in, out).</returns>
    public Tensor ToTensor()
    {
        var weights = new float[codes.Length];
        for (int i = 0; i < Shape[0]; i++)
            for (int j = 0; j < Shape[1]; j++)
                weights[i * Shape[1] + j] = codes[i * Shape[1] + j] * scales[i / high * across + j / wide];
        return new Tensor(weights, Shape);
    }

    /// <summary>Its shape, its bits and what shares a scale, in one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Shape}, {Quantization.Bits} bits, a scale a {Quantization.Shares}: {BitsPerWeight:0.##} bits a weight");

    private int At(int row, int column) => (uint)row < (uint)Shape[0] && (uint)column < (uint)Shape[1]
        ? row * Shape[1] + column
        : throw new ArgumentOutOfRangeException(nameof(row), $"expected a weight of {Shape}; got ({row}, {column}).");
}
