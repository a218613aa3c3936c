namespace NotebookLib.Tests.Inspection;

public class AttentionRolloutTests
{
    [Fact]
    public void Half_of_each_row_stays_and_the_last_layer_stands_first()
    {
        // ½(A + I): (.8 .2 | .25 .75), then (1 0 | .1 .9); their product A₂A₁ has the rows (.8 .2) and (.1·.8 + .9·.25,
        // .1·.2 + .9·.75)
        Tensor rollout =
            AttentionRollout.Of([new Tensor([0.6f, 0.4f, 0.5f, 0.5f], 2, 2), new Tensor([1, 0, 0.2f, 0.8f], 2, 2)]);

        Assert.InRange(rollout.MaxDifference(new Tensor([0.8f, 0.2f, 0.305f, 0.695f], 2, 2)), 0, 1e-6f);
    }

    [Fact]
    public void It_is_what_loops_over_all_paths_give()
    {
        var random = new Random(4);
        Tensor[] weights = [.. Enumerable.Range(0, 3).Select(_ => Tensor.Normal(random, 2, 5, 5).Softmax())];

        double[,] paths = new double[5, 5];
        for (int i = 0; i < 5; i++)
            for (int j = 0; j < 5; j++)
                for (int a = 0; a < 5; a++)
                    for (int b = 0; b < 5; b++) paths[i, j] += Step(2, i, a) * Step(1, a, b) * Step(0, b, j);

        Tensor rollout = AttentionRollout.Of(weights);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(1, rollout.Row(i).Sum().Item(), tolerance: 1e-6f);
            for (int j = 0; j < 5; j++) Assert.Equal(paths[i, j], rollout[i, j], tolerance: 1e-6);
        }

        double Step(int layer, int i, int j) =>
            0.5 * ((weights[layer][0, i, j] + weights[layer][1, i, j]) / 2.0 + (i == j ? 1 : 0));
    }

    [Fact]
    public void A_causal_model_rolls_out_causally()
    {
        Tensor rollout = AttentionRollout.Of(KnownHeads.Gpt.Attend(0, KnownHeads.Mia, KnownHeads.Saw));

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(1, rollout.Row(i).Sum().Item(), tolerance: 1e-6f);
            for (int j = i + 1; j < 3; j++) Assert.Equal(0, rollout[i, j]);
        }
    }

    [Fact]
    public void What_cannot_be_rolled_out_is_named()
    {
        AssertError("weights: expected at least one layer; got none.", () => AttentionRollout.Of([]));
        AssertError("weights: expected (H, T, T) or (T, T) for each layer; got (2, 3).",
            () => AttentionRollout.Of([Tensor.Ones(2, 3)]));
        AssertError("weights: expected 2 tokens in each layer; got 3.",
            () => AttentionRollout.Of([Tensor.Ones(2, 2), Tensor.Ones(3, 3)]));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
