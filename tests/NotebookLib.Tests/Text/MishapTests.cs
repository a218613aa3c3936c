namespace NotebookLib.Tests.Text;

public class MishapTests
{
    [Theory, InlineData(true), InlineData(false)]
    public void A_mishap_begins_a_story_whose_next_word_is_the_right_noun(bool isInThing)
    {
        var grammar = new StoryGrammar();
        var random = new Random(3);
        var verbs = new HashSet<string>();
        for (int i = 0; i < 200; i++)
        {
            Mishap mishap = Mishap.Draw(grammar, random, isInThing);
            verbs.Add(mishap.Verb);

            Assert.Equal(0, mishap.Tokens[0]);
            double[] next = grammar.NextProbabilities(mishap.Tokens[1..]);
            Assert.True(next[grammar.Tokenizer.Id(mishap.Right)] > 0);
            Assert.Equal(0, next[grammar.Tokenizer.Id(mishap.Wrong)]);
            Assert.Equal(isInThing ? mishap.Thing : mishap.Pet, mishap.Right);
            Assert.Equal($"reason in the {(isInThing ? "thing" : "pet")}: {mishap.Verb}",
                grammar.Kinds[mishap.Reason]);
        }
        Assert.Equal(5, verbs.Count);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Turned_it_differs_in_the_reason_alone_and_the_other_noun_comes_next(bool isInThing)
    {
        var grammar = new StoryGrammar();
        var random = new Random(5);
        for (int i = 0; i < 100; i++)
        {
            Mishap mishap = Mishap.Draw(grammar, random, isInThing), turned = mishap.Turned(grammar, random);

            Assert.Equal(mishap.Wrong, turned.Right);
            Assert.Equal(1, mishap.Tokens.Zip(turned.Tokens).Count(pair => pair.First != pair.Second));
            double[] next = grammar.NextProbabilities(turned.Tokens[1..]);
            Assert.True(next[grammar.Tokenizer.Id(turned.Right)] > 0);
            Assert.Equal(0, next[grammar.Tokenizer.Id(turned.Wrong)]);
            Assert.Equal((isInThing, !isInThing), (mishap.IsInThing, turned.IsInThing));
        }
    }

    [Fact]
    public void The_same_seed_draws_the_same()
    {
        var grammar = new StoryGrammar();

        int[] first = Mishap.Draw(grammar, new Random(4), true).Tokens;

        Assert.Equal(first, Mishap.Draw(grammar, new Random(4), true).Tokens);
    }
}
