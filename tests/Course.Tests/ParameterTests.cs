using NotebookHost;

namespace Course.Tests;

/// <summary>A lesson runs with every parameter at both ends of its stated range, and shows what follows.</summary>
/// <remarks>Steps of training and seeds are here; the ends of all others, in all combinations, are in <see cref="CornerTests"/>.</remarks>
public class ParameterTests
{
    private const string Steps = CornerTests.Steps;

    public static TheoryData<string, string, string> Ends
    {
        get
        {
            var ends = new TheoryData<string, string, string>();
            foreach (string name in Lessons.Paths.Select(p => Path.GetFileName(p)))
                foreach (NotebookParameter parameter in NotebookParameters.Read(Lessons.Load(name)).Where(p => p.Name is Steps or CornerTests.Seed))
                    foreach (string end in parameter.Ends)
                        ends.Add(name, parameter.Name, end);
            return ends;
        }
    }

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

    [Theory, MemberData(nameof(Ends))]
    public async Task A_lesson_runs_at_both_ends_of_every_range(string name, string parameter, string value)
    {
        var parameters = new Dictionary<string, string> { [parameter] = value };
        if (parameter != Steps && NotebookParameters.Read(Lessons.Load(name)).FirstOrDefault(p => p.Name == Steps) is { Low: string fewest })
            parameters[Steps] = fewest; // how long it trains is tested by its own ends

        Lessons.AssertNumbers(await Lessons.RunAsync(name, new RunOptions { Parameters = parameters }));
    }

    [Fact]
    public async Task Lesson_08_trains_on_a_text_of_the_readers_own()
    {
        RunResult run = await Lessons.RunAsync("08-training.ipynb",
            new RunOptions { Parameters = new Dictionary<string, string> { ["textFile"] = "../README.md", ["steps"] = "20" } });

        Assert.Contains("# NotebookLib", Lessons.Shown(run), StringComparison.Ordinal); // how the README begins, from the tokens it was made of
    }

    [Fact]
    public async Task The_outputs_of_lesson_02_follow_the_number_of_heads()
    {
        RunResult run = await Lessons.RunAsync("02-multi-head-attention.ipynb", new RunOptions { Parameters = new Dictionary<string, string> { ["headCount"] = "8" } });

        Assert.Contains("Split, H = 8", Lessons.Shown(run), StringComparison.Ordinal);
        Assert.Contains("(9, 16) → (9, 8, 2) → (8, 9, 2)", Lessons.Shown(run), StringComparison.Ordinal);
    }
}
