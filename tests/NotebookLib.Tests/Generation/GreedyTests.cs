namespace NotebookLib.Tests.Generation;

public class GreedyTests
{
    /// <summary>a or b, equally likely; then the end after a, one more word after b.</summary>
    private static double[] Next(IReadOnlyList<int> told) => told.Count == 0 ? [0, 0.4, 0.4, 0.2]
        : told[^1] == 2 ? [0, 0, 0, 1]
        : [1, 0, 0, 0];

    [Fact]
    public void It_takes_the_likeliest_and_of_equals_the_first() =>
        Assert.Equal([1, 0], Greedy.Find(Next, [], end: 0, maxLength: 9));

    [Fact]
    public void Dice_decide_between_equals_and_only_between_them()
    {
        var random = new Random(1);
        int[][] told = [.. Enumerable.Range(0, 200).Select(_ => Greedy.Find(Next, [], 0, 9, random).ToArray())];

        Assert.InRange(told.Count(t => t[0] == 1), 70, 130);
        Assert.All(told, t => Assert.Equal(t[0] == 1 ? [1, 0] : [2, 3, 0], t));
    }

    [Fact]
    public void It_is_a_beam_of_width_1()
    {
        var grammar = new StoryGrammar();

        Assert.Equal(BeamSearch.Find(grammar.NextProbabilities, [], 1, 64, end: 0).Best.Tokens,
            Greedy.Find(grammar.NextProbabilities, [], 0, 64));
    }

    [Fact]
    public void It_goes_on_from_its_prompt_and_stops_where_nothing_follows_or_at_the_greatest_length()
    {
        Assert.Equal([3, 0], Greedy.Find(Next, [2], 0, 9));
        Assert.Equal([3], Greedy.Find(Next, [2], 0, 1));
        Assert.Empty(Greedy.Find(told => [0, 0], [], 0, 9));
        Assert.Contains("maxLength: expected at least 1; got 0",
            Assert.Throws<ArgumentException>(() => Greedy.Find(Next, [], 0, 0)).Message, StringComparison.Ordinal);
    }
}
