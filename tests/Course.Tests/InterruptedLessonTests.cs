using System.Diagnostics;
using System.Text.Json.Nodes;
using NotebookHost;

namespace Course.Tests;

/// <summary>Interrupts at random times in whole lessons, solutions in place: each cell ends, the process lives, and
/// the lesson then runs through with all of its claims.</summary>
public sealed class InterruptedLessonTests
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData("03-positional-encoding.ipynb")]
    [InlineData("08-training.ipynb")]
    [InlineData("11-sampling.ipynb")]
    public async Task Each_interrupt_ends_well(string name)
    {
        Assert.SkipUnless(
            LongTests.AreWanted || name.StartsWith("03", StringComparison.Ordinal), LongTests.Reason);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Notebook lesson = NotebookRunner.Prepare(
            await NotebookFile.OpenAsync(Lessons.PathOf(name), cancellation),
            new RunOptions { Solutions = true });
        Cell[] cells = [.. lesson.Cells.Where(cell => cell.IsCode)];
        await using WorkerProcess worker = await WorkerProcess.StartAsync(
            Path.GetDirectoryName(Lessons.PathOf(name))!,
            4L << 30,
            cancellation);
        var outputs = new List<JsonObject>();
        Task<CellFailure?> Run(string code) => worker.RunAsync(
            1, code, limit, (output, _) => outputs.Add(output), cancellation);

        var times = new List<TimeSpan>();
        foreach (Cell cell in cells)
        {
            var time = Stopwatch.StartNew();
            Assert.Null(await Run(cell.Source));
            times.Add(time.Elapsed);
        }
        Assert.Null(await Run("int keptByTheTest = 41;"));

        var random = new Random(11);
        int interrupted = 0;
        for (int i = 0; i < (LongTests.AreWanted ? 100 : 15); i++)
        {
            int at = random.Next(cells.Length);
            Task<CellFailure?> running = Run(cells[at].Source);
            await Task.Delay(
                times[at] * random.NextDouble() is var delay && delay.TotalSeconds < 0.5
                    ? delay
                    : TimeSpan.FromSeconds(0.5 * random.NextDouble()),
                cancellation);
            await worker.InterruptAsync();
            // Null where it was over before; a failure of its own where an interrupted cell before it left a variable
            // empty
            CellFailure? failure = await running;

            Assert.True(worker.IsUsable, $"cell {at + 1} of the code cells: {failure}");
            if (failure?.Message == CellFailure.Interrupted) interrupted++;
        }
        outputs.Clear();
        Assert.Null(await Run("keptByTheTest + 1"));
        Assert.Contains("42", outputs[^1].ToJsonString(), StringComparison.Ordinal);
        Assert.InRange(interrupted, 1, int.MaxValue);

        outputs.Clear();
        foreach (Cell cell in cells) Assert.Null(await Run(cell.Source));
        string shown = string.Concat(
            outputs.Select(output => Cell.Text(output["text"]) + Cell.Text(output["data"]?["text/plain"])));
        Assert.Contains('✓', shown);
        Assert.DoesNotContain('✗', shown);
    }
}
