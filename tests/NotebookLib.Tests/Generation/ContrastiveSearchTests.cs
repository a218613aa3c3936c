namespace NotebookLib.Tests.Generation;

public class ContrastiveSearchTests
{
    private static readonly Gpt gpt = new(new GptConfig(vocabulary: 13, layers: 2, heads: 2, width: 12, context: 24)
    {
        Positions = PositionScheme.Rotary,
        InitialDeviation = 0.6f,
        TiedEmbeddings = false,
    }, new Random(5));

    [Fact]
    public void Alpha_0_is_greedy_and_one_candidate_too()
    {
        int[] greedy = gpt.Generate([3, 1, 4], 20);

        Assert.Equal(greedy, ContrastiveSearch.Generate(gpt, [3, 1, 4], 20, alpha: 0));
        Assert.Equal(greedy, ContrastiveSearch.Generate(gpt, [3, 1, 4], 20, candidates: 1, alpha: 0.9f));
    }

    [Theory]
    [InlineData(0.3f)]
    [InlineData(0.6f)]
    [InlineData(1f)]
    public void Each_token_is_the_one_that_the_formula_prefers_computed_without_a_cache(float alpha)
    {
        int[] text = ContrastiveSearch.Generate(gpt, [3, 1, 4], 15, candidates: 5, alpha);

        for (int t = 3; t < text.Length; t++)
        {
            int[] before = text[..t];
            Tensor p = gpt.Forward(before).Row(^1).Softmax();
            var scores = Enumerable.Range(0, 13).OrderByDescending(v => p[v]).Take(5).Select(v =>
            {
                Tensor states = gpt.Trace([.. before, v]).State(Part.FinalNorm); // (t + 1, C)
                double likeness = Enumerable.Range(0, t).Max(j => Cosine(states.Row(t), states.Row(j)));
                return (Token: v, Score: (1 - alpha) * p[v] - alpha * likeness);
            });
            Assert.Equal(scores.MaxBy(s => s.Score).Token, text[t]);
        }
        Assert.Equal(text, ContrastiveSearch.Generate(gpt, [3, 1, 4], 15, candidates: 5, alpha));

        static double Cosine(Tensor a, Tensor b) =>
            (a * b).Sum().Item() / Math.Sqrt((a * a).Sum().Item() * (double)(b * b).Sum().Item());
    }

    [Fact]
    public void Likeness_is_the_greatest_cosine()
    {
        Assert.Equal(0.8f,
            ContrastiveSearch.Likeness(new([4, 3]), new Tensor(new float[,] { { 0, 5 }, { 7, 0 }, { -4, -3 } })),
            tolerance: 1e-6f);
        Assert.Equal(-1, ContrastiveSearch.Likeness(new([4, 3]), new Tensor(new float[,] { { -8, -6 } })),
            tolerance: 1e-6f);
        Assert.Equal(0, ContrastiveSearch.Likeness(new([0, 0]), new Tensor(new float[,] { { -8, -6 } })));
        Assert.Equal(0, ContrastiveSearch.Likeness(new([4, 3]), new Tensor(new float[,] { { 0, 0 }, { -8, -6 } })));
    }

    [Fact]
    public void States_without_a_direction_still_let_the_likeliest_be_written()
    {
        var zero = new Gpt(gpt.Config with { Norm = NormPlacement.None }, new Random(1));
        foreach (Tensor parameter in zero.Parameters()) parameter.Data.Clear();

        Assert.Equal([3, 0, 0], ContrastiveSearch.Generate(zero, [3], 2)); // all alike, so the lowest id
    }

    [Fact]
    public void A_damaged_model_is_named()
    {
        var damaged = new Gpt(gpt.Config, new Random(1));
        damaged.Output.Weight[5, 0] = float.NaN;

        Assert.StartsWith("The model cannot go on after 2 tokens: the largest of its logits is NaN.",
            Assert.Throws<InvalidOperationException>(() => ContrastiveSearch.Generate(damaged, [3, 1], 2)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void It_stops_at_the_stop()
    {
        int[] text = ContrastiveSearch.Generate(gpt, [3, 1, 4], 15);

        Assert.Equal(text[..(Array.IndexOf(text, text[8], 3) + 1)],
            ContrastiveSearch.Generate(gpt, [3, 1, 4], 15, stop: text[8]));
        Assert.Equal([3, 1, 4], ContrastiveSearch.Generate(gpt, [3, 1, 4], 0));
    }

    [Fact]
    public void What_cannot_be_is_named()
    {
        AssertError("prompt: expected at least one token to go on from; got none.",
            () => ContrastiveSearch.Generate(gpt, [], 1));
        AssertError("count: expected 0 to 21, since states are compared within the context of 24; got 22.",
            () => ContrastiveSearch.Generate(gpt, [3, 1, 4], 22));
        AssertError("count: expected 0 to 21", () => ContrastiveSearch.Generate(gpt, [3, 1, 4], -1));
        AssertError("tokens: expected at most 24, since the cache holds 0 of 24; got 25.",
            () => ContrastiveSearch.Generate(gpt, new int[25], 1));
        AssertError("candidates: expected at least 1; got 0.",
            () => ContrastiveSearch.Generate(gpt, [3], 1, candidates: 0));
        AssertError("alpha: expected 0 (greedy) to 1; got 1.5.",
            () => ContrastiveSearch.Generate(gpt, [3], 1, alpha: 1.5f));
        AssertError("alpha: expected 0 (greedy) to 1; got NaN.",
            () => ContrastiveSearch.Generate(gpt, [3], 1, alpha: float.NaN));
        AssertError("others: expected rows as wide as the state, (T, C) beside (C,), at least one; "
            + "got (2, 3) beside (2,).", () =>
            ContrastiveSearch.Likeness(new([1, 2]), Tensor.Ones(2, 3)));
        AssertError("cache: expected none, since in a model that is not causal",
            () => ContrastiveSearch.Generate(new Gpt(gpt.Config with { Causal = false }, new Random(1)), [3], 1));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
