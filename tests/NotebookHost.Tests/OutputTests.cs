using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

public sealed class OutputTests : IDisposable
{
    private readonly TemporaryNotebooks notebooks = new();

    public void Dispose() => notebooks.Dispose();

    private async Task<IReadOnlyList<JsonArray>> Outputs(params string[] cells)
    {
        RunResult result = await NotebookRunner.RunAsync(
            notebooks.Write(cells),
            cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, result.Failure?.Message);
        return [.. result.Notebook.Cells.Select(c => c.Outputs)];
    }

    [Fact]
    public async Task Only_a_last_expression_without_semicolon_is_a_result()
    {
        var outputs = await Outputs(
            "int a = 5;",
            "Math.Max(a, 7);",
            "a",
            "// nothing",
            "Console.Out.Flush()",
            "string s = null;\ns",
            "await Task.FromResult(\"later\")",
            "\"text\"");

        Assert.Empty(outputs[0]);
        Assert.Empty(outputs[1]);
        Assert.Equal("execute_result", (string?)Assert.Single(outputs[2])!["output_type"]);
        Assert.Equal(3, (int?)outputs[2][0]!["execution_count"]);
        Assert.StartsWith(
            "<div class=\"dni-plaintext\"><pre>5</pre></div>",
            Cell.Text(outputs[2][0]!["data"]!["text/html"]));
        Assert.Empty(outputs[3]);
        Assert.Empty(outputs[4]);
        Assert.Contains("null", Cell.Text(outputs[5][0]!["data"]!["text/html"]));
        Assert.Equal("later", Cell.Text(outputs[6][0]!["data"]!["text/plain"]));
        JsonNode shown = JsonNode.Parse("""
            {"data": {"text/plain": ["text"]}, "metadata": {}, "output_type": "execute_result", "execution_count": 8}
            """)!;
        Assert.Equal(shown.ToJsonString(), outputs[7][0]!.ToJsonString());
    }

    [Fact]
    public async Task Cells_may_use_all_of_NET_and_what_a_library_declared_before()
    {
        var outputs = await Outputs(
            $"#r \"{typeof(Markdig.Markdown).Assembly.Location}\"\n"
                + "var pipeline = new Markdig.MarkdownPipelineBuilder().Build();",
            "new System.Xml.Linq.XElement(\"verb\", System.Net.Http.HttpMethod.Get).Value",
            "Markdig.Markdown.ToPlainText(\"*later*\", pipeline).Trim()");

        Assert.Equal("GET", Cell.Text(outputs[1][0]!["data"]!["text/plain"]));
        Assert.Equal("later", Cell.Text(outputs[2][0]!["data"]!["text/plain"]));
    }

    [Fact]
    public async Task Text_and_displays_keep_their_order_and_text_of_one_stream_is_one_output()
    {
        var outputs = await Outputs(
            "Console.Write(\"a\"); Console.WriteLine(\"b\"); Console.WriteLine(3);\n\"shown\".Display();\n"
                + "Console.Error.WriteLine(\"e\"); Console.WriteLine(\"c\");");

        Assert.Equal(
            ["stdout", "display_data", "stderr", "stdout"],
            outputs[0].Select(o => (string?)o!["name"] ?? (string?)o["output_type"]));
        Assert.Equal("[\"ab\\n\",\"3\\n\"]", outputs[0][0]!["text"]!.ToJsonString());
    }

    [Fact]
    public async Task A_type_that_names_its_formatters_is_shown_in_all_of_their_formats()
    {
        var outputs = await Outputs("""
            class TypeFormatterSourceAttribute : Attribute
            {
                public TypeFormatterSourceAttribute(Type source) => FormatterSourceType = source;
                public Type FormatterSourceType { get; }
                public string[] PreferredMimeTypes { get; set; }
            }
            class DotFormat
            {
                public string MimeType { get; set; }
                public bool Format(object value, TextWriter writer)
                {
                    writer.Write(MimeType == "text/plain" ? "a dot" : "<svg/>");
                    return true;
                }
            }
            class DotFormats
            {
                public IEnumerable<object> CreateTypeFormatters() =>
                    [new DotFormat { MimeType = "image/svg+xml" }, new DotFormat { MimeType = "text/plain" }];
            }
            [TypeFormatterSource(typeof(DotFormats), PreferredMimeTypes = ["image/svg+xml", "text/plain"])]
            class Dot { }
            """, "new Dot()");

        Assert.Equal("{\"image/svg+xml\":[\"<svg/>\"],\"text/plain\":[\"a dot\"]}",
            outputs[1][0]!["data"]!.ToJsonString(
                new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public async Task The_library_and_what_lies_beside_it_are_there_for_cells()
    {
        string library = Path.Combine(CourseFiles.Root(), "lib", "bin", "NotebookLib.dll");
        var outputs = await Outputs(
            $"#r \"{library}\"\nusing NotebookLib;\n"
                + "using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;",
            "TensorPrimitives.Dot([2f, 3f], [5f, 7f]).Display(\"text/plain\");",
            "new Tensor([2, 3, 5], 3).Sum().Item() + typeof(TensorPrimitives).Assembly.GetName().Version.Major",
            "Environment.CurrentDirectory");

        Assert.Equal("31", Cell.Text(outputs[1][0]!["data"]!["text/plain"]));
        Assert.Contains(">21<", Cell.Text(outputs[2][0]!["data"]!["text/html"])); // 10 + version 11
        Assert.Equal(
            Path.GetFileName(notebooks.Folder),
            Path.GetFileName(Cell.Text(outputs[3][0]!["data"]!["text/plain"])));
    }
}
