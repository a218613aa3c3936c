using NotebookHost;

namespace Course.Tests;

/// <summary>
/// As committed, each lesson runs, its claims hold, its outputs are the committed ones, and each exercise is solved by
/// its solution.
/// </summary>
public class RunTests
{
    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public async Task Every_claim_holds_the_outputs_are_those_of_this_run_and_the_solutions_are_right(string name)
    {
        Notebook committed = Lessons.Load(name);
        var beside = new SolvedBeside(committed);

        RunResult run = await Lessons.RunAsync(name, beside.Notebook);

        Notebook plain = beside.Plain(run.Notebook);
        IReadOnlyList<Claim> claims = Claim.Read(plain);
        Assert.NotEmpty(claims);
        Assert.Empty(claims.Where(claim => claim.Outcome == ClaimOutcome.Refuted).Select(claim => claim.Text));
        Assert.Equal(beside.Count, claims.Count(claim => claim.Outcome == ClaimOutcome.NotAttempted));
        Assert.Empty(Staleness.Find(committed, plain));
        IReadOnlyList<Claim> solved = beside.Checked(run.Notebook);
        Assert.True(solved.Count >= beside.Count); // a cell that checks may claim more
        Assert.Empty(solved.Where(claim => claim.Outcome != ClaimOutcome.Held).Select(claim => claim.Text));
    }

    /// <summary>What follows an exercise runs on the reader's function here, and on the reference above.</summary>
    [LongTheory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public async Task With_all_solutions_in_place_a_lesson_runs_and_every_check_passes(string name)
    {
        RunResult run = await Lessons.RunAsync(name, new RunOptions { Solutions = true });

        Assert.Empty(run.Refuted.Concat(run.Unattempted).Select(claim => claim.Text));
    }
}
