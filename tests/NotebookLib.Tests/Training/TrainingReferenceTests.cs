using NotebookLib.Tests.References;

namespace NotebookLib.Tests.Training;

/// <summary>Losses, optimizers and one hundred steps of training against PyTorch.</summary>
public class TrainingReferenceTests
{
    private sealed record LossCase(string Name, Dictionary<string, Stored> Tensors, Stored Output, Stored Upstream,
        Dictionary<string, Stored> Grads, int[] Targets, float Smoothing);

    private sealed record OptimizerCase(string Name, Stored[] Start, Stored[][] Gradients, Stored[][] After,
        Dictionary<string, Stored>[][] Moments);

    private sealed record ClippingCase(string Name, Stored[] Gradients, float Maximum, Stored[] Clipped);

    private sealed record Run(Dictionary<string, Stored> Parameters, float[] Losses);

    private sealed record Cycle(float[] Rates);

    [Theory]
    [InlineData("ignored targets")]
    [InlineData("ignored targets and smoothing")]
    public void Cross_entropy_and_its_gradient_agree_with_PyTorch(string name)
    {
        LossCase reference = Reference.Load<LossCase>("losses.json").Single(c => c.Name == name);
        Tensor logits = reference.Tensors["logits"].Leaf;

        Tensor loss = Loss.CrossEntropy(logits, reference.Targets, reference.Smoothing);
        loss.Backward(reference.Upstream.Tensor);

        Reference.AssertClose(reference.Output.Tensor, loss, "loss", 1e-6f);
        Reference.AssertClose(reference.Grads["logits"].Tensor, logits.Grad, "gradient", 1e-6f);
    }

    [Theory]
    [InlineData("Sgd")]
    [InlineData("Momentum")]
    [InlineData("RmsProp")]
    [InlineData("Adam")]
    [InlineData("AdamW")]
    public void Five_steps_and_what_is_remembered_of_them_agree_with_PyTorch(string name)
    {
        OptimizerCase reference = Reference.Load<OptimizerCase>("optimizers.json").Single(c => c.Name == name);
        Tensor[] parameters = [.. reference.Start.Select(s => s.Leaf)];
        Optimizer optimizer = name switch
        {
            "Sgd" => new Sgd(parameters, 0.1f),
            "Momentum" => new Momentum(parameters, 0.05f, 0.8f),
            "RmsProp" => new RmsProp(parameters, 0.02f, 0.9f),
            "Adam" => new Adam(parameters, 0.03f, 0.8f, 0.95f, 1e-6f),
            _ => new AdamW(parameters, 0.03f, weightDecay: 0.3f, 0.8f, 0.95f, 1e-6f),
        };

        for (int step = 0; step < 5; step++)
        {
            optimizer.ZeroGrad();
            for (int i = 0; i < 2; i++) (parameters[i] * reference.Gradients[step][i].Tensor).Sum().Backward();
            optimizer.Step();
            for (int i = 0; i < 2; i++)
                Reference.AssertClose(reference.After[step][i].Tensor, parameters[i],
                    $"parameter {i} after step {step + 1}", 1e-5f);
            for (int i = 0; i < 2; i++)
            {
                IReadOnlyDictionary<string, Tensor> moments = optimizer.Moments(parameters[i]);
                Assert.Equal(reference.Moments[step][i].Keys.Order(), moments.Keys.Order());
                foreach (var (moment, values) in reference.Moments[step][i])
                    Reference.AssertClose(values.Tensor, moments[moment],
                        $"{moment} of parameter {i} after step {step + 1}", 1e-6f);
            }
        }
    }

    [Fact]
    public void One_hundred_steps_of_a_tiny_model_have_the_losses_that_PyTorch_has()
    {
        Run reference = Reference.Load<Run>("training.json")[0];
        var gpt = new Gpt(new GptConfig(vocabulary: 11, layers: 2, heads: 2, width: 8, context: 7) { HiddenWidth = 16 },
            (name, _) => reference.Parameters[name].Tensor);
        int[] text = [.. Enumerable.Range(0, 200).Select(i => i * i % 11)];
        int step = 0;
        var trainer = new Trainer(gpt, _ =>
        {
            int[,] inputs = new int[3, 7], targets = new int[3, 7];
            for (int b = 0; b < 3; b++)
                for (int t = 0; t < 7; t++)
                    (inputs[b, t], targets[b, t]) =
                        (text[(step * 37 + b * 53) % 190 + t], text[(step * 37 + b * 53) % 190 + t + 1]);
            step++;
            return Loss.CrossEntropy(gpt.Forward(inputs), targets);
        }, LearningRate.Constant(5e-3f));

        TrainingCurve curve = trainer.Run(100);

        for (int i = 0; i < 100; i++) Assert.Equal(reference.Losses[i], curve.Points[i].Loss, tolerance: 1e-3f);
        // it learned something, so that the curve means something
        Assert.True(reference.Losses[^1] < 0.8f * reference.Losses[0]);
    }

    [Fact]
    public void One_cycle_has_the_rates_of_PyTorch()
    {
        float[] rates = Reference.Load<Cycle>("one_cycle.json")[0].Rates;
        Func<int, float> schedule = LearningRate.OneCycle(peak: 0.5f, steps: 50);

        for (int step = 0; step < 50; step++) Assert.Equal(rates[step], schedule(step), tolerance: 1e-6f);
    }

    [Fact]
    public void Warm_up_stable_decay_has_the_rates_of_PyTorch()
    {
        float[] rates = Reference.Load<Cycle>("warm_up_stable_decay.json")[0].Rates;
        Func<int, float> schedule =
            LearningRate.WarmUpStableDecay(peak: 0.5f, steps: 43, warmup: 7, decay: 11, end: 0.05f);

        for (int step = 0; step < 47; step++) Assert.Equal(rates[step], schedule(step), tolerance: 1e-6f);
    }

    [Theory, InlineData("ByNorm"), InlineData("ByValue")]
    public void Clipped_gradients_agree_with_PyTorch(string name)
    {
        ClippingCase reference = Reference.Load<ClippingCase>("clipping.json").Single(c => c.Name == name);
        Tensor[] parameters = [.. reference.Gradients.Select(g => Tensor.Zeros(g.Shape))];
        for (int i = 0; i < 2; i++)
        {
            parameters[i].RequiresGrad = true;
            (parameters[i] * reference.Gradients[i].Tensor).Sum().Backward();
        }

        _ = name == "ByNorm"
            ? GradientClipping.ByNorm(parameters, reference.Maximum)
            : GradientClipping.ByValue(parameters, reference.Maximum);

        for (int i = 0; i < 2; i++)
            Reference.AssertClose(reference.Clipped[i].Tensor, parameters[i].Grad, $"gradient {i}", 1e-6f);
    }
}
