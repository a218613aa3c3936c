namespace NotebookLib.Tests;

/// <summary>
/// What operations do at the ends of what a float can hold: their limits, never a NaN that was not put in.
/// </summary>
public sealed class ExtremeValueTests
{
    private const float Inf = float.PositiveInfinity;
    private static readonly float[] below = [-Inf, float.MinValue, -3e38f, -1e20f, -1e13f, -1000];
    private static readonly float[] above = [1000, 1e13f, 1e20f, 3e38f, float.MaxValue, Inf];
    private static readonly float[] small = [-1e-40f, -0f, 0, 1e-40f];

    public static TheoryData<string> Gates => ["Gelu", "GeluTanh", "Silu"];

    private static Tensor Apply(string activation, Tensor x) => activation switch
    {
        "Gelu" => x.Gelu(),
        "GeluTanh" => x.GeluTanh(),
        "Silu" => x.Silu(),
        "Relu" => x.Relu(),
        "Abs" => x.Abs(),
        _ => throw new ArgumentException(activation),
    };

    private static (float[] Values, float[] Slopes) At(string activation, float[] points)
    {
        var x = new Tensor([.. points]) { RequiresGrad = true };
        Tensor y = Apply(activation, x);
        y.Backward(Tensor.Ones(points.Length));
        return (y.ToArray(), x.Grad!.ToArray());
    }

    [Theory, MemberData(nameof(Gates))]
    public void Far_below_0_a_smooth_relu_is_0_and_flat(string activation)
    {
        (float[] values, float[] slopes) = At(activation, below);

        Assert.All(values, value => Assert.Equal(0, value));
        Assert.All(slopes, slope => Assert.Equal(0, slope));
    }

    [Theory, MemberData(nameof(Gates))]
    public void Far_above_0_a_smooth_relu_is_its_argument_with_slope_1(string activation)
    {
        (float[] values, float[] slopes) = At(activation, above);

        Assert.Equal(above, values);
        Assert.All(slopes, slope => Assert.Equal(1, slope));
    }

    [Theory, MemberData(nameof(Gates))]
    public void Near_0_a_smooth_relu_is_half_its_argument(string activation)
    {
        (float[] values, float[] slopes) = At(activation, small);

        Assert.All(small.Zip(values), pair => Assert.Equal(pair.First / 2, pair.Second, 1e-44f));
        Assert.All(slopes, slope => Assert.Equal(0.5f, slope, 1e-6f));
    }

    [Theory, InlineData("Gelu"), InlineData("GeluTanh"), InlineData("Silu"), InlineData("Relu"), InlineData("Abs")]
    public void A_NaN_stays_one_in_value_and_slope_and_touches_no_neighbour(string activation)
    {
        (float[] values, float[] slopes) = At(activation, [1, float.NaN, 2, 3, 4, 5, 6, 7, 8, float.NaN, 9]);

        Assert.Equal([1, 9], Enumerable.Range(0, values.Length).Where(i => float.IsNaN(values[i])));
        Assert.Equal([1, 9], Enumerable.Range(0, slopes.Length).Where(i => float.IsNaN(slopes[i])));
    }

    [Fact]
    public void Tanh_is_that_of_the_framework_at_0_and_at_both_ends()
    {
        float[] points = [.. below, .. small, 1e-5f, 0.5f, .. above];

        Assert.Equal(points.Select(MathF.Tanh), new Tensor([.. points]).Tanh().ToArray());
    }

    [Fact]
    public void Sigmoid_and_exponential_reach_their_ends()
    {
        Assert.All(new Tensor([.. below]).Sigmoid().ToArray(), value => Assert.Equal(0, value));
        Assert.All(new Tensor([.. above]).Sigmoid().ToArray(), value => Assert.Equal(1, value));
        Assert.All(new Tensor([.. below]).Exp().ToArray(), value => Assert.Equal(0, value));
        Assert.All(new Tensor([.. above]).Exp().ToArray(), value => Assert.Equal(Inf, value));
    }

    [Fact]
    public void The_largest_of_signed_zeros_is_the_first() // they are equal; IEEE 754, §5.11
    {
        Assert.Equal([0], new Tensor([-0f, 0f]).ArgMax());
        Assert.Equal([0], new Tensor([0f, -0f]).ArgMax());
        Assert.Equal([1], new Tensor([-1, -0f, 0f, -1, 0]).ArgMax());
    }

    [Fact]
    public void The_first_NaN_is_the_largest() =>
        Assert.Equal([1], new Tensor([Inf, float.NaN, float.NaN, Inf]).ArgMax());

    [Fact]
    public void A_row_of_minus_infinity_has_its_largest_first() => Assert.Equal([0], new Tensor([-Inf, -Inf]).ArgMax());
}
