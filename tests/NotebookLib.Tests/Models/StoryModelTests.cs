namespace NotebookLib.Tests.Models;

public class StoryModelTests
{
    private static readonly Gpt gpt = Gpt.Load(Repository.File("data/models/stories"));
    private static readonly StoryGrammar grammar = new();

    [Fact]
    public void The_committed_model_is_within_two_hundredths_of_a_nat_of_the_grammar_itself()
    {
        var random = new Random(20_000); // no story of its training
        Story[] told = [.. Enumerable.Range(0, 300).Select(_ => grammar.Generate(random))];
        Corpus stories = Corpus.Sequences(told.Select(story => story.Tokens), start: 0);
        // of these very stories
        double best = -told.Sum(story => grammar.LogProbability(story.Tokens)) / told.Sum(story => story.Tokens.Count);

        float loss = Trainer.Evaluate(gpt, stories);

        Assert.InRange(loss, best - 0.005, best + 0.02);
    }

    [Theory]
    [InlineData(DependencyKind.Antecedent, 0.1)]
    [InlineData(DependencyKind.Name, 0.05)]
    [InlineData(DependencyKind.Number, 0.01)]
    public void What_only_an_earlier_word_can_tell_costs_little_more_than_it_must(DependencyKind kind, double nats)
    {
        var random = new Random(30_000);
        var above = new List<double>();
        for (int i = 0; i < 200; i++)
        {
            Story story = grammar.Generate(random);
            double[] best = grammar.LogProbabilities(story.Tokens);
            Tensor log = gpt.Forward([0, .. story.Tokens.SkipLast(1)]).LogSoftmax(-1);
            above.AddRange(story.Dependencies.Where(d => d.Kind == kind)
                .Select(d => best[d.Position] - log[d.Position, story.Tokens[d.Position]]));
        }

        Assert.InRange(above.Average(), -nats, nats);
    }

    [Theory]
    [InlineData("slippery", "glass", "robot")]
    [InlineData("clumsy", "robot", "glass")]
    public void The_adjective_decides_which_noun_the_committed_model_expects(string adjective, string noun,
        string other)
    {
        int[] read = [0,
            .. grammar.Tokenizer.Encode($"The robot dropped the glass because it was {adjective}. Mia looked at the")];

        Tensor next = gpt.Forward(read).Row(^1);

        Assert.True(next[grammar.Tokenizer.Id(noun)] > next[grammar.Tokenizer.Id(other)] + 1);
    }
}
