namespace NotebookLib;

/// <summary>Small things on which one sees what an optimizer does: a ravine of two numbers, and one weight.</summary>
public static class OptimizerProbe
{
    /// <summary>The loss of the ravine, 0.1 x² + 2 y²: nearly flat along x, steep along y.</summary>
    public static double Ravine(double x, double y) => 0.1 * x * x + 2 * y * y;

    /// <summary>Where an optimizer goes in the ravine.</summary>
    /// <param name="rule">Makes the optimizer of the weights, (1, 2).</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="scale">What the loss is multiplied by.</param>
    /// <returns>The start, (−5, −2), and the point after each step.</returns>
    public static IReadOnlyList<(float X, float Y)> Descend(
        Func<Tensor, Optimizer> rule, int steps, float scale = 1)
    {
        ArgumentNullException.ThrowIfNull(rule);
        Tensor w = Weight(-5, -2);
        Tensor curvature = new([0.1f * scale, 2 * scale], 1, 2);
        Optimizer optimizer = rule(w);
        List<(float X, float Y)> path = [(w[0, 0], w[0, 1])];
        for (int step = 0; step < steps; step++)
        {
            optimizer.ZeroGrad();
            (curvature * w.Square()).Sum().Backward();
            optimizer.Step();
            path.Add((w[0, 0], w[0, 1]));
        }
        return path;
    }

    /// <summary>How far an optimizer moves one weight whose gradients are given.</summary>
    /// <param name="rule">Makes the optimizer of the weight, (1, 1), which starts at 0.</param>
    /// <param name="gradients">The gradient of each step.</param>
    /// <param name="clip">The length to which longer gradients are cut.</param>
    /// <returns>The move of each step against the gradient, in units of the learning rate.</returns>
    public static float[] Moves(
        Func<Tensor, Optimizer> rule, IEnumerable<float> gradients, float clip = float.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(gradients);
        Tensor w = Weight(0);
        Optimizer optimizer = rule(w);
        List<float> moves = [];
        foreach (float gradient in gradients)
        {
            w[0, 0] = 0; // so that a move is read without rounding
            optimizer.ZeroGrad();
            (w * gradient).Sum().Backward();
            if (float.IsFinite(clip)) GradientClipping.ByNorm([w], clip);
            optimizer.Step();
            moves.Add(-w[0, 0] / optimizer.LearningRate);
        }
        return [.. moves];
    }

    /// <summary>How large the gradient of each matrix and each bias is, and how far a first step moves it.</summary>
    /// <param name="model">After a backward pass; its parameters are put back.</param>
    /// <param name="rule">Makes the optimizer of the parameters.</param>
    /// <returns>For each parameter that has a gradient other than 0 the root of the mean square of its gradient, and of
    /// its move.</returns>
    /// <exception cref="ArgumentException">No parameter has a gradient.</exception>
    public static IReadOnlyList<(double Gradient, double Move)> FirstStep(
        Module model, Func<IEnumerable<Tensor>, Optimizer> rule)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rule);
        Tensor[] parameters = [.. model.Parameters().Where(p => p.Grad is { } g && Typical(g) > 0)];
        if (parameters.Length == 0)
            throw new ArgumentException("model: expected gradients, as Backward() leaves them; got none.",
                nameof(model));
        float[][] before = [.. parameters.Select(p => p.ToArray())];
        rule(parameters).Step();
        var moves = new List<(double, double)>();
        foreach (var (parameter, start) in parameters.Zip(before))
        {
            moves.Add((Typical(parameter.Grad!), Typical(parameter.Detach() - new Tensor(start, parameter.Shape))));
            start.CopyTo(parameter.Data);
        }
        return moves;
    }

    private static double Typical(Tensor values) => values.Square().Mean().Sqrt().Item();

    private static Tensor Weight(params float[] values) =>
        new Embedding(new Tensor(values, 1, values.Length)).Weight;
}
