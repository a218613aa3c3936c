using CsCheck;

namespace NotebookLib.Tests.AttentionTests;

public class AttentionTests
{
    private static Tensor Random(int seed, params int[] shape) => Tensor.Normal(new Random(seed), shape);

    [Fact]
    public void Orthogonal_key_gets_the_smaller_weight()
    {
        var q = new Tensor([1, 0], 1, 2);
        var k = new Tensor([1, 0, 0, 1], 2, 2);
        var v = new Tensor([10, 20], 2, 1);

        var (output, weights) = Attention.ScaledDotProduct(q, k, v);

        float w0 = 1 / (1 + MathF.Exp(-1 / MathF.Sqrt(2))); // softmax([1/√2, 0])₀
        Assert.Equal(w0, weights[0, 0], tolerance: 1e-6f);
        Assert.Equal(10 * w0 + 20 * (1 - w0), output[0, 0], tolerance: 1e-5f);
    }

    [Fact]
    public void A_given_scale_takes_the_place_of_one_over_root_d()
    {
        float weight =
            Attention.ScaledDotProduct(new Tensor([1, 0], 1, 2), Tensor.Eye(2), Tensor.Eye(2), scale: 3).Weights[0, 0];
        Assert.Equal(1 / (1 + MathF.Exp(-3)), weight, 1e-6f);
    }

    [Fact]
    public void Rows_of_weights_sum_to_one_and_none_is_negative() =>
        Gen.Select(Gen.Int[1, 7], Gen.Int[1, 7], Gen.Int[1, 5], Gen.Int[0, 99], Gen.Float[0, 30])
            .Sample((tq, tk, d, seed, size) =>
            {
                Tensor weights = Attention.ScaledDotProduct(size * Random(seed, tq, d), size * Random(seed + 1, tk, d),
                    Random(seed + 2, tk, 2)).Weights;
                Assert.All(weights.Sum(-1).ToArray(), sum => Assert.Equal(1, sum, 1e-5f));
                Assert.True(weights.Min().Item() >= 0);
            }, iter: 200);

    [Fact]
    public void Causal_outputs_do_not_change_by_a_bit_when_later_tokens_do() =>
        Gen.Select(Gen.Int[2, 11], Gen.Int[0, 99]).Sample((length, seed) =>
        {
            int seen = 1 + seed % (length - 1);
            Tensor x = Random(seed, length, 6);
            Tensor other = Tensor.Concat(0, x.Slice(..seen), 100 * Random(seed + 1, length - seen, 6));
            var module = new MultiHeadAttention(6, 3, new Random(seed));
            Assert.Equal(module.Forward(x, causal: true).Slice(..seen).ToArray(),
                module.Forward(other, causal: true).Slice(..seen).ToArray());
            // the mask does it
            Assert.NotEqual(module.Forward(x).Slice(..seen).ToArray(), module.Forward(other).Slice(..seen).ToArray());
        }, iter: 100);

    [Fact]
    public void Without_positions_a_permutation_of_the_tokens_permutes_the_output() =>
        (from order in Gen.Int[2, 11].SelectMany(n => Gen.Shuffle(Enumerable.Range(0, n).ToArray()))
         from seed in Gen.Int[0, 99]
         select (order, seed)).Sample((order, seed) =>
        {
            Tensor x = Random(seed, order.Length, 10);
            var module = new MultiHeadAttention(10, 5, new Random(seed));
            Assert.True(module.Forward(x).Rows(order).MaxDifference(module.Forward(x.Rows(order))) < 1e-5f);
        }, iter: 100);

    [Fact]
    public void Equal_keys_share_equally()
    {
        var (output, weights) =
            Attention.ScaledDotProduct(Random(3, 2, 5), Tensor.Ones(7, 5), Tensor.Arange(7).Reshape(7, 1));
        Assert.All(weights.ToArray(), w => Assert.Equal(1f / 7, w, 1e-6f));
        Assert.All(output.ToArray(), o => Assert.Equal(3, o, 1e-5f));
    }

    [Fact]
    public void Any_leading_dimensions_are_a_batch()
    {
        Tensor q = Random(2, 2, 3, 5, 7), k = Random(3, 2, 3, 11, 7), v = Random(5, 2, 3, 11, 13);
        Tensor all = Attention.ScaledDotProduct(q, k, v).Output;
        Assert.Equal([2, 3, 5, 13], all.Shape.ToArray());
        for (int b = 0; b < 2; b++)
            for (int h = 0; h < 3; h++)
                Assert.Equal(Attention.ScaledDotProduct(q.Row(b).Row(h), k.Row(b).Row(h),
                    v.Row(b).Row(h)).Output.ToArray(), all.Row(b)
                    .Row(h).ToArray());
    }

    [Fact]
    public void No_query_or_no_key_is_no_error()
    {
        Assert.Equal([0, 2],
            Attention.ScaledDotProduct(Tensor.Ones(0, 3), Tensor.Ones(5, 3), Tensor.Ones(5, 2)).Output.Shape.ToArray());
        Assert.Equal([0, 0],
            Attention.ScaledDotProduct(Tensor.Ones(1, 3), Tensor.Ones(0, 3), Tensor.Ones(0, 2)).Output.ToArray());
    }

    [Fact]
    public void Errors_name_the_argument_what_was_expected_and_what_came()
    {
        Expect("q", "q: expected queries as rows, (…, Tq, d); got (3,).", Tensor.Ones(3), Tensor.Ones(5, 3),
            Tensor.Ones(5, 2));
        Expect("k", "k: expected keys as wide as the queries (2, 3), (…, Tk, 3); got (5, 7).", Tensor.Ones(2, 3),
            Tensor.Ones(5, 7), Tensor.Ones(5, 2));
        Expect("v", "v: expected one value for each key of (5, 3), (…, 5, dv); got (7, 2).", Tensor.Ones(2, 3),
            Tensor.Ones(5, 3), Tensor.Ones(7, 2));
        Expect("causal", "causal: expected as many queries as keys; got 2 and 5.", Tensor.Ones(2, 3), Tensor.Ones(5, 3),
            Tensor.Ones(5, 2), causal: true);
        Expect("mask", "mask: expected a shape that broadcasts to the scores, (2, 5); got (7, 2, 5).",
            Tensor.Ones(2, 3), Tensor.Ones(5, 3), Tensor.Ones(5, 2), Tensor.Zeros(7, 2, 5));
        Expect("mask", "mask: expected a shape that broadcasts with (2, 5)", Tensor.Ones(2, 3), Tensor.Ones(5, 3),
            Tensor.Ones(5, 2), Tensor.Zeros(3, 5));
        Expect("k", "k: expected a shape that broadcasts with", Tensor.Ones(11, 2, 3), Tensor.Ones(13, 5, 3),
            Tensor.Ones(5, 2));
        Expect("v", "v: expected a shape that broadcasts with", Tensor.Ones(11, 2, 3), Tensor.Ones(5, 3),
            Tensor.Ones(13, 5, 2));
        Assert.Throws<ArgumentNullException>("k",
            () => Attention.ScaledDotProduct(Tensor.Ones(2, 3), null!, Tensor.Ones(2, 3)));

        static void Expect(string argument, string message, Tensor q, Tensor k, Tensor v, Tensor? mask = null,
            bool causal = false) =>
            Assert.StartsWith(message,
                Assert.Throws<ArgumentException>(argument,
                    () => Attention.ScaledDotProduct(q, k, v, mask, causal)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entropy_is_the_logarithm_of_the_keys_where_all_get_the_same_and_0_where_one_gets_all()
    {
        var weights = new Tensor([0.25f, 0.25f, 0.25f, 0.25f, 0, 1, 0, 0, 0.5f, 0, 0.5f, 0], 3, 4);

        Tensor entropy = Attention.Entropy(weights);

        Assert.Equal([3], entropy.Shape);
        Assert.Equal(MathF.Log(4), entropy[0], 1e-6f);
        Assert.Equal(0, entropy[1], 1e-6f);
        Assert.Equal(MathF.Log(2), entropy[2], 1e-6f);
        Assert.Equal([2, 3], Attention.Entropy(Tensor.Stack(0, weights, weights)).Shape);
        Assert.Contains("weights: expected rows",
            Assert.Throws<ArgumentException>(() => Attention.Entropy(new Tensor([1], []))).Message,
            StringComparison.Ordinal);
    }
}
