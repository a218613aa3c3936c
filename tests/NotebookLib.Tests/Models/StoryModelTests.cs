namespace NotebookLib.Tests.Models;

public class StoryModelTests
{
    private static readonly Gpt gpt = Gpt.Load(Repository.File("data/models/stories"));
    private static readonly StoryGrammar grammar = new();

    [Fact]
    public void The_committed_model_is_within_a_tenth_of_a_nat_of_the_grammars_entropy()
    {
        var random = new Random(20_000); // no story of its training
        Corpus stories = Corpus.Sequences(Enumerable.Range(0, 300).Select(_ => grammar.Generate(random).Tokens), start: 0);

        float loss = Trainer.Evaluate(gpt, stories);

        Assert.InRange(loss, grammar.EntropyPerToken - 0.05, grammar.EntropyPerToken + 0.1);
    }

    [Theory]
    [InlineData("slippery", "glass", "robot")]
    [InlineData("clumsy", "robot", "glass")]
    public void The_adjective_decides_which_noun_the_committed_model_expects(string adjective, string noun, string other)
    {
        int[] read = [0, .. grammar.Tokenizer.Encode($"The robot dropped the glass because it was {adjective}. Mia looked at the")];

        Tensor next = gpt.Forward(read).Row(^1);

        Assert.True(next[grammar.Tokenizer.Id(noun)] > next[grammar.Tokenizer.Id(other)] + 1);
    }
}
