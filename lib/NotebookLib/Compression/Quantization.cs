namespace NotebookLib;

/// <summary>
/// Rounds weights to a few whole numbers, their codes, that share a scale: weight ≈ scale · code.
/// </summary>
/// <remarks>
/// <para>Absmax: the largest weight of those that share a scale gets the largest code, and 0 stays 0. Dettmers et al.
/// 2022, "LLM.int8(): 8-bit Matrix Multiplication for Transformers at Scale", §2.1.</para>
/// <para>Two's complement has one negative number more than positive ones: −8 … 7 in four bits. Absmax leaves it
/// out and is symmetric; <see cref="UsesAllLevels"/> gives it to the largest weight, as llama.cpp's formats do.</para>
/// </remarks>
/// <param name="Bits">How many bits a code has, 2 to 8.</param>
/// <param name="Shares">Which weights share a scale.</param>
/// <param name="UsesAllLevels">If true, the weight of the largest magnitude gets the code −2^(bits − 1), and its sign
/// goes into the scale; if false, the codes end at ±(2^(bits − 1) − 1).</param>
public sealed record Quantization(int Bits, Granularity Shares, bool UsesAllLevels = false)
{
    /// <summary>How many bits a code has, 2 to 8.</summary>
    /// <exception cref="ArgumentException">Set to less than 2 or more than 8.</exception>
    public int Bits { get; init => field = Required(value); } = Required(Bits);

    /// <summary>Which weights share a scale.</summary>
    public Granularity Shares { get; init; } = Shares ?? throw new ArgumentNullException(nameof(Shares));

    /// <summary>Rounds a matrix.</summary>
    /// <remarks>A scale is kept in 16 bits (<see cref="Half"/>) and rounded up, so that no code lies beyond the
    /// largest. The scale of weights that are all 0 is 1.</remarks>
    /// <param name="weights">(in, out).</param>
    /// <exception cref="ArgumentException">It is no matrix, or holds a number that is not finite or too large for a
    /// scale of 16 bits.</exception>
    public QuantizedTensor Quantize(Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Rank != 2)
            throw new ArgumentException($"weights: expected a matrix, (in, out); got {weights.Shape}.",
                nameof(weights));
        int rows = weights.Shape[0], columns = weights.Shape[1];
        var (high, wide) = Shares.Block(weights.Shape);
        int acrossCount = (columns + wide - 1) / wide;
        var scales = new float[(rows + high - 1) / high * acrossCount];
        var codes = new sbyte[weights.Length];
        for (int block = 0; block < scales.Length; block++)
        {
            int top = block / acrossCount * high, left = block % acrossCount * wide;
            int bottom = Math.Min(top + high, rows), right = Math.Min(left + wide, columns);
            scales[block] = Scale(weights, top..bottom, left..right);
            for (int i = top; i < bottom; i++)
                for (int j = left; j < right; j++)
                    codes[i * columns + j] = Code(weights.Values[i * columns + j] / scales[block]);
        }
        return new QuantizedTensor(this, weights.Shape, codes, scales);
    }

    /// <summary>The matrix that is left of one when it is rounded: <see cref="Quantize"/> and back.</summary>
    /// <inheritdoc cref="Quantize"/>
    /// <returns>(in, out).</returns>
    public Tensor Round(Tensor weights) => Quantize(weights).ToTensor();

    /// <summary>The weights that codes and a scale stand for: scale · code.</summary>
    /// <param name="rounded">The codes of a row, and their scale.</param>
    public static float[] Back((sbyte[] Codes, float Scale) rounded)
    {
        ArgumentNullException.ThrowIfNull(rounded.Codes);
        return Array.ConvertAll(rounded.Codes, code => code * rounded.Scale);
    }

    /// <summary>What a weight of a model takes, in bits, if its maps are rounded like this, scales included.</summary>
    /// <param name="gpt">The model; of it <see cref="Gpt.Maps"/> count.</param>
    public double BitsPerWeight(Gpt gpt)
    {
        ArgumentNullException.ThrowIfNull(gpt);
        return (double)gpt.Maps().Sum(map => Quantize(map.Value).StoredBits) / gpt.MapParameterCount;
    }

    /// <summary>
    /// How much larger weights are than what rounding did to them, in decibels: 10 log₁₀ (Σ w² / Σ (w − ŵ)²).
    /// </summary>
    /// <remarks>
    /// Ten decibels are a factor of ten in squares. Each bit halves the distance of the levels, so it is worth
    /// 20 log₁₀ 2, 6.02 decibels: Bennett 1948, "Spectra of Quantized Signals".
    /// </remarks>
    /// <param name="weights">The weights, any shape.</param>
    /// <param name="rounded">What stands in their place, of the same shape.</param>
    /// <returns>∞ where nothing changed.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static double SignalToNoise(Tensor weights, Tensor rounded)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(rounded);
        if (weights.Shape != rounded.Shape)
            throw new ArgumentException($"rounded: expected {weights.Shape}, as the weights; got {rounded.Shape}.",
                nameof(rounded));
        return Decibels([(weights, rounded)]);
    }

    /// <summary>The same over all <see cref="Gpt.Maps"/> of a model.</summary>
    /// <param name="gpt">The model.</param>
    /// <param name="rounded">A copy of it with other maps of the same shapes.</param>
    /// <returns>Decibels.</returns>
    /// <exception cref="ArgumentException">The models have maps of other shapes.</exception>
    public static double SignalToNoise(Gpt gpt, Gpt rounded)
    {
        ArgumentNullException.ThrowIfNull(gpt);
        ArgumentNullException.ThrowIfNull(rounded);
        (string Name, Tensor Value)[] before = [.. gpt.Maps()], after = [.. rounded.Maps()];
        if (!before.Select(map => map.Value.Shape).SequenceEqual(after.Select(map => map.Value.Shape)))
            throw new ArgumentException("rounded: expected a model with maps of the same shapes.", nameof(rounded));
        return Decibels(before.Zip(after, (a, b) => (a.Value, b.Value)));
    }

    private static double Decibels(IEnumerable<(Tensor Weights, Tensor Rounded)> pairs)
    {
        double signal = 0, noise = 0;
        foreach (var (weights, rounded) in pairs)
            for (int i = 0; i < weights.Length; i++)
            {
                double off = (double)weights.Values[i] - rounded.Values[i];
                signal += (double)weights.Values[i] * weights.Values[i];
                noise += off * off;
            }
        return 10 * Math.Log10(signal / noise);
    }

    private float Scale(Tensor weights, Range rows, Range columns)
    {
        float largest = 0; // of the largest magnitude, with its sign
        for (int i = rows.Start.Value; i < rows.End.Value; i++)
            foreach (float w in weights.Values.Slice(i * weights.Shape[1], weights.Shape[1])[columns])
            {
                if (!float.IsFinite(w))
                    throw new ArgumentException(
                        FormattableString.Invariant($"weights: expected finite numbers; got {w} in row {i}."),
                        nameof(weights));
                if (Math.Abs(w) > Math.Abs(largest)) largest = w;
            }
        if (largest == 0) return 1;
        int levels = UsesAllLevels ? 1 << (Bits - 1) : (1 << (Bits - 1)) - 1;
        float exact = Math.Abs(largest) / levels;
        var stored = (Half)exact;
        if ((float)stored < exact) stored = Half.BitIncrement(stored);
        if (Half.IsInfinity(stored))
            throw new ArgumentException(FormattableString.Invariant(
                $"weights: expected at most {levels} · {Half.MaxValue}, for a scale of 16 bits; got {largest}."),
                nameof(weights));
        return UsesAllLevels && largest > 0 ? -(float)stored : (float)stored;
    }

    private sbyte Code(float levels)
    {
        int last = (1 << (Bits - 1)) - 1;
        return (sbyte)Math.Clamp(MathF.Round(levels), UsesAllLevels ? -last - 1 : -last, last);
    }

    private static int Required(int bits) => bits is >= 2 and <= 8 ? bits
        : throw new ArgumentException($"Bits: expected 2 to 8; got {bits}.", nameof(bits));
}
