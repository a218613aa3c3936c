using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookLib;

/// <summary>Stochastic gradient descent: w ← w − η g.</summary>
/// <remarks>Robbins and Monro 1951.</remarks>
public sealed class Sgd : Optimizer
{
    /// <summary>Descends at a rate.</summary>
    /// <param name="parameters">What to train: <c>model.Parameters()</c>.</param>
    /// <param name="learningRate">η.</param>
    /// <exception cref="ArgumentException">There is no parameter, or η is negative or NaN.</exception>
    public Sgd(IEnumerable<Tensor> parameters, float learningRate = 0.1f) : base(parameters, learningRate) { }

    private protected override void Update(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v,
        int step, bool matrix) =>
        TensorPrimitives.MultiplyAdd(g, -LearningRate, w, w);
}

/// <summary>
/// Descent with inertia: m ← μ m + g, then w ← w − η m. What gradients agree on adds up, what they quarrel about
/// cancels.
/// </summary>
/// <remarks>
/// Polyak 1964; Sutskever et al. 2013, "On the importance of initialization and momentum", eq. 1–2, with η outside as
/// in PyTorch.
/// </remarks>
public sealed class Momentum : Optimizer
{
    private readonly float mu;

    /// <summary>Descends with inertia.</summary>
    /// <param name="parameters">What to train: <c>model.Parameters()</c>.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">μ, the share of the speed that stays from step to step.</param>
    /// <exception cref="ArgumentException">There is no parameter, or a number is negative or NaN.</exception>
    public Momentum(IEnumerable<Tensor> parameters, float learningRate = 0.01f, float momentum = 0.9f)
        : base(parameters, learningRate, "m") =>
        mu = NotNegative(momentum, nameof(momentum));

    private protected override void Update(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v,
        int step, bool matrix)
    {
        TensorPrimitives.MultiplyAdd(m, mu, g, m);
        TensorPrimitives.MultiplyAdd(m, -LearningRate, w, w);
    }
}

/// <summary>
/// Descent that divides by how large gradients usually are: v ← ρ v + (1 − ρ) g², then w ← w − η g/(√v + ε).
/// </summary>
/// <remarks>Tieleman and Hinton 2012, "Lecture 6.5: rmsprop".</remarks>
public sealed class RmsProp : Optimizer
{
    private readonly float rho, epsilon;

    /// <summary>Descends at a rate for each number.</summary>
    /// <param name="parameters">What to train: <c>model.Parameters()</c>.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="decay">ρ, the share of the average that stays from step to step.</param>
    /// <param name="epsilon">ε, against division by 0.</param>
    /// <exception cref="ArgumentException">There is no parameter, or a number is negative or NaN.</exception>
    public RmsProp(IEnumerable<Tensor> parameters, float learningRate = 0.01f, float decay = 0.99f,
        float epsilon = 1e-8f)
        : base(parameters, learningRate, "v") =>
        (rho, this.epsilon) = (NotNegative(decay, nameof(decay)), NotNegative(epsilon, nameof(epsilon)));

    private protected override void Update(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v,
        int step, bool matrix)
    {
        Span<float> move = stackalloc float[w.Length], averages = m; // the only thing remembered
        TensorPrimitives.Multiply(g, 1 - rho, move);
        TensorPrimitives.Multiply(move, g, move);
        TensorPrimitives.MultiplyAdd(averages, rho, move, averages);
        TensorPrimitives.Sqrt(averages, move);
        TensorPrimitives.Add(move, epsilon, move);
        TensorPrimitives.Divide(g, move, move);
        TensorPrimitives.MultiplyAdd(move, -LearningRate, w, w);
    }
}

/// <summary>
/// Inertia and a rate for each number at once: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², both corrected for having
/// begun at 0, then w ← w − η m̂/(√v̂ + ε).
/// </summary>
/// <remarks>
/// Kingma and Ba 2015, "Adam", algorithm 1. As in PyTorch each parameter counts its own steps: one that gets its first
/// gradient late is corrected as in a first step.
/// </remarks>
public class Adam : Optimizer
{
    private readonly float beta1, beta2, epsilon;
    private readonly bool correction;

    /// <summary>Descends with both.</summary>
    /// <param name="parameters">What to train: <c>model.Parameters()</c>.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁, the share of the mean that stays from step to step.</param>
    /// <param name="beta2">β₂, the share of the mean square that stays.</param>
    /// <param name="epsilon">ε, against division by 0.</param>
    /// <param name="biasCorrection">If false, m and v are not corrected for having begun at 0: to see what goes
    /// wrong.</param>
    /// <exception cref="ArgumentException">There is no parameter, η or ε is negative or NaN, or a β does not lie from 0
    /// to below 1.</exception>
    public Adam(IEnumerable<Tensor> parameters, float learningRate = 1e-3f, float beta1 = 0.9f, float beta2 = 0.999f,
        float epsilon = 1e-8f, bool biasCorrection = true)
        : base(parameters, learningRate, "m", "v") =>
        (this.beta1, this.beta2, this.epsilon, correction) = (Share(beta1, nameof(beta1)), Share(beta2, nameof(beta2)),
            NotNegative(epsilon, nameof(epsilon)), biasCorrection);

    private protected override void Update(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v,
        int step, bool matrix)
    {
        double begun1 = correction ? 1 - Math.Pow(beta1, step) : 1, begun2 = correction ? 1 - Math.Pow(beta2, step) : 1;
        Update(w, g, m, v, beta1, beta2, epsilon, (float)(LearningRate / begun1), (float)(1 / Math.Sqrt(begun2)));
    }

    /// <summary>
    /// The rule in one pass: v̂ and m̂ are corrected by the two factors, which are the same for all numbers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Update(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v, float beta1,
        float beta2, float epsilon, float rate, float rootFactor)
    {
        Span<Vector<float>> ws = MemoryMarshal.Cast<float, Vector<float>>(w);
        Span<Vector<float>> ms = MemoryMarshal.Cast<float, Vector<float>>(m);
        Span<Vector<float>> vs = MemoryMarshal.Cast<float, Vector<float>>(v);
        ReadOnlySpan<Vector<float>> gs = MemoryMarshal.Cast<float, Vector<float>>(g);
        Vector<float> epsilons = new(epsilon);
        for (int i = 0; i < gs.Length; i++)
        {
            ms[i] = beta1 * ms[i] + (1 - beta1) * gs[i];
            vs[i] = beta2 * vs[i] + (1 - beta2) * gs[i] * gs[i];
            ws[i] -= rate * ms[i] / (Vector.SquareRoot(vs[i]) * rootFactor + epsilons);
        }
        for (int i = gs.Length * Vector<float>.Count; i < g.Length; i++)
        {
            m[i] = beta1 * m[i] + (1 - beta1) * g[i];
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
            w[i] -= rate * m[i] / (MathF.Sqrt(v[i]) * rootFactor + epsilon);
        }
    }
}

/// <summary>
/// <see cref="Adam"/> whose matrices also shrink a little in each step, w ← (1 − η λ) w, whatever their gradients are.
/// </summary>
/// <remarks>
/// Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", in PyTorch's form: the decay λ is multiplied by
/// the rate η, so that it follows the schedule; in the paper's algorithm 2 it is multiplied by the schedule's factor
/// alone. Biases and normalizations, which have one dimension, do not shrink, as in GPT-2's training.
/// </remarks>
public sealed class AdamW : Adam
{
    private readonly float decay;

    /// <summary>Descends, and shrinks matrices.</summary>
    /// <param name="parameters">What to train: <c>model.Parameters()</c>.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="weightDecay">λ.</param>
    /// <param name="beta1">β₁, the share of the mean that stays from step to step.</param>
    /// <param name="beta2">β₂, the share of the mean square that stays.</param>
    /// <param name="epsilon">ε, against division by 0.</param>
    /// <exception cref="ArgumentException">There is no parameter, η, λ or ε is negative or NaN, or a β does not lie
    /// from 0 to below 1.</exception>
    public AdamW(IEnumerable<Tensor> parameters, float learningRate = 1e-3f, float weightDecay = 0.01f,
        float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        : base(parameters, learningRate, beta1, beta2, epsilon) =>
        decay = NotNegative(weightDecay, nameof(weightDecay));

    private protected override void Update(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v,
        int step, bool matrix)
    {
        if (matrix) TensorPrimitives.Multiply(w, 1 - LearningRate * decay, w);
        base.Update(w, g, m, v, step, matrix);
    }
}
