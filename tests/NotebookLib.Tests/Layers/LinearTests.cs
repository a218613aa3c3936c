namespace NotebookLib.Tests.Layers;

public class LinearTests
{
    [Fact]
    public void Each_row_times_W_plus_b()
    {
        var linear = new Linear(new Tensor([1, 2, 3, 4, 5, 6], 2, 3), new Tensor([10, 20, 30]));
        Assert.Equal([10 + 1 * 7 + 4 * 11, 20 + 2 * 7 + 5 * 11, 30 + 3 * 7 + 6 * 11],
            linear.Forward(new Tensor([7, 11])).ToArray());
        Assert.Equal([2, 5, 3], linear.Forward(Tensor.Ones(2, 5, 2)).Shape.ToArray());
        Assert.Equal([5, 7, 9], new Linear(linear.Weight).Forward(Tensor.Ones(1, 2)).ToArray());
    }

    [Fact]
    public void Outputs_vary_about_as_much_as_inputs_at_first()
    {
        var linear = new Linear(101, 53, new Random(3));
        // 4 standard errors of 5353 samples
        Assert.Equal(1 / 101f, linear.Weight.Reshape(-1).Variance(0).Item(), 0.0008f);
        Assert.All(linear.Bias!.ToArray(), b => Assert.Equal(0, b));
        Assert.Equal(101 * 53 + 53, linear.ParameterCount);
        Assert.Equal(101 * 53, new Linear(101, 53, new Random(3), bias: false).ParameterCount);
        Assert.Equal(linear.Weight.ToArray(), new Linear(101, 53, new Random(3)).Weight.ToArray());
    }

    [Fact]
    public void Weight_and_bias_ask_for_gradients()
    {
        var linear = new Linear(new Tensor([1, 2, 3, 4, 5, 6], 2, 3), Tensor.Zeros(3));
        linear.Forward(new Tensor([7, 11, 13, 17], 2, 2)).Sum().Backward();
        Assert.Equal([20, 20, 20, 28, 28, 28], linear.Weight.Grad!.ToArray());
        Assert.Equal([2, 2, 2], linear.Bias!.Grad!.ToArray());
    }

    [Fact]
    public void Errors_name_the_argument_what_was_expected_and_what_came()
    {
        var linear = new Linear(Tensor.Ones(2, 3));
        Assert.StartsWith("x: expected rows of width 2, (…, 2), for a weight (2, 3); got (5, 3).",
            Assert.Throws<ArgumentException>("x", () => linear.Forward(Tensor.Ones(5, 3))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("x", () => linear.Forward(7));
        Assert.StartsWith("weight: expected a matrix, (in, out); got (2,).",
            Assert.Throws<ArgumentException>("weight", () => new Linear(Tensor.Ones(2))).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("bias: expected (3,), one number for each column of (2, 3); got (2,).",
            Assert.Throws<ArgumentException>("bias", () => new Linear(Tensor.Ones(2, 3), Tensor.Ones(2))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("inDim", () => new Linear(0, 3, new Random(1)));
        Assert.Throws<ArgumentException>("outDim", () => new Linear(3, -1, new Random(1)));
    }

    [Fact]
    public void A_computed_weight_gives_its_values_and_leaves_its_graph_behind()
    {
        var source = new Linear(new Tensor([1, 2, 3, 4, 5, 6], 2, 3));

        var half = new Linear(source.Weight.Slice(.., ..2));
        half.Forward(new Tensor([1, 1], 1, 2)).Sum().Backward();

        Assert.Equal([1, 2, 4, 5], half.Weight.ToArray());
        Assert.NotNull(half.Weight.Grad);
        Assert.Null(source.Weight.Grad);
    }
}
