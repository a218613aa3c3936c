namespace NotebookLib.Tests.Inspection;

public class ActivationPatchingTests
{
    private static readonly Gpt gpt =
        new(new GptConfig(vocabulary: 17, layers: 2, heads: 3, width: 12, context: 7), new Random(5));
    private static readonly int[] clean = [3, 1, 4, 1, 5], corrupted = [3, 1, 9, 1, 5]; // place 2 differs

    private static double Metric(Tensor logits) => logits[4, 7] - logits[4, 11];

    [Fact]
    public void States_bring_back_all_or_nothing_at_both_ends()
    {
        Tensor effects = ActivationPatching.States(gpt, clean, corrupted, Metric);

        Assert.Equal([3, 5], effects.Shape);
        Assert.Equal([0f, 0, 1, 0, 0], effects.Row(0).ToArray()); // the word itself, and what is the same anyway
        Assert.Equal([0f, 0, 0, 0, 1], effects.Row(2).ToArray()); // the last row is all that is read
        Assert.Equal([0f, 0], effects.Row(1).ToArray()[..2]);     // nothing has seen the word yet
        Assert.NotEqual(0, effects[1, 2]);
    }

    [Fact]
    public void A_heads_effect_is_the_share_of_the_difference_that_its_patch_brings_back()
    {
        Tensor effects = ActivationPatching.Heads(gpt, clean, corrupted, Metric, ^1);

        Assert.Equal([2, 3], effects.Shape);
        double one = Metric(gpt.Forward(clean)), zero = Metric(gpt.Forward(corrupted));
        double patched = Metric(gpt.Forward(corrupted, Edit.Patch(Part.Head(1, 2), gpt.Trace(clean), 4)));
        Assert.Equal((patched - zero) / (one - zero), effects[1, 2], tolerance: 1e-6);
        Assert.NotEqual(effects[0, 1], ActivationPatching.Heads(gpt, clean, corrupted, Metric)[0, 1]); // at all places
    }

    [Fact]
    public void The_head_that_carries_the_difference_carries_all_of_it()
    {
        int[] cup = [0, KnownHeads.Cup, KnownHeads.The], other = [0, KnownHeads.Mia, KnownHeads.The];

        Tensor effects = ActivationPatching.Heads(KnownHeads.Gpt, cup, other,
            logits => logits[2, KnownHeads.Cup] - logits[2, KnownHeads.Mia], ^1);

        Assert.Equal([0f, 0, 1, 0, 0, 0], effects.ToArray());
    }

    [Fact]
    public void Where_both_runs_are_the_same_a_patch_changes_nothing_to_the_bit()
    {
        Assert.Equal(new float[6], ActivationPatching.Heads(gpt, clean, corrupted, Metric, 0, 1).ToArray());
        Assert.Equal(gpt.Forward(corrupted).ToArray(),
            gpt.Forward(corrupted, Edit.Patch(Part.Head(0, 1), gpt.Trace(clean), 0, 1)).ToArray());
    }

    [Fact]
    public void What_cannot_be_compared_is_named()
    {
        AssertError("corrupted: expected as many tokens as the clean text, 5; got 4.",
            () => ActivationPatching.States(gpt, clean, corrupted[..4], Metric));
        AssertError("metric: expected two numbers that differ, of the clean and the corrupted text; got 1 and 1.",
            () => ActivationPatching.Heads(gpt, clean, corrupted, _ => 1));
        AssertError("metric: expected two numbers that differ",
            () => ActivationPatching.States(gpt, clean, clean, Metric));
        AssertError("places: expected a token from 0 to 4; got 5.",
            () => ActivationPatching.Heads(gpt, clean, corrupted, Metric, 5));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
