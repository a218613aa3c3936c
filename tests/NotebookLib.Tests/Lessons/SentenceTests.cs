namespace NotebookLib.Tests.Lessons;

public class SentenceTests
{
    [Theory]
    [InlineData("slippery", "glass", 8)]
    [InlineData("slippery", "robot", 0)]
    [InlineData("clumsy", "robot", 8)]
    [InlineData("clumsy", "glass", 0)]
    public void The_adjective_has_eight_in_common_with_whom_it_describes(string adjective, string noun, float common)
    {
        Sentence sentence = Sentence.Robot(adjective);
        Assert.Equal(common, sentence[adjective].MatMul(sentence[noun]).Item());
    }

    [Fact]
    public void Words_stand_in_order_and_have_a_row_each()
    {
        Sentence sentence = Sentence.Robot("clumsy");
        Assert.Equal(["the", "robot", "dropped", "the", "glass", "because", "it", "was", "clumsy"], sentence.Words);
        Assert.Equal([9, sentence.Traits.Count], sentence.Vectors.Shape.ToArray());
        Assert.Equal((0, 4, 8), (sentence.Position("the"), sentence.Position("glass"), sentence.Position("clumsy")));
        Assert.Equal(sentence.Vectors.Row(0).ToArray(), sentence.Vectors.Row(3).ToArray()); // "the", twice
        Assert.Equal("the robot dropped the glass because it was clumsy", sentence.ToString());
    }

    [Fact]
    public void Unknown_words_are_named()
    {
        Assert.StartsWith("adjective: expected slippery or clumsy; got tired.",
            Assert.Throws<ArgumentException>("adjective", () => Sentence.Robot("tired")).Message,
            StringComparison.Ordinal);
        Assert.EndsWith("got cat. (Parameter 'word')",
            Assert.Throws<ArgumentException>("word", () => Sentence.Robot("clumsy")["cat"]).Message,
            StringComparison.Ordinal);
    }
}
