using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

public sealed class NotebookFileTests : IDisposable
{
    private readonly TemporaryNotebooks notebooks = new();

    public void Dispose() => notebooks.Dispose();

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("{\n\"cells\": [,", "not JSON, line 2: ',' is an invalid start of a value")]
    [InlineData("[1, 2]", "expected a JSON object")]
    [InlineData("{\"nbformat\": 3, \"worksheets\": []}", "nbformat: expected 4; got 3")]
    [InlineData("{\"cells\": []}", "no nbformat: not a notebook")]
    [InlineData("{\"nbformat\": 4}", "cells: expected a list; got nothing")]
    public async Task A_file_that_is_not_a_notebook_gets_one_clear_line(string text, string expected)
    {
        string path = notebooks.WriteText(text);

        var e = await Assert.ThrowsAsync<CannotStartException>(
            () => NotebookRunner.RunAsync(path, cancellation: TestContext.Current.CancellationToken));

        Assert.Equal($"{path}: {expected}", e.Message);
    }

    [Fact]
    public async Task A_notebook_without_metadata_and_without_cells_runs()
    {
        RunResult result = await NotebookRunner.RunAsync(
            notebooks.WriteText("{\"nbformat\": 4, \"cells\": []}"),
            cancellation: TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded);
        Assert.Equal(0, result.CellsRun);
    }

    [Fact]
    public void Unknown_metadata_survives_a_round_trip()
    {
        JsonObject json = TemporaryNotebooks.Json("1 + 1");
        json["metadata"]!["of_another_tool"] = new JsonObject { ["b"] = 2.50, ["a"] = new JsonArray("x", null, true) };
        json["cells"]![0]!["attachments_of_tomorrow"] = "kept ✓ <é>";
        string path = notebooks.WriteText(json.ToJsonString());

        AtomicFile.Write(path, Notebook.Load(path).ToBytes());

        var saved = JsonNode.Parse(File.ReadAllText(path))!;
        Assert.Equal("{\"a\":[\"x\",null,true],\"b\":2.5}", saved["metadata"]!["of_another_tool"]!.ToJsonString());
        Assert.Equal("kept ✓ <é>", (string?)saved["cells"]![0]!["attachments_of_tomorrow"]);
        Assert.Contains("kept ✓ <é>", File.ReadAllText(path)); // not escaped
        Assert.Equal([path], Directory.GetFiles(notebooks.Folder)); // nothing left behind
    }

    [Fact]
    public async Task Windows_line_ends_run_and_failures_keep_their_lines()
    {
        string path = notebooks.WriteText(
            TemporaryNotebooks.Json("int a = 1;\r\n// between\r\nthrow new Exception(\"here\");")
                .ToJsonString()
                .Replace(",", ",\r\n"));

        RunResult result = await NotebookRunner.RunAsync(path, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(3, result.Failure!.Line);
    }

    [Fact]
    public async Task Two_runs_save_the_same_file()
    {
        string path = notebooks.Write(
            "md %%\nText",
            "Console.Write(\"a\"); Console.Error.Write(\"b\"); Console.Write(\"c\\n\");\nnew[] { 2, 3 }",
            "\"x\".Display();",
            "null");

        async Task<string> RunAndSave()
        {
            RunResult result = await NotebookRunner.RunAsync(
                path, cancellation: TestContext.Current.CancellationToken);
            AtomicFile.Write(path, result.Notebook.ToBytes());
            return await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        }
        string first = await RunAndSave(), second = await RunAndSave();

        Assert.Equal(first, second);
        Assert.EndsWith("}\n", first);
        // One space a level, sorted keys
        Assert.Contains("\n \"cells\": [\n  {\n   \"cell_type\": \"markdown\"", first);
    }
}
