namespace NotebookLib.Tests.FineTuning;

public class FreezingTests
{
    private static readonly Corpus corpus = Corpus.Text(Enumerable.Range(0, 200).Select(i => i * i % 17));

    private static Gpt Model() =>
        new(new GptConfig(17, layers: 2, heads: 2, width: 12, context: 11), new Random(1));

    [Fact]
    public void What_is_frozen_stays_and_gathers_no_gradients_and_the_rest_learns()
    {
        Gpt gpt = Model();
        Dictionary<string, float[]> before = gpt.NamedParameters().ToDictionary(p => p.Name, p => p.Value.ToArray());

        int frozen = gpt.Freeze(name => !name.StartsWith("blocks.1", StringComparison.Ordinal));
        new Trainer(gpt, corpus, batchSize: 4).Run(5);

        Assert.Equal(gpt.ParameterCount - gpt.Blocks[1].ParameterCount, frozen);
        Assert.All(gpt.NamedParameters(), p =>
        {
            bool learns = p.Name.StartsWith("blocks.1", StringComparison.Ordinal);
            Assert.Equal(learns, p.Value.Grad is not null);
            Assert.Equal(learns, !before[p.Name].SequenceEqual(p.Value.ToArray()));
        });
    }

    [Fact]
    public void What_was_frozen_can_learn_again()
    {
        Gpt gpt = Model();

        gpt.Freeze();
        int learning = gpt.Unfreeze(name => name.StartsWith("final", StringComparison.Ordinal));

        Assert.Equal(gpt.FinalNorm!.ParameterCount, learning);

        Assert.Equal(gpt.FinalNorm.Parameters(), gpt.Parameters().Where(p => p.RequiresGrad));
    }

    [Fact]
    public void An_optimizer_that_leaves_parameters_out_which_ask_for_gradients_is_refused()
    {
        Gpt gpt = Model();

        string message = Assert.Throws<ArgumentException>(() =>
            new Trainer(gpt, corpus, optimizer: new AdamW(gpt.Blocks[1].Parameters()))).Message;

        Assert.Contains("would gather them and never move, the first of shape (17, 12). Freeze()", message,
            StringComparison.Ordinal);
    }
}
