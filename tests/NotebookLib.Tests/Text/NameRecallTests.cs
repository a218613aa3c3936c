namespace NotebookLib.Tests.Text;

public class NameRecallTests
{
    private static readonly StoryGrammar grammar = new();
    private static readonly NameRecall[] drawn = NameRecall.Draw(grammar, new Random(1), count: 12, scenes: 5);

    [Fact]
    public void Without_scenes_it_is_a_story_as_far_as_its_nickname_comes_again()
    {
        Assert.Equal(12, drawn.Length);
        foreach (NameRecall recall in drawn)
        {
            int[] read = recall.After(0);
            Assert.Equal(0, read[0]);
            double[] next = grammar.NextProbabilities(read[1..]);
            Assert.Equal(1, next[recall.Name], 1e-9); // nothing else can follow the title
            Assert.Equal(recall.Distance(0), read.Length - Array.IndexOf(read, recall.Name));
            Assert.Equal("nickname", grammar.Kinds[grammar.Tokenizer.Token(recall.Name)]);
        }
    }

    [Fact]
    public void Scenes_move_the_name_away_and_tell_none()
    {
        foreach (NameRecall recall in drawn)
        {
            Assert.Equal(5 * NameRecall.SceneLength, recall.Scenes.Length);
            int[] read = recall.After(3);
            Assert.Equal(recall.After(0).Length + 24, read.Length);
            Assert.Equal(recall.Distance(3), read.Length - Array.IndexOf(read, recall.Name));
            Assert.DoesNotContain(recall.Scenes, token =>
                grammar.Kinds.GetValueOrDefault(grammar.Tokenizer.Token(token)) == "nickname");
            Assert.Equal(recall.After(5).Order(), recall.ScenesFirst().Order());
            Assert.Equal(recall.After(0)[1..], recall.ScenesFirst()[41..]);
        }
    }

    [Fact]
    public void The_distances_are_those_of_stories()
    {
        var (shortest, longest) = NameRecall.Distances(grammar, new Random(1), 500);

        Assert.InRange(drawn.Min(recall => recall.Distance(0)), shortest - 3, longest);
        Assert.InRange(drawn.Max(recall => recall.Distance(0)), shortest, longest + 3);
        Assert.StartsWith("storyCount: expected enough stories that one says a nickname again; got 0.",
            Assert.Throws<ArgumentException>(() => NameRecall.Distances(grammar, new Random(1), 0)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_drawn_is_told()
    {
        Assert.StartsWith("count: expected 0 or more; got -1.", Assert.Throws<ArgumentException>(
            () => NameRecall.Draw(grammar, new Random(1), -1, 0)).Message, StringComparison.Ordinal);
        Assert.StartsWith("scenes: expected 0 or more; got -1.", Assert.Throws<ArgumentException>(
            () => NameRecall.Draw(grammar, new Random(1), 1, -1)).Message, StringComparison.Ordinal);
    }
}
