namespace NotebookLib.Tests.Training;

/// <summary>Numbers that are none end a run with a message, before they reach the parameters.</summary>
public sealed class RunawayTests
{
    private static (Linear Model, Trainer Trainer) Failing(float from, bool stop = true)
    {
        var model = new Linear(2, 1, new Random(1));
        int step = 0;
        Tensor Loss(Random _) => model.Forward(Tensor.Ones(1, 2)).Square().Sum() * (step++ < 3 ? 1 : from);
        return (model, new Trainer(model, Loss, LearningRate.Constant(0.01f)) { StopAtNaN = stop });
    }

    [Theory, InlineData(float.NaN, "NaN"), InlineData(float.PositiveInfinity, "Infinity")]
    public void A_loss_that_is_no_finite_number_stops_the_trainer_with_the_parameters_as_they_were(float bad,
        string shown)
    {
        (Linear model, Trainer trainer) = Failing(bad);
        trainer.Run(3);
        float[] before = model.Weight.ToArray();

        string message = Assert.Throws<InvalidOperationException>(() => trainer.Run(1)).Message;

        Assert.StartsWith($"The loss of step 3 is {shown}, at a learning rate of 0.01.", message,
            StringComparison.Ordinal);
        Assert.Equal(before, model.Weight.ToArray());
        Assert.Equal(3, trainer.StepCount);
    }

    [Fact]
    public void Who_asks_for_it_may_watch()
    {
        (Linear model, Trainer trainer) = Failing(float.NaN, stop: false);

        TrainingCurve curve = trainer.Run(5);

        Assert.True(float.IsNaN(curve.Points[^1].Loss));
        Assert.True(float.IsNaN(model.Weight[0, 0]));
    }

    [Fact]
    public void A_batch_of_nothing_but_padding_has_a_gradient_of_zeros()
    {
        Tensor logits = Tensor.Normal(new Random(1), 3, 5);
        logits.RequiresGrad = true;

        Tensor loss = Loss.CrossEntropy(logits, [Loss.Ignored, Loss.Ignored, Loss.Ignored]);
        loss.Backward();

        Assert.True(float.IsNaN(loss.Item()));
        Assert.All(logits.Grad!.ToArray(), g => Assert.Equal(0, g));
    }

    [Theory, InlineData(float.NaN, "NaN"), InlineData(float.PositiveInfinity, "Infinity")]
    public void A_model_whose_logits_are_no_numbers_does_not_write(float bad, string shown)
    {
        var gpt = new Gpt(new GptConfig(5, 1, 1, 4, 8) { Positions = PositionScheme.None, Norm = NormPlacement.None },
            new Random(1));
        for (int c = 0; c < 4; c++) gpt.Tokens.Weight[1, c] = bad;

        string message = Assert.Throws<InvalidOperationException>(() => gpt.Generate([1], 3, new Random(1))).Message;

        Assert.StartsWith("The model cannot go on after 1 tokens: the largest of its logits is ", message,
            StringComparison.Ordinal);
        Assert.NotEmpty(shown);
    }

    [Theory, InlineData("-1", "5", "expected a step of 0 or more in the metadata; got -1."),
        InlineData("7", "5", "expected the optimizer to have taken all 7 steps of the run, or more; got 5."),
        InlineData("7", "-2", "expected the optimizer to have taken all 7 steps of the run, or more; got -2."),
        InlineData("99999999999", "1", "expected a number for 'step' in the metadata; got '99999999999'.")]
    public void Steps_that_cannot_be_are_refused(string step, string optimizerStep, string message)
    {
        string path = Path.Combine(Path.GetTempPath(), $"steps-{Guid.NewGuid():N}.safetensors");
        try
        {
            var trainer = new Trainer(new Linear(2, 1, new Random(1)), _ => Tensor.Ones(1).Sum());
            trainer.Save(path);
            Safetensors saved = Safetensors.Read(path);
            Safetensors.Write(path, saved.Tensors,
                new Dictionary<string, string>(saved.Metadata) { ["step"] = step, ["optimizerStep"] = optimizerStep });

            Assert.Equal($"{Path.GetFileName(path)}: {message}",
                Assert.Throws<InvalidDataException>(() => trainer.Restore(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
