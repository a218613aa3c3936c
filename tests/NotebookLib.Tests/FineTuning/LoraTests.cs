namespace NotebookLib.Tests.FineTuning;

public sealed class LoraTests : IDisposable
{
    private static readonly int[] tokens = [1, 5, 3, 16, 2, 7, 7];

    private readonly string folder = Directory.CreateTempSubdirectory("lora-").FullName;
    private readonly Gpt gpt = Model();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Gpt Model(Activation activation = Activation.GeluTanh) => new(
        new GptConfig(17, layers: 2, heads: 2, width: 12, context: 11) { HiddenWidth = 20, Activation = activation },
        new Random(1));

    [Fact]
    public void By_hand_a_map_gives_x_W_plus_alpha_over_r_times_x_A_B()
    {
        Lora lora = Lora.Attach(gpt, rank: 3, alpha: 6, new Random(2), GptMaps.Query);
        LoraAdapter adapter = lora.Adapters[0].Adapter;
        Fill(lora);
        Linear query = gpt.Blocks[0].Attention.Query;
        Tensor x = Tensor.Normal(new Random(3), 4, 12);

        Tensor expected = x.MatMul(query.Weight) + query.Bias! + 2 * x.MatMul(adapter.A).MatMul(adapter.B);

        Assert.Equal(0, query.Forward(x).MaxDifference(expected), 1e-5f);
        Assert.Equal("(12, 3) (3, 12)", $"{adapter.A.Shape} {adapter.B.Shape}");
    }

    [Fact]
    public void At_the_start_nothing_is_changed_to_the_bit()
    {
        Tensor before = gpt.Forward(tokens);

        Lora.Attach(gpt, 4, 8, new Random(2));

        Assert.Equal(0, gpt.Forward(tokens).MaxDifference(before));
    }

    [Theory, InlineData(GptMaps.All, Activation.GeluTanh), InlineData(GptMaps.All, Activation.SwiGlu)]
    [InlineData(GptMaps.Query | GptMaps.Value, Activation.GeluTanh)]
    public void Merged_it_gives_what_it_gave_unmerged_and_detached_what_it_was(GptMaps maps, Activation activation)
    {
        Gpt merged = Model(activation), detached = Model(activation);
        Tensor before = merged.Forward(tokens);
        Lora first = Fill(Lora.Attach(merged, 4, 8, new Random(2), maps));
        Lora second = Fill(Lora.Attach(detached, 4, 8, new Random(2), maps));
        Tensor unmerged = merged.Forward(tokens);
        Assert.True(unmerged.MaxDifference(before) > 0.01f);

        first.Merge();
        second.Detach();

        Assert.Equal(0, merged.Forward(tokens).MaxDifference(unmerged), 1e-4f);
        Assert.Equal(0, detached.Forward(tokens).MaxDifference(before));
        Assert.All(merged.Parameters(), p => Assert.True(p.RequiresGrad));
    }

    [Fact]
    public void Only_the_corrections_learn_and_what_they_change_has_their_rank()
    {
        float[] before = [.. gpt.Parameters().SelectMany(p => p.ToArray())];
        Lora lora = Lora.Attach(gpt, 2, 4, new Random(2), GptMaps.Hidden);
        Corpus corpus = Corpus.Text(Enumerable.Range(0, 200).Select(i => i * i % 17));

        TrainingCurve curve = new Trainer(gpt, corpus, batchSize: 4, optimizer: new AdamW(lora.Parameters(), 0.01f),
            learningRate: LearningRate.Constant(0.02f)).Run(40);

        Assert.True(curve.Points[^1].Loss < curve.Points[0].Loss - 0.05);
        Assert.Equal(before, gpt.Parameters().SelectMany(p => p.ToArray()));
        Assert.All(gpt.Parameters(), p => Assert.Null(p.Grad));
        double[] values = LowRank.SingularValues(lora.Adapters[1].Adapter.Change);
        Assert.True(values[1] > 1e-4 && values[2] < 1e-5);
    }

    [Fact]
    public void A_file_keeps_the_corrections_and_takes_no_others()
    {
        string file = Path.Combine(folder, "a.safetensors");
        Lora lora = Lora.Attach(gpt, 3, 6, new Random(2));
        Fill(lora);
        lora.Save(file);
        Tensor trained = gpt.Forward(tokens);
        lora.Detach();

        Lora again = Lora.Attach(gpt, 3, 6, new Random(5));
        again.Load(file);

        Assert.Equal(0, gpt.Forward(tokens).MaxDifference(trained));
        again.Detach();
        AssertInvalid("a.safetensors: expected α / r = 1; got 2.",
            () => Lora.Attach(Model(), 3, 3, new Random(1)).Load(file));
        AssertInvalid("expected 12 tensors; got 24.",
            () => Lora.Attach(Model(), 3, 6, new Random(1), GptMaps.Query | GptMaps.Key | GptMaps.Value).Load(file));
        AssertInvalid("expected 'blocks.0.attention.query.a' of shape (12, 2); got (12, 3).",
            () => Lora.Attach(Model(), 2, 4, new Random(1)).Load(file));
    }

    [Fact]
    public void A_seed_gives_one_beginning() => Assert.Equal(0,
        Lora.Attach(Model(), 3, 6, new Random(2)).Adapters[3].Adapter.A.MaxDifference(
            Lora.Attach(gpt, 3, 6, new Random(2)).Adapters[3].Adapter.A));

    [Fact]
    public void Wrong_use_is_refused()
    {
        AssertError("rank: expected 1 to 12; got 13.", () => Lora.Attach(gpt, 13, 1, new Random(1)));
        AssertError("rank: expected 1 to 12; got 0.", () => Lora.Attach(gpt, 0, 1, new Random(1)));
        AssertError("alpha: expected above 0; got 0.", () => Lora.Attach(gpt, 2, 0, new Random(1)));
        AssertError("maps: expected at least one kind of map; got None.",
            () => Lora.Attach(gpt, 2, 1, new Random(1), GptMaps.None));
        Lora lora = Lora.Attach(gpt, 2, 1, new Random(1), GptMaps.Value);
        AssertRefused("has corrections already", () => Lora.Attach(gpt, 2, 1, new Random(1), GptMaps.Query));
        AssertRefused("Merge() or Detach() them first", () => gpt.Save(folder));
        AssertRefused("Merge() or Detach() them first", () => gpt.WithMaps((_, w) => w));
        lora.Merge();
        AssertRefused("they were merged", lora.Merge);
        AssertRefused("they were merged", () => lora.Adapters);
        Lora second = Lora.Attach(gpt, 2, 1, new Random(1), GptMaps.Value);
        second.Detach();
        AssertRefused("were detached", second.Merge);
    }

    /// <summary>Gives B numbers, as training would.</summary>
    private static Lora Fill(Lora lora)
    {
        var random = new Random(9);
        foreach (var (_, adapter) in lora.Adapters)
            for (int i = 0; i < adapter.B.Shape[0]; i++)
                for (int j = 0; j < adapter.B.Shape[1]; j++) adapter.B[i, j] = random.NextSingle() - 0.5f;
        return lora;
    }

    private static void AssertError(string expected, Func<object> act) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);

    private static void AssertInvalid(string expected, Action act) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(act).Message, StringComparison.Ordinal);

    private static void AssertRefused(string expected, Action act) =>
        Assert.Contains(expected, Assert.Throws<InvalidOperationException>(act).Message, StringComparison.Ordinal);

    private static void AssertRefused(string expected, Func<object> act) => AssertRefused(expected, () => { act(); });
}
