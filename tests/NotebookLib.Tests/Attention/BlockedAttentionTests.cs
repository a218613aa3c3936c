using CsCheck;

namespace NotebookLib.Tests.AttentionTests;

/// <summary>
/// Attention block by block against the same with the whole matrix of weights, which stays as its oracle.
/// </summary>
public class BlockedAttentionTests
{
    private const float Tolerance = 2e-5f; // of outputs and gradients near 1

    private static Tensor Copy(Tensor t, bool gradient = true) => new(t.ToArray(), t.Shape) { RequiresGrad = gradient };

    /// <summary>
    /// Both ways, with the same arriving gradient: the largest difference of outputs and of gradients.
    /// </summary>
    private static float Difference(Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal)
    {
        Tensor[] fast = [Copy(q), Copy(k), Copy(v)], plain = [Copy(q), Copy(k), Copy(v)];
        Tensor y = Attention.Blocked(fast[0], fast[1], fast[2], mask, causal);
        Tensor expected = Attention.ScaledDotProduct(plain[0], plain[1], plain[2], mask, causal).Output;
        Tensor g = Tensor.Normal(new Random(7), expected.Shape);
        y.Backward(g);
        expected.Backward(g);
        return fast.Zip(plain, (a, b) => a.Grad!.MaxDifference(b.Grad!)).Append(y.MaxDifference(expected)).Max();
    }

    [Fact]
    public void It_equals_attention_with_the_whole_matrix_and_so_do_its_gradients() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 140], Gen.Int[1, 140], Gen.Int[1, 19], Gen.Int[1, 23], Gen.Int[0, 3],
            Gen.Int)
            .Sample((batch, queries, keys, d, dv, kind, seed) =>
            {
                var random = new Random(seed);
                bool causal = kind == 1;
                if (causal) keys = queries;
                Tensor? mask = kind switch
                {
                    2 => Tensor.Normal(random, queries, keys),
                    3 => Masks.Padding([.. Enumerable.Range(0, batch).Select(b => b % keys)], keys)
                        .Reshape(batch, 1, keys),
                    _ => null,
                };
                Tensor q = Tensor.Normal(random, batch, queries, d);
                Tensor k = Tensor.Normal(random, batch, keys, d);
                Tensor v = Tensor.Normal(random, batch, keys, dv);
                float difference = Difference(q, k, v, mask, causal);
                Assert.True(difference < Tolerance, $"{difference}");
            }, iter: 60);

    [Fact]
    public void Large_scores_neither_overflow_nor_lose_their_sum()
    {
        var random = new Random(1);
        Tensor q = Tensor.Normal(random, 2, 131, 5) * 40;
        Tensor k = Tensor.Normal(random, 2, 131, 5) * 40, v = Tensor.Normal(random, 2, 131, 3);

        Tensor y = Attention.Blocked(q, k, v, causal: true);

        Assert.InRange(y.MaxDifference(Attention.ScaledDotProduct(q, k, v, causal: true).Output), 0, Tolerance);
    }

    [Fact]
    public void The_largest_score_may_come_in_a_later_block()
    {
        // scores 0, 1, …, 199
        Tensor q = Tensor.Ones(1, 1), k = Tensor.Arange(200).Reshape(200, 1), v = Tensor.Arange(200).Reshape(200, 1);

        // Σ (199 − n) e^(−n) / Σ e^(−n) = 199 − 1/(e − 1)
        Assert.Equal(199 - 1 / (MathF.E - 1), Attention.Blocked(q, k, v).Item(), tolerance: 1e-4f);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Heads_that_share_keys_and_values_equal_those_with_copies(bool rotary)
    {
        var random = new Random(2);
        var attention = new MultiHeadAttention(24, 6, random, keyValueHeadCount: 2)
        {
            Rotary = rotary ? new RotaryEmbedding(4) : null,
        };
        Tensor x = Tensor.Normal(random, 3, 71, 24), g = Tensor.Normal(random, 3, 71, 24), other = Copy(x);
        x.RequiresGrad = true;

        Tensor fast = attention.Forward(x, causal: true);
        fast.Backward(g);
        Tensor[] found = [.. attention.Parameters().Select(p => p.Grad!)];
        foreach (Tensor p in attention.Parameters()) p.ZeroGrad();
        Tensor plain = attention.Attend(other, causal: true).Output;
        plain.Backward(g);

        Assert.InRange(fast.MaxDifference(plain), 0, Tolerance);
        Assert.InRange(x.Grad!.MaxDifference(other.Grad!), 0, Tolerance);
        Assert.All(attention.Parameters().Zip(found),
            p => Assert.InRange(p.First.Grad!.MaxDifference(p.Second) / (1 + p.Second.Abs().Max().Item()), 0,
                Tolerance));
    }

    [Fact]
    public void Masks_of_every_shape_that_broadcasts_do_what_they_do_with_the_whole_matrix()
    {
        var random = new Random(3);
        var attention = new MultiHeadAttention(12, 3, random);
        Tensor x = Tensor.Normal(random, 2, 67, 12);
        foreach (int[] shape in new[] { new[] { 67, 67 }, [3, 67, 67], [2, 1, 1, 67], [2, 3, 67, 67], [67], [67, 1],
            [1], [] })
        {
            Tensor mask = Tensor.Normal(random, shape);
            Assert.InRange(attention.Forward(x, mask: mask).MaxDifference(attention.Attend(x, mask: mask).Output), 0,
                Tolerance);
        }
    }

    [Fact]
    public void Causal_a_change_of_a_later_token_leaves_earlier_outputs_bit_identical_and_so_does_leaving_it_out()
    {
        var random = new Random(4);
        Tensor q = Tensor.Normal(random, 150, 7), k = Tensor.Normal(random, 150, 7), v = Tensor.Normal(random, 150, 7);
        Tensor whole = Attention.Blocked(q, k, v, causal: true);

        k[100, 3] += 5;
        v[100, 2] -= 5;
        Tensor changed = Attention.Blocked(q, k, v, causal: true);
        Tensor cut = Attention.Blocked(q.Slice(..100), k.Slice(..100), v.Slice(..100), causal: true);

        Assert.Equal(whole.Slice(..100).ToArray(), changed.Slice(..100).ToArray());
        Assert.Equal(whole.Slice(..100).ToArray(), cut.ToArray());
        Assert.NotEqual(whole.Slice(100..).ToArray(), changed.Slice(100..).ToArray());
    }

    [Fact]
    public void A_query_that_sees_no_key_gets_zeros_and_passes_no_gradient_on()
    {
        var random = new Random(5);
        Tensor q = Copy(Tensor.Normal(random, 2, 3)), k = Copy(Tensor.Normal(random, 5, 3));
        Tensor v = Copy(Tensor.Normal(random, 5, 3));
        Tensor mask = Tensor.Zeros(2, 5);
        for (int key = 0; key < 5; key++) mask[1, key] = float.NegativeInfinity;

        Tensor y = Attention.Blocked(q, k, v, mask);
        y.Sum().Backward();

        Assert.All(y.Row(1).ToArray(), number => Assert.Equal(0, number));
        Assert.All(q.Grad!.Row(1).ToArray(), number => Assert.Equal(0, number));
        Assert.All(k.Grad!.ToArray(), number => Assert.True(float.IsFinite(number)));
    }

    [Fact]
    public void Infinite_scores_share_the_weight_and_a_NaN_spoils_its_own_row_alone()
    {
        Tensor q = Tensor.Ones(3, 1), k = Tensor.Zeros(70, 1);
        Tensor v = Tensor.Arange(70).Reshape(70, 1), mask = Tensor.Zeros(3, 70);
        mask[0, 10] = mask[0, 68] = float.PositiveInfinity; // in two blocks
        mask[1, 69] = float.NaN;

        Tensor y = Attention.Blocked(q, k, v, mask);

        Assert.Equal(39, y[0, 0], tolerance: 1e-4f); // (10 + 68) / 2
        Assert.True(float.IsNaN(y[1, 0]));
        Assert.Equal(34.5f, y[2, 0], tolerance: 1e-4f);
    }

    [Fact]
    public void No_keys_give_zeros_and_no_queries_give_none()
    {
        Assert.Equal([0, 0], Attention.Blocked(Tensor.Ones(1, 3), Tensor.Ones(0, 3), Tensor.Ones(0, 2)).ToArray());
        Assert.Equal([0, 2],
            Attention.Blocked(Tensor.Ones(0, 3), Tensor.Ones(4, 3), Tensor.Ones(4, 2)).Shape.ToArray());
    }

    [Fact]
    public void A_wrong_mask_says_what_it_expected()
    {
        var attention = new MultiHeadAttention(6, 2, new Random(1));
        var e = Assert.Throws<ArgumentException>(() => attention.Forward(Tensor.Ones(5, 6), mask: Tensor.Zeros(5, 7)));
        Assert.StartsWith("mask: expected a shape that broadcasts with (2, 5, 5)", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<ArgumentException>(() =>
            attention.Forward(Tensor.Ones(5, 6), causal: true, context: Tensor.Ones(7, 6)));
        Assert.StartsWith("causal: expected as many queries as keys; got 5 and 7", e.Message, StringComparison.Ordinal);
    }
}
