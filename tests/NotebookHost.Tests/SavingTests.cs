using System.Diagnostics;
using System.Text;

namespace NotebookHost.Tests;

/// <summary>
/// A save loses nothing: not an edit, not a mode, not a link, and not the other notebooks of the call.
/// </summary>
public sealed class SavingTests : IDisposable
{
    private readonly TemporaryNotebooks notebooks = new();

    public void Dispose() => notebooks.Dispose();

    private string At(string name) => Path.Combine(notebooks.Folder, name);

    private string Write(string name, params string[] cells) =>
        notebooks.WriteText(TemporaryNotebooks.Json(cells).ToJsonString(), name);

    [Fact]
    public async Task An_edit_made_meanwhile_is_kept_and_the_outputs_go_beside_it()
    {
        string path = Write("lesson.ipynb", "Console.Write(\"out\");");
        NotebookFile file = await NotebookFile.OpenAsync(path, TestContext.Current.CancellationToken);
        RunResult result = await NotebookRunner.RunAsync(file, new RunOptions(), TestContext.Current.CancellationToken);
        File.WriteAllText(path, "an edit");

        string? beside = file.Save(result.Notebook);

        Assert.Equal("an edit", File.ReadAllText(path));
        Assert.Equal(At("lesson.outputs.ipynb"), beside);
        Assert.Contains("out", File.ReadAllText(beside!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbolic_link_stays_one_and_the_file_behind_it_is_written()
    {
        string real = At("real.txt"), link = At("link.txt");
        File.WriteAllText(real, "old");
        File.CreateSymbolicLink(link, real);

        AtomicFile.Write(link, "new"u8);

        Assert.Equal(real, new FileInfo(link).LinkTarget);
        Assert.Equal("new", File.ReadAllText(real));
    }

    [Fact]
    public void Hard_links_stay_together()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs ln and statx");
        string real = At("real.txt"), second = At("second.txt");
        File.WriteAllText(real, "old and longer");
        Process.Start("ln", [real, second]).WaitForExit();

        AtomicFile.Write(real, "new"u8);

        Assert.Equal("new", File.ReadAllText(second));
        Assert.Equal(2, FileKind.Names(real));
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead)]
    [InlineData(
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.OtherRead)]
    public void The_mode_stays(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) return; // it has no such modes
        string path = At("file.txt");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, mode);

        AtomicFile.Write(path, "new"u8);

        Assert.Equal(mode, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_file_that_is_not_writable_is_refused_and_stays()
    {
        string path = At("file.txt");
        File.WriteAllText(path, "old");
        File.SetAttributes(path, FileAttributes.ReadOnly);

        Assert.Contains(
            "not writable",
            Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.Write(path, "new"u8)).Message,
            StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(notebooks.Folder));
        File.SetAttributes(path, FileAttributes.Normal);
    }

    [Fact]
    public void A_name_as_long_as_can_be_is_written() // 255 bytes: a temporary name made of it would be too long
    {
        string path = At(new string('n', 249) + ".ipynb");

        AtomicFile.Write(path, "new"u8);

        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void What_a_killed_save_left_behind_is_removed_by_the_next_and_ignored_by_git()
    {
        string path = At("file.txt");
        AtomicFile.Write(path, "old"u8);
        string mark = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes("file.txt")))[..12];
        string left = At($".{mark}.abcdefgh.unfinished");
        File.WriteAllText(left, "half");

        AtomicFile.Write(path, "new"u8);

        Assert.False(File.Exists(left));
        Assert.Contains(".*.unfinished", File.ReadAllLines(Path.Combine(CourseFiles.Root(), ".gitignore")));
    }

    [LongFact]
    public async Task Every_good_notebook_of_a_batch_is_done_every_bad_one_told_in_a_line_in_all_modes()
    {
        Write(
            "a-good.ipynb",
            "parameters %%\nint n = 1; // 1..9: n",
            "Console.Write(n);",
            "exercise %%\nint m = 0;",
            "md %%\n<details><summary>Solution</summary>\n\n```csharp\nint m = 1;\n```\n\n</details>");
        notebooks.WriteText("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":5}]}", "b-wrong.ipynb");
        notebooks.WriteText(
            "{\"nbformat\":4,\"metadata\":{\"language_info\":{\"name\":\"python\"}},\"cells\":[]}",
            "c-python.ipynb");
        File.WriteAllBytes(At("d-latin1.ipynb"), [0xE9]);
        Write("e-good.ipynb", "Console.Write(7);");
        string[][] modes = [[], ["--check"], ["--save"], ["-p", "n=2"], ["--solutions"], ["--out", At("out")]];
        foreach (string[] mode in modes)
        {
            var (exitCode, text) = await HostProcess.RunAsync(["run", notebooks.Folder, .. mode]);

            Assert.Equal(2, exitCode);
            Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
            string[] lines =
            [
                "b-wrong.ipynb: cell 1: source: expected a text",
                "c-python.ipynb: a notebook in Python",
                "d-latin1.ipynb: not UTF-8",
            ];
            foreach (string line in lines)
                Assert.Contains(line, text, StringComparison.Ordinal);
            Assert.Contains("a-good.ipynb", text, StringComparison.Ordinal);
            Assert.Contains("e-good.ipynb", text, StringComparison.Ordinal);
        }
        Assert.Contains(
            "7",
            Cell.Text(Notebook.Load(At("e-good.ipynb")).Cells[0].Outputs[0]!["text"]),
            StringComparison.Ordinal);
        Assert.Equal(["a-good.ipynb", "e-good.ipynb"], Directory.GetFiles(At("out")).Select(Path.GetFileName).Order());
    }

    [LongFact]
    public async Task A_save_that_fails_costs_its_notebook_alone()
    {
        string locked = Write("a.ipynb", "Console.Write(1);"), good = Write("b.ipynb", "Console.Write(2);");
        File.SetAttributes(locked, FileAttributes.ReadOnly);

        var (exitCode, text) = await HostProcess.RunAsync(["run", locked, good, "--save"]);

        Assert.Equal(1, exitCode);
        Assert.Contains("not saved: ", text, StringComparison.Ordinal);
        Assert.Single(Notebook.Load(good).Cells[0].Outputs);
        File.SetAttributes(locked, FileAttributes.Normal);
    }

    [Fact]
    public async Task Out_is_looked_at_before_anything_runs_and_never_leads_onto_a_source()
    {
        string path = Write("a.ipynb", "Console.Write(1);"), file = notebooks.WriteText("x", "file");
        string before = File.ReadAllText(path);

        var (exitCode, text) = await HostProcess.RunAsync(["run", path, "--out", file]);
        Assert.Equal(2, exitCode);
        Assert.StartsWith("--out ", text, StringComparison.Ordinal);

        Assert.Equal(0, (await HostProcess.RunAsync(["run", path, "--out", notebooks.Folder])).ExitCode);
        Assert.Equal(before, File.ReadAllText(path));
        Assert.True(File.Exists(At("a-2.ipynb")));
    }

    [LongFact]
    public async Task Two_notebooks_of_one_name_keep_apart()
    {
        Directory.CreateDirectory(At("x"));
        string first = Write("same.ipynb", "Console.Write(1);");
        string second = notebooks.WriteText(
            TemporaryNotebooks.Json("Console.Write(2);").ToJsonString(),
            Path.Combine("x", "same.ipynb"));

        Assert.Equal(0, (await HostProcess.RunAsync(["run", first, second, "--out", At("out")])).ExitCode);

        Assert.Equal(
            ["same-2.ipynb", "same.ipynb"],
            Directory.GetFiles(At("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [LongFact]
    public async Task Standard_output_that_is_closed_or_full_does_not_keep_notebooks_from_being_saved()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a shell and /dev/full");
        foreach (string where in new[] { ">&-", "> /dev/full" })
        {
            string path = Write("a.ipynb", "Console.Write(1);");
            string command = $"exec '{HostProcess.Dotnet}' exec '{HostProcess.Host}' run '{path}' --save {where}";
            using Process shell = Process.Start(
                new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardError = true })!;
            string errors = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
            Assert.Single(Notebook.Load(path).Cells[0].Outputs);
        }
    }
}
