using MathNet.Numerics.Distributions;
using NotebookLib.Tests.References;

namespace NotebookLib.Tests.Generation;

public class SamplerTests
{
    private sealed record Case(Stored Logits, int[] Told, float Temperature, int? K, float? P, float? Share,
        float? Repetition, float? Presence, float? Frequency, bool Last, Stored Distribution);

    private const float Never = float.NegativeInfinity;

    private static Tensor Logits(params float[] probabilities) => new Tensor(probabilities).Log();

    /// <summary>
    /// The rules by their definitions, each token on its own: how many are ahead of it, and how much they have.
    /// </summary>
    private static double[] Naive(Sampler sampler, float[] logits, int[] told)
    {
        double[] x = [.. logits.Select((logit, token) =>
        {
            double score = logit;
            int count = told.Count(t => t == token);
            if (count == 0) return score;
            if (sampler.RepetitionPenalty is { } theta) score = score > 0 ? score / theta : score * theta;
            return score - (sampler.PresencePenalty ?? 0) - count * (sampler.FrequencyPenalty ?? 0);
        })];
        int[] all = [.. Enumerable.Range(0, x.Length)];
        bool Ahead(int a, int b) => x[a] > x[b] || (x[a] == x[b] && a < b);
        if (sampler.Temperature == 0) return [.. all.Select(i => all.Any(j => Ahead(j, i)) ? 0.0 : 1.0)];
        if (!sampler.TemperatureLast) x = [.. x.Select(v => v / sampler.Temperature)];
        if (sampler.TopK is { } k) Keep(i => all.Count(j => Ahead(j, i)) < k);
        double[] distribution = Softmax();
        if (sampler.TopP is { } p) Keep(i => all.Where(j => Ahead(j, i)).Sum(j => distribution[j]) < p);
        distribution = Softmax();
        if (sampler.MinP is { } share) Keep(i => distribution[i] >= share * distribution.Max());
        if (sampler.TemperatureLast) x = [.. x.Select(v => v / sampler.Temperature)];
        return Softmax();

        void Keep(Func<int, bool> keep) =>
            x = [.. all.Select(keep).Zip(x, (kept, v) => kept ? v : double.NegativeInfinity)];

        double[] Softmax()
        {
            double largest = x.Max();
            double[] weights = [.. x.Select(v => Math.Exp(v - largest))];
            return [.. weights.Select(w => w / weights.Sum())];
        }
    }

    private static Sampler Any(Random random)
    {
        bool Sometimes() => random.Next(2) == 0;
        return new Sampler
        {
            Temperature = random.Next(8) == 0 ? 0 : 0.2f + 3 * random.NextSingle(),
            TopK = Sometimes() ? random.Next(1, 12) : null,
            // a tiny one keeps the likeliest alone
            TopP = Sometimes() ? (random.Next(4) == 0 ? 1e-6f : 0.01f + 0.98f * random.NextSingle()) : null,
            MinP = Sometimes() ? 0.98f * random.NextSingle() : null,
            RepetitionPenalty = Sometimes() ? 1 + random.NextSingle() : null,
            PresencePenalty = Sometimes() ? 4 * random.NextSingle() - 2 : null,
            FrequencyPenalty = Sometimes() ? 4 * random.NextSingle() - 2 : null,
            TemperatureLast = Sometimes(),
        };
    }

    [Fact]
    public void A_thousand_random_rows_have_the_distributions_that_the_definitions_give()
    {
        var random = new Random(17);
        for (int row = 0; row < 1000; row++)
        {
            float[] logits = [.. Enumerable.Range(0, random.Next(1, 17)).Select(_ => random.Next(7) == 0 ? Never
                : row % 3 == 0 ? random.Next(-4, 5) : 6 * random.NextSingle() - 3)]; // whole numbers make ties
            logits[random.Next(logits.Length)] = 1; // so that one can come, and sometimes no other
            int[] told = [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(logits.Length))];
            Sampler sampler = Any(random);

            Tensor distribution = sampler.Distribution(new Tensor(logits), told);

            double[] expected = Naive(sampler, logits, told);
            for (int i = 0; i < logits.Length; i++)
                Assert.True(Math.Abs(expected[i] - distribution[i]) < 1e-5,
                    $"row {row}, {sampler}, token {i}: expected {expected[i]}, got {distribution[i]}");
        }
    }

    [Fact]
    public void Distributions_agree_with_logits_processors_in_PyTorch()
    {
        foreach (Case c in Reference.Load<Case>("sampler.json"))
        {
            var sampler = new Sampler
            {
                Temperature = c.Temperature,
                TopK = c.K,
                TopP = c.P,
                MinP = c.Share,
                RepetitionPenalty = c.Repetition,
                PresencePenalty = c.Presence,
                FrequencyPenalty = c.Frequency,
                TemperatureLast = c.Last,
            };
            Reference.AssertClose(c.Distribution.Tensor, sampler.Distribution(c.Logits.Tensor, c.Told),
                sampler.ToString());
        }
    }

    [Fact]
    public void The_token_that_crosses_top_p_is_kept()
    {
        Tensor distribution = new Sampler { TopP = 0.8f }.Distribution(Logits(0.45f, 0.3f, 0.15f, 0.1f));

        // .45 + .3 is not yet .8
        Assert.Equal(0, distribution.MaxDifference(new Tensor([0.5f, 1 / 3f, 1 / 6f, 0])), tolerance: 1e-6f);
        Assert.Equal([1, 0, 0, 0],
            new Sampler { TopP = 1e-9f }.Distribution(Logits(0.45f, 0.3f, 0.15f, 0.1f)).ToArray());
        Assert.All(new Sampler { TopP = 1 }.Distribution(new Tensor([20, 0, 0, -60])).ToArray(),
            p => Assert.True(p > 0));
    }

    [Fact]
    public void Of_equal_logits_the_lower_id_is_the_likelier()
    {
        var logits = new Tensor([1, 2, 2, 2]);

        Assert.Equal([0, 0.5f, 0.5f, 0], new Sampler { TopK = 2 }.Distribution(logits).ToArray());
        Assert.Equal([0, 1, 0, 0], new Sampler { Temperature = 0 }.Distribution(logits).ToArray());
        Assert.Equal([0, 1, 0, 0], new Sampler { TopP = 0.2f }.Distribution(logits).ToArray());
        // min-p asks for no order
        Assert.Equal(0,
            new Sampler { MinP = 1 }.Distribution(logits).MaxDifference(new Tensor([0, 1 / 3f, 1 / 3f, 1 / 3f])),
            tolerance: 1e-6f);
    }

    [Fact]
    public void Temperature_takes_roots_of_the_odds()
    {
        Tensor hot = new Sampler { Temperature = 2 }.Distribution(Logits(0.64f, 0.36f));

        Assert.Equal(0.8f / 1.4f, hot[0], tolerance: 1e-6f); // √.64 : √.36
        // the quotients overflow, the distribution does not
        Assert.Equal([1, 0], new Sampler { Temperature = 1e-42f }.Distribution(new Tensor([-30, -31])).ToArray());
        Assert.Equal([0.5f, 0.5f], new Sampler { Temperature = 1e-42f }.Distribution(new Tensor([50, 50])).ToArray());
    }

    [Fact]
    public void The_repetition_penalty_minds_the_sign_and_the_others_count()
    {
        var logits = new Tensor([3, -3, 0.5f]);
        int[] told = [0, 1, 1];

        AssertOdds([2, -4.5f, 0.5f], new Sampler { RepetitionPenalty = 1.5f });
        AssertOdds([2, -4, 0.5f], new Sampler { PresencePenalty = 1 });
        AssertOdds([2, -5, 0.5f], new Sampler { FrequencyPenalty = 1 });
        AssertOdds([3 / 1.5f - 3, -4.5f - 5, 0.5f],
            new Sampler { RepetitionPenalty = 1.5f, PresencePenalty = 1, FrequencyPenalty = 2 });

        void AssertOdds(float[] expected, Sampler sampler) =>
            Assert.Equal(0, sampler.Distribution(logits, told).MaxDifference(new Tensor(expected).Softmax()),
                tolerance: 1e-6f);
    }

    [Fact]
    public void A_shift_of_all_logits_changes_nothing_but_the_repetition_penalty()
    {
        var random = new Random(3);
        var logits = new Tensor([.. Enumerable.Range(0, 19).Select(_ => random.Next(-64, 65) / 16f)]); // + 10 is exact
        int[] told = [logits.ArgMax()[0], 3];
        float Change(Sampler sampler) =>
            sampler.Distribution(logits, told).MaxDifference(sampler.Distribution(logits + 10, told));

        foreach (Sampler sampler in (Sampler[])[new(), new() { Temperature = 1.7f }, new() { TopP = 0.9f },
            new() { MinP = 0.1f }, new() { TopK = 5 }, new() { PresencePenalty = 1, FrequencyPenalty = 1 }])
            Assert.InRange(Change(sampler), 0, 1e-6f);
        Assert.True(Change(new() { RepetitionPenalty = 1.3f }) > 0.01f);
    }

    [Fact]
    public void The_order_of_temperature_matters_to_top_p_and_min_p_but_never_to_the_set_of_top_k()
    {
        var random = new Random(5);
        int nuclei = 0, shares = 0;
        for (int row = 0; row < 1000; row++)
        {
            Tensor logits = Tensor.Normal(random, 31) * 2;
            bool SameSet(Sampler sampler) =>
                sampler.Distribution(logits)
                    .ToArray()
                    .Select(p => p > 0)
                    .SequenceEqual((sampler with { TemperatureLast = true })
                        .Distribution(logits)
                        .ToArray()
                        .Select(p => p > 0));
            Assert.True(SameSet(new() { Temperature = 2, TopK = 7 }));
            Assert.True(SameSet(new() { TopP = 0.9f, MinP = 0.1f }));
            if (!SameSet(new() { Temperature = 2, TopP = 0.9f })) nuclei++;
            if (!SameSet(new() { Temperature = 2, MinP = 0.1f })) shares++;
        }
        Assert.True(nuclei > 900 && shares > 900);
    }

    [Fact]
    public void Draws_follow_the_distribution_and_two_wrong_samplers_do_not()
    {
        Tensor logits = Logits(0.181f, 0.171f, 0.164f, 0.16f, 0.16f, 0.159f, 0.005f);
        var random = new Random(11);
        double Chance(Func<int> draw)
        {
            const int draws = 20_000;
            double[] counts = new double[7];
            for (int i = 0; i < draws; i++) counts[draw()]++;
            Tensor distribution = logits.Softmax();
            double chiSquare = Enumerable.Range(0, 7)
                .Sum(v => Math.Pow(counts[v] - draws * distribution[v], 2) / (draws * distribution[v]));
            return 1 - ChiSquared.CDF(6, chiSquare);
        }

        Assert.True(Chance(() => new Sampler().Draw(logits, random)) > 0.001);
        Assert.True(Chance(() => new Sampler { Temperature = 1.3f }.Draw(logits, random)) < 1e-6);
        // as one that forgets the last token
        Assert.True(Chance(() => new Sampler { TopK = 6 }.Draw(logits, random)) < 1e-6);
    }

    [Fact]
    public void Rounding_never_draws_a_token_that_cannot_come()
    {
        float[] logits = [.. Enumerable.Repeat(0f, 1000), .. Enumerable.Repeat(Never, 1000)];
        var random = new Random(2);

        for (int i = 0; i < 2000; i++)
            Assert.InRange(new Sampler { TopP = 0.999f }.Draw(new Tensor(logits), random), 0, 999);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void Logits_that_leave_nothing_to_draw_are_an_error(float bad, string shown)
    {
        AssertError($"logits: expected numbers or −∞, and one that is a number; the largest is {shown}.",
            () => new Sampler().Distribution(new Tensor([1, bad, 2])));
        AssertError("logits: expected numbers or −∞, and one that is a number; the largest is -Infinity.",
            () => new Sampler().Distribution(new Tensor([Never, Never])));
        AssertError("logits: expected numbers or −∞",
            () => new Sampler { Temperature = 0 }.Distribution(Tensor.Zeros(0)));
        AssertError("logits: expected those of one place, (V,); got shape (2, 3).",
            () => new Sampler().Distribution(Tensor.Zeros(2, 3)));
        AssertError("told: expected ids 0 to 2; got 3.",
            () => new Sampler { PresencePenalty = 1 }.Distribution(Tensor.Zeros(3), [3]));
        AssertError("random: expected where chance comes from, since the temperature is 1; got null.",
            () => new Sampler().Draw(Tensor.Zeros(3), null));
    }

    [Fact]
    public void Impossible_options_are_refused_when_they_are_made()
    {
        AssertError("Temperature: expected 0 (always the likeliest) or more; got -0.5.",
            () => new Sampler { Temperature = -0.5f });
        AssertError("Temperature: expected 0", () => new Sampler { Temperature = float.NaN });
        AssertError("Temperature: expected 0", () => new Sampler { Temperature = float.PositiveInfinity });
        AssertError("TopK: expected at least 1 token, or null for no such rule; got 0.",
            () => new Sampler { TopK = 0 });
        AssertError("TopP: expected more than 0 and at most 1, or null for no such rule; got 0.",
            () => new Sampler { TopP = 0 });
        AssertError("TopP: expected more than 0 and at most 1, or null for no such rule; got 1.1.",
            () => new Sampler { TopP = 1.1f });
        AssertError("TopP: expected", () => new Sampler { TopP = float.NaN });
        AssertError("MinP: expected 0 to 1, or null for no such rule; got 1.5.", () => new Sampler { MinP = 1.5f });
        AssertError("MinP: expected", () => new Sampler { MinP = -0.1f });
        AssertError("MinP: expected", () => new Sampler { MinP = float.NaN });
        AssertError("RepetitionPenalty: expected 1 (no penalty) or more, or null for no such rule; got 0.9.",
            () => new Sampler { RepetitionPenalty = 0.9f });
        AssertError("RepetitionPenalty: expected", () => new Sampler { RepetitionPenalty = float.NaN });
        AssertError("RepetitionPenalty: expected", () => new Sampler { RepetitionPenalty = float.PositiveInfinity });
        AssertError("PresencePenalty: expected -2 to 2, or null for no such rule; got 2.5.",
            () => new Sampler { PresencePenalty = 2.5f });
        AssertError("FrequencyPenalty: expected -2 to 2, or null for no such rule; got -3.",
            () => new Sampler() with { FrequencyPenalty = -3 });
        AssertError("FrequencyPenalty: expected", () => new Sampler { FrequencyPenalty = float.NaN });
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
