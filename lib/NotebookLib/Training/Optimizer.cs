namespace NotebookLib;

/// <summary>A rule that changes parameters a little, against their gradients.</summary>
public abstract class Optimizer
{
    private readonly Tensor[] parameters;
    private readonly string[] momentNames;
    private readonly float[][][] moments; // [which][parameter]: what the rule remembers from step to step
    private readonly (int Parameter, int Start)[] blocks;
    private readonly int[] updates; // how often each parameter was changed

    private protected Optimizer(IEnumerable<Tensor> parameters, float learningRate, params string[] moments)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        this.parameters = [.. parameters.Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>()];
        if (this.parameters.Length == 0)
            throw new ArgumentException("parameters: expected at least one tensor; got none.", nameof(parameters));
        LearningRate = NotNegative(learningRate, nameof(learningRate));
        momentNames = moments;
        this.moments = [.. moments.Select(_ => this.parameters.Select(p => new float[p.Length]).ToArray())];
        updates = new int[this.parameters.Length];
        blocks = [.. this.parameters.SelectMany((p, i) =>
            Enumerable.Range(0, (p.Length + Block - 1) / Block).Select(b => (i, b * Block)))];
    }

    /// <summary>How far a step goes; a <see cref="Trainer"/> sets it from its schedule.</summary>
    public float LearningRate { get; set; }

    /// <summary>How many steps were taken. A parameter without a gradient takes no part in a step, and what depends on
    /// the number of its steps, such as Adam's correction, does not count that one.</summary>
    public int StepCount { get; private set; }

    /// <summary>In how many steps each of <see cref="Parameters"/> had a gradient.</summary>
    internal IReadOnlyList<int> UpdateCounts => updates;

    /// <summary>The parameters that it changes.</summary>
    public IReadOnlyList<Tensor> Parameters => parameters;

    /// <summary>
    /// What the rule remembers of a parameter's gradients, as its formula names it: "m" for <see cref="Momentum"/>, "v"
    /// for <see cref="RmsProp"/>, both for <see cref="Adam"/>, nothing for <see cref="Sgd"/>.
    /// </summary>
    /// <param name="parameter">One of <see cref="Parameters"/>.</param>
    /// <returns>Copies, each of the parameter's shape: later steps do not change them. Before the first step they are
    /// 0; those of <see cref="Adam"/> are not yet corrected for that.</returns>
    /// <exception cref="ArgumentException">The optimizer does not change this parameter.</exception>
    public IReadOnlyDictionary<string, Tensor> Moments(Tensor parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        int i = Array.FindIndex(parameters, p => ReferenceEquals(p, parameter));
        if (i < 0)
            throw new ArgumentException($"parameter: expected one of the {parameters.Length} that this optimizer "
                + $"changes; got another, of shape {parameter.Shape}.", nameof(parameter));
        return momentNames.Select((name, which) => (name, new Tensor([.. moments[which][i]], parameter.Shape)))
            .ToDictionary();
    }

    /// <summary>Changes every parameter that has a gradient.</summary>
    public void Step()
    {
        StepCount++;
        for (int i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].Gradient is null) continue;
            updates[i]++;
            _ = parameters[i].Data; // its own memory before several cores write to it,
        }
        Cores.Share(blocks.Length, 1, blocks.Length * (long)Block, (from, count) =>
        {
            foreach (var (i, start) in blocks.AsSpan(from, count))
            {
                if (parameters[i].Gradient is not { } gradient) continue;
                int n = Math.Min(Block, gradient.Length - start);
                Update(parameters[i].Data.Slice(start, n), gradient.Values.Slice(start, n), Moment(0, i, start, n),
                    Moment(1, i, start, n), updates[i], matrix: parameters[i].Rank >= 2);
            }
        });
    }

    /// <summary>Forgets the gradients, as before each backward pass.</summary>
    public void ZeroGrad()
    {
        foreach (Tensor parameter in parameters) parameter.ZeroGrad();
    }

    /// <summary>
    /// How many numbers an update sees at once: few enough to stay near the core, many enough to pay for the call.
    /// </summary>
    private protected const int Block = 1024;

    /// <summary>The rule, for up to <see cref="Block"/> numbers; called from several cores at once.</summary>
    /// <param name="w">The parameters, to be changed.</param>
    /// <param name="g">Their gradients.</param>
    /// <param name="m">What is remembered first, to be changed; empty if nothing is.</param>
    /// <param name="v">What is remembered second.</param>
    /// <param name="step">How many steps the parameter has taken, this one among them.</param>
    /// <param name="matrix">True if the parameter has two dimensions or more.</param>
    private protected abstract void Update(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v,
        int step, bool matrix);

    /// <summary>
    /// What the rule remembers, as tensors that share its memory: "m.0" belongs to the first parameter.
    /// </summary>
    internal IEnumerable<(string Name, Tensor Value)> State() =>
        momentNames.SelectMany((name, which) =>
            moments[which].Select((values, i) => ($"{name}.{i}", new Tensor(values, parameters[i].Shape))));

    /// <summary>Goes on as after <paramref name="stepCount"/> steps, in which each parameter had a gradient so many
    /// times.</summary>
    internal void Resume(int stepCount, IReadOnlyList<int> updateCounts)
    {
        StepCount = stepCount;
        for (int i = 0; i < updates.Length; i++) updates[i] = updateCounts[i];
    }

    /// <summary>Refuses what PyTorch refuses: less than 0, and NaN.</summary>
    private protected static float NotNegative(float value, string argument) => value >= 0 ? value
        : throw new ArgumentException(FormattableString.Invariant($"{argument}: expected 0 or more; got {value}."),
            argument);

    /// <summary>Refuses a share that is to stay from step to step, but does not lie from 0 to below 1.</summary>
    private protected static float Share(float value, string argument) => value is >= 0 and < 1 ? value
        : throw new ArgumentException(
            FormattableString.Invariant($"{argument}: expected 0 up to, but without, 1; got {value}."), argument);

    private Span<float> Moment(int which, int parameter, int start, int n) =>
        which < moments.Length ? moments[which][parameter].AsSpan(start, n) : [];
}
