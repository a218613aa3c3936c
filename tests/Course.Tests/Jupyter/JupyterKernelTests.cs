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
    /// The engine behind the wire is the one of all other tests, so two lessons show what the wire does: training and
    /// text that is written while a cell runs, and each kind of output that there is.
    /// </summary>
    public static TheoryData<string> OnTheWire =>
        LongTests.AreWanted ? Lessons.All : ["03-positional-encoding.ipynb", "08-training.ipynb"];

    [Fact]
    public void The_lessons_that_Jupyter_runs_have_every_kind_of_output_that_the_course_has() =>
        Assert.Equal(
            Lessons.Paths.Select(p => Path.GetFileName(p)!).SelectMany(Kinds).Distinct().Order(StringComparer.Ordinal),
            OnTheWire.SelectMany(row => Kinds(row.Data)).Distinct().Order(StringComparer.Ordinal));

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

    /// <summary>How outputs are sent, and as what: "display_data image/svg+xml text/plain".</summary>
    private static IEnumerable<string> Kinds(string name) =>
        Lessons.Load(name).Cells.SelectMany(cell => cell.Outputs).Select(output =>
            $"{output!["output_type"]} {output["name"]}"
                + string.Join(' ', output["data"]?.AsObject().Select(form => form.Key) ?? []));

    /// <summary>What front ends may write, and is no output; nbclient adds the times of execution to cells.</summary>
    private static string Metadata(Notebook notebook) =>
        System.Text.Json.Nodes.JsonNode.Parse(notebook.ToString())!["metadata"]!.ToJsonString();
}
