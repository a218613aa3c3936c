namespace NotebookLib.Tests.Generation;

public class GenerateTests
{
    private static readonly Gpt gpt = new(new GptConfig(vocabulary: 23, layers: 2, heads: 2, width: 12, context: 13)
    {
        Positions = PositionScheme.Rotary,
        InitialDeviation = 0.6f,
        TiedEmbeddings = false,
    }, new Random(5));
    private static readonly int[] prompt = [3, 1, 4];

    // What was written before there was a sampler: lessons print such texts. The context ends at 13.
    private const string AtTemperature1 =
        "3 1 4 13 20 8 4 10 11 3 20 18 11 6 20 8 4 14 6 14 6 14 2 4 10 11 6 14 3 20 0 14 13 18 2 4 5 2 2 19 5 14 22";
    private const string AtTemperature07 =
        "3 1 4 13 20 2 4 13 13 0 20 12 19 13 18 2 4 13 13 18 2 19 4 13 13 0 18 2 4 13 0 18 2 19 5 0 12 5 2 8 4 13 18";
    private const string AtTemperature17 =
        "3 1 4 11 15 15 2 4 13 0 21 19 18 2 19 5 0 19 6 18 2 19 0 18 8 4 10 11 0 21 2 7 18 18 2 4 4 1 2 19 4 11 19";
    private const string AtTemperature25ToTheStop = "3 1 4 17 2 4 6 18 11 11 10 22 4 5 14 3 15 14 0 5 21 19 9";
    private const string Greedy = "3 1 4 13 20 2 4 13 0 20 2 19 13 0 2 4 13 18 2 4 13 18 2";

    [Theory]
    [InlineData(1f, AtTemperature1)]
    [InlineData(0.7f, AtTemperature07)]
    [InlineData(1.7f, AtTemperature17)]
    public void The_short_form_writes_what_it_always_wrote_for_a_seed(float temperature, string expected)
    {
        Assert.Equal(expected, string.Join(' ', gpt.Generate(prompt, 40, new Random(7), temperature)));
        Assert.Equal(expected,
            string.Join(' ', gpt.Generate(prompt, 40, new Sampler { Temperature = temperature }, new Random(7))));
    }

    [Fact]
    public void Greedy_and_stopped_texts_are_what_they_always_were()
    {
        Assert.Equal(Greedy, string.Join(' ', gpt.Generate(prompt, 20)));
        Assert.Equal(Greedy, string.Join(' ', gpt.Generate(prompt, 20, new Random(1), temperature: 0)));
        Assert.Equal(Greedy, string.Join(' ', gpt.Generate(prompt, 20, new Sampler { TopK = 1 }, new Random(1))));
        Assert.Equal(AtTemperature25ToTheStop,
            string.Join(' ', gpt.Generate(prompt, 40, new Random(8), temperature: 2.5f, stop: 9)));
    }

    [Fact]
    public void A_temperature_of_0_asks_chance_for_nothing()
    {
        Random used = new(3), fresh = new(3);

        gpt.Generate(prompt, 5, new Sampler { Temperature = 0 }, used);

        Assert.Equal(fresh.Next(), used.Next());
        Assert.StartsWith(string.Join(' ', gpt.Generate(prompt, 2, new Sampler { Temperature = 0 }, null)) + ' ',
            Greedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Penalties_are_for_what_was_written_and_not_for_the_prompt()
    {
        var sampler = new Sampler { Temperature = 0, PresencePenalty = 2 };
        List<int> expected = [.. prompt];
        for (int i = 0; i < 9; i++)
        {
            Tensor logits = gpt.Forward([.. expected]).Row(^1);
            int[] written = [.. expected.Skip(3)];
            expected.Add(Enumerable.Range(0, 23).MaxBy(v => logits[v] - (written.Contains(v) ? 2 : 0)));
        }

        Assert.Equal(expected, gpt.Generate(prompt, 9, sampler, null));
        Assert.NotEqual(expected, gpt.Generate(prompt, 9));
    }

    [Fact]
    public void What_cannot_be_is_named()
    {
        AssertError("prompt: expected at least one token to go on from; got none.",
            () => gpt.Generate([], 1, new Sampler(), new Random(1)));
        AssertError("count: expected 0 or more; got -1.", () => gpt.Generate(prompt, -1, new Sampler(), new Random(1)));
        AssertError("random: expected where chance comes from, since the temperature is 0.5; got null.",
            () => gpt.Generate(prompt, 1, new Sampler { Temperature = 0.5f }, null));
        AssertError("Temperature: expected 0 (always the likeliest) or more; got -1.",
            () => gpt.Generate(prompt, 1, temperature: -1));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
