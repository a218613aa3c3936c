namespace NotebookHost.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryNotebooks notebooks = new();

    public void Dispose() => notebooks.Dispose();

    [Fact]
    public async Task Exit_code_0_saves_and_checks_and_leaves_the_file_alone_otherwise()
    {
        string path = notebooks.Write(
            "parameters %%\nint n = 4; // 1..8: how many",
            "Console.WriteLine($\"n is {n * 2.5}\");");
        string before = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(0, (await Host("run", path, "-p", "n=5")).ExitCode);
        Assert.Equal(before, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));

        Assert.Equal(0, (await Host("run", path, "--save")).ExitCode);
        string saved = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Contains("n is 10", saved);
        Assert.Equal(0, (await Host("run", path, "--check")).ExitCode);

        await File.WriteAllTextAsync(path, saved.Replace("n is 10", "n is 11"), TestContext.Current.CancellationToken);
        var (exitCode, text) = await Host("run", path, "--check");
        Assert.Equal(1, exitCode);
        Assert.Contains("cell 2: committed 'n is 11', now 'n is 10'", text);
    }

    [Fact]
    public async Task Exit_code_1_when_a_cell_fails_and_when_a_claim_does()
    {
        string throws = notebooks.Write("throw new Exception(\"on purpose\");");
        string claims = notebooks.Write("Console.WriteLine(\"✗ a claim\");");

        var (exitCode, text) = await Host("run", throws, claims, "--out", Path.Combine(notebooks.Folder, "out"));

        Assert.Equal(1, exitCode);
        Assert.Contains("Exception: on purpose", text);
        Assert.Contains("cell 1: a claim", text);
        Assert.True(File.Exists(Path.Combine(notebooks.Folder, "out", Path.GetFileName(claims))));
        Assert.Equal(1, (await Host("run", claims)).ExitCode);
    }

    [LongFact]
    public async Task Exit_code_2_when_it_cannot_start()
    {
        string path = notebooks.Write("parameters %%\nint n = 4; // 1..8: how many");
        string notJson = notebooks.WriteText("{");

        foreach ((string[] args, string expected) in new (string[], string)[]
        {
            (["run", "nowhere.ipynb"], "nowhere.ipynb: no such file"),
            (["run", path, notJson], "not JSON"),
            (["run", path, "-p", "m=5"], "int n = 4  // 1..8: how many"),
            (["run", path, "-p", "n"], "expected name=value"),
            (["run", path, "-p", "n=9"], "expected 1..8; got 9"),
            (["run", path, "--check", "-p", "n=5"], "--check"),
            (["run", path, "--timeout", "-3"], "--timeout"),
            (["run", path, "--sideways"], "--sideways"),
        })
        {
            var (exitCode, text) = await Host(args);
            Assert.Contains(expected, text);
            Assert.Equal(2, exitCode);
        }
    }

    [Fact]
    public async Task Folders_and_patterns_name_notebooks_in_order()
    {
        foreach (string name in new[] { "b.ipynb", "a.ipynb", "ab.ipynb" })
            notebooks.WriteText(TemporaryNotebooks.Json().ToJsonString(), name);

        Assert.Equal(["a.ipynb", "ab.ipynb", "b.ipynb"], CourseFiles.Find([notebooks.Folder]).Select(Path.GetFileName));
        Assert.Equal(
            ["a.ipynb", "ab.ipynb"],
            CourseFiles.Find([Path.Combine(notebooks.Folder, "a*.ipynb")]).Select(Path.GetFileName));
        Assert.Contains("--solutions", (await Host("run", "--help")).Text);
    }

    private static Task<(int ExitCode, string Text)> Host(params string[] args) => HostProcess.RunAsync(args);
}
