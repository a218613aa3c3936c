using System.Text;

namespace NotebookHost.Tests;

/// <summary>Whatever a file holds, it is read into checked types or refused in one line that says where.</summary>
public sealed class NotebookReadingTests : IDisposable
{
    private readonly TemporaryNotebooks notebooks = new();

    public void Dispose() => notebooks.Dispose();

    private static string Cell(string rest) =>
        "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"x\"},{\"cell_type\":\"code\""
            + rest
            + "}]}";

    public static TheoryData<string, string> Wrong => new()
    {
        { Cell(",\"source\":5"), "cell 2: source: expected a text or a list of texts; got 5" },
        { Cell(",\"source\":[\"a\",null]"), "cell 2: source: expected a text or a list of texts; got [\"a\",null]" },
        { Cell(",\"source\":{\"a\":1}"), "cell 2: source: expected a text or a list of texts; got {\"a\":1}" },
        { Cell(",\"metadata\":[]"), "cell 2: metadata: expected an object; got []" },
        { Cell(",\"metadata\":{\"tags\":[1]}"), "cell 2: metadata.tags: expected a list of texts; got [1]" },
        {
            Cell(",\"metadata\":{\"tags\":\"exercise\"}"),
            "cell 2: metadata.tags: expected a list of texts; got \"exercise\""
        },
        {
            Cell(",\"metadata\":{\"polyglot_notebook\":{\"kernelName\":7}}"),
            "cell 2: metadata.polyglot_notebook.kernelName: expected a text; got 7"
        },
        { Cell(",\"outputs\":[null]"), "cell 2: output 1: expected an object; got nothing" },
        { Cell(",\"outputs\":{}"), "cell 2: outputs: expected a list; got {}" },
        {
            Cell(",\"outputs\":[{\"output_type\":\"pyout\"}]"),
            "cell 2: output 1: output_type: expected stream, display_data, execute_result or error; got \"pyout\""
        },
        {
            Cell(",\"outputs\":[{\"output_type\":\"stream\",\"name\":\"stdout\",\"text\":7}]"),
            "cell 2: output 1: text: expected a text or a list of texts; got 7"
        },
        {
            Cell(",\"outputs\":[{\"output_type\":\"display_data\",\"data\":[]}]"),
            "cell 2: output 1: data: expected an object; got []"
        },
        {
            Cell(",\"outputs\":[{\"output_type\":\"display_data\",\"data\":{\"text/html\":5}}]"),
            "cell 2: output 1: data.text/html: expected a text or a list of texts; got 5"
        },
        {
            Cell(",\"outputs\":[{\"output_type\":\"error\",\"traceback\":\"x\"}]"),
            "cell 2: output 1: traceback: expected a list of texts; got \"x\""
        },
        { Cell(",\"execution_count\":\"1\""), "cell 2: execution_count: expected a whole number; got \"1\"" },
        { Cell(",\"execution_count\":1.5"), "cell 2: execution_count: expected a whole number; got 1.5" },
        { Cell(",\"id\":1"), "cell 2: id: expected a text; got 1" },
        { Cell(",\"attachments\":{\"a.png\":\"x\"}"), "cell 2: attachments.a.png: expected an object; got \"x\"" },
        { "{\"nbformat\":4,\"cells\":[{\"cell_type\":true}]}", "cell 1: cell_type: expected a text; got true" },
        {
            "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"heading\"}]}",
            "cell 1: cell_type: expected code, markdown or raw; got \"heading\""
        },
        { "{\"nbformat\":4,\"cells\":[{}]}", "cell 1: cell_type: expected code, markdown or raw; got nothing" },
        { "{\"nbformat\":4,\"cells\":[null]}", "cell 1: expected an object; got nothing" },
        { "{\"nbformat\":4,\"cells\":7}", "cells: expected a list; got 7" },
        { "{\"nbformat\":4,\"metadata\":[],\"cells\":[]}", "metadata: expected an object; got []" },
        {
            "{\"nbformat\":4,\"metadata\":{\"kernelspec\":\"python\"},\"cells\":[]}",
            "metadata.kernelspec: expected an object; got \"python\""
        },
        { "{\"nbformat\":\"4\",\"cells\":[]}", "nbformat: expected 4; got \"4\"" },
        {
            "{\"nbformat\":4,\"nbformat_minor\":\"5\",\"cells\":[]}",
            "nbformat_minor: expected a whole number; got \"5\""
        },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void A_wrong_type_is_named_with_its_cell_and_key(string text, string message) =>
        Assert.Equal(message, Assert.Throws<NotebookFormatException>(() => Notebook.Parse(text)).Message);

    [Theory]
    [InlineData("{\"nbformat\":4,\"nbformat\":4,\"cells\":[]}", "not JSON: Duplicate property 'nbformat'")]
    [InlineData(
        "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":\"a\",\"source\":\"b\"}]}",
        "not JSON: Duplicate property 'source'")]
    [InlineData(
        "{\"nbformat\":4,\"cells\":[],\"metadata\":{\"a\":\"\\ud800\"}}",
        "metadata.a: half of a character stands alone")]
    [InlineData("{\"nbformat\":4,\"cells\":[],\"metadata\":{\"\\ud800\":1}}", "a key with half of a character")]
    public void What_JSON_can_spell_and_no_notebook_can_hold_is_refused(string text, string message) =>
        Assert.StartsWith(
            message,
            Assert.Throws<NotebookFormatException>(() => Notebook.Parse(text)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused_in_one_line() =>
        Assert.Equal("not JSON, line 1: nested deeper than 64 levels",
            Assert.Throws<NotebookFormatException>(
                () => Notebook.Parse(
                    "{\"nbformat\":4,\"cells\":[],\"metadata\":{\"a\":"
                        + new string('[', 100_000)
                        + new string(']', 100_000)
                        + "}}")).Message);

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused_and_not_replaced()
    {
        byte[] latin1 = Encoding.Latin1.GetBytes(
            "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"é\"}]}");
        byte[] utf16 = Encoding.Unicode.GetBytes("{\"nbformat\":4,\"cells\":[]}");

        Assert.StartsWith(
            "not UTF-8: byte ",
            Assert.Throws<NotebookFormatException>(() => Notebook.Parse(latin1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<NotebookFormatException>(() => Notebook.Parse(utf16));
    }

    [Fact]
    public void A_byte_order_mark_is_no_fault() =>
        Assert.Empty(Notebook.Parse([.. Encoding.UTF8.Preamble, .. "{\"nbformat\":4,\"cells\":[]}"u8]).Cells);

    [Fact]
    public async Task What_is_no_regular_file_is_refused_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs mkfifo and /dev");
        string pipe = Path.Combine(notebooks.Folder, "pipe.ipynb");
        string device = Path.Combine(notebooks.Folder, "device.ipynb");
        System.Diagnostics.Process.Start("mkfifo", [pipe]).WaitForExit();
        File.CreateSymbolicLink(device, "/dev/zero");

        foreach (string path in new[] { pipe, device, notebooks.Folder })
            Assert.StartsWith(
                path + ": ",
                (await Assert.ThrowsAsync<CannotStartException>(
                    () => NotebookFile.OpenAsync(path, TestContext.Current.CancellationToken))).Message,
                StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "{\"kernelspec\":{\"language\":\"python\",\"name\":\"python3\"},\"language_info\":{\"name\":\"python\"}}",
        "Python")]
    [InlineData("{\"language_info\":{\"name\":\"python\"}}", "Python")]
    [InlineData("{\"kernelspec\":{\"language\":\"F#\",\"name\":\".net-fsharp\"}}", "F#")]
    [InlineData("{\"kernelspec\":{\"name\":\".net-fsharp\"}}", "F#")]
    [InlineData(
        "{\"kernelspec\":{\"language\":\"C#\",\"name\":\".net-csharp\"},"
            + "\"polyglot_notebook\":{\"kernelInfo\":{\"defaultKernelName\":\"pwsh\"}}}",
        "PowerShell")]
    [InlineData("{\"kernelspec\":{\"language\":\"brainfuck\"}}", "brainfuck")]
    [InlineData("{}", null)]
    [InlineData(
        "{\"kernelspec\":{\"language\":\"C#\",\"name\":\".net-csharp\"},"
            + "\"language_info\":{\"name\":\"polyglot-notebook\"}}",
        null)]
    [InlineData(
        "{\"kernelspec\":{\"language\":\"csharp\",\"name\":\"my-own-kernel\"},\"language_info\":{\"name\":\"C#\"}}",
        null)]
    public void A_notebook_tells_its_language(string metadata, string? language) =>
        Assert.Equal(
            language,
            Notebook.Parse($"{{\"nbformat\":4,\"cells\":[],\"metadata\":{metadata}}}").OtherLanguage);

    [Theory]
    [InlineData("{\"polyglot_notebook\":{\"kernelName\":\"fsharp\"}}", "1", "a cell in F#")]
    [InlineData("{\"dotnet_interactive\":{\"language\":\"pwsh\"}}", "1", "a cell in PowerShell")]
    [InlineData("{\"vscode\":{\"languageId\":\"mermaid\"}}", "1", "a cell in Mermaid")]
    [InlineData("{\"polyglot_notebook\":{\"kernelName\":\"html\"}}", "<b>", "a cell in HTML")]
    [InlineData("{}", "#!fsharp\n1+1", "#!fsharp is a command of .NET Interactive")]
    [InlineData("{}", "int a = 1;\n#!pwsh\nls", "#!pwsh is a command of .NET Interactive")]
    [InlineData("{}", "#!import \"x.cs\"", "is a command of .NET Interactive")]
    [InlineData("{}", "%%bash\nls", "%%bash is a command of IPython")]
    [InlineData("{}", "%pip install x", "%pip is a command of IPython")]
    public async Task A_cell_of_another_language_fails_and_says_so(string metadata, string source, string message)
    {
        string path = notebooks.WriteText(
            $"{{\"nbformat\":4,\"nbformat_minor\":5,\"metadata\":{{}},\"cells\":[{{\"cell_type\":\"code\","
                + $"\"metadata\":{metadata},\"outputs\":[],"
                + $"\"source\":{System.Text.Json.JsonSerializer.Serialize(source)}}}]}}");

        RunResult result = await NotebookRunner.RunAsync(path, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(1, result.Failure!.Cell);
        Assert.Contains(message, result.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_nested_deeper_than_a_compiler_follows_is_told_at_once()
    {
        var time = System.Diagnostics.Stopwatch.StartNew();
        RunResult result = await NotebookRunner.RunAsync(
            notebooks.Write("int a = 1;\nvar b = " + new string('(', 20_000) + "1" + new string(')', 20_000) + ";"),
            cancellation: TestContext.Current.CancellationToken);

        Assert.Contains("brackets are nested 1000 deep", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(2, result.Failure.Line);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public async Task A_hash_bang_inside_a_text_or_before_csharp_is_no_command()
    {
        RunResult result = await NotebookRunner.RunAsync(
            notebooks.Write("#!csharp\nvar text = \"\"\"\n    #!fsharp\n    \"\"\"; // #!pwsh\ntext"),
            cancellation: TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded, result.Failure?.Message);
    }
}
