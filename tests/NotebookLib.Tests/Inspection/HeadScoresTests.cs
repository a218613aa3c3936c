namespace NotebookLib.Tests.Inspection;

public class HeadScoresTests
{
    private static readonly HeadScores scores = HeadScores.Of(KnownHeads.Gpt, KnownHeads.Stories);

    public static HeadScores Scores => scores;

    [Fact]
    public void Each_head_hits_what_it_was_set_to_look_at()
    {
        Assert.Equal([DependencyKind.Noun, DependencyKind.Gender], scores.Select(k => k.Kind));
        KindScores noun = scores[DependencyKind.Noun], gender = scores[DependencyKind.Gender];

        Assert.Equal(3, noun.Count);
        // the token before: once; itself: never; the cup: always
        Assert.Equal([1f / 3, 0, 1, 0, 0, 0], noun.Hits.ToArray());
        Assert.Equal([0f, 1, 0, 0, 0, 0], gender.Hits.ToArray()); // the source is the word that predicts
        Assert.Equal(Part.Head(0, 2), noun.Best);
        Assert.Equal(1, noun[Part.Head(0, 2)]);
        Assert.Equal(Part.Head(0, 1), gender.Best);
        Assert.Equal([2, 2, 3], scores.Hits.Shape);
    }

    [Fact]
    public void The_baseline_is_the_commonest_distance()
    {
        Assert.Equal((5, 2 / 3.0), (scores[DependencyKind.Noun].Offset, scores[DependencyKind.Noun].Baseline));
        Assert.Equal((1, 1.0), (scores[DependencyKind.Gender].Offset, scores[DependencyKind.Gender].Baseline));
    }

    [Fact]
    public void Of_equal_distances_the_nearest_is_told() => Assert.Equal((2, 0.5),
        HeadScores.Of(KnownHeads.Gpt, KnownHeads.Stories[1..])[DependencyKind.Noun] is var noun
            ? (noun.Offset, noun.Baseline)
            : default);

    [Fact]
    public void A_rival_counts_where_there_is_one()
    {
        Assert.Equal(3, scores[DependencyKind.Noun].RivalCount);
        // equal weights are not above
        Assert.Equal([1f / 3, 0, 1, 0, 0, 0], scores[DependencyKind.Noun].AboveRival.ToArray());
        Assert.Equal(0, scores[DependencyKind.Gender].RivalCount);
        Assert.All(scores[DependencyKind.Gender].AboveRival.ToArray(), share => Assert.True(float.IsNaN(share)));
    }

    [Fact]
    public void Case_by_case_it_is_what_the_average_is_of()
    {
        foreach (KindScores kind in scores)
            for (int head = 0; head < 3; head++)
            {
                IReadOnlyList<HeadCase> cases =
                    HeadScores.Cases(KnownHeads.Gpt, KnownHeads.Stories, Part.Head(0, head), kind.Kind);

                Assert.Equal(kind.Count, cases.Count);
                Assert.Equal(kind.Hits[0, head], (float)cases.Average(c => c.Hits ? 1.0 : 0), 1e-6f);
                Assert.All(cases, c => Assert.Equal(c.Story.Words[c.Dependency.Position], c.Word));
                Assert.All(cases, c => Assert.Equal(c.Story.Words[c.Dependency.Position - 1], c.WordBefore));
            }
        Assert.Equal("", (HeadScores.Cases(KnownHeads.Gpt, KnownHeads.Stories, Part.Head(0, 0), DependencyKind.Noun)[0]
            with
        { Dependency = new(DependencyKind.Noun, 0, 0) }).WordBefore);
    }

    [Fact]
    public void The_row_of_the_word_itself_comes_too_late()
    {
        HeadScores late = HeadScores.Of(KnownHeads.Gpt, KnownHeads.Stories, row: ScoredRow.OfTheWord);

        Assert.Equal(0, late[DependencyKind.Noun].Hits.Max().Item());
        // the token before the word is its source
        Assert.Equal([1f, 0, 0, 0, 0, 0], late[DependencyKind.Gender].Hits.ToArray());
        Assert.Equal(scores[DependencyKind.Noun].Baseline, late[DependencyKind.Noun].Baseline);
    }

    [Theory, InlineData(1), InlineData(8)]
    public void A_gap_after_the_source_parts_counting_from_content(int gap)
    {
        HeadScores stretched = HeadScores.Of(KnownHeads.Gpt, KnownHeads.Stories, gap);

        // the cup one position back is no longer there
        Assert.Equal([0f, 0, 1, 0, 0, 0], stretched[DependencyKind.Noun].Hits.ToArray());
        // the row that asks is the source itself
        Assert.Equal([0f, 1, 0, 0, 0, 0], stretched[DependencyKind.Gender].Hits.ToArray());
        Assert.Equal(scores.Select(k => (k.Count, k.Offset, k.Baseline)),
            stretched.Select(k => (k.Count, k.Offset, k.Baseline)));
    }

    [Fact]
    public void No_gap_is_the_same_however_it_is_read()
    {
        var grammar = new StoryGrammar();
        Story[] one = [grammar.Generate(new Random(3))];
        var gpt = new Gpt(new GptConfig(grammar.Tokenizer.VocabularySize, layers: 2, heads: 2, width: 12, context: 64)
        {
            Positions = PositionScheme.None,
        }, new Random(5));

        // positions that the model does not see
        Assert.Equal(HeadScores.Of(gpt, one).ToString(), HeadScores.Of(gpt, one, gap: 5).ToString());
    }

    [Fact]
    public void Choices_are_the_words_with_the_largest_weights()
    {
        Story story = KnownHeads.Stories[2]; // Gender at 1, Noun at 4
        ForwardTrace trace = KnownHeads.Gpt.Trace([0, .. story.Tokens]);

        Assert.Equal([-1, 2], HeadScores.Choices(story, trace, Part.Head(0, 0)));
        Assert.Equal([0, 3], HeadScores.Choices(story, trace, Part.Head(0, 1)));
        Assert.Equal([-1, 2], HeadScores.Choices(story, trace, Part.Head(0, 2)));
        Assert.Equal([1, 4], HeadScores.Choices(story, trace, Part.Head(0, 1), ScoredRow.OfTheWord));
    }

    [Fact]
    public void A_head_that_weighs_all_alike_hits_nothing() =>
        Assert.Equal(0, scores.Hits.Slice(.., 1..2).Max().Item());

    [Fact]
    public void The_table_tells_the_best_head_beside_the_baseline()
    {
        string[] lines = scores.ToString().Split('\n');

        Assert.Equal(["kind", "cases", "best head", "it hits", "best fixed distance", "that hits",
            "source above rival"], Columns(lines[0]));
        Assert.Equal(["Noun", "3", "L0H2", "1.00", "5 back", "0.67", "1.00 of 3"], Columns(lines[1]));
        Assert.Equal(["Gender", "1", "L0H1", "1.00", "1 back", "1.00"], Columns(lines[2]));
        Assert.Contains("<td style=\"text-align:left\">L0H2</td>", scores.ToHtml(), StringComparison.Ordinal);

        static string[] Columns(string line) =>
            [.. line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }

    [Fact]
    public void The_trained_model_finds_the_nouns_that_were_said()
    {
        var grammar = new StoryGrammar();
        var random = new Random(777);

        // 20 hold a dozen cases, and their baseline is luck
        KindScores noun = HeadScores.Of(Gpt.Load(Repository.File("data/models/stories")),
            Enumerable.Range(0, 100).Select(_ => grammar.Generate(random)))[DependencyKind.Noun];

        Assert.True(noun[noun.Best] > noun.Baseline + 0.2, $"{noun}");
    }

    [Fact]
    public void What_cannot_be_scored_is_named()
    {
        Story story = KnownHeads.Stories[0];
        AssertError("stories: expected at least one dependency; got none.",
            () => HeadScores.Of(KnownHeads.Gpt, [story with { Dependencies = [] }]));
        AssertError("gap: expected 0 or more positions; got -1.",
            () => HeadScores.Of(KnownHeads.Gpt, KnownHeads.Stories, gap: -1));
        AssertError("positions: ", () => HeadScores.Of(KnownHeads.Gpt, KnownHeads.Stories, gap: 10));
        AssertError("kind: expected one of Noun, Gender; got Name.", () => scores[DependencyKind.Name]);
        AssertError("head: expected one of 2 layers with 3 heads; got L0H3.", () => scores[0][Part.Head(0, 3)]);
        AssertError("head: expected one of 2 layers with 3 heads; got attention 0.",
            () => scores[0][Part.Attention(0)]);
        AssertError("head: expected a head; got logits.",
            () => HeadScores.Choices(story, KnownHeads.Gpt.Trace(1), Part.Logits));
        AssertError("head: expected a head from 0 to 2; got L0H3.",
            () => HeadScores.Choices(story, KnownHeads.Gpt.Trace(1), Part.Head(0, 3)));
        AssertError("trace: expected 7 tokens, the story and one before it; got 6.",
            () => HeadScores.Choices(story, KnownHeads.Gpt.Trace([.. story.Tokens]), Part.Head(0, 0)));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
