using NotebookHost;

namespace Course.Tests;

/// <summary>
/// What the parameters of a lesson state holds: each has a range, a lesson can train as long as it says, and what is
/// shown follows from them.
/// </summary>
/// <remarks>The ends of the ranges, in all combinations, are in <see cref="CornerTests"/>.</remarks>
public class ParameterTests
{
    /// <summary>The most steps of each lesson that states them; otherwise of the first, which trains least.</summary>
    public static TheoryData<string, string> MostSteps =>
        [.. (from name in Lessons.Paths.Select(p => Path.GetFileName(p)!)
             from parameter in NotebookParameters.Read(Lessons.Load(name))
             where parameter.Name == CornerTests.Steps
             select (name, parameter.High!)).Take(LongTests.AreWanted ? int.MaxValue : 1)];

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void Every_parameter_states_its_range_and_its_meaning(string name)
    {
        IReadOnlyList<NotebookParameter> parameters = NotebookParameters.Read(Lessons.Load(name));

        Assert.NotEmpty(parameters);
        Assert.All(parameters, parameter =>
        {
            Assert.True(parameter.Ends.Count >= 2 || parameter.Type == "string", $"no range: {parameter}");
            Assert.True(parameter.Meaning.Length > 0, $"no meaning: {parameter}");
        });
    }

    [Theory, MemberData(nameof(MostSteps))]
    public async Task A_lesson_trains_as_long_as_it_states(string name, string steps) =>
        Lessons.AssertNumbers(await Lessons.RunAsync(name,
            new RunOptions { Parameters = new Dictionary<string, string> { [CornerTests.Steps] = steps } },
            seconds: 300)); // 08 trains twice as long as committed

    [Fact]
    public async Task Lesson_08_trains_on_a_text_of_the_readers_own()
    {
        RunResult run = await Lessons.RunAsync("08-training.ipynb",
            new RunOptions
            {
                Parameters = new Dictionary<string, string> { ["textFile"] = "../README.md", ["steps"] = "20" },
            });

        // how the README begins, from the tokens it was made of
        Assert.Contains("# NotebookLib", Lessons.Shown(run), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_outputs_of_lesson_02_follow_the_number_of_heads()
    {
        RunResult run = await Lessons.RunAsync("02-multi-head-attention.ipynb",
            new RunOptions { Parameters = new Dictionary<string, string> { ["headCount"] = "8" } });

        Assert.Contains("From rows to heads, H = 8", Lessons.Shown(run), StringComparison.Ordinal);
        Assert.Contains("(9, 16) → (9, 8, 2) → (8, 9, 2)", Lessons.Shown(run), StringComparison.Ordinal);
    }
}
