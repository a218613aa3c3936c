using CsCheck;

namespace NotebookLib.Tests.Compression;

public class QuantizedLinearTests
{
    [Fact]
    public void A_dot_product_of_codes_is_exact_at_every_length() =>
        Gen.Select(Gen.Int[0, 131], Gen.Int).Sample((length, seed) =>
        {
            var random = new Random(seed);
            sbyte[] Draw() => [.. Enumerable.Range(0, length).Select(_ => (sbyte)(random.Next(8) == 0 ? -127
                : random.Next(-127, 128)))];
            sbyte[] a = Draw(), b = Draw();

            Assert.Equal(a.Zip(b, (x, y) => x * y).Sum(), QuantizedLinear.Dot(a, b));
        });

    [Fact]
    public void The_largest_codes_do_not_overflow()
    {
        sbyte[] a = [.. Enumerable.Repeat((sbyte)-127, 1 << 17)], b = [.. Enumerable.Repeat((sbyte)127, 1 << 17)];

        Assert.Equal(-127 * 127 * (1 << 17), QuantizedLinear.Dot(a, b));
    }

    [Theory, InlineData(1, 37, 23), InlineData(5, 128, 384), InlineData(3, 1, 2)]
    public void Its_rows_are_those_of_rounded_rows_times_rounded_weights(int rows, int inDim, int outDim)
    {
        var linear = new Linear(Tensor.Normal(new Random(1), inDim, outDim), Tensor.Normal(new Random(2), outDim));
        Tensor x = Tensor.Normal(new Random(3), rows, inDim);
        Tensor roundedX = Tensor.Stack(0, [.. Enumerable.Range(0, rows).Select(row => Rounded(x.Row(row)))]);

        Tensor y = new QuantizedLinear(linear).Forward(x);

        Tensor expected = roundedX.MatMul(new Quantization(8, Granularity.Column).Round(linear.Weight)) + linear.Bias!;
        Assert.Equal(0, y.MaxDifference(expected), 1e-3f);
        Assert.InRange(Quantization.SignalToNoise(linear.Forward(x), y), 30, 200);
    }

    [Fact]
    public void Batches_pass_row_by_row()
    {
        var map = new QuantizedLinear(new Linear(7, 5, new Random(1)));
        Tensor x = Tensor.Normal(new Random(2), 2, 3, 7);

        Tensor y = map.Forward(x);

        Assert.Equal("(2, 3, 5)", y.Shape.ToString());
        Assert.Equal(0, y.Row(1).Row(2).MaxDifference(map.Forward(x.Row(1).Row(2))));
    }

    [Fact]
    public void Wrong_rows_are_refused()
    {
        var map = new QuantizedLinear(new Linear(7, 5, new Random(1)));

        AssertError("x: expected rows of width 7, (…, 7); got (3, 5).", () => map.Forward(Tensor.Ones(3, 5)));
        AssertError("x: expected finite numbers; got NaN.", () => map.Forward(Tensor.Full(float.NaN, 7)));
        AssertError("x: expected finite numbers; got Infinity.",
            () => map.Forward(Tensor.Full(float.NegativeInfinity, 7)));
    }

    private static void AssertError(string expected, Func<object> act) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);

    // As the class does it, in whole numbers: largest at 127.
    private static Tensor Rounded(Tensor row)
    {
        float scale = row.Abs().Max().Item() / 127;
        return new([.. row.ToArray().Select(v => MathF.Round(v / scale) * scale)], row.Length);
    }
}
