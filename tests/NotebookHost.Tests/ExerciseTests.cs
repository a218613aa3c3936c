namespace NotebookHost.Tests;

public sealed class ExerciseTests : IDisposable
{
    private const string Stub = "exercise %%\nint? answer = null;";
    private const string CheckCell = "Console.WriteLine(answer is null ? \"○ six: not attempted yet\" : answer == 6 ? \"✓ six\" : \"✗ six\");";
    private const string Hint = "md %%\n<details><summary>Hint</summary>\n\n```csharp\nint? answer = 5;\n```\n</details>";
    private const string Solution = "md %%\nText.\n\n<details><summary>Solution</summary>\n\nBecause:\n\n```csharp\nint? answer = 2 * 3;\n```\n\n</details>";

    private readonly TemporaryNotebooks notebooks = new();

    public void Dispose() => notebooks.Dispose();

    private static Task<RunResult> Run(string path, bool solutions) => NotebookRunner.RunAsync(path, new RunOptions { Solutions = solutions }, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Stubs_pass_as_not_attempted_and_solutions_have_to_be_right()
    {
        string path = notebooks.Write(Stub, CheckCell, Hint, Solution);

        RunResult untouched = await Run(path, solutions: false), solved = await Run(path, solutions: true);

        Assert.True(untouched.Succeeded);
        Assert.Equal(ClaimOutcome.NotAttempted, Assert.Single(untouched.Claims).Outcome);
        Assert.True(solved.Succeeded);
        Assert.Equal(ClaimOutcome.Held, Assert.Single(solved.Claims).Outcome);
        Assert.Equal("int? answer = 2 * 3;", solved.Notebook.Cells[0].Source);
    }

    [Fact]
    public async Task A_solution_that_leaves_the_exercise_open_fails() =>
        Assert.False((await Run(notebooks.Write(Stub, CheckCell, Solution.Replace("2 * 3", "null")), solutions: true)).Succeeded);

    [Fact]
    public void An_exercise_without_a_solution_is_an_error_that_names_its_cell()
    {
        Notebook notebook = Notebook.Parse(TemporaryNotebooks.Json("1", Stub, CheckCell, Stub, Solution).ToJsonString());

        Assert.StartsWith("cell 2: an exercise without a solution", Assert.Throws<CannotStartException>(() => Exercises.Solve(notebook)).Message);
    }
}
