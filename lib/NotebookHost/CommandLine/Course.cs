namespace NotebookHost;

/// <summary>What the commands do. One notebook's trouble costs that notebook alone.</summary>
internal static class Course
{
    private const string SiteFolder = ".site";
    private const int AtATime = 2;

    /// <summary>Runs every notebook of the repository and writes the site.</summary>
    public static async Task<int> RunAllAsync(CancellationToken cancellation)
    {
        string root = CourseFiles.Root();
        var batch = new Batch();
        IReadOnlyList<string> paths = CourseFiles.Find([Path.Combine(root, "notebooks")]);
        var results = await RunAsync(paths, new RunOptions(), batch, cancellation);
        RunReport.Write([.. results.Select(r => r.Result)], batch);
        WriteSite(root, [.. results.Select(r => (r.File.Path, r.Result.Notebook))], batch);
        return batch.ExitCode([.. results.Select(r => r.Result)]);
    }

    /// <summary>Runs the notebooks that paths name; saves or checks them if asked.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> given,
        RunOptions options,
        bool save,
        bool check,
        string? outFolder,
        CancellationToken cancellation)
    {
        var batch = new Batch();
        IReadOnlyList<string> paths = CourseFiles.Find(given, batch);
        OutFolder? target = outFolder is null ? null : OutFolder.Open(outFolder, paths);
        var results = await RunAsync(paths, options, batch, cancellation);
        foreach (var (file, result) in results)
        {
            if (check && result.Failure is null) Check(file, result, batch);
            if (save) Save(file, result, batch);
            if (target is not null) Write(target, result, batch);
        }
        RunReport.Write([.. results.Select(r => r.Result)], batch);
        return batch.ExitCode([.. results.Select(r => r.Result)]);
    }

    /// <summary>Writes the site from the outputs that are in the notebooks.</summary>
    public static async Task<int> WriteSiteAsync(CancellationToken cancellation)
    {
        string root = CourseFiles.Root();
        var batch = new Batch();
        var notebooks = new List<(string, Notebook)>();
        foreach (string path in CourseFiles.Find([Path.Combine(root, "notebooks")]))
        {
            NotebookFile? file = await batch.TryStartAsync(() => NotebookFile.OpenAsync(path, cancellation));
            if (file is not null) notebooks.Add((path, file.Read()));
        }
        WriteSite(root, notebooks, batch);
        return batch.ExitCode([]);
    }

    private static void Check(NotebookFile file, RunResult result, Batch batch)
    {
        string shown = RunReport.Shown(result.Path);
        foreach ((int cell, string difference) in Staleness.Find(file.Read(), result.Notebook))
            batch.Fail(FormattableString.Invariant($"stale: {shown}, cell {cell}: {difference}"));
    }

    private static void Save(NotebookFile file, RunResult result, Batch batch)
    {
        string shown = RunReport.Shown(result.Path);
        if (result.Failure is not null)
        {
            batch.Tell($"not saved, since a cell failed: {shown}");
            return;
        }
        if (batch.TryWrite($"not saved: {shown}", () => file.Save(result.Notebook)) is not string beside) return;
        string place = RunReport.Shown(beside);
        batch.Fail($"{shown} was changed while it ran: the change is kept, and the outputs are in {place}");
    }

    private static void Write(OutFolder target, RunResult result, Batch batch)
    {
        string shown = RunReport.Shown(result.Path);
        if (batch.TryWrite($"not written: {shown}", () => target.Write(result)) is string otherName)
            batch.Tell($"{shown} is written to {RunReport.Shown(otherName)}, since its name was taken");
    }

    /// <summary>Writes the site, and tells what is not in it; a link that was refused is no fault.</summary>
    private static void WriteSite(string root, IReadOnlyList<(string, Notebook)> notebooks, Batch batch)
    {
        string folder = Path.Combine(root, SiteFolder);
        string? page = batch.TryWrite("the site is not written", () =>
        {
            foreach (SiteProblem problem in SiteWriter.Write(notebooks, folder))
            {
                string line = $"{RunReport.Shown(problem.Notebook)}, {problem.Text}";
                if (problem.IsLoss) batch.Fail(line);
                else batch.Tell(line);
            }
            return Path.Combine(folder, ContentsPage.Path);
        });
        batch.Print();
        if (page is not null) Console.WriteLine($"Open {page}");
    }

    /// <summary>Runs notebooks, some at a time; all of them are looked at before the first starts.</summary>
    /// <exception cref="CannotStartException">
    /// A parameter is unknown to all of them, or a value cannot be read: then nothing runs.
    /// </exception>
    private static async Task<IReadOnlyList<(NotebookFile File, RunResult Result)>> RunAsync(
        IReadOnlyList<string> paths,
        RunOptions options,
        Batch batch,
        CancellationToken cancellation)
    {
        var files = new List<NotebookFile>();
        foreach (string path in paths)
            if (await batch.TryStartAsync(async () =>
            {
                NotebookFile file = await NotebookFile.OpenAsync(path, cancellation);
                NotebookRunner.Prepare(file, options with { Parameters = new Dictionary<string, string>() });
                return file;
            }) is { } good) files.Add(good);
        var known = files.Select(file => (RunReport.Shown(file.Path), NotebookParameters.Read(file.Read())));
        if (files.Count > 0) NotebookParameters.RequireKnown(options.Parameters.Keys, known);
        foreach (NotebookFile file in files) NotebookRunner.Prepare(file, options);

        var results = new RunResult?[files.Count];
        var someAtATime = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation };
        await RunProgress.ShowAsync([.. files.Select(file => file.Path)], async progress =>
            await Parallel.ForAsync(0, files.Count, someAtATime, async (i, token) =>
            {
                RunOptions told = options with { Progress = (path, cell, count) => progress.Began(i, cell, count) };
                results[i] = await batch.TryStartAsync(() => NotebookRunner.RunAsync(files[i], told, token));
                progress.Ended(i, results[i]);
            }));
        var started = files.Zip(results).Where(pair => pair.Second is not null);
        return [.. started.Select(pair => (pair.First, pair.Second!))];
    }
}
