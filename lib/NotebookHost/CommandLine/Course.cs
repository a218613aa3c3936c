namespace NotebookHost;

/// <summary>What the commands do.</summary>
internal static class Course
{
    private const string SiteFolder = ".site";
    private const int AtATime = 2;

    /// <summary>Runs every notebook of the repository and writes the site.</summary>
    public static async Task<int> RunAllAsync(CancellationToken cancellation)
    {
        string root = CourseFiles.Root();
        IReadOnlyList<string> paths = CourseFiles.Find([Path.Combine(root, "notebooks")]);
        IReadOnlyList<RunResult> results = await RunAsync(paths, new RunOptions(), cancellation);
        RunReport.Write(results);
        bool isWhole = WriteSite(root, [.. results.Select(r => (r.Path, r.Notebook))]);
        return isWhole && results.All(r => r.Succeeded) ? HostCommand.AllRan : HostCommand.CellFailed;
    }

    /// <summary>Runs notebooks; saves or checks them if asked.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> paths, RunOptions options, bool save, bool check, string? outFolder, CancellationToken cancellation)
    {
        IReadOnlyList<RunResult> results = await RunAsync(paths, options, cancellation);
        RunReport.Write(results);
        bool good = results.All(r => r.Succeeded);
        foreach (RunResult result in results)
        {
            if (check && result.Failure is null)
            {
                var stale = Staleness.Find(Notebook.Load(result.Path), result.Notebook);
                foreach ((int cell, string difference) in stale) Console.WriteLine(FormattableString.Invariant($"stale: {RunReport.Shown(result.Path)}, cell {cell}: {difference}"));
                good &= stale.Count == 0;
            }
            if (save && result.Failure is not null) Console.WriteLine($"not saved, since a cell failed: {RunReport.Shown(result.Path)}");
            else if (save) result.Notebook.Save(result.Path);
            if (outFolder is not null) result.Notebook.Save(Path.Combine(Directory.CreateDirectory(outFolder).FullName, Path.GetFileName(result.Path)));
        }
        return good ? HostCommand.AllRan : HostCommand.CellFailed;
    }

    /// <summary>Writes the site from the outputs that are in the notebooks.</summary>
    public static int WriteSite()
    {
        string root = CourseFiles.Root();
        IReadOnlyList<string> paths = CourseFiles.Find([Path.Combine(root, "notebooks")]);
        return WriteSite(root, [.. paths.Select(p => (p, NotebookRunner.Prepare(p, new RunOptions())))]) ? HostCommand.AllRan : HostCommand.CellFailed;
    }

    /// <summary>Writes the site and tells what is not in it.</summary>
    /// <returns>Whether each notebook is shown whole; links that were refused do not count.</returns>
    private static bool WriteSite(string root, IReadOnlyList<(string, Notebook)> notebooks)
    {
        string folder = Path.Combine(root, SiteFolder);
        IReadOnlyList<SiteProblem> problems = SiteWriter.Write(notebooks, folder);
        foreach (SiteProblem problem in problems) Console.Error.WriteLine($"{RunReport.Shown(problem.Notebook)}, {problem.Text}");
        Console.WriteLine($"Open {Path.Combine(folder, ContentsPage.Path)}");
        return !problems.Any(p => p.IsLoss);
    }

    /// <summary>Runs notebooks, some at a time; all of them are looked at before the first starts.</summary>
    private static async Task<IReadOnlyList<RunResult>> RunAsync(IReadOnlyList<string> paths, RunOptions options, CancellationToken cancellation)
    {
        NotebookParameters.RequireKnown(options.Parameters.Keys, paths.Select(p => (RunReport.Shown(p), NotebookParameters.Read(NotebookRunner.Prepare(p, new RunOptions())))));
        foreach (string path in paths) NotebookRunner.Prepare(path, options);
        var results = new RunResult[paths.Count];
        await RunProgress.ShowAsync(paths, async progress => await Parallel.ForAsync(0, paths.Count,
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation },
            async (i, token) =>
            {
                results[i] = await NotebookRunner.RunAsync(paths[i], options with { Progress = (path, cell, count) => progress.Began(i, cell, count) }, token);
                progress.Ended(i, results[i]);
            }));
        return results;
    }
}
