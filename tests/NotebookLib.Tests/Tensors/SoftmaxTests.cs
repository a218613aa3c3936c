namespace NotebookLib.Tests.Tensors;

public class SoftmaxTests
{
    private const float Infinity = float.PositiveInfinity, NaN = float.NaN;

    [Theory]
    [InlineData(new[] { -Infinity, 0, -Infinity }, new float[] { 0, 1, 0 })]
    [InlineData(new[] { -Infinity, -Infinity }, new float[] { 0, 0 })]
    [InlineData(new[] { Infinity, 3, Infinity, -Infinity }, new[] { 0.5f, 0, 0.5f, 0 })]
    [InlineData(new[] { 1, NaN, 2 }, new[] { NaN, NaN, NaN })]
    [InlineData(new[] { Infinity, NaN }, new[] { NaN, NaN })]
    [InlineData(new[] { -Infinity, NaN }, new[] { NaN, NaN })]
    [InlineData(new[] { 3e38f, 3e38f }, new[] { 0.5f, 0.5f })]
    [InlineData(new[] { -3e38f, 3e38f }, new float[] { 0, 1 })]
    [InlineData(new[] { 7f }, new[] { 1f })]
    public void Infinities_and_NaN_behave_as_documented(float[] x, float[] expected)
    {
        Assert.Equal(expected, new Tensor(x).Softmax().ToArray());
        Tensor weights = new Tensor(x).LogSoftmax().Exp();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], weights[i], 1e-6f);
    }

    [Fact]
    public void A_row_of_NaN_spoils_no_other_row()
    {
        Tensor y = new Tensor([NaN, 1, 0, 0], 2, 2).Softmax();
        Assert.Equal([NaN, NaN, 0.5f, 0.5f], y.ToArray());
    }

    [Fact]
    public void The_logarithm_keeps_what_the_weight_rounds_to_zero()
    {
        var x = new Tensor([0, -200]);
        Assert.Equal([1, 0], x.Softmax().ToArray());
        Assert.Equal([0, -200], x.LogSoftmax().ToArray());
    }

    [Fact]
    public void A_shift_changes_nothing()
    {
        Tensor x = Tensor.Arange(12).Reshape(3, 4);
        Assert.Equal(x.Softmax(0).ToArray(), (x - 1024).Softmax(0).ToArray());
    }

    [Fact]
    public void Nothing_in_nothing_out_and_a_scalar_has_no_rows()
    {
        Assert.Equal([3, 0], Tensor.Zeros(3, 0).Softmax().Shape.ToArray());
        Assert.Equal([0, 3], Tensor.Zeros(0, 3).LogSoftmax(0).Shape.ToArray());
        Assert.Contains("which has none",
            Assert.Throws<ArgumentException>("dim", () => Tensor.Zeros().Softmax()).Message, StringComparison.Ordinal);
    }
}
