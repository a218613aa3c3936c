namespace NotebookLib.Tests.Tensors;

/// <summary>Long operations end when that is asked for, wherever they are, and leave nothing half done.</summary>
public sealed class InterruptionTests : IDisposable
{
    // Other tests run meanwhile in this process: only this test's own flow is ended.
    private static readonly AsyncLocal<Interrupter?> mine = new();

    private sealed class Interrupter(int at)
    {
        private int asked;

        public int Asked => asked;

        public bool Answer() => ++asked >= at;
    }

    static InterruptionTests() => Interruption.IsRequested = () => mine.Value?.Answer() ?? false;

    public void Dispose() => mine.Value = null;

    /// <summary>Interrupts when it is asked for the nth time, and ever after.</summary>
    private static bool IsInterrupted(int at, Action work, out int asked)
    {
        var interrupter = mine.Value = new Interrupter(at);
        try
        {
            work();
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        finally
        {
            mine.Value = null;
            asked = interrupter.Asked;
        }
    }

    private static readonly int[] text = [.. Enumerable.Range(0, 600).Select(i => (i * i + i / 7) % 13)];
    private static readonly string words = string.Join(
        ' ',
        Enumerable.Range(0, 400).Select(i => $"w{i * i % 97} v{i % 31}"));

    private static Gpt Model() => new(new GptConfig(13, 2, 2, 16, 12), new Random(1));

    private static Trainer NewTrainer(Gpt model) => new(model, Corpus.Text(text), batchSize: 4);

    /// <summary>Operations by name, each prepared once.</summary>
    public static TheoryData<string> Operations => [.. all.Keys];

    private static readonly Dictionary<string, Func<Action>> all = new()
    {
        ["a product of many rows"] = () => Many(Tensor.Ones(1100, 40), Tensor.Ones(40, 40)),
        ["a product on all cores"] = () => Many(Tensor.Ones(1500, 600), Tensor.Ones(600, 300)),
        ["a product with a long sum"] = () => Many(Tensor.Ones(8, 1300), Tensor.Ones(1300, 40)),
        ["attention"] = () => Within(Tensor.Normal(new Random(1), 300, 16), q => Attention.Blocked(q, q, q)),
        ["attention backward"] = () => Within(
            Tensor.Normal(new Random(1), 300, 16),
            q => { q.RequiresGrad = true; Attention.Blocked(q, q, q).Sum().Backward(); }),
        ["training"] = () => () => NewTrainer(Model()).Run(3),
        ["evaluation"] = () => () => Trainer.Evaluate(Model(), Corpus.Text(text)),
        ["generation"] = () => () => Model().Generate([1, 2], 20, new Random(1)),
        ["beam search"] = () => () => BeamSearch.Find(Model(), [1], width: 3, maxLength: 6),
        ["speculative decoding"] = () => () => Speculative.Generate(
            Model(), Model(), [1], 9, 3, new Sampler(), new Random(1)),
        ["contrastive search"] = () => () => ContrastiveSearch.Generate(Model(), [1], 9),
        ["byte pairs"] = () => () => BytePairTokenizer.Train(words, 60),
        ["encoding"] = () => Prepared(BytePairTokenizer.Train(words, 60), t => t.Encode(words)),
        ["encoding a word"] = () => Prepared(BytePairTokenizer.Train(words, 60), t => t.Encode(new string('w', 500))),
        ["co-occurrence"] = () => () => CoOccurrence.PointwiseMutualInformation(CoOccurrence.Count([text], 3, 13)),
        ["n-grams"] = () => () => _ = new NGramModel([text], 13),
        ["stories"] = () => () => new StoryGrammar().Corpus(new Random(1), 5),
        ["a gradient check"] = () => Within(Tensor.Ones(3, 3), x => GradientCheck.Run("exp", () => x.Exp(), ("x", x))),
        ["the learning-rate finder"] = () => () => LearningRateFinder.Run(NewTrainer(Model()), steps: 4),
        ["principal components"] = () => Within(Tensor.Normal(new Random(1), 20, 4), x => PrincipalComponents.Of(x)),
        ["a figure"] = () => () => Chart.Heatmap(Tensor.Normal(new Random(1), 9, 9), title: "t").ToString(),
    };

    private static Action Many(Tensor a, Tensor b) => () => a.MatMul(b);

    private static Action Within<T>(T value, Action<T> work) => () => work(value);

    private static Action Prepared<T>(T value, Func<T, object> work) => () => work(value);

    [Theory, MemberData(nameof(Operations))]
    public void It_asks_and_ends_where_it_is_told_to(string name)
    {
        Action work = all[name]();
        Assert.False(IsInterrupted(int.MaxValue, work, out int asked));
        Assert.InRange(asked, 1, int.MaxValue);

        foreach (int at in new[] { 1, (asked + 1) / 2 })
            Assert.True(IsInterrupted(at, work, out _), $"at {at} of {asked}");
        Assert.False(IsInterrupted(int.MaxValue, work, out _)); // it can be done again
    }

    [Fact]
    public void A_training_that_is_interrupted_anywhere_has_done_whole_steps_and_goes_on_to_the_same_numbers()
    {
        const int Steps = 3;
        float[][] after = [.. Enumerable.Range(0, Steps + 1).Select(steps => Numbers(Trained(steps)))];
        Assert.False(IsInterrupted(int.MaxValue, () => Trained(Steps), out int asked));

        for (int at = 1; at <= asked; at += 1 + asked / 60)
        {
            Gpt model = Model();
            Trainer trainer = NewTrainer(model);
            bool interrupted = IsInterrupted(at, () => trainer.Run(Steps), out _);

            // How often it asks while it waits for other cores depends on them
            Assert.True(interrupted || trainer.StepCount == Steps);
            Assert.Equal(trainer.StepCount, trainer.Optimizer.StepCount);
            Assert.Equal(after[trainer.StepCount], Numbers(model));
            trainer.Run(Steps - trainer.StepCount);
            Assert.Equal(after[Steps], Numbers(model));
        }

        static Gpt Trained(int steps)
        {
            Gpt model = Model();
            NewTrainer(model).Run(steps);
            return model;
        }
        static float[] Numbers(Gpt model) => [.. model.Parameters().SelectMany(p => p.ToArray())];
    }

    [Fact]
    public void A_cache_with_a_window_takes_in_tokens_whole_or_not_at_all()
    {
        Gpt model = Model();
        int[] prompt = [1, 2, 3, 4, 5, 6, 7, 8], more = [9, 10, 11, 12];
        KeyValueCache NewCache()
        {
            var cache = new KeyValueCache(model.Config, window: 4, sinks: 1);
            model.Forward(prompt, cache);
            return cache;
        }
        float[] expected = model.Forward(more, NewCache()).ToArray();
        Assert.False(IsInterrupted(int.MaxValue, () => model.Forward(more, NewCache()), out int asked));

        for (int at = 1; at <= asked; at++)
        {
            KeyValueCache cache = NewCache();
            bool interrupted = IsInterrupted(at, () => model.Forward(more, cache), out _);
            if (cache.Length == prompt.Length) Assert.Equal(expected, model.Forward(more, cache).ToArray());
            else Assert.Equal(prompt.Length + more.Length, cache.Length);
            if (!interrupted) break;
        }
    }

    [Fact]
    public void A_thread_that_is_woken_while_others_help_it_comes_back_when_they_are_done()
    {
        Assert.SkipUnless(Environment.ProcessorCount > 1, "needs two cores");
        int done = 0, doneThen = -1, helping = 0;
        bool woken = false;
        var caller = new Thread(() =>
        {
            int own = Environment.CurrentManagedThreadId;
            Cores.ForEach(2, 1_000_000_000, item =>
            {
                if (Environment.CurrentManagedThreadId == own)
                    while (Volatile.Read(ref helping) == 0) Thread.SpinWait(10);
                else
                {
                    Volatile.Write(ref helping, 1);
                    Thread.Sleep(400);
                }
                Interlocked.Increment(ref done);
            });
            doneThen = done;
            try
            {
                Thread.Sleep(0);
                Thread.Sleep(2000);
            }
            catch (ThreadInterruptedException)
            {
                woken = true;
            }
        });
        caller.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref helping) == 1);
        Thread.Sleep(100);
        caller.Interrupt();
        caller.Join();

        Assert.Equal(2, doneThen);
        Assert.True(woken); // and no wake-up is lost
    }

    [Fact]
    public void Many_random_numbers_are_the_ones_that_the_generator_gives()
    {
        var normal = new double[1200 * 1000];
        MathNet.Numerics.Distributions.Normal.Samples(new Random(3), normal, 0, 1);
        var uniform = new double[1200 * 1000];
        MathNet.Numerics.Distributions.ContinuousUniform.Samples(new Random(3), uniform, -1, 2);

        Assert.Equal(Array.ConvertAll(normal, n => (float)n), Tensor.Normal(new Random(3), 1200, 1000).ToArray());
        float[] drawn = Tensor.Uniform(new Random(3), -1, 2, 1200, 1000).ToArray();
        Assert.Equal(Array.ConvertAll(uniform, n => (float)n), drawn);
    }
}
