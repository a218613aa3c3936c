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
}
