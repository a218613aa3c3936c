namespace NotebookLib.Tests;

public class ConditionalEntropyTests
{
    [Fact]
    public void It_is_0_where_each_token_has_one_successor_and_ln_2_where_it_has_two_alike()
    {
        Assert.Equal(0, Loss.ConditionalEntropy([1, 2, 1, 2], [2, 1, 2, 1]), 1e-12);
        Assert.Equal(Math.Log(2), Loss.ConditionalEntropy([1, 1, 1, 1], [2, 3, 2, 3]), 1e-12);
        // half of the places are free of doubt, and the other half have three to one
        double doubt = -(0.75 * Math.Log(0.75)) - (0.25 * Math.Log(0.25));
        Assert.Equal(doubt / 2, Loss.ConditionalEntropy([5, 5, 5, 5, 6, 6, 6, 6], [1, 1, 1, 2, 9, 9, 9, 9]), 1e-12);
    }

    [Fact]
    public void No_table_of_logits_has_a_lower_loss()
    {
        int[] inputs = [0, 1, 0, 2, 0, 1, 2, 2], targets = [1, 0, 2, 0, 1, 2, 2, 0];
        double floor = Loss.ConditionalEntropy(inputs, targets);
        var random = new Random(2);
        Tensor counted = Tensor.Zeros(3, 3);
        foreach (var (input, target) in inputs.Zip(targets)) counted[input, target]++;

        Assert.Equal(floor, Loss.CrossEntropy((counted + 1e-12f).Log().Rows(inputs), targets).Item(), 1e-5);
        for (int i = 0; i < 50; i++)
            Assert.True(Loss.CrossEntropy(Tensor.Normal(random, 3, 3).Rows(inputs), targets).Item() > floor);
    }

    [Theory]
    [InlineData(new int[0], new int[0])]
    [InlineData(new[] { 1, 2 }, new[] { 1 })]
    public void As_many_targets_as_inputs_are_expected(int[] inputs, int[] targets) =>
        Assert.Contains("expected one for each", Assert.Throws<ArgumentException>(() =>
            Loss.ConditionalEntropy(inputs, targets)).Message, StringComparison.Ordinal);
}
