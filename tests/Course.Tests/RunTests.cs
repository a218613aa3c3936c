using NotebookHost;

namespace Course.Tests;

/// <summary>As committed, each lesson runs, its claims hold, and its outputs are the committed ones.</summary>
public class RunTests
{
    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public async Task Every_claim_holds_and_the_committed_outputs_are_those_of_this_run(string name)
    {
        RunResult run = await Lessons.RunAsync(name, new RunOptions());

        Assert.Empty(run.Refuted.Select(claim => claim.Text));
        Assert.NotEmpty(run.Claims);
        Assert.Equal(run.Notebook.Cells.Count(cell => cell.Tags.Contains("exercise")), run.Unattempted.Count());
        Assert.Empty(Staleness.Find(Lessons.Load(name), run.Notebook));
    }
}

/// <summary>With the solutions in place of the exercises, every check passes.</summary>
public class SolutionTests
{
    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public async Task Every_exercise_is_solved_by_its_solution(string name)
    {
        RunResult run = await Lessons.RunAsync(name, new RunOptions { Solutions = true });

        Assert.Empty(run.Refuted.Concat(run.Unattempted).Select(claim => claim.Text));
    }
}
