namespace NotebookLib.Tests;

public class MergeTreeTests
{
    // Sennrich's corpus, counted by hand: e+s 9 times, es+t 9, l+o 7, lo+w 7, e+w 6 (of three such pairs the one with
    // the smallest id), n+ew 6, new+est 6.
    private static readonly BytePairTokenizer Tokenizer = BytePairTokenizer.Train(string.Join('\n',
        Enumerable.Repeat("low", 5).Concat(Enumerable.Repeat("lower", 2))
            .Concat(Enumerable.Repeat("newest", 6)).Concat(Enumerable.Repeat("widest", 3))), 7);

    [Fact]
    public void A_word_grows_from_its_bytes_by_the_merges_that_apply()
    {
        Figure figure = Chart.MergeTree(Tokenizer.EncodeSteps("newest"));

        Assert.Equal("newest",
            string.Concat(Drawn.Elements(figure, "text")
                .Where(t => Drawn.Says(t).Length == 1 && char.IsLetter(Drawn.Says(t)[0]))
                .OrderBy(t => Drawn.N(t, "x"))
                .Select(Drawn.Says)));
        Assert.StartsWith("Merge tree: 6 bytes, 5 merges apply, 1 token: newest", figure.Summary,
            StringComparison.Ordinal);
        Assert.Contains("es + t → est", figure.Summary, StringComparison.Ordinal);
        Assert.Equal(6 + 5, Drawn.Elements(figure, "rect").Count());
        Assert.Equal(2 * 5, Drawn.Elements(figure, "path").Count());
        Assert.Empty(Drawn.Collisions(figure));
    }

    [Fact]
    public void A_merge_stands_above_its_parts_and_between_them()
    {
        var (x, y) = Place("newest");
        Assert.All(["new", "est"], part => Assert.True(Place(part).Y > y));
        Assert.InRange(x, Place("new").X, Place("est").X);

        (double X, double Y) Place(string word)
        {
            var text = Drawn.Elements(Chart.MergeTree(Tokenizer.EncodeSteps("newest")), "text")
                .Single(t => Drawn.Says(t) == word);
            return (Drawn.N(text, "x"), Drawn.N(text, "y"));
        }
    }

    [Fact]
    public void Words_that_share_nothing_stay_apart()
    {
        Figure figure = Chart.MergeTree(Tokenizer.EncodeSteps("low est"));
        // the space was never seen before est
        Assert.Contains("3 tokens: low | ␣ | est", figure.Summary, StringComparison.Ordinal);
    }

    [Theory, InlineData("a"), InlineData("low lower newest widest slow newer lowest west 机器人 🤖"),
        InlineData("newestnewestnewestnewestnewest")]
    public void Nothing_touches(string text) =>
        Assert.Empty(Drawn.Collisions(Chart.MergeTree(Tokenizer.EncodeSteps(text), "A title")));

    [Fact]
    public void Wrong_input_is_named()
    {
        Assert.Contains("expected at least one byte; got no steps",
            Assert.Throws<ArgumentException>(() => Chart.MergeTree([])).Message, StringComparison.Ordinal);
        Assert.Contains("got none",
            Assert.Throws<ArgumentException>(() => Chart.MergeTree(Tokenizer.EncodeSteps(""))).Message,
            StringComparison.Ordinal);
        BytePairStep[] steps = [.. Tokenizer.EncodeSteps("newest")];
        Assert.Contains("expected the pieces before",
            Assert.Throws<ArgumentException>(() => Chart.MergeTree([steps[0], steps[3]])).Message,
            StringComparison.Ordinal);
    }
}
