namespace NotebookLib;

/// <summary>How a number is stored in a file. In memory every number is a float32.</summary>
public enum NumberFormat
{
    /// <summary>Four bytes: what is computed with, as it is.</summary>
    F32,

    /// <summary>
    /// Two bytes: the upper half of a float32, rounded. The same range, and 8 significant bits instead of 24: a number
    /// moves by at most 1/256 of itself.
    /// </summary>
    BF16,
}

/// <summary>Conversions to the formats of a file.</summary>
internal static class NumberFormats
{
    /// <summary>What one number takes.</summary>
    public static int Bytes(this NumberFormat format) => format switch
    {
        NumberFormat.F32 => 4,
        NumberFormat.BF16 => 2,
        _ => throw new ArgumentException($"format: expected F32 or BF16; got {format}.", nameof(format)),
    };

    /// <summary>The upper halves, rounded to the nearest, ties to even.</summary>
    public static ushort[] ToBFloat16(ReadOnlySpan<float> values)
    {
        var halves = new ushort[values.Length];
        for (int i = 0; i < halves.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(values[i]);
            halves[i] = float.IsNaN(values[i]) ? (ushort)(bits >> 16 | 0x40) // rounding could carry a NaN to ∞ or −0
                : (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
        }
        return halves;
    }
}
