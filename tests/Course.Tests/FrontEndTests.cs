using System.Diagnostics;
using System.Text.Json.Nodes;
using NotebookHost;

namespace Course.Tests;

/// <summary>Opened and saved in a front end, a notebook stays as it is, byte for byte.</summary>
public sealed class FrontEndTests : IDisposable
{
    /// <summary>What is spelled in several ways: characters that may be escaped, and numbers.</summary>
    private const string Everything = """
        Console.WriteLine("👍 \u001b[1m\u0007 \u007f\u0085 \u2028\u2029 \ue000 \ufeff \t \"\\ ");
        new Dictionary<string, object>
            { ["zero"] = 0.0, ["large"] = 1.5e15, ["small"] = -0.00000123, ["tiny"] = 1.5e-7, ["b"] = "é\n👍" }
            .Display("application/json");
        """;

    private static readonly string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private readonly string folder = Directory.CreateTempSubdirectory("saved-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Saved_as_VS_Code_saves_every_lesson_stays_as_it_is() =>
        await AssertUnchangedAsync(Lessons.Paths, SaveAsVsCodeAsync);

    [Fact]
    public async Task Saved_as_Jupyter_saves_every_lesson_stays_as_it_is() =>
        await AssertUnchangedAsync(Lessons.Paths, SaveAsJupyterAsync);

    [Fact]
    public async Task What_the_host_writes_VS_Code_writes_too()
    {
        string given = Path.Combine(folder, "given.ipynb");
        AtomicFile.Write(given, Of(Everything, "new[] { 0.5, 2.0 }", "\"👍\"").ToBytes());
        RunResult run = await NotebookRunner.RunAsync(given, cancellation: TestContext.Current.CancellationToken);
        Assert.Null(run.Failure);
        AtomicFile.Write(given, run.Notebook.ToBytes());

        await AssertUnchangedAsync([given], SaveAsVsCodeAsync);
        Assert.Equal(["stream display_data", "execute_result", "execute_result"], run.Notebook.Cells.Select(Types));
    }

    [Theory]
    [InlineData("C#", true)]
    [InlineData("csharp", false)]
    public async Task By_another_name_of_the_language_VS_Code_would_change_every_cell(string name, bool changes)
    {
        string given = Path.Combine(folder, "given.ipynb");
        JsonNode notebook = JsonNode.Parse(Of("1 + 1").ToString())!;
        notebook["metadata"]!["language_info"]!["name"] = name;
        AtomicFile.Write(given, Notebook.Parse(notebook.ToJsonString()).ToBytes());

        await SaveAsVsCodeAsync([given]);

        Cell saved = Notebook.Load(Path.Combine(folder, "saved", "given.ipynb")).Cells[0];
        Assert.Equal(changes, saved.Json["metadata"]!["vscode"] is not null);
    }

    private static Notebook Of(params string[] sources)
    {
        var language = new JsonObject();
        foreach (var (key, value) in JupyterKernel.LanguageInfo) language[key] = value;
        Notebook notebook = Notebook.Parse(new JsonObject
        {
            ["cells"] = new JsonArray(),
            ["metadata"] = new JsonObject { ["language_info"] = language },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        }.ToJsonString());
        for (int i = 0; i < sources.Length; i++)
        {
            notebook.Insert(i, Cell.Code(sources[i], FormattableString.Invariant($"cell-{i + 1}")));
            notebook.Cells[i].Json["metadata"] = new JsonObject();
        }
        return notebook;
    }

    private static string Types(Cell cell) =>
        string.Join(' ', cell.Outputs.Select(output => (string?)output!["output_type"]));

    private async Task AssertUnchangedAsync(IReadOnlyList<string> files, Func<IReadOnlyList<string>, Task> saveAsync)
    {
        await saveAsync(files);
        foreach (string file in files)
        {
            string name = Path.GetFileName(file);
            string[] before = File.ReadAllText(file).Split('\n');
            string[] after = File.ReadAllText(Path.Combine(folder, "saved", name)).Split('\n');
            int first = before.Zip(after).TakeWhile(lines => lines.First == lines.Second).Count();
            string said = $"'{before.ElementAtOrDefault(first)}' became '{after.ElementAtOrDefault(first)}'";
            Assert.True(before.SequenceEqual(after), $"{name}, line {first + 1}: {said}");
        }
    }

    /// <summary>By VS Code's rules, which a script states; it needs node.js for JavaScript's own JSON.</summary>
    private async Task SaveAsVsCodeAsync(IReadOnlyList<string> files) =>
        await RunAsync("node", [Script("save_as_vscode.mjs"), Path.Combine(folder, "saved"), .. files]);

    /// <summary>By Jupyter's library, with which its servers save.</summary>
    private async Task SaveAsJupyterAsync(IReadOnlyList<string> files) =>
        await RunAsync(python, [Script("save_as_jupyter.py"), Path.Combine(folder, "saved"), .. files]);

    private static string Script(string name) => Path.Combine(Lessons.Root, "tests", "Course.Tests", "Jupyter", name);

    private static async Task RunAsync(string program, string[] args)
    {
        try
        {
            var start = new ProcessStartInfo(program, args) { RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            bool isMissing = errors.Contains("No module named", StringComparison.Ordinal);
            Assert.SkipWhen(isMissing, $"Python's nbformat is not installed: {errors}");
            Assert.True(process.ExitCode == 0, errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
        }
    }
}
