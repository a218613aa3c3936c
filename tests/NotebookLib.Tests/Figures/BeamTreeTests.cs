using System.Xml.Linq;

namespace NotebookLib.Tests;

public class BeamTreeTests
{
    private static readonly string[] words = ["the", "a", "cat", "<end>"];

    // Greedy takes "the" (0.55) and ends at 0.55 · 0.3 · 0.7; "a cat" is likelier: 0.4 · 0.9 · 0.7 = 0.252.
    private static double[] Next(IReadOnlyList<int> told) => told.Count switch
    {
        0 => [0.55, 0.4, 0.05, 0],
        1 => told[0] == 0 ? [0.2, 0.25, 0.3, 0.25] : [0.05, 0.03, 0.9, 0.02],
        2 => [0.1, 0.1, 0.1, 0.7],
        _ => [0, 0, 0, 1],
    };

    private static Figure Tree(int width = 2, int cuts = 1) =>
        Chart.BeamTree(BeamSearch.Find(Next, [], width, maxLength: 3, end: 3), words, "t", cuts);

    [Fact]
    public void The_summary_tells_what_became_of_each_candidate_and_which_way_is_the_best()
    {
        Assert.Equal("Beam tree 't': 3 steps, 4 kept, 3 cut, 2 finished; the best: a cat <end>, ln P −1.378" // ln 0.252
            + "; step 1: the 0.55 kept, a 0.4 kept, cat 0.05 cut; step 2: a → cat 0.9 kept, the → cat 0.3 kept, the → "
            + "a 0.25 cut"
            + "; step 3: cat → <end> 0.7 finished, cat → <end> 0.7 finished, cat → the 0.1 cut", Tree().Summary);
    }

    [Fact]
    public void An_edge_is_as_thick_as_its_token_is_likely()
    {
        (string Token, double Width)[] edges =
            [.. Edges(Tree()).Select(e => (Says(e), Drawn.N(e, "stroke-width"))).Order()];

        Assert.Equal(9, edges.Length);
        Assert.Equal(8 * (0.9 - 0.3), Width("a cat:") - Width("the cat:"), 0.02);
        Assert.Equal(8 * (0.4 - 0.05), Width("a:") - Width("cat:"), 0.02);
        double Width(string way) => edges.Single(e => e.Token.StartsWith(way, StringComparison.Ordinal)).Width;
    }

    [Fact]
    public void What_was_cut_is_dashed_what_is_finished_has_two_edges_and_the_best_is_bold()
    {
        Figure figure = Tree();
        Assert.All(Edges(figure),
            e => Assert.Equal(Says(e).EndsWith("cut", StringComparison.Ordinal),
                e.Attribute("stroke-dasharray") is not null));

        XElement[] bold = [.. Drawn.Elements(figure, "text")
            .Where(t => t.Attribute("font-weight") is not null && t.Descendants().Any())];
        Assert.Equal(["a", "0.40", "cat", "0.90", "<end>", "0.70"], bold.Select(Drawn.Says));

        int boxes = Drawn.Elements(figure, "path")
            .Count(p => p.Attribute("d")!.Value.EndsWith('z')
                && p.Attribute("d")!.Value.Contains('h', StringComparison.Ordinal));
        // nine nodes, two of them finished; four samples in the legend, one finished
        Assert.Equal(9 + 2 + 4 + 1, boxes);
    }

    [Fact]
    public void A_token_stands_right_of_the_one_it_goes_on_from_and_no_two_edges_cross()
    {
        foreach (int width in new[] { 1, 2, 3, 4 })
        {
            double[][] edges = [.. Edges(Tree(width, cuts: 9))
                .Select(e => e.Attribute("d")!.Value.Split('M', 'C', ' ')
                    .Where(n => n.Length > 0)
                    .Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture))
                    .ToArray())];

            Assert.All(edges, e => Assert.True(e[6] > e[0]));
            foreach (double[] one in edges)
                foreach (double[] other in edges.Where(o => o[0] == one[0]))
                    Assert.True((one[1] - other[1]) * (one[7] - other[7]) >= 0,
                        "their beginnings and their ends lie in the same order");
        }
    }

    [Theory, InlineData(0, 6), InlineData(1, 9), InlineData(9, 3 + 8 + 8)]
    public void So_many_cut_candidates_are_shown_as_is_asked_for(int cuts, int nodes) =>
        Assert.Equal(nodes, Edges(Tree(cuts: cuts)).Count());

    [Theory, InlineData(1, 3), InlineData(3, 8), InlineData(5, 8)]
    public void Nothing_touches(int width, int steps)
    {
        var grammar = new StoryGrammar();
        Gpt gpt = Gpt.Load(Repository.File("data/models/stories"));
        BeamResult result = BeamSearch.Find(gpt, [0], width, steps, end: 0);

        Assert.Empty(Drawn.Collisions(Chart.BeamTree(result, grammar.Tokenizer, "A title")));
        Assert.Empty(Drawn.Collisions(Chart.BeamTree(result, grammar.Tokenizer)));
    }

    [Fact]
    public void Where_nothing_was_finished_the_likeliest_open_one_is_the_best() =>
        Assert.Contains("0 finished; the best: a cat, ln P −1.022", // ln 0.36
            Chart.BeamTree(BeamSearch.Find(Next, [], 2, maxLength: 2, end: 3), words).Summary,
            StringComparison.Ordinal);

    [Fact]
    public void A_search_that_came_to_a_dead_end_has_no_best() =>
        Assert.Equal("Beam tree: 1 step, 1 kept, 0 cut, 0 finished; step 1: the 1 kept",
            Chart.BeamTree(BeamSearch.Find(told => told.Count == 0 ? [1, 0] : [0, 0], [], 1, maxLength: 5, end: 1),
                words).Summary);

    [Theory, InlineData(12, "12 steps, 24 kept"), InlineData(13, "the first 12 of 13 steps, 24 kept"),
        InlineData(60, "the first 12 of 60 steps, 24 kept")]
    public void Of_a_long_search_the_first_steps_are_drawn(int steps, string told)
    {
        Figure figure = Chart.BeamTree(BeamSearch.Find(_ => [0.6, 0.4, 0, 0], [], 2, steps, end: 3), words, cuts: 0);

        Assert.StartsWith($"Beam tree: {told}", figure.Summary, StringComparison.Ordinal);
        Assert.Equal(steps > 12, figure.Summary.Contains("the best begins: the the", StringComparison.Ordinal));
        Assert.Equal(steps > 12 ? 1 : 0, Drawn.Elements(figure, "text").Count(t => Drawn.Says(t) == "12 …"));
        Assert.Empty(Drawn.Collisions(figure));
    }

    [Fact]
    public void Wrong_input_is_named()
    {
        BeamResult result = BeamSearch.Find(Next, [], 2, 3, end: 3);
        Assert.Contains("result: expected a search of at least one step; got none.",
            Assert.Throws<ArgumentException>(() => Chart.BeamTree(new BeamResult([], [], []), words)).Message,
            StringComparison.Ordinal);
        Assert.Contains("cuts: expected 0 or more; got -1.",
            Assert.Throws<ArgumentException>(() => Chart.BeamTree(result, words, cuts: -1)).Message,
            StringComparison.Ordinal);
        Assert.Contains("words: expected a word for each token; there are 2, and the search met token 2.",
            Assert.Throws<ArgumentException>(() => Chart.BeamTree(result, words[..2])).Message,
            StringComparison.Ordinal);
    }

    private static IEnumerable<XElement> Edges(Figure figure) =>
        Drawn.Elements(figure, "path").Where(p => p.Attribute("d")!.Value.Contains('C', StringComparison.Ordinal));

    private static string Says(XElement edge) => edge.Value; // its tip
}
