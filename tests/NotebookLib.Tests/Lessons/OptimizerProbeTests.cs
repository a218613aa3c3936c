namespace NotebookLib.Tests;

public class OptimizerProbeTests
{
    [Fact]
    public void Descent_multiplies_each_number_by_one_less_rate_times_curvature()
    {
        var path = OptimizerProbe.Descend(w => new Sgd([w], 0.1f), steps: 2);
        Assert.Equal(3, path.Count);
        Assert.Equal((-5f, -2f), path[0]);
        Assert.Equal(-5 * 0.98f * 0.98f, path[2].X, 1e-5f); // slope 0.2 x
        Assert.Equal(-2 * 0.6f * 0.6f, path[2].Y, 1e-5f);   // slope 4 y
        var scaled = OptimizerProbe.Descend(w => new Sgd([w], 0.01f), steps: 1, scale: 10);
        Assert.Equal(-2 * 0.6f, scaled[1].Y, 1e-5f);
        Assert.Equal(0.1 * 9 + 2 * 4, OptimizerProbe.Ravine(3, -2), 1e-12);
    }

    [Fact]
    public void A_move_of_descent_is_the_gradient_and_Adam_begins_with_one_rate()
    {
        Assert.Equal([2f, -3f], OptimizerProbe.Moves(w => new Sgd([w], 0.5f), [2, -3]));
        Assert.Equal([1f, -1f], OptimizerProbe.Moves(w => new Sgd([w], 0.5f), [2, -3], clip: 1));
        float[] adam = OptimizerProbe.Moves(w => new Adam([w], 0.01f), [7, 7, 7]);
        Assert.All(adam, move => Assert.Equal(1, move, 1e-4f));
    }

    [Fact]
    public void A_first_step_moves_descent_by_the_gradient_and_Adam_by_the_rate_and_is_put_back()
    {
        var linear = new Linear(Tensor.Normal(new Random(1), 3, 5), Tensor.Zeros(5));
        float[] before = linear.Weight.ToArray();
        (linear.Forward(Tensor.Ones(2, 3)) * 3).Sum().Backward(); // gradients 6 for each weight and each bias

        var descent = OptimizerProbe.FirstStep(linear, p => new Sgd(p, 0.5f));
        var adam = OptimizerProbe.FirstStep(linear, p => new Adam(p, 0.25f));

        Assert.Equal(2, descent.Count);
        Assert.All(descent, point => Assert.Equal(6, point.Gradient, 1e-4));
        Assert.All(descent, point => Assert.Equal(3, point.Move, 1e-4));
        Assert.All(adam, point => Assert.Equal(0.25, point.Move, 1e-4));
        Assert.Equal(before, linear.Weight.ToArray());
        Assert.Contains("model: expected gradients", Assert.Throws<ArgumentException>(() =>
            OptimizerProbe.FirstStep(new Linear(2, 2, new Random(1)), p => new Sgd(p, 1))).Message,
            StringComparison.Ordinal);
    }
}
