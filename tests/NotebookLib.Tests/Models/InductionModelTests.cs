namespace NotebookLib.Tests.Models;

public class InductionModelTests
{
    private const int V = 48;
    private static readonly Gpt gpt = Gpt.Load(Repository.File("data/models/induction"));

    private static readonly RepeatedTokens[] unseen = Rows(20_000); // a seed that its training did not use

    [Fact]
    public void The_committed_model_foretells_the_second_half_and_is_at_chance_in_the_first()
    {
        double first = unseen.Average(row => Loss(row.Tokens, ..row.Length));
        double second = unseen.Average(row => Loss(row.Tokens, row.Foretold));

        Assert.InRange(first, Math.Log(V - 1) - 0.1, Math.Log(V - 1) + 0.2);
        Assert.InRange(second, 0, 0.05);
    }

    [Fact]
    public void One_of_its_heads_looks_at_the_token_before_and_one_a_layer_above_at_the_token_that_comes_next()
    {
        Tensor previous = Mean(row => OffsetScores.Of(gpt.Attend(row.Read), 1, 1..(row.Length + 1)));
        Tensor induction = Mean(row => OffsetScores.Of(gpt.Attend(row.Read), row.InductionOffset, row.Foretold));

        Assert.InRange(previous.Max(-1)[0], 0.8f, 1);
        Assert.InRange(previous.Max(-1)[1], 0, 0.2f);
        Assert.InRange(induction.Max(-1)[1], 0.8f, 1);
        Assert.InRange(induction.Max(-1)[0], 0, 0.2f);
    }

    [Fact]
    public void A_fragment_that_comes_back_in_the_middle_is_foretold_too()
    {
        var random = new Random(20_001);
        for (int i = 0; i < 10; i++)
        {
            int[] all = [.. Enumerable.Range(1, V - 1)];
            random.Shuffle(all);
            // no row of its training looks like that
            int[] fragment = all[..6], told = [.. all[6..16], .. fragment, .. all[16..24], .. fragment];

            Assert.InRange(Loss(told, ^5..), 0, 0.5);
        }
    }

    [Fact]
    public void It_is_small() =>
        Assert.InRange(new FileInfo(Repository.File("data/models/induction/model.safetensors")).Length, 1, 1_000_000);

    private static RepeatedTokens[] Rows(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 60).Select(_ => RepeatedTokens.Draw(random, V, random.Next(8, 25)))];
    }

    private static double Loss(IReadOnlyList<int> tokens, Range places)
    {
        Tensor log = gpt.Forward([RepeatedTokens.Start, .. tokens.SkipLast(1)]).LogSoftmax(-1); // row t: token t
        var (from, count) = places.GetOffsetAndLength(tokens.Count);
        return -Enumerable.Range(from, count).Average(t => log[t, tokens[t]]);
    }

    private static Tensor Mean(Func<RepeatedTokens, Tensor> scores) =>
        unseen.Select(scores).Aggregate((a, b) => a + b) / unseen.Length;
}
