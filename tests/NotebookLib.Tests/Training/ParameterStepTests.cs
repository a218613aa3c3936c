using NotebookLib.Tests.References;

namespace NotebookLib.Tests.Training;

/// <summary>Parameters that have a gradient in some steps only: each counts its own.</summary>
public sealed class ParameterStepTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("steps").FullName;

    private sealed record LateCase(string Name, Stored[] Start, Stored?[][] Gradients, Stored[][] After);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string> Rules => ["Sgd", "Momentum", "RmsProp", "Adam", "AdamW"];

    [Theory, MemberData(nameof(Rules))]
    public void Parameters_whose_gradients_come_late_or_now_and_then_move_as_in_PyTorch(string name)
    {
        LateCase reference = Reference.Load<LateCase>("late_gradients.json").Single(c => c.Name == name);
        Tensor[] parameters = [.. reference.Start.Select(s => s.Leaf)];
        Optimizer optimizer = Rule(name, parameters);

        for (int step = 0; step < reference.After.Length; step++)
        {
            Give(parameters, reference.Gradients[step]);
            optimizer.Step();
            for (int i = 0; i < parameters.Length; i++)
                Reference.AssertClose(reference.After[step][i].Tensor,
                    parameters[i], $"parameter {i} after step {step + 1}", 1e-5f);
        }
        Assert.Equal(8, optimizer.StepCount);
        Assert.Equal([8, 5, 4], optimizer.UpdateCounts);
    }

    // η m̂/(√v̂ + ε) with m̂ = g and v̂ = g², as in any first step: η, whatever the gradient.
    [Fact]
    public void A_first_gradient_in_step_11_moves_its_parameter_by_the_learning_rate()
    {
        Tensor a = new Embedding(Tensor.Ones(1, 1)).Weight, b = new Embedding(Tensor.Ones(1, 1)).Weight;
        var adam = new Adam([a, b], 0.001f);
        for (int step = 1; step <= 11; step++)
        {
            adam.ZeroGrad();
            (step == 11 ? a.Sum() + b.Sum() : a.Sum()).Backward();
            adam.Step();
        }

        Assert.Equal(0.001, 1 - b[0, 0], 1e-6);
    }

    [Fact]
    public void A_resumed_run_knows_each_of_the_counts()
    {
        Part whole = new(), first = new(), second = new();
        string file = Path.Combine(folder, "run.safetensors");
        whole.Trainer.Run(9);
        first.Trainer.Run(5); // the second parameter has taken 1 step
        first.Trainer.Save(file);

        second.Trainer.Restore(file);
        second.Trainer.Run(4);

        Assert.Equal([9, 5], second.Trainer.Optimizer.UpdateCounts);
        Assert.Equal(whole.First.Weight.ToArray(), second.First.Weight.ToArray());
        Assert.Equal(whole.Second.Weight.ToArray(), second.Second.Weight.ToArray());
    }

    [Fact]
    public void A_run_that_was_saved_before_there_were_counts_goes_on_as_it_did()
    {
        string file = Path.Combine(folder, "run.safetensors");
        Part saved = new(), resumed = new();
        saved.Trainer.Run(5);
        saved.Trainer.Save(file);
        Rewrite(file, metadata => metadata.Remove("parameterSteps"));

        resumed.Trainer.Restore(file);

        Assert.Equal([5, 5], resumed.Trainer.Optimizer.UpdateCounts);
    }

    [Theory, InlineData("5"), InlineData("5 -1"), InlineData("5 6"), InlineData("5 1 1"), InlineData(""),
        InlineData("5 x"), InlineData("5 99999999999")]
    public void Counts_that_cannot_be_are_refused(string counts)
    {
        string file = Path.Combine(folder, "run.safetensors");
        Part saved = new();
        saved.Trainer.Run(5);
        saved.Trainer.Save(file);
        Rewrite(file, metadata => metadata["parameterSteps"] = counts);

        Assert.Equal("run.safetensors: expected 2 numbers from 0 to 5 for 'parameterSteps' in the metadata, one for "
            + "each parameter; got other ones.",
            Assert.Throws<InvalidDataException>(() => saved.Trainer.Restore(file)).Message);
    }

    private static void Rewrite(string file, Action<Dictionary<string, string>> change)
    {
        Safetensors saved = Safetensors.Read(file);
        var metadata = new Dictionary<string, string>(saved.Metadata);
        change(metadata);
        Safetensors.Write(file, saved.Tensors, metadata);
    }

    private static void Give(Tensor[] parameters, Stored?[] gradients)
    {
        foreach (var (parameter, gradient) in parameters.Zip(gradients))
        {
            parameter.ZeroGrad();
            if (gradient is not null) (parameter * gradient.Tensor).Sum().Backward();
        }
    }

    private static Optimizer Rule(string name, Tensor[] parameters) => name switch
    {
        "Sgd" => new Sgd(parameters, 0.1f),
        "Momentum" => new Momentum(parameters, 0.05f, 0.8f),
        "RmsProp" => new RmsProp(parameters, 0.02f, 0.9f),
        "Adam" => new Adam(parameters, 0.03f, 0.8f, 0.95f, 1e-6f),
        _ => new AdamW(parameters, 0.03f, weightDecay: 0.3f, 0.8f, 0.95f, 1e-6f),
    };

    /// <summary>Two tables, the second of which enters the loss from step 4 on.</summary>
    private sealed class Part
    {
        public Part()
        {
            int step = 0;
            Trainer? trainer = null;
            Tensor Loss(Random random)
            {
                step = trainer!.StepCount;
                Tensor loss = (First.Weight - random.NextSingle()).Square().Sum();
                return step < 4 ? loss : loss + (Second.Weight - random.NextSingle()).Square().Sum();
            }
            Trainer = trainer = new Trainer(new ModuleDict(("first", First), ("second", Second)), Loss,
                LearningRate.Constant(0.01f));
        }

        public Embedding First { get; } = new(Tensor.Ones(2, 3));

        public Embedding Second { get; } = new(Tensor.Ones(2, 3));

        public Trainer Trainer { get; }
    }
}
