namespace NotebookLib.Tests.Inspection;

public class AblationTests
{
    private static readonly Story[] one = [KnownHeads.Stories[0]];
    private static readonly Part cup = Part.Head(0, 2);

    [Fact]
    public void Without_the_head_that_finds_the_cup_the_cup_is_a_surprise()
    {
        AblationEffect effect = Ablation.Of(KnownHeads.Gpt, one, [cup]);

        // standing on "the", the logits are 1 for "the", 3 for the cup and 0 for 14 others; without the head 1 for
        // "the" and 0 for 15
        double growth = Math.Log(Math.E + 15) + Math.Log(Math.Exp(3) / (Math.Exp(3) + Math.E + 14));
        Assert.Equal(growth, effect.ByKind[DependencyKind.Noun], tolerance: 1e-5);
    }

    [Fact]
    public void Losses_are_means_over_all_words()
    {
        Story story = KnownHeads.Stories[2];
        int[] input = [0, .. story.Tokens.SkipLast(1)], targets = [.. story.Tokens];

        AblationEffect effect = Ablation.Of(KnownHeads.Gpt, [story], [cup]);

        Assert.Equal(Loss.CrossEntropy(KnownHeads.Gpt.Forward(input), targets).Item(), effect.Before, tolerance: 1e-5);
        Assert.Equal(Loss.CrossEntropy(KnownHeads.Gpt.Forward(input, Edit.Zero(cup)), targets).Item(), effect.After,
            tolerance: 1e-5);
        Assert.Equal(effect.After - effect.Before, effect.Growth);
    }

    [Fact]
    public void A_part_that_adds_nothing_is_not_missed()
    {
        Tensor growth = Ablation.Heads(KnownHeads.Gpt, KnownHeads.Stories);

        Assert.Equal([2, 3], growth.Shape);
        Assert.Equal(Ablation.Of(KnownHeads.Gpt, KnownHeads.Stories, [cup]).Growth, growth[0, 2], tolerance: 1e-6);
        Assert.Equal([0f, 0, 0, 0, 0], growth.ToArray().Where((_, head) => head != 2));
        Assert.Equal(0, Ablation.Of(KnownHeads.Gpt, KnownHeads.Stories, []).Growth);
    }

    [Fact]
    public void Parts_are_silenced_together()
    {
        Gpt gpt = Random(5);
        Part[] both = [Part.Head(0, 1), Part.FeedForward(1)];
        int[] input = [0, .. one[0].Tokens.SkipLast(1)];

        Assert.Equal(Loss.CrossEntropy(gpt.Forward(input, Edit.Zero(both[0]), Edit.Zero(both[1])), [.. one[0].Tokens])
            .Item(), Ablation.Of(gpt, one, both).After, tolerance: 1e-5);
    }

    [Fact]
    public void A_mean_is_taken_over_the_same_stories()
    {
        Gpt gpt = Random(5);
        int[][] inputs = [.. KnownHeads.Stories.Select(s => (int[])[0, .. s.Tokens.SkipLast(1)])];
        var mean = Edit.Mean(Part.Head(1, 0), inputs.Select(input => gpt.Trace(input)));
        double sum = KnownHeads.Stories.Zip(inputs)
            .Sum(s => Loss.CrossEntropy(gpt.Forward(s.Second, mean), [.. s.First.Tokens]).Item() * s.Second.Length);

        AblationEffect effect = Ablation.Of(gpt, KnownHeads.Stories, [Part.Head(1, 0)], Silence.Mean);

        Assert.Equal(sum / inputs.Sum(input => input.Length), effect.After, tolerance: 1e-5);
        Assert.NotEqual(effect.After, Ablation.Of(gpt, KnownHeads.Stories, [Part.Head(1, 0)]).After);
        Assert.Equal(effect.Growth, Ablation.Heads(gpt, KnownHeads.Stories, Silence.Mean)[1, 0], tolerance: 1e-6);
    }

    [Fact]
    public void An_effect_tells_its_numbers() =>
        Assert.Equal("loss 0.700 → 1.000; grows by Noun 2.36, Name 0.00",
            new AblationEffect(0.7, 1,
                new Dictionary<DependencyKind, double>
                {
                    [DependencyKind.Noun] = 2.36,
                    [DependencyKind.Name] = 0,
                }).ToString());

    [Fact]
    public void A_story_without_dependencies_has_losses_alone() =>
        Assert.EndsWith(" → 0.500", new AblationEffect(0.25, 0.5, new Dictionary<DependencyKind, double>()).ToString(),
            StringComparison.Ordinal);

    [Fact]
    public void What_cannot_be_measured_is_named()
    {
        Assert.StartsWith("stories: expected at least one word to predict; got none.",
            Assert.Throws<ArgumentException>(() => Ablation.Heads(KnownHeads.Gpt, [])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("stories: expected at least one word",
            Assert.Throws<ArgumentException>(() => Ablation.Of(KnownHeads.Gpt, [new Story([], [], [])], [])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("edits: expected a head from 0 to 2; got L0H3.",
            Assert.Throws<ArgumentException>(() => Ablation.Of(KnownHeads.Gpt, one, [Part.Head(0, 3)])).Message,
            StringComparison.Ordinal);
    }

    private static Gpt Random(int seed) =>
        new(new GptConfig(vocabulary: 17, layers: 2, heads: 3, width: 12, context: 7), new Random(seed));
}
