using System.Globalization;

namespace NotebookLib;

/// <summary>A gradient that is not what the differences say.</summary>
/// <param name="Function">What was differentiated.</param>
/// <param name="Argument">With respect to what.</param>
/// <param name="Index">Which number of it.</param>
/// <param name="Expected">What moving that number a little says.</param>
/// <param name="Received">What the backward pass says.</param>
public sealed record GradientMismatch(string Function, string Argument, IReadOnlyList<int> Index, double Expected,
    double Received)
{
    /// <summary>The mismatch as a sentence.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Function}: the gradient by {Argument}[{string.Join(", ", Index)}] should be {Expected:G5}; "
            + $"it is {Received:G5}");
}

/// <summary>What a <see cref="GradientCheck"/> found.</summary>
/// <param name="Function">What was differentiated.</param>
/// <param name="Count">How many gradients were compared.</param>
/// <param name="LargestDifference">The largest distance between the two, relative to the larger of 1 and the expected
/// size.</param>
/// <param name="Mismatches">Those beyond the tolerance, the worst first.</param>
public sealed record GradientReport(string Function, int Count, double LargestDifference,
    IReadOnlyList<GradientMismatch> Mismatches)
{
    /// <summary>True if all agree.</summary>
    public bool Holds => Mismatches.Count == 0;

    /// <summary>The finding in one line.</summary>
    public override string ToString() => Holds
        ? string.Create(CultureInfo.InvariantCulture,
            $"{Function}: {Count} gradients agree, largest difference {LargestDifference:G2}")
        : $"{Mismatches[0]}{(Mismatches.Count > 1 ? $" (and {Mismatches.Count - 1} more of {Count})" : "")}";
}

/// <summary>
/// Holds the backward pass against the definition of a derivative: move one number a little, see how far the result
/// moves.
/// </summary>
/// <remarks>
/// Differences at two distances are combined so that the error falls with the fourth power of the distance, which
/// leaves float32 results about four digits of gradient. Results with several values are summed with fixed, unequal
/// weights. The arguments, all gradients and who asks for one are afterwards what they were.
/// </remarks>
public static class GradientCheck
{
    /// <summary>Compares every gradient of a function.</summary>
    /// <param name="function">What to call it in the report.</param>
    /// <param name="compute">Computes the result from the arguments' present values; must not depend on chance.</param>
    /// <param name="arguments">The tensors to differentiate by, with their names.</param>
    /// <returns>What was found.</returns>
    public static GradientReport Run(string function, Func<Tensor> compute,
        params (string Name, Tensor Value)[] arguments) =>
        Run(function, compute, 2e-3, 1 / 64f, arguments);

    /// <summary>Compares every gradient of a model's parameters.</summary>
    /// <param name="model">Whose parameters to differentiate by.</param>
    /// <param name="compute">Computes the result with their present values; must not depend on chance.</param>
    /// <param name="more">Further tensors to differentiate by, such as the input.</param>
    /// <returns>What was found.</returns>
    public static GradientReport Run(Module model, Func<Tensor> compute, params (string Name, Tensor Value)[] more)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Run(model.GetType().Name, compute, [.. model.NamedParameters(), .. more ?? []]);
    }

    /// <summary>As above, with a tolerance and a distance.</summary>
    /// <param name="function">What to call it in the report.</param>
    /// <param name="compute">Computes the result from the arguments' present values.</param>
    /// <param name="tolerance">How far the two may lie apart, relative to the larger of 1 and the expected
    /// size.</param>
    /// <param name="distance">How far a number is moved.</param>
    /// <param name="arguments">The tensors to differentiate by, with their names.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="ArgumentException">There is no argument.</exception>
    public static GradientReport Run(string function, Func<Tensor> compute, double tolerance, float distance,
        params (string Name, Tensor Value)[] arguments)
    {
        ArgumentNullException.ThrowIfNull(compute);
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Length == 0)
            throw new ArgumentException("arguments: expected at least one tensor to differentiate by; got none.",
                nameof(arguments));

        var changed = new Dictionary<Tensor, Action>(ReferenceEqualityComparer.Instance);
        foreach (var (_, value) in arguments) changed.TryAdd(value, value.Remember());
        try
        {
            return Compare(function, compute, tolerance, distance, arguments, leaf =>
                changed.TryAdd(leaf, leaf.Remember()));
        }
        finally // the function can fail, with a number moved
        {
            foreach (Action putBack in changed.Values) putBack();
        }
    }

    /// <param name="function">What to call it.</param>
    /// <param name="compute">Computes the result.</param>
    /// <param name="tolerance">How far the two may lie apart.</param>
    /// <param name="distance">How far a number is moved.</param>
    /// <param name="arguments">The tensors to differentiate by.</param>
    /// <param name="aboutToChange">Is told of every tensor whose gradient the backward pass will change.</param>
    private static GradientReport Compare(string function, Func<Tensor> compute, double tolerance, float distance,
        (string Name, Tensor Value)[] arguments, Action<Tensor> aboutToChange)
    {
        foreach (var (_, value) in arguments)
        {
            value.RequiresGrad = true;
            value.ZeroGrad();
        }
        Tensor result = compute();
        var weights = new Tensor([.. Enumerable.Range(0, result.Length)
            .Select(i => result.Length == 1 ? 1 : MathF.Cos(1.7f * i + 0.3f))], result.Shape);
        foreach (Tensor leaf in result.Leaves()) aboutToChange(leaf); // gradients reach more than the arguments
        result.Backward(weights);

        using IDisposable _ = Tensor.NoGrad();
        var mismatches = new List<(double Difference, GradientMismatch Found)>();
        int count = 0;
        double largest = 0;
        foreach (var (name, value) in arguments)
        {
            for (int i = 0; i < value.Length; i++, count++)
            {
                Interruption.Check();
                double near = Slope(value, i, distance), far = Slope(value, i, 2 * distance);
                double expected = (4 * near - far) / 3, received = value.Grad?.Values[i] ?? 0; // Richardson 1911
                double difference = Math.Abs(expected - received) / Math.Max(1, Math.Abs(expected));
                if (!(difference <= largest)) largest = difference;
                if (!(difference <= tolerance))
                    mismatches.Add((difference,
                        new GradientMismatch(function, name, Index(value.Shape, i), expected, received)));
            }
        }
        return new GradientReport(function, count, largest,
            [.. mismatches.OrderByDescending(m => m.Difference).Select(m => m.Found)]);

        double Slope(Tensor value, int i, float step)
        {
            float there = value.Values[i], above = there + step, below = there - step;
            value.Data[i] = above;
            double high = Weighted();
            value.Data[i] = below;
            double low = Weighted();
            value.Data[i] = there;
            return (high - low) / ((double)above - below);
        }

        double Weighted()
        {
            ReadOnlySpan<float> y = compute().Values;
            double sum = 0;
            for (int i = 0; i < y.Length; i++) sum += (double)y[i] * weights.Values[i];
            return sum;
        }
    }

    private static int[] Index(Shape shape, int offset)
    {
        int[] index = new int[shape.Count];
        for (int d = shape.Count - 1; d >= 0; d--) (offset, index[d]) = Math.DivRem(offset, shape[d]);
        return index;
    }
}
