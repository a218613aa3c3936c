namespace NotebookHost.Tests;

public sealed class ExerciseTests : IDisposable
{
    private const string Stub = "exercise %%\nint? answer = null;";
    private const string CheckCell =
        "Console.WriteLine(answer is null ? \"○ six: not attempted yet\" : answer == 6 ? \"✓ six\" : \"✗ six\");";
    private const string Hint =
        "md %%\n<details><summary>Hint</summary>\n\n```csharp\nint? answer = 5;\n```\n</details>";
    private const string Solution =
        "md %%\nText.\n\n<details><summary>Solution</summary>\n\nBecause:\n\n```csharp\nint? answer = 2 * 3;\n"
            + "```\n\n</details>";

    private readonly TemporaryNotebooks notebooks = new();

    public void Dispose() => notebooks.Dispose();

    private static Task<RunResult> Run(string path, bool solutions) =>
        NotebookRunner.RunAsync(path, new RunOptions { Solutions = solutions }, TestContext.Current.CancellationToken);

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
    public async Task A_solution_that_leaves_the_exercise_open_fails()
    {
        string path = notebooks.Write(Stub, CheckCell, Solution.Replace("2 * 3", "null"));
        Assert.False((await Run(path, solutions: true)).Succeeded);
    }

    [Fact]
    public void An_exercise_without_a_solution_is_an_error_that_names_its_cell()
    {
        Notebook notebook = Notebook.Parse(
            TemporaryNotebooks.Json("1", Stub, CheckCell, Stub, Solution).ToJsonString());

        Assert.StartsWith(
            "cell 2: an exercise without a solution",
            Assert.Throws<CannotStartException>(() => Exercises.Solve(notebook)).Message);
    }

    [LongFact]
    public async Task A_function_that_is_to_be_written_is_replaced_whole_whatever_its_hints_show()
    {
        const string half = "// the half\nint Half(int n)\n{\n    return n / 2;\n}";
        string path = notebooks.Write(
            "exercise %%\n// the half\nint Half(int n)\n{\n    throw new NotImplementedException();\n}",
            "Func<int, int> half = Half;\ntry { Console.WriteLine(half(4) == 2 ? \"✓ half\" : \"✗ half\"); }\n"
                + "catch (NotImplementedException) { Console.WriteLine(\"○ half: not attempted yet\"); }",
            "md %%\n<details><summary>Hint 1</summary>\n\n```csharp\nreturn n;\n```\n</details>\n\n"
                + "<details><summary>Hint 2</summary>\n\nDivide.\n\n</details>\n\n"
                + $"<details><summary>Solution</summary>\n\n```csharp\n{half}\n```\n\n</details>");

        RunResult untouched = await Run(path, solutions: false), solved = await Run(path, solutions: true);

        Assert.Equal(ClaimOutcome.NotAttempted, Assert.Single(untouched.Claims).Outcome);
        Assert.Equal(ClaimOutcome.Held, Assert.Single(solved.Claims).Outcome);
        Assert.Equal(half, solved.Notebook.Cells[0].Source);
    }

    [LongTheory]
    [InlineData("int Half(int n, int m) => n;", true)] // CS0123 or CS1503: other parameters
    [InlineData("long Half(int n) => n;", true)] // another result
    [InlineData("int Half = 3;", true)] // no function at all
    [InlineData("int Half(int n) => n / 2;", false)]
    public async Task A_changed_first_line_is_told_to_be_kept(string stub, bool fails)
    {
        const string exercise = "delegate int HalfFunction(int n);\n"
            + "class Exercises { public static int Check(HalfFunction f) => f(4); }";

        RunResult result = await Run(notebooks.Write(exercise, stub, "Exercises.Check(Half)"), solutions: false);

        Assert.Equal(fails, result.Failure is not null);
        if (fails) Assert.Contains("keep the first line of the function as it was", FailureText.Of(result));
    }
}
