using System.Diagnostics;
using System.Globalization;

namespace NotebookLib;

/// <summary>
/// Training: draw a batch, measure the loss, find the gradients, change the parameters a little, again.
/// </summary>
/// <remarks>
/// Chance in a step depends on the seed and the number of the step, and on nothing before. So a run that was
/// interrupted and resumed from <see cref="Save"/> gives the same numbers, to the bit, as one that was not.
/// </remarks>
public sealed partial class Trainer
{
    private readonly Func<Random, Tensor> loss;
    private readonly Func<float>? validation;
    private readonly TensorMemory? memory; // only where no tensor of a step can be seen from outside

    /// <summary>Trains a language model on a corpus.</summary>
    /// <param name="gpt">The model; sequences are as long as its context.</param>
    /// <param name="corpus">What it learns from.</param>
    /// <param name="validation">What it is tested on and does not learn from; null for none.</param>
    /// <param name="batchSize">B, the number of sequences in a step.</param>
    /// <param name="learningRate">The schedule; null rises to 0.002 in 50 steps and stays. See
    /// <see cref="NotebookLib.LearningRate"/>.</param>
    /// <param name="optimizer">The rule; null means <see cref="AdamW"/>.</param>
    /// <param name="seed">Of the batches, and of dropout.</param>
    public Trainer(Gpt gpt, Corpus corpus, Corpus? validation = null, int batchSize = 16,
        Func<int, float>? learningRate = null, Optimizer? optimizer = null, int seed = 1)
        : this(gpt, LossOn(gpt, corpus, batchSize), learningRate, optimizer, seed,
            validation is null ? null : () => Evaluate(gpt, validation)) =>
            memory = new TensorMemory();

    /// <summary>Trains any model on any loss.</summary>
    /// <param name="model">Whose parameters change.</param>
    /// <param name="loss">Draws a batch by the given chance and gives its loss, a scalar.</param>
    /// <param name="learningRate">The schedule; null rises to 0.002 in 50 steps and stays.</param>
    /// <param name="optimizer">The rule; null means <see cref="AdamW"/>.</param>
    /// <param name="seed">Of the chance that <paramref name="loss"/> is given.</param>
    /// <param name="validation">Measures the loss on what is not trained on; null for none.</param>
    /// <exception cref="ArgumentException">The optimizer leaves a parameter out that asks for gradients.</exception>
    public Trainer(Module model, Func<Random, Tensor> loss, Func<int, float>? learningRate = null,
        Optimizer? optimizer = null, int seed = 1, Func<float>? validation = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        Tensor[] unseen = optimizer is null ? []
            : [.. model.Parameters().Where(p => p.RequiresGrad)
                .Except(optimizer.Parameters, ReferenceEqualityComparer.Instance).Cast<Tensor>()];
        if (unseen.Length > 0)
            throw new ArgumentException($"optimizer: expected one that changes every parameter of the model that asks "
                + $"for gradients; {unseen.Length} would gather them and never move, the first of shape "
                + $"{unseen[0].Shape}. Freeze() what is not to learn.", nameof(optimizer));
        (Model, this.loss, this.validation, Seed) = (model, loss, validation, seed);
        Schedule = learningRate ?? NotebookLib.LearningRate.WarmUp(2e-3f, 50);
        Optimizer = optimizer ?? new AdamW(model.Parameters().Where(p => p.RequiresGrad));
    }

    /// <summary>The model, whose parameters change.</summary>
    public Module Model { get; }

    /// <summary>The rule by which they change.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The learning rate at each step.</summary>
    public Func<int, float> Schedule { get; }

    /// <summary>What all chance in training follows from, together with the number of the step.</summary>
    public int Seed { get; private set; }

    /// <summary>How many steps were taken, those before a <see cref="Restore"/> included.</summary>
    public int StepCount { get; private set; }

    /// <summary>The greatest length of the gradient, above 0; longer ones are scaled down. ∞ turns clipping
    /// off.</summary>
    /// <exception cref="ArgumentException">Set to 0, less, or NaN.</exception>
    public float ClipNorm
    {
        get;
        init => field = value > 0 ? value
            : throw new ArgumentException(
                FormattableString.Invariant($"ClipNorm: expected a length above 0; got {value}."), nameof(value));
    } = 1;

    /// <summary>Every how many steps the validation loss is measured, 1 or more; it always is after the last of a
    /// run.</summary>
    /// <exception cref="ArgumentException">Set to less than 1.</exception>
    public int ValidateEvery
    {
        get;
        init => field = value >= 1 ? value
            : throw new ArgumentException($"ValidateEvery: expected 1 step or more; got {value}. int.MaxValue "
                + $"measures after the last alone.", nameof(value));
    } = 100;

    /// <summary>If false, gradients are never set to 0 and pile up: to see what goes wrong.</summary>
    public bool ResetGradients { get; init; } = true;

    /// <summary>If false, a loss that is no finite number does not end the run: to see what goes wrong.</summary>
    public bool StopAtNaN { get; init; } = true;

    /// <summary>
    /// If true, weights of matrices that are 0 stay 0: what was pruned does not grow back, while the rest learns.
    /// </summary>
    /// <remarks>A mask that is applied once, before training, lasts for one step: momentum alone moves a weight away
    /// from 0. Biases are no matrices, and may begin at 0.</remarks>
    public bool KeepZeros { get; init; }

    /// <summary>Takes steps.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="progress">Told of each step as it is done, for a live curve.</param>
    /// <param name="cancellation">Ends the run after the step it is in; what was measured so far is returned.</param>
    /// <returns>What was measured.</returns>
    /// <exception cref="ArgumentException">The number is negative.</exception>
    /// <exception cref="InvalidOperationException">A loss was NaN or infinite, and <see cref="StopAtNaN"/> is set; the
    /// parameters are those before that step.</exception>
    public TrainingCurve Run(int steps, Action<TrainingPoint>? progress = null,
        CancellationToken cancellation = default)
    {
        if (steps < 0) throw new ArgumentException($"steps: expected 0 or more; got {steps}.", nameof(steps));
        var points = new List<TrainingPoint>();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < steps && !cancellation.IsCancellationRequested; i++)
        {
            Interruption.Check();
            Optimizer.LearningRate = Schedule(StepCount);
            var (value, norm) = Step(StopAtNaN);
            bool measure = validation is not null && (StepCount % ValidateEvery == 0 || i == steps - 1);
            points.Add(new TrainingPoint(StepCount - 1, value, measure ? validation!() : null, Optimizer.LearningRate,
                norm, Stopwatch.GetElapsedTime(start)));
            progress?.Invoke(points[^1]);
        }
        return new TrainingCurve(points);
    }

    /// <summary>The mean loss of a model over a whole corpus, in nats a token.</summary>
    /// <param name="gpt">The model.</param>
    /// <param name="corpus">The texts.</param>
    /// <param name="batchSize">How many sequences are read at once.</param>
    public static float Evaluate(Gpt gpt, Corpus corpus, int batchSize = 16)
    {
        ArgumentNullException.ThrowIfNull(gpt);
        ArgumentNullException.ThrowIfNull(corpus);
        var memory = new TensorMemory();
        using IDisposable _ = Tensor.NoGrad();
        double sum = 0;
        long count = 0;
        foreach (var (inputs, targets) in corpus.Batches(batchSize, gpt.Config.Context))
        {
            using IDisposable scope = memory.Use();
            int counted = TokenBatch.OneAfterAnother(targets).Count(t => t != Loss.Ignored);
            sum += Loss.CrossEntropy(gpt.Forward(inputs), targets).Item() * (double)counted;
            count += counted;
        }
        return (float)(sum / count);
    }

    /// <summary>One step at the optimizer's present rate: the loss, and the length of the gradient.</summary>
    internal (float Loss, float GradientNorm) Step(bool stopAtNaN = false)
    {
        using IDisposable? _ = memory?.Use();
        if (ResetGradients) Optimizer.ZeroGrad();
        Tensor value = loss(new Random(Mixed(Seed, StepCount)));
        if (stopAtNaN && !float.IsFinite(value.Item()))
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The loss of step {StepCount} is {value.Item()}, at a learning rate of {Optimizer.LearningRate:G3}. "
                    + $"The parameters are those before this step. Try a lower rate, or a lower ClipNorm; "
                    + $"or look for an input that is no number. StopAtNaN = false goes on all the same."));
        value.Backward();
        float norm = GradientClipping.ByNorm(Optimizer.Parameters, ClipNorm);
        (Tensor Matrix, int[] Zeros)[] kept = KeepZeros
            ? [.. Optimizer.Parameters.Where(p => p.Rank >= 2).Select(p => (p, Zeros(p)))]
            : [];
        Optimizer.Step();
        foreach (var (matrix, zeros) in kept)
            foreach (int at in zeros) matrix.Data[at] = 0;
        StepCount++;
        return (value.Item(), norm);
    }

    /// <summary>Where a matrix has exact zeros.</summary>
    private static int[] Zeros(Tensor matrix) =>
        [.. Enumerable.Range(0, matrix.Length).Where(at => matrix.Values[at] == 0)];

    private static Func<Random, Tensor> LossOn(Gpt gpt, Corpus corpus, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(gpt);
        ArgumentNullException.ThrowIfNull(corpus);
        return random =>
        {
            var (inputs, targets) = corpus.Sample(random, batchSize, gpt.Config.Context);
            return Loss.CrossEntropy(gpt.Forward(inputs, random), targets);
        };
    }

    /// <summary>
    /// Spreads seed and step over all bits, so that neighbouring steps have nothing in common (SplitMix64, Steele et
    /// al. 2014).
    /// </summary>
    private static int Mixed(int seed, int step)
    {
        ulong z = ((ulong)(uint)seed << 32 | (uint)step) + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)(z ^ (z >> 31));
    }
}
