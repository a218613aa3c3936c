using System.Diagnostics;
using NotebookHost;

namespace Course.Tests;

/// <summary>
/// .NET Interactive itself, the engine of Polyglot Notebooks, as its last packages have it; in a process of its own, in
/// the folder of the lessons.
/// </summary>
internal static class DotNetInteractive
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(4);

    private static string Program { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory,
        "../../../../DotNetInteractive/bin",
        Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../.."), AppContext.BaseDirectory),
        "DotNetInteractive.dll"));

    /// <summary>
    /// A notebook with the outputs of this engine: all of its cells are run, also after one that failed.
    /// </summary>
    public static Task<Notebook> RunAsync(Notebook notebook) => StartAsync("run", notebook);

    /// <summary>A notebook as the engine's own reader and writer give it back.</summary>
    public static Task<Notebook> RewriteAsync(Notebook notebook) => StartAsync("rewrite", notebook);

    private static async Task<Notebook> StartAsync(string command, Notebook notebook)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("notebook-");
        try
        {
            string file = Path.Combine(folder.FullName, "given.ipynb");
            string made = Path.Combine(folder.FullName, "made.ipynb");
            await File.WriteAllTextAsync(file, notebook.ToString());
            var start = new ProcessStartInfo("dotnet", [Program, command, file, made])
            {
                WorkingDirectory = Path.Combine(Lessons.Root, "notebooks"),
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            using var time = new CancellationTokenSource(limit);
            try
            {
                await process.WaitForExitAsync(time.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"not ready after {limit.TotalMinutes} minutes");
            }
            Assert.True(process.ExitCode == 0, await errors);
            return Notebook.Load(made);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
