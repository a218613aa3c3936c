namespace NotebookLib.Tests.Training;

public sealed class GradientClippingTests
{
    [Fact]
    public void Clipping_shortens_long_gradients_to_the_maximum_and_leaves_short_ones()
    {
        Tensor a = Tensor.Zeros(1), b = Tensor.Zeros(1);
        a.RequiresGrad = b.RequiresGrad = true;
        (3 * a + 4 * b).Backward();

        Assert.Equal(5, GradientClipping.ByNorm([a, b], 10));
        Assert.Equal((3, 4), (a.Grad!.Item(), b.Grad!.Item()));
        Assert.Equal(5, GradientClipping.ByNorm([a, b], 2.5f));
        Assert.Equal((1.5f, 2f), (a.Grad!.Item(), b.Grad!.Item()));
    }

    [Fact]
    public void Clipping_by_value_turns_a_gradient_and_clipping_by_norm_does_not()
    {
        Tensor[] Gradient()
        {
            Tensor w = Tensor.Zeros(2);
            w.RequiresGrad = true;
            (w * new Tensor([3, -4], 2)).Sum().Backward();
            return [w];
        }
        Tensor[] byNorm = Gradient(), byValue = Gradient(), untouched = Gradient();

        GradientClipping.ByNorm(byNorm, 1);

        Assert.Equal(4, GradientClipping.ByValue(byValue, 1));
        Assert.Equal([0.6f, -0.8f], byNorm[0].Grad!.ToArray(), (e, a) => MathF.Abs(e - a) < 1e-6f);
        Assert.Equal([1, -1], byValue[0].Grad!.ToArray());
        Assert.Equal(4, GradientClipping.ByValue(untouched, float.PositiveInfinity));
        Assert.Equal([3, -4], untouched[0].Grad!.ToArray());
        Assert.Equal(0, GradientClipping.ByValue([Tensor.Zeros(3)], 1)); // has no gradient
    }

    [Fact]
    public void Clipping_by_value_brings_infinity_to_the_maximum_and_leaves_NaN()
    {
        Tensor w = Tensor.Zeros(3);
        w.RequiresGrad = true;
        w.Backward(new Tensor([float.NegativeInfinity, float.NaN, 0.5f], 3));

        Assert.Equal(float.NaN, GradientClipping.ByValue([w], 2));
        Assert.Equal([-2, float.NaN, 0.5f], w.Grad!.ToArray());
        AssertError("maximum: expected a size above 0; got NaN.", () => GradientClipping.ByValue([w], float.NaN));
        AssertError("maximum: expected a length above 0; got 0.", () => GradientClipping.ByNorm([w], 0));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
