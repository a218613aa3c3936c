using NotebookLib.Tests.References;

namespace NotebookLib.Tests.Training;

/// <summary>Numbers of a training that cannot be meant are refused by name, before anything runs.</summary>
public class RangeTests
{
    private sealed record Range(string Name, Tried[] Values);

    private sealed record Tried(float Value, bool Refused);

    public static TheoryData<string> Names => [.. Reference.Load<Range>("optimizer_ranges.json").Select(r => r.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Optimizers_refuse_what_those_of_PyTorch_refuse_and_NaN(string name)
    {
        Range range = Reference.Load<Range>("optimizer_ranges.json").Single(r => r.Name == name);
        Assert.Contains(range.Values, v => v.Refused);
        Assert.Contains(range.Values, v => !v.Refused);
        foreach (var (value, refused) in range.Values.Append(new(float.NaN, true)))
        {
            if (refused) Assert.Throws<ArgumentException>(name.Split(' ')[1], () => Make(name, value));
            else Make(name, value);
        }
    }

    [Fact]
    public void A_number_out_of_range_is_told() => Assert.Equal(
        "beta2: expected 0 up to, but without, 1; got 1. (Parameter 'beta2')",
            Assert.Throws<ArgumentException>(() => Make("Adam beta2", 1)).Message);

    [Theory, InlineData(0), InlineData(-3)]
    public void Validation_every_0_steps_is_refused(int every)
    {
        var model = new Linear(2, 1, new Random(1));
        Assert.StartsWith($"ValidateEvery: expected 1 step or more; got {every}.",
            Assert.Throws<ArgumentException>(() =>
                new Trainer(model, _ => model.Weight.Sum()) { ValidateEvery = every }).Message,
                    StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_beyond_the_last_step_happens_once_after_it()
    {
        var model = new Linear(2, 1, new Random(1));
        var trainer = new Trainer(model, _ => model.Weight.Sum(), validation: () => 7) { ValidateEvery = int.MaxValue };

        Assert.Equal([(4, 7f)], trainer.Run(5).Validation);
    }

    [Theory, InlineData(0f), InlineData(-1f), InlineData(float.NaN)]
    public void A_gradient_cannot_be_clipped_to_nothing(float length)
    {
        var model = new Linear(2, 1, new Random(1));
        Assert.Contains("ClipNorm",
            Assert.Throws<ArgumentException>(() =>
                new Trainer(model, _ => model.Weight.Sum()) { ClipNorm = length }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schedules_refuse_rates_and_steps_below_0()
    {
        foreach (float rate in new[] { -0.1f, float.NaN })
        {
            Refused("rate", () => LearningRate.Constant(rate));
            Refused("peak", () => LearningRate.WarmUp(rate, 5));
            Refused("peak", () => LearningRate.Linear(rate, 10));
            Refused("end", () => LearningRate.Linear(1, 10, end: rate));
            Refused("peak", () => LearningRate.Cosine(rate, 10));
            Refused("end", () => LearningRate.Cosine(1, 10, end: rate));
            Refused("peak", () => LearningRate.WarmUpStableDecay(rate, 10, 1, 1));
            Refused("end", () => LearningRate.WarmUpStableDecay(1, 10, 1, 1, rate));
            Refused("peak", () => LearningRate.OneCycle(rate, 10));
            Refused("rising", () => LearningRate.OneCycle(1, 10, rate));
            Refused("peak", () => LearningRate.InverseSquareRoot(rate, 10));
        }
        Refused("warmup", () => LearningRate.WarmUp(1, -1));
        Refused("warmup", () => LearningRate.Linear(1, 10, -1));
        Refused("steps", () => LearningRate.Linear(1, 0));
        Refused("steps", () => LearningRate.Cosine(1, -10));
        Refused("decay", () => LearningRate.WarmUpStableDecay(1, 10, 1, -1));
        Refused("rising", () => LearningRate.OneCycle(1, 10, 1.01f));
        Refused("warmup", () => LearningRate.InverseSquareRoot(1, -1));

        static void Refused(string argument, Func<object> make) => Assert.Throws<ArgumentException>(argument, make);
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(int.MinValue)]
    public void A_curve_is_smoothed_over_one_step_or_more(int size)
    {
        var curve = new TrainingCurve([new(0, 1, null, 1, 1, TimeSpan.Zero), new(1, 3, null, 1, 1, TimeSpan.Zero)]);

        Assert.Throws<ArgumentException>("window", () => curve.Smoothed(size));
        Assert.Equal([(0, 1), (1, 2)], curve.Smoothed(int.MaxValue));
    }

    private static Optimizer Make(string name, float x)
    {
        Tensor[] p = [Tensor.Ones(2)];
        return name switch
        {
            "Sgd learningRate" => new Sgd(p, x),
            "Momentum learningRate" => new Momentum(p, x),
            "Momentum momentum" => new Momentum(p, momentum: x),
            "RmsProp learningRate" => new RmsProp(p, x),
            "RmsProp decay" => new RmsProp(p, decay: x),
            "RmsProp epsilon" => new RmsProp(p, epsilon: x),
            "Adam learningRate" => new Adam(p, x),
            "Adam beta1" => new Adam(p, beta1: x),
            "Adam beta2" => new Adam(p, beta2: x),
            "Adam epsilon" => new Adam(p, epsilon: x),
            "AdamW weightDecay" => new AdamW(p, weightDecay: x),
            _ => throw new InvalidOperationException(name),
        };
    }
}
