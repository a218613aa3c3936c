using CsCheck;

namespace NotebookLib.Tests.Generation;

public class BeamSearchTests
{
    // the .6 → robot .4, glass .35, cup .25; a .4 → glass .9, cup .1: greedy takes "the robot", 0.24, and misses "a
    // glass", 0.36.
    private static readonly Dictionary<string, double[]> byHand =
        new() { [""] = [0.6, 0.4, 0, 0, 0], ["0"] = [0, 0, 0.4, 0.35, 0.25], ["1"] = [0, 0, 0, 0.9, 0.1] };

    private static readonly GptConfig small = new(vocabulary: 11, layers: 2, heads: 2, width: 12, context: 9)
    {
        Positions = PositionScheme.Rotary,
        InitialDeviation = 0.6f,
        TiedEmbeddings = false,
    };

    private static double[] ByHand(IReadOnlyList<int> told) => byHand[string.Join(' ', told)];

    private static BeamResult Find(Tree tree, int width, int maxLength, LengthPenalty? penalty = null) =>
        BeamSearch.Find(tree.Next, [], width, maxLength, end: 0, penalty);

    [Fact]
    public void Greedy_misses_what_a_beam_of_two_finds()
    {
        Hypothesis greedy = BeamSearch.Find(ByHand, [], width: 1, maxLength: 2).Best;
        Hypothesis two = BeamSearch.Find(ByHand, [], width: 2, maxLength: 2).Best;

        Assert.Equal([0, 2], greedy.Tokens);
        Assert.Equal(Math.Log(0.24), greedy.LogProbability, tolerance: 1e-12);
        Assert.Equal([1, 3], two.Tokens);
        Assert.Equal(Math.Log(0.36), two.LogProbability, tolerance: 1e-12);
    }

    [Fact]
    public void Steps_tell_whose_child_each_candidate_is_and_what_became_of_it()
    {
        IReadOnlyList<BeamStep> steps = BeamSearch.Find(ByHand, [], width: 2, maxLength: 2).Steps;

        Assert.Equal([2, 5], steps.Select(s => s.Scored)); // one hypothesis at first, then two
        Assert.Equal([(-1, 0, BeamFate.Kept), (-1, 1, BeamFate.Kept)],
            steps[0].Candidates.Select(c => (c.Parent, c.Token, c.Fate)));
        Assert.Equal([(1, 3, BeamFate.Finished), (0, 2, BeamFate.Finished), (0, 3, BeamFate.Cut), (0, 4, BeamFate.Cut),
            (1, 4, BeamFate.Cut)], steps[1].Candidates
            .Select(c => (c.Parent, c.Token, c.Fate)));
        Assert.Equal(0.9, steps[1].Candidates[0].Probability, tolerance: 1e-12);
        Assert.Equal(Math.Log(0.36), steps[1].Candidates[0].LogProbability, tolerance: 1e-12);
    }

    [Fact]
    public void Parents_are_places_among_all_candidates_of_the_step_before_finished_ones_too() =>
        Tree.Any.Sample(tree =>
        {
            IReadOnlyList<BeamStep> steps = Find(tree, width: 3, maxLength: 5).Steps;
            for (int step = 1; step < steps.Count; step++)
                foreach (BeamCandidate candidate in steps[step].Candidates)
                {
                    BeamCandidate parent = steps[step - 1].Candidates[candidate.Parent];
                    Assert.Equal(BeamFate.Kept, parent.Fate);
                    Assert.Equal(parent.LogProbability + Math.Log(candidate.Probability), candidate.LogProbability,
                        tolerance: 1e-9);
                }
        }, iter: 100);

    [Fact]
    public void A_beam_that_cuts_nothing_is_exhaustive_search() =>
        Gen.Select(Tree.Any, Gen.Double[0, 1.5], Gen.Bool).Sample((tree, alpha, gnmt) =>
        {
            LengthPenalty penalty = gnmt ? LengthPenalty.Gnmt(alpha) : LengthPenalty.Power(alpha);
            double Score(int length, double log) => log / Math.Pow(gnmt ? (5.0 + length) / 6 : length, alpha);

            BeamResult all = Find(tree, width: 10_000, maxLength: 5, penalty);

            var expected = tree.Complete(5).OrderByDescending(c => Score(c.Tokens.Length, c.Log)).ToList();
            Assert.Equal(expected.Select(c => string.Join(' ', c.Tokens)).Order(),
                all.Finished.Select(h => string.Join(' ', h.Tokens)).Order());
            foreach (var (hypothesis, (tokens, log)) in all.Finished.Zip(expected))
                Assert.Equal(Score(tokens.Length, log), hypothesis.Score, tolerance: 1e-9);
        }, iter: 200);

    [Fact]
    public void Width_1_is_greedy() => Tree.Any.Sample(tree =>
    {
        List<int> greedy = [];
        while (greedy.Count < 7 && (greedy.Count == 0 || greedy[^1] != 0))
            greedy.Add(Array.IndexOf(tree.Next(greedy), tree.Next(greedy).Max()));

        BeamResult found = Find(tree, width: 1, maxLength: 7);

        Assert.Equal(greedy, found.Finished.Concat(found.Unfinished).Single().Tokens);
    });

    [Fact]
    public void Stopping_early_never_changes_the_best_that_were_asked_for() =>
        Gen.Select(Tree.Any, Gen.Int[1, 4], Gen.Double[0, 1.5]).Sample((tree, width, alpha) =>
        {
            BeamResult found = Find(tree, width, maxLength: 7, LengthPenalty.Power(alpha));

            double[] expected = [.. tree.Beam(width, 7)
                .Select(c => c.Log / Math.Pow(c.Tokens.Length, alpha))
                .OrderDescending()
                .Take(width)];
            double[] best = [.. found.Finished.Take(width).Select(h => h.Score)];
            Assert.Equal(expected.Length, best.Length);
            foreach (var (e, b) in expected.Zip(best)) Assert.Equal(e, b, tolerance: 1e-9);
        }, iter: 300);

    [Fact]
    public void It_goes_on_after_the_first_finished_hypothesis_and_stops_before_the_greatest_length()
    {
        // End at once: .3. Or 1 (.7), 1 (.9), end (.99): 0.62 is better. After that nothing open can be.
        double[] Next(IReadOnlyList<int> told) =>
            told.Count switch { 0 => [0.3, 0.7], 1 => [0.1, 0.9], _ => [0.99, 0.01] };

        BeamResult found = BeamSearch.Find(Next, [], width: 2, maxLength: 50, end: 0);

        Assert.Equal([1, 1, 0], found.Best.Tokens);
        Assert.Equal(3, found.Steps.Count);
        Assert.Equal(2, BeamSearch.Find(Next, [], width: 1, maxLength: 2, end: 0).Unfinished.Single().Tokens.Count);
    }

    [Fact]
    public void What_nothing_can_follow_is_dropped()
    {
        // after 0 comes nothing
        double[] Next(IReadOnlyList<int> told) => told switch
        {
            [] => [0.6, 0.4, 0],
            [.., 0] => [0, 0, 0],
            _ => [0, 0, 1],
        };
        BeamResult one = BeamSearch.Find(Next, [], width: 1, maxLength: 5, end: 2);
        BeamResult two = BeamSearch.Find(Next, [], width: 2, maxLength: 5, end: 2);

        Assert.Equal((0, 0), (one.Finished.Count, one.Unfinished.Count));
        Assert.Equal([1, 2], two.Best.Tokens);
        Assert.Single(two.Finished);
    }

    [Fact]
    public void The_greatest_length_may_be_any()
    {
        BeamResult found =
            BeamSearch.Find(_ => [0.6, 0.4], [], width: 1, maxLength: int.MaxValue, end: 0, LengthPenalty.Gnmt(0.1));

        Assert.Equal([0], found.Best.Tokens);
        Assert.Equal(1, LengthPenalty.Gnmt(1).Divisor(int.MaxValue) / ((5.0 + int.MaxValue) / 6), tolerance: 1e-12);
    }

    [Fact]
    public void Finished_hypotheses_are_not_expanded() => Tree.Any.Sample(tree =>
        Assert.All(Find(tree, width: 5, maxLength: 6).Finished,
            h => Assert.Equal(h.Tokens.Count - 1, h.Tokens.ToList().IndexOf(0))), iter: 100);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Reported_scores_are_the_sums_of_a_fresh_forward_pass(int width)
    {
        var gpt = new Gpt(small with { Context = 40 }, new Random(3));

        BeamResult found = BeamSearch.Find(gpt, [1, 2], width, maxLength: 12, end: 0);

        Hypothesis[] all = [.. found.Finished, .. found.Unfinished];
        Assert.NotEmpty(all);
        Assert.Equal(all.Length, all.Select(h => string.Join(' ', h.Tokens)).Distinct().Count());
        foreach (Hypothesis h in all)
        {
            int[] text = [1, 2, .. h.Tokens];
            Tensor logs = gpt.Forward(text).LogSoftmax();
            Assert.Equal(Enumerable.Range(2, text.Length - 2).Sum(t => (double)logs[t - 1, text[t]]), h.LogProbability,
                tolerance: 1e-4);
        }
    }

    [Fact]
    public void A_model_is_searched_as_the_function_it_is_also_beyond_its_context()
    {
        var gpt = new Gpt(small, new Random(4));
        double[] Next(IReadOnlyList<int> told) => [.. Normalized(gpt.Forward([.. told.TakeLast(9)]).Row(^1))];

        BeamResult cached = BeamSearch.Find(gpt, [1, 2, 3], width: 4, maxLength: 14);
        BeamResult plain = BeamSearch.Find(Next, [1, 2, 3], width: 4, maxLength: 14);

        Assert.Equal(4, cached.Finished.Count);
        foreach (var (c, p) in cached.Finished.Zip(plain.Finished))
        {
            Assert.Equal(p.Tokens, c.Tokens);
            Assert.Equal(p.LogProbability, c.LogProbability, tolerance: 1e-4);
        }

        static IEnumerable<double> Normalized(Tensor logits)
        {
            double[] weights = [.. logits.ToArray().Select(x => Math.Exp(x))];
            return weights.Select(w => w / weights.Sum());
        }
    }

    [Fact]
    public void Cuts_are_shown_up_to_a_bound_and_counted_beyond()
    {
        BeamStep step =
            BeamSearch.Find(_ => [.. Enumerable.Repeat(0.005, 200)], [], width: 2, maxLength: 1).Steps.Single();

        Assert.Equal(200, step.Scored);
        Assert.Equal(2 + BeamSearch.ShownCuts, step.Candidates.Count);
        Assert.Equal([0, 1, 2], step.Candidates.Take(3).Select(c => c.Token)); // of equals the lower first
    }

    [Fact]
    public void What_cannot_be_is_named()
    {
        AssertError("width: expected at least 1; got 0.", () => BeamSearch.Find(ByHand, [], width: 0, maxLength: 2));
        AssertError("maxLength: expected at least 1; got 0.",
            () => BeamSearch.Find(ByHand, [], width: 1, maxLength: 0));
        AssertError("prompt: expected at least one token to go on from; got none.",
            () => BeamSearch.Find(new Gpt(small, new Random(1)), [], 1, 1));
        AssertError("next: expected probabilities, 0 or more, that sum to 1, or to 0 where nothing follows; "
            + "after [4] the least is 0.5 and their sum 1.5.", () =>
            BeamSearch.Find(_ => [0.5, 1], [4], 1, 1));
        AssertError("next: expected probabilities", () => BeamSearch.Find(_ => [-0.5, 1.5], [4], 1, 1));
        AssertError("next: expected probabilities", () => BeamSearch.Find(_ => [double.NaN, 1], [4], 1, 1));
        Assert.Equal("No hypothesis reached the end mark in 2 steps; 1 are unfinished. "
            + "Allow more tokens, or a wider beam.",
            Assert.Throws<InvalidOperationException>(() =>
                BeamSearch.Find(_ => [0.1, 0.9], [], 1, 2, end: 0).Best).Message);
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
