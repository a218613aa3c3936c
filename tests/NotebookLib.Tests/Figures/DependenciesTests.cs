namespace NotebookLib.Tests;

public class DependenciesTests
{
    private static readonly string[] words = ["The", "robot", "dropped", "the", "glass", "because", "it", "was",
        "slippery", ".", "Mia", "hid", "the", "glass", "."];
    private static readonly Dependency[] dependencies = [new(DependencyKind.Pronoun, 8, 4, 1),
        new(DependencyKind.Antecedent, 13, 4, 1), new(DependencyKind.Name, 10, 9)];

    [Fact]
    public void Every_word_is_written_and_the_kind_beside_what_depends()
    {
        Figure figure = Chart.Dependencies(words, dependencies, "Who needs whom");
        string[] texts = [.. Drawn.Elements(figure, "text").Select(Drawn.Says)];

        foreach (string word in words) Assert.Equal(words.Count(w => w == word), texts.Count(t => t == word));
        Assert.Subset(texts.ToHashSet(), new HashSet<string> { "Pronoun", "Antecedent", "Name", "source", "rival" });
        Assert.Equal(Y("slippery"), Y("Pronoun"));

        string Y(string text) =>
            Drawn.Elements(figure, "text").Single(t => Drawn.Says(t) == text).Attribute("y")!.Value;
    }

    [Fact]
    public void Sources_have_solid_arcs_rivals_dashed_ones_and_misses_dotted_ones()
    {
        Figure figure = Chart.Dependencies(words, dependencies, heads: ("L0H3", [4, 12, -1]));

        Assert.Null(Dash("Pronoun: slippery (8) from glass (4)"));
        Assert.Equal("5 4", Dash("Pronoun: slippery (8), rival robot (1)"));
        Assert.Null(Dash("L0H3 looks at glass (4)"));
        Assert.Equal("2 3", Dash("L0H3 looks at the (12)"));
        Assert.Equal("2 3", Dash("L0H3 looks at (start)"));
        Assert.Subset(Drawn.Elements(figure, "text").Select(Drawn.Says).ToHashSet(),
            new HashSet<string> { "L0H3: 1 of 3", "missed", "(start)" });

        string? Dash(string tip) =>
            Drawn.Elements(figure, "path").First(p => p.Value == tip).Attribute("stroke-dasharray")?.Value;
    }

    [Fact]
    public void An_arc_ends_where_its_words_stand()
    {
        Figure figure = Chart.Dependencies(words, dependencies);
        string d = Drawn.Elements(figure, "path").First(p => p.Value == "Pronoun: slippery (8) from glass (4)")
            .Attribute("d")!.Value;

        string[] numbers = d[1..].Split(' ', 'C');
        Assert.Equal(Baseline("slippery") - 4.5,
            double.Parse(numbers[1], System.Globalization.CultureInfo.InvariantCulture), tolerance: 0.011);
        Assert.Equal(Baseline("glass") - 4.5,
            double.Parse(numbers[^1], System.Globalization.CultureInfo.InvariantCulture), tolerance: 0.011);

        double Baseline(string word) => Drawn.N(Drawn.Elements(figure, "text").First(t => Drawn.Says(t) == word), "y");
    }

    [Fact]
    public void Heads_differ_in_marker_as_in_colour()
    {
        Figure figure = Chart.Dependencies(words, dependencies, heads: [("a", [4, 4, 4]), ("b", [4, 4, 4])]);
        string[] Markers(string head) =>
            [.. Drawn.Elements(figure, "path")
                .Where(p => p.Value == $"{head} looks at glass (4)" && p.Attribute("stroke") is null)
                .Select(p => p.Attribute("d")!.Value)];

        Assert.All(Markers("a"), d => Assert.Contains("a", d, StringComparison.Ordinal)); // circles
        Assert.All(Markers("b"), d => Assert.DoesNotContain("a", d, StringComparison.Ordinal)); // squares
        Assert.Equal(3, Markers("a").Length);
    }

    [Fact]
    public void The_summary_names_words_sources_rivals_and_choices() => Assert.Equal(
        "Dependencies 'Who': 15 words, 3 dependencies; L0H3 hits 1; Pronoun: slippery (8) from glass (4), rival robot "
            + "(1), L0H3 looks at glass (4); "
        + "Antecedent: glass (13) from glass (4), rival robot (1), L0H3 looks at the (12); Name: Mia (10) from . "
        + "(9), L0H3 looks at (start)",
        Chart.Dependencies(words, dependencies, "Who", ("L0H3", [4, 12, -1])).Summary);

    [Theory, InlineData(0), InlineData(1), InlineData(4)]
    public void Words_keep_apart_and_fit_a_narrow_page(int heads)
    {
        string[] long_ = [.. words, .. words, "a-word-that-is-much-longer-than-any-other-word-there-is"];
        Figure figure = Chart.Dependencies(long_,
            [.. dependencies, new Dependency(DependencyKind.Antecedent, 30, 0, 29)],
            "A title that is long enough to need a second line in a narrow drawing",
            [.. Enumerable.Range(0, heads).Select(h => ($"L0H{h}", new[] { -1, h, 9, 29 }))]);

        Assert.Empty(Drawn.Collisions(figure));
        double width = double.Parse(
            System.Xml.Linq.XDocument.Parse(figure.Svg).Root!.Attribute("viewBox")!.Value.Split(' ')[2],
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(width, 300, 560);
    }

    [Fact]
    public void A_story_shows_what_heads_of_its_model_choose()
    {
        Story story = Inspection.KnownHeads.Stories[0];

        string summary = Chart.Dependencies(story, Inspection.KnownHeads.Gpt.Trace([0, .. story.Tokens]), "Cups",
            Part.Head(0, 2), Part.Head(0, 0)).Summary;

        Assert.Equal("Dependencies 'Cups': 6 words, 1 dependency; L0H2 hits 1; L0H0 hits 0; "
            + "Noun: cup (5) from cup (0), rival Mia (2), L0H2 looks at cup (0), L0H0 looks at saw (3)", summary);
    }

    [Fact]
    public void A_sentence_without_dependencies_is_its_words() =>
        Assert.Equal("Dependencies: 1 word, 0 dependencies; L0H0 hits 0",
            Chart.Dependencies(["Mia"], [], heads: ("L0H0", [])).Summary);

    [Fact]
    public void Wrong_input_is_named()
    {
        AssertError("words: expected at least one; got none.", () => Chart.Dependencies([], []));
        AssertError("dependencies: expected words 0 to 1; got 2.",
            () => Chart.Dependencies(["a", "b"], [new(DependencyKind.Noun, 1, 0, 2)]));
        AssertError("heads: expected 1 choices, one for each dependency; got 0 of L0H0.",
            () => Chart.Dependencies(["a", "b"], [new(DependencyKind.Noun, 1, 0)], heads: ("L0H0", [])));
        AssertError("heads: expected words −1 to 1; got 2 of L0H0.",
            () => Chart.Dependencies(["a", "b"], [new(DependencyKind.Noun, 1, 0)], heads: ("L0H0", [2])));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
