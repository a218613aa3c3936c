using CsCheck;
using NotebookLib.Tests.References;

namespace NotebookLib.Tests.Compression;

public class QuantizationTests
{
    private sealed record Rounding(int Bits, bool UsesAllLevels, string Shares, Stored Weights, Stored Rounded,
        float[] Scales);

    private static readonly Granularity[] all =
        [Granularity.Matrix, Granularity.Row, Granularity.Column, Granularity.Group(4)];

    [Fact]
    public void Every_kind_of_rounding_agrees_with_PyTorch()
    {
        IReadOnlyList<Rounding> cases = Reference.Load<Rounding>("quantization.json");
        Assert.Equal(all.Length * 4 * 2, cases.Count);
        foreach (Rounding c in cases)
        {
            var quantization = new Quantization(c.Bits, all.Single(g => g.Name == c.Shares), c.UsesAllLevels);

            QuantizedTensor quantized = quantization.Quantize(c.Weights.Tensor);

            Assert.Equal(c.Scales, quantized.Scales.ToArray());
            Reference.AssertClose(c.Rounded.Tensor, quantized.ToTensor(), quantized.ToString(), 1e-6f);
        }
    }

    // 0.6 / 7 = 0.0857…, in 16 bits the next number above it; 0.3 is 3.5 of it less a bit, 0.1 is 1.17 of it.
    [Fact]
    public void Three_weights_by_hand()
    {
        QuantizedTensor quantized = new Quantization(4, Granularity.Matrix).Quantize(new([0.6f, -0.3f, 0.1f], 3, 1));

        Assert.Equal([7, -3, 1], quantized.Codes.ToArray().Select(c => (int)c));
        Assert.InRange(quantized.Scales[0], 0.6f / 7, 0.6f / 7 * 1.001f);
        Assert.Equal((3 * 4 + 16) / 3.0, quantized.BitsPerWeight, 1e-12);
    }

    [Fact]
    public void All_levels_give_the_largest_weight_the_code_that_has_no_opposite()
    {
        QuantizedTensor quantized =
            new Quantization(2, Granularity.Matrix, UsesAllLevels: true).Quantize(new([1, -0.5f, 0.5f, 0], 4, 1));

        Assert.Equal([-2, 1, -1, 0], quantized.Codes.ToArray().Select(c => (int)c));
        Assert.Equal(-0.5f, quantized.Scales[0]);
        Assert.Equal(0, quantized.ToTensor().MaxDifference(new([1, -0.5f, 0.5f, 0], 4, 1)));
    }

    [Fact]
    public void No_weight_moves_by_more_than_half_its_scale_and_rounding_twice_changes_nothing() =>
        Gen.Select(Gen.Int[1, 37], Gen.Int[1, 23], Gen.Int[2, 8], Gen.Int[0, 3], Gen.Int[-9, 4], Gen.Int).Sample(
            (rows, columns, bits, kind, size, seed) =>
            {
                var quantization = new Quantization(bits, all[kind]);
                Tensor weights = Tensor.Normal(new Random(seed), rows, columns) * MathF.Pow(10, size);

                QuantizedTensor quantized = quantization.Quantize(weights);

                Tensor rounded = quantized.ToTensor();
                for (int i = 0; i < rows; i++)
                    for (int j = 0; j < columns; j++)
                    {
                        float scale = quantized.Scale(i, j);
                        Assert.InRange(MathF.Abs(rounded[i, j] - weights[i, j]), 0, scale * 0.5001f);
                        Assert.InRange(quantized.Code(i, j), -(1 << (bits - 1)) + 1, (1 << (bits - 1)) - 1);
                    }
                float largest = weights.Abs().Max().Item();
                if (size > -2) Assert.Equal(0, quantization.Round(rounded).MaxDifference(rounded), 1e-3f * largest);
            });

    [Theory, InlineData(4, 32, 4.5), InlineData(3, 32, 3.5), InlineData(8, 16, 9)]
    public void Scales_count(int bits, int group, double expected) =>
        Assert.Equal(expected,
            new Quantization(bits, Granularity.Group(group)).Quantize(Tensor.Ones(64, 5)).BitsPerWeight);

    [Fact]
    public void Over_a_model_the_scales_count_too()
    {
        var gpt = new Gpt(new GptConfig(5, layers: 1, heads: 1, width: 4, context: 3), new Random(1));

        // rows of 12, 4, 16 and 4 weights
        double scales = (4 + 4 + 4 + 16) * 16.0 / (4 * 12 + 4 * 4 + 4 * 16 + 16 * 4);
        Assert.Equal(3 + scales, new Quantization(3, Granularity.Row).BitsPerWeight(gpt), 1e-9);
    }

    [Fact]
    public void The_last_group_of_a_column_may_be_smaller() =>
        Assert.Equal(3 * 5, new Quantization(4, Granularity.Group(4)).Quantize(Tensor.Ones(11, 5)).Scales.Length);

    [Fact]
    public void Zeros_stay_zeros() =>
        Assert.Equal(0, new Quantization(4, Granularity.Column).Round(Tensor.Zeros(3, 2)).MaxDifference(
            Tensor.Zeros(3, 2)));

    [Fact]
    public void Noise_that_is_a_tenth_of_the_weights_is_20_decibels_below_them()
    {
        Tensor weights = Tensor.Normal(new Random(1), 5, 7);

        Assert.Equal(20, Quantization.SignalToNoise(weights, weights * 1.1f), 1e-3);
        Assert.Equal(double.PositiveInfinity, Quantization.SignalToNoise(weights, weights));
    }

    [Fact]
    public void Back_from_codes_it_is_scale_times_code() =>
        Assert.Equal([-1.5f, 0, 1], Quantization.Back(([-3, 0, 2], 0.5f)));

    [Fact]
    public void Over_a_model_every_map_counts()
    {
        var gpt = new Gpt(new GptConfig(5, layers: 1, heads: 1, width: 4, context: 3), new Random(1));
        float all = gpt.Maps().Sum(map => map.Value.Square().Sum().Item());
        float first = gpt.Maps()[0].Value.Square().Sum().Item();

        Gpt off = gpt.WithMaps((name, w) => name == gpt.Maps()[0].Name ? w * 1.1f : w);

        Assert.Equal(20 + 10 * Math.Log10(all / first), Quantization.SignalToNoise(gpt, off), 1e-2);
        AssertError("rounded: expected a model with maps of the same shapes.",
            () => Quantization.SignalToNoise(gpt, gpt.WithHiddenUnits([1, 2])));
    }

    [Fact]
    public void Wrong_use_is_refused()
    {
        AssertError("Bits: expected 2 to 8; got 9.", () => new Quantization(9, Granularity.Matrix));
        AssertError("size: expected 1 or more; got 0.", () => Granularity.Group(0));
        var eight = new Quantization(8, Granularity.Row);
        AssertError("weights: expected a matrix, (in, out); got (3,).", () => eight.Quantize(Tensor.Ones(3)));
        AssertError("weights: expected finite numbers; got NaN in row 1.",
            () => eight.Quantize(new([1, 2, float.NaN, 4], 2, 2)));
        AssertError("for a scale of 16 bits; got", () => eight.Quantize(Tensor.Full(1e8f, 1, 1)));
        AssertError("rounded: expected (2, 3), as the weights; got (3, 2).",
            () => Quantization.SignalToNoise(Tensor.Ones(2, 3), Tensor.Ones(3, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => eight.Quantize(Tensor.Ones(2, 2)).Scale(2, 0));
    }

    private static void AssertError(string expected, Func<object> act) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
}
