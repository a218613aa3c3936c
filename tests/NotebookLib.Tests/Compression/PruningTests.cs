using CsCheck;
using NotebookLib.Tests.References;

namespace NotebookLib.Tests.Compression;

public class PruningTests
{
    private sealed record Pruned(double Share, Stored Weights, Stored Mask);

    [Fact]
    public void By_magnitude_the_same_weights_go_as_in_PyTorch()
    {
        IReadOnlyList<Pruned> cases = Reference.Load<Pruned>("pruning.json");
        Assert.Equal(3, cases.Count);
        foreach (Pruned c in cases)
            Assert.Equal(0, Pruning.Magnitude(c.Weights.Tensor, c.Share).MaxDifference(c.Mask.Tensor));
    }

    [Fact]
    public void As_many_go_as_the_share_says_and_none_that_is_kept_is_smaller() =>
        Gen.Select(Gen.Int[1, 97], Gen.Double[0, 1], Gen.Int).Sample((count, share, seed) =>
        {
            Tensor weights = Tensor.Normal(new Random(seed), count);

            Tensor mask = Pruning.Magnitude(weights, share);

            Assert.Equal((int)(share * count), mask.Values.Count(0f));
            Assert.Equal(mask.Values.Count(0f), Pruning.AtRandom(weights, share, new Random(seed)).Values.Count(0f));
            float[] sizes = [.. weights.ToArray().Select(Math.Abs)];
            float largestGone = sizes.Where((_, i) => mask.Values[i] == 0).Append(0).Max();
            Assert.All(sizes.Where((_, i) => mask.Values[i] == 1), kept => Assert.True(kept >= largestGone));
        });

    [Fact]
    public void Of_equal_weights_the_first_go() =>
        Assert.Equal([0, 0, 1, 1, 1], Pruning.Magnitude(Tensor.Ones(5), 0.4).ToArray());

    [Fact]
    public void A_share_that_is_a_little_less_as_a_double_still_counts() => // 0.29 · 100 = 28.999999999999996
        Assert.Equal(29, Pruning.Magnitude(Tensor.Arange(100), 0.29).Values.Count(0f));

    [Fact]
    public void Of_four_below_one_another_the_two_larger_stay()
    {
        Tensor weights = new([1, -4, -2, 3, 3, 2, 0.5f, -1, 9, 7], 5, 2);

        Assert.Equal([0, 1, 1, 1, 1, 0, 0, 0, 1, 1], Pruning.TwoOfFour(weights).ToArray());
    }

    [Fact]
    public void Chance_chooses_otherwise_with_another_seed()
    {
        Tensor weights = Tensor.Ones(50);

        Assert.Equal(0, Pruning.AtRandom(weights, 0.5, new Random(1)).MaxDifference(
            Pruning.AtRandom(weights, 0.5, new Random(1))));
        Assert.Equal(1, Pruning.AtRandom(weights, 0.5, new Random(1)).MaxDifference(
            Pruning.AtRandom(weights, 0.5, new Random(2))));
    }

    [Fact]
    public void Sparsity_counts_exact_zeros_of_both_signs() =>
        Assert.Equal(0.5, Pruning.Sparsity(new([0, 1e-30f, -0f, 2], 2, 2)));

    [Fact]
    public void A_map_shows_which_weights_are_0()
    {
        Figure figure = Chart.Sparsity("t", ("a", new([0, 3, -2, 0], 2, 2)), ("b", new([1e-9f, -0f, 0, 0], 2, 2)));

        Assert.Contains("a: 0 2, not 0 2", figure.Summary, StringComparison.Ordinal);
        AssertError("panels: expected at least one matrix, all of one shape; got (2, 3), (3, 2).",
            () => Chart.Sparsity("t", ("a", Tensor.Ones(2, 3)), ("b", Tensor.Ones(3, 2))));
    }

    [Fact]
    public void What_was_pruned_stays_pruned_while_the_rest_learns_if_zeros_are_kept_and_grows_back_otherwise()
    {
        Assert.Equal(0.5, SparsityAfterTraining(keepZeros: true), 1e-9);
        Assert.InRange(SparsityAfterTraining(keepZeros: false), 0, 0.01);

        static double SparsityAfterTraining(bool keepZeros)
        {
            var linear = new Linear(Tensor.Normal(new Random(1), 6, 10));
            Tensor mask = Pruning.Magnitude(linear.Weight, 0.5);
            var pruned = new Linear((linear.Weight * mask).Detach(), Tensor.Zeros(10));
            Tensor x = Tensor.Normal(new Random(2), 30, 6), y = Tensor.Normal(new Random(3), 30, 10);
            Tensor before = new(pruned.Weight.ToArray(), 6, 10);

            new Trainer(pruned, _ => (pruned.Forward(x) - y).Square().Mean()) { KeepZeros = keepZeros }.Run(5);

            Assert.True(pruned.Bias!.Abs().Min().Item() > 0); // a bias that began at 0 learns
            Assert.All(Enumerable.Range(0, 60), i => Assert.True(mask.Values[i] == 0
                || pruned.Weight.Values[i] != before.Values[i]));
            return Pruning.Sparsity(pruned.Weight);
        }
    }

    [Fact]
    public void Wrong_use_is_refused()
    {
        AssertError("share: expected 0 to 1; got 1.5.", () => Pruning.Magnitude(Tensor.Ones(3), 1.5));
        AssertError("share: expected 0 to 1; got NaN.", () => Pruning.Magnitude(Tensor.Ones(3), double.NaN));
        AssertError("weights: expected numbers; got NaN.", () => Pruning.Magnitude(Tensor.Full(float.NaN, 3), 0.5));
        AssertError("weights: expected a matrix, (in, out); got (4,).", () => Pruning.TwoOfFour(Tensor.Ones(4)));
    }

    private static void AssertError(string expected, Func<object> act) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
}
