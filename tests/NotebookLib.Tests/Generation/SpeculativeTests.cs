using CsCheck;
using MathNet.Numerics.Distributions;

namespace NotebookLib.Tests.Generation;

public class SpeculativeTests
{
    private static readonly GptConfig small = new(vocabulary: 7, layers: 2, heads: 2, width: 12, context: 16)
    {
        Positions = PositionScheme.Rotary,
        InitialDeviation = 0.8f,
        TiedEmbeddings = false,
    };
    private static readonly Gpt target = new(small, new Random(5));
    private static readonly Gpt other = new(small with { Layers = 1 }, new Random(6));

    private static readonly Gen<(Tensor P, Tensor Q)> pairs = Gen.Select(Gen.Int[1, 9], Gen.Int[0, 1_000_000],
        (size, seed) =>
        {
            var random = new Random(seed);
            Tensor Distribution()
            {
                float[] weights =
                    [.. Enumerable.Range(0, size).Select(_ => random.Next(4) == 0 ? 0 : random.NextSingle())];
                weights[random.Next(size)] = 1;
                return new Tensor([.. weights.Select(w => w / weights.Sum())]);
            }
            return (Distribution(), Distribution());
        });

    [Fact]
    public void Every_place_of_every_text_has_what_both_say_there()
    {
        int[][] texts = [[1, 2, 3], [4, 5]];

        var places = Speculative.Places(target, told => [.. new double[6], told.Count], texts);

        Assert.Equal(3, places.Count);
        Assert.Equal(target.Forward(1, 2).Row(1).Softmax().ToArray(), places[1].P.ToArray());
        Assert.Equal([1f, 2, 1], places.Select(place => place.Q[6]));
        Assert.Equal(target.Forward(4).Row(0).Softmax().ToArray(), places[2].P.ToArray());
    }

    [Fact]
    public void The_pieces_are_those_of_the_worked_example()
    {
        Tensor p = new([0.5f, 0.3f, 0.2f]), q = new([0.2f, 0.7f, 0.1f]);

        Assert.Equal(0.6, Speculative.Acceptance(p, q), tolerance: 1e-6);
        Assert.Equal(0, Speculative.Residual(p, q).MaxDifference(new Tensor([0.75f, 0, 0.25f])), tolerance: 1e-6f);
        Assert.Equal(4.0951, Speculative.TokensPerPass(0.9, 4), tolerance: 1e-9); // 1 + .9 + .81 + .729 + .6561
        Assert.Equal(5, Speculative.TokensPerPass(1, 4));
        Assert.Equal(1, Speculative.TokensPerPass(0, 4));
        Assert.Equal(2, Speculative.TokensPerPass(0.5, int.MaxValue), tolerance: 1e-9); // 1 + ½ + ¼ + …
    }

    [Fact]
    public void What_one_step_writes_follows_p_whatever_q_is() => pairs.Sample(l =>
    {
        Assert.InRange(Speculative.Output(l.P, l.Q).MaxDifference(l.P), 0, 1e-6f);
        double distance = Enumerable.Range(0, l.P.Length).Sum(x => Math.Abs((double)l.P[x] - l.Q[x])) / 2;
        // overlap and total variation make 1
        Assert.Equal(1 - distance, Speculative.Acceptance(l.P, l.Q), tolerance: 1e-6);
    });

    [Fact]
    public void Equal_distributions_are_always_accepted_and_leave_no_residual()
    {
        Tensor p = new([0.25f, 0.5f, 0.25f]);
        var random = new Random(1);

        Assert.Equal(1, Speculative.Acceptance(p, p), tolerance: 1e-6);
        Assert.Equal([0, 0, 0], Speculative.Residual(p, p).ToArray());
        for (int i = 0; i < 100; i++) Assert.Equal((1, true), Speculative.Judge(p, p, 1, random));
    }

    [Fact]
    public void Rounding_never_makes_an_acceptance_above_1()
    {
        var random = new Random(3);
        for (int i = 0; i < 200; i++)
        {
            Tensor p = Tensor.Normal(random, 199).Softmax();

            Assert.InRange(Speculative.Acceptance(p, p), 0.9999, 1);
        }
    }

    [Fact]
    public void Judging_what_q_drew_gives_p_and_the_acceptance()
    {
        Tensor p = new([0.5f, 0.3f, 0.2f]), q = new([0.2f, 0.7f, 0.1f]);
        var random = new Random(4);
        const int draws = 20_000;
        double[] counts = new double[3];
        int accepted = 0;
        for (int i = 0; i < draws; i++)
        {
            var (token, accept) = Speculative.Judge(p, q, Sampler.DrawFrom(q, random), random);
            counts[token]++;
            if (accept) accepted++;
        }

        Assert.True(Chance(counts, [0.5, 0.3, 0.2]) > 0.001);
        Assert.Equal(0.6, (double)accepted / draws, tolerance: 0.015); // 4 deviations
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(3, null)]
    [InlineData(3, 0.6f)]
    public void Whole_texts_follow_the_target(int gamma, float? temperature)
    {
        var sampler = new Sampler
        {
            Temperature = temperature ?? 1,
            MinP = temperature is null ? null : 0.1f,
            PresencePenalty = temperature,
        };
        Tree p = new(3, Seed: 8), q = new(3, Seed: 9);
        double[] Draft(IReadOnlyList<int> told) => [.. q.Next(told).Select(x => 0.9 * x + 0.1 / 3)];
        var random = new Random(12);
        const int draws = 6000, length = 4; // four tokens, or fewer to the end mark 0
        Dictionary<string, double> counts = [], expected = [];
        Enumerate([], 1);

        for (int i = 0; i < draws; i++)
        {
            string text = string.Join(' ',
                Speculative.Generate(p.Next, Draft, [], length, gamma, sampler, random, stop: 0).Tokens);
            counts[text] = counts.GetValueOrDefault(text) + 1;
        }

        Assert.True(counts.Keys.All(expected.ContainsKey));
        string[] common = [.. expected.Keys.Where(t => expected[t] * draws >= 5)];
        double[] seen =
            [.. common.Select(t => counts.GetValueOrDefault(t)), draws - common.Sum(t => counts.GetValueOrDefault(t))];
        double[] chances = [.. common.Select(t => expected[t]), 1 - common.Sum(t => expected[t])];
        if (chances[^1] * draws < 5) (seen, chances) = (seen[..^1], chances[..^1]);
        Assert.True(common.Length > 5);
        Assert.True(Chance(seen, chances) > 0.001);

        void Enumerate(int[] text, double probability)
        {
            if (text.Length == length || (text.Length > 0 && text[^1] == 0))
                expected[string.Join(' ', text)] = probability;
            else
            {
                Tensor next = sampler.Distribution(new Tensor([.. p.Next(text).Select(x => (float)Math.Log(x))]), text);
                for (int v = 0; v < 3; v++) if (next[v] > 0) Enumerate([.. text, v], probability * next[v]);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Greedy_texts_are_those_of_the_target_alone_also_beyond_the_context(int gamma)
    {
        var greedy = new Sampler { Temperature = 0 };
        int[] expected = target.Generate([3, 1], 40);
        double[] Draft(IReadOnlyList<int> told) =>
            [.. Enumerable.Range(0, 7).Select(v => v == (told[^1] + told.Count) % 7 ? 1.0 : 0)];

        SpeculativeResult small = Speculative.Generate(target, other, [3, 1], 40, gamma, greedy, new Random(1));
        SpeculativeResult function = Speculative.Generate(target, Draft, [3, 1], 40, gamma, greedy, new Random(1));
        SpeculativeResult self = Speculative.Generate(target, target, [3, 1], 40, gamma, greedy, new Random(1));

        Assert.Equal(expected, small.Tokens);
        Assert.Equal(expected, function.Tokens);
        Assert.Equal(expected, self.Tokens);
        // something was rejected, and taken back
        Assert.True(small.Judged > small.Accepted && function.Judged > function.Accepted);
        Assert.Equal((1, 40, self.Proposed), (self.Acceptance, self.New, self.Accepted));
        Assert.Equal((40 + gamma) / (gamma + 1), self.TargetPasses);
        Assert.Equal(40.0 / self.TargetPasses, self.TokensPerPass);
    }

    [Fact]
    public void A_models_texts_follow_the_model_with_a_cache_and_a_counted_draft()
    {
        var draft = new NGramModel([[1, 2, 3, 4, 5, 6, 0, 1, 3, 5]], vocabulary: 7, order: 2, smoothing: 0.5);
        var random = new Random(21);
        double[,] counts = new double[7, 7];
        const int draws = 4000;
        int judged = 0, accepted = 0;
        for (int i = 0; i < draws; i++)
        {
            SpeculativeResult result = Speculative.Generate(target, draft.Next, [3, 1], 2, gamma: 2, null, random);
            counts[result.Tokens[2], result.Tokens[3]]++;
            (judged, accepted) = (judged + result.Judged, accepted + result.Accepted);
        }

        Tensor first = target.Forward(3, 1).Row(^1).Softmax();
        var cells = Enumerable.Range(0, 7)
            .SelectMany(a => Enumerable.Range(0, 7)
                .Select(b =>
                    (Seen: counts[a, b], Expected: (double)first[a] * target.Forward(3, 1, a).Row(^1).Softmax()[b])))
            .Where(c => c.Expected * draws >= 5)
            .ToArray();
        Assert.True(Chance([.. cells.Select(c => c.Seen), draws - cells.Sum(c => c.Seen) + 1e-9],
            [.. cells.Select(c => c.Expected), 1 - cells.Sum(c => c.Expected) + 1e-9]) > 0.001);
        // one proposal for each text
        Assert.Equal(Speculative.Acceptance(first, new Tensor([.. draft.Next([1]).Select(x => (float)x)])),
            (double)accepted / judged, tolerance: 0.03);
    }

    [Fact]
    public void It_stops_at_the_stop_and_counts_what_is_new()
    {
        int[] text = target.Generate([3, 1], 30);
        int stop = text[9], length = Array.IndexOf(text, stop, 2) + 1;

        SpeculativeResult result =
            Speculative.Generate(target, other, [3, 1], 30, 4, new Sampler { Temperature = 0 }, new Random(1), stop);

        Assert.Equal(text[..length], result.Tokens);
        Assert.Equal(length - 2, result.New);
        // until the stop, however far
        Assert.Equal(result.Tokens,
            Speculative.Generate(target, other, [3, 1], int.MaxValue, 4, new Sampler { Temperature = 0 }, new Random(1),
                stop).Tokens);
        Assert.Equal([3, 1], Speculative.Generate(target, other, [3, 1], 0, 4, null, new Random(1)).Tokens);
        Assert.Equal("3 new tokens in 2 passes; 1 of 2 judged tokens accepted, 4 proposed",
            new SpeculativeResult([3, 1, 4, 1], 3, 4, 2, 1, 2).ToString());
    }

    [Fact]
    public void What_cannot_be_is_named()
    {
        Tensor p = new([0.5f, 0.5f]);
        AssertError("q: expected as many tokens as p has, 2; got 3.",
            () => Speculative.Acceptance(p, new Tensor([0.5f, 0.25f, 0.25f])));
        AssertError("p: expected probabilities, (V,), each 0 or more, that sum to 1; got shape (2,) with sum 1.5.",
            () => Speculative.Residual(new Tensor([1, 0.5f]), p));
        AssertError("q: expected probabilities, (V,), each 0 or more, that sum to 1; got shape (2,) with sum NaN.",
            () => Speculative.Output(p, new Tensor([1.5f, -0.5f])));
        AssertError("proposed: expected a token that the draft can draw, with q above 0; got 1.",
            () => Speculative.Judge(p, new Tensor([1, 0]), 1, new Random(1)));
        AssertError("acceptance: expected 0 to 1; got 1.5.", () => Speculative.TokensPerPass(1.5, 2));
        AssertError("gamma: expected 0 tokens a pass or more; got -1.", () => Speculative.TokensPerPass(0.5, -1));
        AssertError("gamma: expected at least 1 token to propose; got 0.",
            () => Speculative.Generate(target, other, [1], 3, 0, null, new Random(1)));
        AssertError("count: expected 0 or more; got -1.",
            () => Speculative.Generate(target, other, [1], -1, 2, null, new Random(1)));
        AssertError("prompt: expected at least one token to go on from; got none.",
            () => Speculative.Generate(target, other, [], 3, 2, null, new Random(1)));
        AssertError("draft: expected the vocabulary of the target, 7 tokens; got 8.",
            () => Speculative.Generate(target, new Gpt(small with { Vocabulary = 8 }, new Random(1)), [1], 3, 2, null,
                new Random(1)));
    }

    private static double Chance(double[] counts, double[] expected) =>
        1
            - ChiSquared.CDF(counts.Length - 1,
                counts.Zip(expected, (seen, p) => Math.Pow(seen - counts.Sum() * p, 2) / (counts.Sum() * p)).Sum());

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
