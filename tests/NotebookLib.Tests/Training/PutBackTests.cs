using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace NotebookLib.Tests.Training;

/// <summary>
/// Whatever changes a model for a while, or turns something off for a while, has put it back afterwards: when it ends,
/// and wherever it is broken off.
/// The cases are all operations of the library that call back into code of its user while they do so.
/// </summary>
public sealed class PutBackTests
{
    private const int Most = 400; // calls of any case below

    private static readonly GptConfig config = new(vocabulary: 7, layers: 2, heads: 2, width: 8, context: 6);
    private static readonly TokenBatch batch = Corpus.Text([1, 2, 3, 4, 5, 6, 1, 3, 5])
        .Sample(new Random(1), size: 2, length: 4);

    /// <summary>Each runs on a model and calls back whenever its user's code would be called.</summary>
    private static readonly Dictionary<string, Action<Gpt, Trainer, Action>> cases = new()
    {
        ["LearningRateFinder.Run"] = (_, trainer, _) => LearningRateFinder.Run(trainer, steps: 5),
        ["GradientCheck.Run"] = (gpt, _, call) => GradientCheck.Run("norm",
            () => Called(call, Loss.CrossEntropy(gpt.Forward(batch.Inputs), batch.Targets)),
                ("weight", gpt.FinalNorm!.Weight), ("too", gpt.FinalNorm.Weight)),
        ["GradientCheck.Run, no gradient wanted"] = (_, _, call) =>
        {
            Tensor x = Tensor.Arange(3);
            GradientCheck.Run("square", () => Called(call, x.Square()), ("x", x));
            Assert.False(x.RequiresGrad);
            Assert.Null(x.Grad);
        },
        ["ActivationPatching.Heads"] = (gpt, _, call) =>
            ActivationPatching.Heads(gpt, [1, 2, 3], [1, 2, 4], logits => Called(call, logits)[2, 1]),
        ["ActivationPatching.States"] = (gpt, _, call) =>
            ActivationPatching.States(gpt, [1, 2, 3], [1, 2, 4], logits => Called(call, logits)[2, 1]),
        ["Forward with edits"] = (gpt, _, call) => gpt.Forward([1, 2, 3],
            Edit.Output(Part.Head(1, 0), head => Called(call, head * 2)),
            Edit.State(Part.FeedForward(0), state => Called(call, -state))),
        ["Trace with edits"] = (gpt, _, call) => gpt.Trace([1, 2, 3],
            Edit.Output(Part.Attention(0), output => Called(call, output * 0)),
            Edit.Output(Part.Logits, logits => Called(call, logits))),
        ["Ablation.Heads"] = (gpt, _, call) => Ablation.Heads(gpt, Stories(call), Silence.Mean),
        ["HeadScores.Of"] = (gpt, _, call) => HeadScores.Of(gpt, Stories(call)),
        ["Reach.Of"] = (gpt, _, call) => Reach.Of(x => Called(call, gpt.Blocks[0].Forward(x)), gpt.Embed(1, 2, 3)),
        ["AttentionRollout.Of"] = (gpt, _, call) =>
            AttentionRollout.Of(gpt.Attend(1, 2, 3).Select(weights => Called(call, weights))),
        ["BeamSearch.Find"] = (_, _, call) => BeamSearch.Find(_ => Next(call), [1], width: 2, maxLength: 3),
        ["Speculative.Generate"] = (gpt, _, call) =>
            Speculative.Generate(gpt, _ => Next(call), [1], 4, 2, null, new Random(1)),
        ["Gpt.Generate"] = (gpt, _, call) => gpt.Generate([1], 3, new CallingRandom(call)),
        ["Forward with dropout"] = (gpt, _, call) => gpt.Forward(batch.Inputs, new CallingRandom(call)),
        ["NoGrad"] = (gpt, _, call) =>
        {
            using IDisposable outer = Tensor.NoGrad();
            using IDisposable inner = Tensor.NoGrad();
            gpt.Forward(1, 2);
            call();
        },
    };

    public static TheoryData<string> Names => [.. cases.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Broken_off_anywhere_or_not_at_all_everything_is_as_it_was(string name)
    {
        int calls = 0;
        Run(name, () => calls++);
        Assert.InRange(calls, 1, Most);

        for (int at = 1; at <= calls; at += 1 + calls / 60)
        {
            int count = 0;
            Assert.Throws<TimeoutException>(() => Run(name, () =>
            {
                if (++count == at) throw new TimeoutException();
            }));
        }
    }

    /// <summary>Runs a case on a model in the middle of a training, and compares all that it could have changed, also
    /// if it throws.</summary>
    private static void Run(string name, Action call)
    {
        var gpt = new Gpt(config with { Dropout = 0.1f }, new Random(3));
        Action during = () => { };
        Tensor StepLoss(Random random) =>
            Called(during, Loss.CrossEntropy(gpt.Forward(batch.Inputs, random), batch.Targets));
        var trainer = new Trainer(gpt, StepLoss, LearningRate.Constant(0.01f));
        trainer.Run(3);
        gpt.Blocks[0].FeedForward.Hidden.Bias!.ZeroGrad(); // one of them has none
        Tensor held = gpt.Tokens.Weight.Grad!;
        string before = StateOf(trainer);
        during = call;
        try
        {
            cases[name](gpt, trainer, call);
        }
        finally
        {
            Assert.Equal(before, StateOf(trainer));
            Assert.Same(held, gpt.Tokens.Weight.Grad);
            Assert.True(Tensor.IsRecording);
            Tensor one = Tensor.Ones(100), two = one + one, four = two + two; // not in memory that a scope still lends
            Assert.Equal((2, 4), (two.Values[99], four.Values[99]));
            Assert.False(TensorMemory.IsLending);
        }
    }

    private static string StateOf(Trainer trainer)
    {
        var optimizer = trainer.Optimizer;
        string counts = string.Join(' ', [trainer.StepCount, optimizer.StepCount, .. optimizer.UpdateCounts]);
        return string.Join('\n', [.. trainer.State().Select(Told), $"{counts} {optimizer.LearningRate}"]);

        static string Told((string Name, Tensor Value) p)
        {
            string gradient = p.Value.Grad is { } found ? Hash(found) : "none";
            return $"{p.Name} {Hash(p.Value)} {p.Value.RequiresGrad} {gradient}";
        }
    }

    private static string Hash(Tensor tensor) =>
        Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(tensor.Values)))[..12];

    private static T Called<T>(Action call, T value)
    {
        call();
        return value;
    }

    private static double[] Next(Action call) => Called(call, new double[] { 0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1 });

    private static IEnumerable<Story> Stories(Action call)
    {
        var story = new Story(["a", "b", "c", "d"], [1, 2, 3, 4], [new Dependency(DependencyKind.Noun, 3, 1, null)]);
        yield return Called(call, story);
        yield return Called(call, story);
    }

    private sealed class CallingRandom(Action call) : Random(5)
    {
        public override double NextDouble() => Called(call, base.NextDouble());

        public override float NextSingle() => Called(call, base.NextSingle());
    }
}
