using Spectre.Console;

namespace NotebookHost;

/// <summary>Shows how far the notebooks are: bars on a terminal, a line for each that ended elsewhere.</summary>
internal sealed class RunProgress
{
    private readonly IReadOnlyList<string> paths;
    private readonly ProgressTask[]? bars;

    private RunProgress(IReadOnlyList<string> paths, ProgressTask[]? bars) => (this.paths, this.bars) = (paths, bars);

    /// <summary>Shows the progress of some work while it goes on.</summary>
    public static async Task ShowAsync(IReadOnlyList<string> paths, Func<RunProgress, Task> work)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            await work(new RunProgress(paths, null));
            return;
        }
        await AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new ElapsedTimeColumn(),
                new SpinnerColumn())
            .StartAsync(context => work(new RunProgress(paths, [.. paths.Select(path => Bar(context, path))])));
    }

    private static ProgressTask Bar(ProgressContext context, string path)
    {
        string name = Markup.Escape(Path.GetFileNameWithoutExtension(path));
        return context.AddTask(name, new ProgressTaskSettings { AutoStart = false });
    }

    /// <summary>A cell begins: the how manieth of how many code cells.</summary>
    public void Began(int notebook, int cell, int count)
    {
        if (bars is null) return;
        if (!bars[notebook].IsStarted) bars[notebook].StartTask();
        bars[notebook].MaxValue = count;
        bars[notebook].Value = cell - 1;
    }

    /// <summary>A notebook ended; null if it could not start.</summary>
    public void Ended(int notebook, RunResult? result)
    {
        if (bars is null)
        {
            Console.WriteLine(Line(RunReport.Shown(paths[notebook]), result));
            return;
        }
        if (!bars[notebook].IsStarted) bars[notebook].StartTask();
        bars[notebook].Value = bars[notebook].MaxValue;
        bars[notebook].StopTask();
    }

    private static string Line(string shown, RunResult? result)
    {
        if (result is null) return $"did not start {shown}";
        string outcome = result.Succeeded ? "ran" : "FAILED";
        return FormattableString.Invariant($"{outcome} {shown} ({result.Duration.TotalSeconds:0.0} s)");
    }
}
