using System.Diagnostics;
using NotebookHost;

namespace Course.Tests;

/// <summary>
/// The course in Jupyter, by this project's kernel: Jupyter's own test of kernels, and every lesson by nbclient. Needs
/// Debian's python3-nbclient and python3-jupyter-kernel-test.
/// </summary>
public sealed class JupyterKernelTests : IAsyncLifetime
{
    private static readonly string scripts = Path.Combine(Lessons.Root, "tests", "Course.Tests", "Jupyter");

    // Debian's, which has Debian's packages
    private static readonly string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private readonly string prefix = Directory.CreateTempSubdirectory("jupyter").FullName;

    public async ValueTask InitializeAsync()
    {
        (int exitCode, string text) = await Start(python, ["-c", "import nbclient, jupyter_kernel_test"]);
        Assert.SkipUnless(exitCode == 0, $"Python's nbclient and jupyter_kernel_test are not installed: {text.Trim()}");
        (exitCode, text) = await Start("dotnet",
            ["exec", typeof(NotebookRunner).Assembly.Location, "kernel", "install", "--prefix", prefix]);
        Assert.True(exitCode == 0, text);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(prefix, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_kernel_passes_Jupyters_own_test_of_kernels()
    {
        (int exitCode, string text) = await Start(python, [Path.Combine(scripts, "kernel_test.py")]);

        Assert.True(exitCode == 0, text);
        Assert.Contains("OK (skipped=1)", text, StringComparison.Ordinal); // the pager
    }

    [Fact]
    public async Task The_kernel_answers_on_paths_as_on_ports()
    {
        (int exitCode, string text) = await Start(python, [Path.Combine(scripts, "ipc_kernel.py")]);

        Assert.True(exitCode == 0, text);
        Assert.Contains("OK", text, StringComparison.Ordinal);
    }

    /// <summary>
    /// The engine behind the wire is the one of all other tests, so two lessons show what the wire does: figures and
    /// claims, training and text.
    /// </summary>
    public static TheoryData<string> OnTheWire =>
        LongTests.AreWanted
            ? Lessons.All
            : [.. Lessons.Paths.Select(p => Path.GetFileName(p)!).Where(name => name[..2] is "01" or "08")];

    [Theory, MemberData(nameof(OnTheWire))]
    public async Task A_lesson_shows_in_Jupyter_what_is_committed(string name)
    {
        string made = Path.Combine(prefix, name);
        (int exitCode, string text) = await Start(python,
            [Path.Combine(scripts, "run_lesson.py"), Lessons.PathOf(name), made,
                Path.Combine(Lessons.Root, "notebooks")]);
        Assert.True(exitCode == 0, text);

        Notebook executed = Notebook.Load(made);
        Assert.Empty(Staleness.Find(Lessons.Load(name), executed));
        // running and saving changes nothing but outputs
        Assert.Equal(Metadata(Lessons.Load(name)), Metadata(executed));
    }

    /// <summary>What front ends may write, and is no output; nbclient adds the times of execution to cells.</summary>
    private static string Metadata(Notebook notebook) =>
        System.Text.Json.Nodes.JsonNode.Parse(notebook.ToString())!["metadata"]!.ToJsonString();

    private async Task<(int ExitCode, string Text)> Start(string program, string[] args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["JUPYTER_PATH"] = Path.Combine(prefix, "share", "jupyter");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + errors);
    }
}
