namespace NotebookLib.Tests.Training;

public sealed class TrainingTests : IDisposable
{
    private static readonly GptConfig small = new(vocabulary: 13, layers: 2, heads: 2, width: 16, context: 11);
    private static readonly int[] text = [.. Enumerable.Range(0, 401).Select(i => (i * i + i / 7) % 13)];
    private readonly string folder = Directory.CreateTempSubdirectory("training").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Gpt Model(float dropout = 0) => new(small with { Dropout = dropout }, new Random(3));

    private static Trainer Trainer(Gpt gpt, int seed = 7) =>
        new(gpt, Corpus.Text(text), batchSize: 3, learningRate: LearningRate.Cosine(0.01f, 40, warmup: 5), seed: seed);

    [Fact]
    public void One_batch_is_learned_by_heart()
    {
        var gpt = Model();
        TokenBatch batch = Corpus.Text(text).Sample(new Random(1), size: 2, length: 11);

        TrainingCurve curve = new Trainer(gpt, _ => Loss.CrossEntropy(gpt.Forward(batch.Inputs), batch.Targets),
            LearningRate.WarmUp(0.01f, 10)).Run(150);

        Assert.InRange(curve.First, Math.Log(13) - 0.1, Math.Log(13) + 0.4);
        Assert.InRange(curve.Points[^1].Loss, 0, 0.01);
    }

    [Fact]
    public void A_resumed_run_is_the_uninterrupted_one_to_the_bit()
    {
        Gpt whole = Model(dropout: 0.1f), first = Model(dropout: 0.1f);
        Gpt second = new(small with { Dropout = 0.1f }, new Random(99));
        string file = Path.Combine(folder, "run.safetensors");

        TrainingCurve expected = Trainer(whole).Run(30);
        Trainer interrupted = Trainer(first);
        TrainingCurve before = interrupted.Run(13);
        interrupted.Save(file);
        Trainer resumed = Trainer(second, seed: 1);
        resumed.Restore(file);
        TrainingCurve after = resumed.Run(17);

        Assert.Equal(expected.Points.Select(p => (p.Step, p.Loss, p.LearningRate, p.GradientNorm)),
            before.Points.Concat(after.Points).Select(p => (p.Step, p.Loss, p.LearningRate, p.GradientNorm)));
        foreach (var (a, b) in whole.Parameters().Zip(second.Parameters())) Assert.Equal(a.ToArray(), b.ToArray());
    }

    [Fact]
    public void Another_seed_draws_other_batches()
    {
        Assert.Equal(Trainer(Model()).Run(3).Training, Trainer(Model()).Run(3).Training);
        Assert.NotEqual(Trainer(Model()).Run(3).Training, Trainer(Model(), seed: 8).Run(3).Training);
    }

    [Fact]
    public void Checkpoints_of_another_optimizer_or_model_are_refused_and_change_nothing()
    {
        string file = Path.Combine(folder, "run.safetensors");
        Trainer trainer = Trainer(Model());
        trainer.Run(1);
        trainer.Save(file);

        var other = new Gpt(small with { Width = 20 }, new Random(1));
        float[] before = other.Tokens.Weight.ToArray();
        AssertRefused("run.safetensors: expected a run of Sgd, this trainer's optimizer; it was saved by AdamW.",
            new Trainer(other, Corpus.Text(text), optimizer: new Sgd(other.Parameters())));
        AssertRefused("run.safetensors: expected 'parameter.tokens.weight' to have shape (13, 20); it has (13, 16).",
            Trainer(other));
        Assert.Equal(before, other.Tokens.Weight.ToArray());
        Model().Save(folder);
        file = Path.Combine(folder, "model.safetensors");
        AssertRefused("model.safetensors: expected a file that a trainer saved", Trainer(Model()));

        void AssertRefused(string message, Trainer restored) =>
            Assert.StartsWith(message, Assert.Throws<InvalidDataException>(() => restored.Restore(file)).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Reused_memory_changes_no_number_and_no_gradient_that_stays()
    {
        Gpt reusing = Model(), fresh = Model();
        Corpus corpus = Corpus.Text(text);
        Trainer plain = new(fresh, random =>
        {
            var (inputs, targets) = corpus.Sample(random, 3, 11);
            return Loss.CrossEntropy(fresh.Forward(inputs, random), targets);
        }, LearningRate.Cosine(0.01f, 40, warmup: 5), seed: 7);

        Assert.Equal(plain.Run(9).Training, Trainer(reusing).Run(9).Training);
        float[] gradient = reusing.Blocks[0].FeedForward.Hidden.Weight.Grad!.ToArray();
        Tensor logits = reusing.Forward(1, 2, 3);
        float[] values = logits.ToArray();
        NotebookLib.Trainer.Evaluate(reusing, corpus);

        Assert.Equal(fresh.Blocks[0].FeedForward.Hidden.Weight.Grad!.ToArray(), gradient);
        Assert.Equal(gradient, reusing.Blocks[0].FeedForward.Hidden.Weight.Grad!.ToArray());
        Assert.Equal(values, logits.ToArray());
    }

    [Fact]
    public void A_gradient_or_a_result_that_somebody_holds_is_not_overwritten()
    {
        Gpt gpt = Model();
        Trainer trainer = Trainer(gpt);
        trainer.Run(2);
        Tensor[] held = [.. gpt.Parameters().Select(p => p.Grad!)];
        float[][] before = [.. held.Select(g => g.ToArray())];
        IDisposable noGrad = Tensor.NoGrad();
        Tensor logits = gpt.Forward(text[..11]);
        Tensor block = gpt.Blocks[0].Forward(gpt.Embed(text[..11]));
        Tensor attended = gpt.Blocks[0].Attention.Forward(gpt.Embed(text[..11]));
        float[][] results = [logits.ToArray(), block.ToArray(), attended.ToArray()];

        for (int i = 0; i < 3; i++)
        {
            gpt.Forward(text[i..(i + 11)]);
            gpt.Blocks[1].Forward(gpt.Embed(text[20..31]));
            gpt.Blocks[1].Attention.Forward(gpt.Embed(text[20..31]));
            gpt.Generate([1], 20);
        }
        noGrad.Dispose();
        trainer.Run(3);

        Assert.All(held.Zip(before), pair => Assert.Equal(pair.Second, pair.First.ToArray()));
        Assert.Equal(results, new[] { logits.ToArray(), block.ToArray(), attended.ToArray() });
        Assert.NotEqual(before[0], gpt.Parameters().First().Grad!.ToArray());
    }

    [Fact]
    public void A_cancelled_run_ends_after_its_step_and_tells_what_it_measured()
    {
        using var source = new CancellationTokenSource();

        TrainingCurve curve = Trainer(Model()).Run(100, point =>
        {
            if (point.Step == 4)
                source.Cancel();
        }, source.Token);

        Assert.Equal([0, 1, 2, 3, 4], curve.Points.Select(p => p.Step));
    }

    [Fact]
    public void Validation_is_the_mean_over_all_tokens_however_they_are_batched()
    {
        Gpt gpt = Model();
        Corpus corpus = Corpus.Sequences([[1, 2, 3], [4], [5, 6, 7, 8, 9], [1, 2]], start: 0);
        double byHand = new[] { new[] { 0, 1, 2, 3 }, [0, 4], [0, 5, 6, 7, 8, 9], [0, 1, 2] }.Sum(s =>
            Loss.CrossEntropy(gpt.Forward(s[..^1]), s[1..]).Item() * (double)(s.Length - 1)) / 11;

        Assert.Equal(11, corpus.TokenCount);
        Assert.Equal(byHand, NotebookLib.Trainer.Evaluate(gpt, corpus, batchSize: 1), tolerance: 1e-5);
        Assert.Equal(byHand, NotebookLib.Trainer.Evaluate(gpt, corpus, batchSize: 3), tolerance: 1e-5);
        var trainer = new Trainer(gpt, Corpus.Text(text), validation: corpus, batchSize: 2) { ValidateEvery = 3 };
        Assert.Equal([2, 5, 6], trainer.Run(7).Validation.Select(p => p.Step));
    }

    [Fact]
    public void Windows_of_a_text_are_followed_by_what_follows_in_the_text()
    {
        Corpus corpus = Corpus.Text(Enumerable.Range(0, 50));
        var seen = new HashSet<int>();
        for (int i = 0; i < 200; i++)
        {
            TokenBatch batch = corpus.Sample(new Random(i), size: 2, length: 7);
            Assert.Equal((2, 7), (batch.Inputs.GetLength(0), batch.Inputs.GetLength(1)));
            for (int t = 0; t < 7; t++)
            {
                Assert.Equal(batch.Inputs[0, 0] + t, batch.Inputs[0, t]);
                Assert.Equal(batch.Inputs[1, t] + 1, batch.Targets[1, t]);
            }
            seen.Add(batch.Inputs[0, 0]);
            seen.Add(batch.Inputs[1, 0]);
        }
        Assert.Equal(Enumerable.Range(0, 43), seen.Order()); // 42 + 7 is the last target there is
        Assert.Equal(Enumerable.Range(1, 49),
            corpus.Batches(size: 3, length: 7).SelectMany(b => b.Targets.Cast<int>()).Where(t => t != Loss.Ignored));
    }

    [Fact]
    public void Gradients_that_are_not_reset_pile_up()
    {
        Gpt gpt = Model();
        TokenBatch batch = Corpus.Text(text).Sample(new Random(1), 2, 11);
        Trainer Frozen(bool reset) =>
            new(gpt, _ => Loss.CrossEntropy(gpt.Forward(batch.Inputs), batch.Targets), LearningRate.Constant(0))
            {
                ResetGradients = reset,
                ClipNorm = float.PositiveInfinity,
            };
        float once = Frozen(reset: true).Run(3).Points[^1].GradientNorm;

        gpt.Parameters().ToList().ForEach(p => p.ZeroGrad());
        float[] piled = [.. Frozen(reset: false).Run(3).Points.Select(p => p.GradientNorm / once)];

        for (int i = 0; i < 3; i++) Assert.Equal(i + 1, piled[i], tolerance: 1e-4f);
    }

    [Fact]
    public void The_finder_suggests_a_rate_between_its_bounds_and_puts_everything_back()
    {
        Gpt gpt = Model();
        Trainer trainer = Trainer(gpt);
        float[] before = gpt.Tokens.Weight.ToArray();

        LearningRateTrial trial = LearningRateFinder.Run(trainer, from: 1e-5f, to: 10, steps: 60);

        Assert.InRange(trial.Suggestion, 1e-4f, 0.3f);
        Assert.InRange(trial.Steepest, 1e-4f, 10 * trial.Suggestion); // it fell before it was lowest
        Assert.True(trial.Points[^1].Loss > 1.5f * trial.Points[0].Loss); // it went on until it was too much
        Assert.Equal(before, gpt.Tokens.Weight.ToArray());
        Assert.Equal(Trainer(Model()).Run(5).Training, trainer.Run(5).Training);
    }

    [Fact]
    public void Dropout_is_at_work_while_training_and_gone_afterwards()
    {
        Gpt gpt = Model(dropout: 0.5f);
        int[,] tokens = { { 1, 2, 3 } };

        Assert.NotEqual(0, gpt.Forward(tokens, new Random(1)).MaxDifference(gpt.Forward(tokens, new Random(2))));
        Assert.Equal(0, gpt.Forward(tokens).MaxDifference(Model().Forward(tokens)));
    }

    [Fact]
    public void Cross_entropy_of_equal_logits_is_ln_V_and_bad_targets_are_named()
    {
        Assert.Equal(MathF.Log(5), Loss.CrossEntropy(Tensor.Zeros(3, 5), [0, 4, Loss.Ignored]).Item(),
            tolerance: 1e-6f);
        Assert.Equal(float.NaN, Loss.CrossEntropy(Tensor.Zeros(1, 5), [Loss.Ignored]).Item());
        AssertError("targets: expected tokens 0 to 4, or -1 for none; got 5 at position 1.",
            () => Loss.CrossEntropy(Tensor.Zeros(2, 5), [0, 5]));
        AssertError("targets: expected one for each row of logits, (T, V); got 1 for (2, 5).",
            () => Loss.CrossEntropy(Tensor.Zeros(2, 5), [0]));
        AssertError("smoothing: expected 0 to 1; got 2.", () => Loss.CrossEntropy(Tensor.Zeros(1, 5), [0], 2));
        AssertError("sequences: expected at least one token in each; number 1 is empty.",
            () => Corpus.Sequences([[1], []], 0));
        AssertError("tokens: expected at least two", () => Corpus.Text([1]));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
