using CsCheck;
using NotebookLib.Tests.Tensors;

namespace NotebookLib.Tests.AttentionTests;

public class MultiHeadAttentionTests
{
    [Fact]
    public void Head_h_holds_columns_h_d_to_h_d_plus_d()
    {
        Tensor x = Tensor.Arange(30).Reshape(5, 6), heads = MultiHeadAttention.SplitHeads(x, 3);
        Assert.Equal([3, 5, 2], heads.Shape.ToArray());
        for (int h = 0; h < 3; h++) Assert.Equal(x.Slice(.., (2 * h)..(2 * h + 2)).ToArray(), heads.Row(h).ToArray());
    }

    [Fact]
    public void Merge_undoes_split_for_any_batch() =>
        Gen.Select(Naive.Shapes, Gen.Int[0, 5], Gen.Int[1, 4], Gen.Int[1, 4])
            .Sample((batch, length, headCount, headDim) =>
            {
                Tensor x = Naive.Values([.. batch, length, headCount * headDim], 3);
                Tensor back = MultiHeadAttention.MergeHeads(MultiHeadAttention.SplitHeads(x, headCount));
                Assert.Equal(x.Shape, back.Shape);
                Assert.Equal(x.ToArray(), back.ToArray());
            }, iter: 200);

    [Fact]
    public void Sizes_and_parameters_follow_from_width_and_heads()
    {
        var module = new MultiHeadAttention(12, 6, new Random(3), keyValueHeadCount: 2);
        Assert.Equal((6, 2, 2), (module.HeadCount, module.KeyValueHeadCount, module.HeadDim));
        Assert.Equal([12, 4], module.Key.Weight.Shape.ToArray());
        Assert.Equal(["query.weight", "query.bias", "key.weight", "key.bias", "value.weight", "value.bias",
            "output.weight", "output.bias"], module.NamedParameters()
            .Select(p => p.Name));
        Assert.Equal(2 * (12 * 12 + 12) + 2 * (12 * 4 + 4), module.ParameterCount);
        Assert.Equal(4 * 12 * 12, new MultiHeadAttention(12, 6, new Random(3), bias: false).ParameterCount);
    }

    [Fact]
    public void Same_seed_same_weights() =>
        Assert.Equal(new MultiHeadAttention(6, 2, new Random(7)).Output.Weight.ToArray(),
            new MultiHeadAttention(6, 2, new Random(7)).Output.Weight.ToArray());

    [Fact]
    public void Weights_are_those_of_each_head()
    {
        var module = new MultiHeadAttention(6, 3, new Random(3));
        Assert.Equal([3, 5, 5], module.Attend(Tensor.Ones(5, 6)).Weights.Shape.ToArray());
        Assert.Equal([2, 3, 5, 7],
            module.Attend(Tensor.Ones(2, 5, 6), context: Tensor.Ones(2, 7, 6)).Weights.Shape.ToArray());
    }

    [Fact]
    public void Padding_hides_the_same_keys_in_every_head()
    {
        var module = new MultiHeadAttention(6, 3, new Random(3));
        Tensor x = Tensor.Normal(new Random(5), 2, 5, 6);
        Tensor weights = module.Attend(x, mask: Masks.Padding([3, 5], 5)).Weights;
        Assert.All(weights.Row(0).Slice(.., .., 3..).ToArray(), w => Assert.Equal(0, w));
        Assert.All(weights.Row(1).ToArray(), w => Assert.True(w > 0));
        Tensor alone = module.Forward(x.Row(0).Slice(..3));
        Assert.True(module.Forward(x, mask: Masks.Padding([3, 5], 5)).Row(0).Slice(..3).MaxDifference(alone) < 1e-6f);
    }

    [Theory]
    [InlineData(7, 2, null, "headCount", "headCount: expected a divisor of the model width 7; got 2.")]
    [InlineData(6, 0, null, "headCount", "headCount: expected a divisor of the model width 6; got 0.")]
    [InlineData(12, 6, 4, "keyValueHeadCount", "keyValueHeadCount: expected a divisor of the 6 heads; got 4.")]
    [InlineData(12, 6, 0, "keyValueHeadCount", "keyValueHeadCount: expected a divisor of the 6 heads; got 0.")]
    public void Heads_have_to_divide(int modelDim, int headCount, int? shared, string argument, string message) =>
        Assert.StartsWith(message,
            Assert.Throws<ArgumentException>(argument,
                () => new MultiHeadAttention(modelDim, headCount, new Random(1), shared)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Given_projections_have_to_fit_together()
    {
        static Linear Map(int from, int to) => new(Tensor.Zeros(from, to));
        Expect("key", "key: expected a width that is a multiple of the head width 3; got (6, 4).",
            () => new(Map(6, 6), Map(6, 4), Map(6, 4), Map(6, 6), 2));
        Expect("value", "value: expected a weight (6, 3); got (6, 6).",
            () => new(Map(6, 6), Map(6, 3), Map(6, 6), Map(6, 6), 2));
        Expect("output", "output: expected a weight (6, 6); got (6, 5).",
            () => new(Map(6, 6), Map(6, 6), Map(6, 6), Map(6, 5), 2));
        Expect("query", "query: expected a weight (6, 6); got (6, 5).",
            () => new(Map(6, 5), Map(6, 6), Map(6, 6), Map(6, 6), 2));
        Assert.Throws<ArgumentNullException>("value",
            () => new MultiHeadAttention(Map(6, 6), Map(6, 6), null!, Map(6, 6), 2));

        static void Expect(string argument, string message, Func<MultiHeadAttention> make) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(argument, make).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Splitting_and_merging_say_what_they_need()
    {
        Assert.StartsWith("headCount: expected a divisor of the width 6 of (5, 6); got 4.",
            Assert.Throws<ArgumentException>("headCount",
                () => MultiHeadAttention.SplitHeads(Tensor.Ones(5, 6), 4)).Message, StringComparison.Ordinal);
        Assert.StartsWith("x: expected tokens as rows, (…, T, C); got (6,).",
            Assert.Throws<ArgumentException>("x", () => MultiHeadAttention.SplitHeads(Tensor.Ones(6), 2)).Message,
            StringComparison.Ordinal);
        Assert.StartsWith("heads: expected (…, H, T, d); got (5, 6).",
            Assert.Throws<ArgumentException>("heads", () => MultiHeadAttention.MergeHeads(Tensor.Ones(5, 6))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("x", () => new MultiHeadAttention(6, 2, new Random(1)).Forward(null!));
    }
}
