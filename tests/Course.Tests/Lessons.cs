using NotebookHost;

namespace Course.Tests;

/// <summary>The notebooks of the course.</summary>
internal static class Lessons
{
    private const double CellSeconds = 90; // that a cell may take with the committed parameters, beside all other tests

    /// <summary>The folder of the repository, found upwards from where the tests run.</summary>
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Paths { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, "notebooks"), "*.ipynb").Order(StringComparer.Ordinal)];

    /// <summary>One row a notebook, by file name.</summary>
    public static TheoryData<string> All => [.. Paths.Select(p => Path.GetFileName(p)!)];

    /// <summary>The same where <see cref="LongTests"/> are wanted; otherwise every fifth notebook.</summary>
    public static TheoryData<string> Part => [.. Paths.Select(p => Path.GetFileName(p)!)
        .Where((_, number) => LongTests.AreWanted || number % 5 == 0)];

    public static string PathOf(string name) => Path.Combine(Root, "notebooks", name);

    public static Notebook Load(string name) => Notebook.Parse(File.ReadAllText(PathOf(name)));

    /// <summary>Runs a lesson; fails with what the host says if a cell fails or takes too long.</summary>
    public static async Task<RunResult> RunAsync(string name, RunOptions options, double seconds = CellSeconds)
    {
        RunResult run = await NotebookRunner.RunAsync(PathOf(name),
            options with { CellTimeout = TimeSpan.FromSeconds(seconds) }, TestContext.Current.CancellationToken);
        Assert.True(run.Failure is null, run.Failure?.ToString());
        return run;
    }

    /// <summary>Runs a changed lesson, with the library and the data where it looks for them.</summary>
    public static async Task<RunResult> RunAsync(string name, Notebook changed)
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("lesson");
        try
        {
            foreach (string folder in new[] { "lib", "data" })
                Directory.CreateSymbolicLink(Path.Combine(root.FullName, folder), Path.Combine(Root, folder));
            string file = Path.Combine(root.CreateSubdirectory("notebooks").FullName, name);
            await File.WriteAllTextAsync(file, changed.ToString(), TestContext.Current.CancellationToken);
            var options = new RunOptions { CellTimeout = TimeSpan.FromSeconds(CellSeconds) };
            RunResult run = await NotebookRunner.RunAsync(file, options, TestContext.Current.CancellationToken);
            Assert.True(run.Failure is null, run.Failure?.ToString());
            return run;
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    /// <summary>What a reader sees as text below the cells of a run.</summary>
    public static string Shown(RunResult run) => string.Concat(run.Notebook.Cells.SelectMany(cell => cell.Outputs)
        .Select(output => Cell.Text(output!["text"]) + Cell.Text(output["data"]?["text/plain"])));

    /// <summary>
    /// With changed parameters a claim that does not hold is a finding; one that measures NaN is a fault of the lesson.
    /// A figure may have gaps.
    /// </summary>
    public static void AssertNumbers(RunResult run)
    {
        string[] lines = [.. run.Notebook.Cells
            .SelectMany(cell => cell.Outputs)
            .Where(output => output!["data"]?["image/svg+xml"] is null)
            .SelectMany(output => (Cell.Text(output!["text"]) + Cell.Text(output["data"]?["text/plain"])).Split('\n'))
            .Where(line => line.Contains("NaN", StringComparison.Ordinal))];
        Assert.True(lines.Length == 0, string.Join('\n', lines));
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "NotebookLib.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No NotebookLib.sln above {AppContext.BaseDirectory}.");
    }
}
