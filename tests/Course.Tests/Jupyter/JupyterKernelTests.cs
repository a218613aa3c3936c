using NotebookHost;

namespace Course.Tests;

/// <summary>
/// The course in Jupyter, by this project's kernel: Jupyter's own test of kernels, and every lesson by nbclient. Needs
/// Debian's python3-nbclient and python3-jupyter-kernel-test.
/// </summary>
public sealed class JupyterKernelTests : IClassFixture<InstalledKernel>
{
    private static readonly string scripts = Path.Combine(Lessons.Root, "tests", "Course.Tests", "Jupyter");

    private readonly InstalledKernel jupyter;

    public JupyterKernelTests(InstalledKernel jupyter)
    {
        Assert.SkipUnless(jupyter.Missing is null, jupyter.Missing ?? "");
        this.jupyter = jupyter;
    }

    [Fact]
    public async Task The_kernel_passes_Jupyters_own_test_of_kernels()
    {
        (int exitCode, string text) = await jupyter.Python([Path.Combine(scripts, "kernel_test.py")]);

        Assert.True(exitCode == 0, text);
        Assert.Contains("OK (skipped=1)", text, StringComparison.Ordinal); // the pager
    }

    [Fact]
    public async Task The_kernel_answers_on_paths_as_on_ports()
    {
        (int exitCode, string text) = await jupyter.Python([Path.Combine(scripts, "ipc_kernel.py")]);

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
        string made = Path.Combine(jupyter.Prefix, name);
        (int exitCode, string text) = await jupyter.Python(
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
}
