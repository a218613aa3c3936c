using System.Text.Json.Nodes;
using NotebookHost;

namespace Course.Tests;

/// <summary>
/// Each notebook is written as VS Code and Jupyter write it with this project's kernel, so that opening, running and
/// saving changes nothing but outputs.
/// </summary>
public class FormatTests
{
    [Fact]
    public void The_course_begins_with_lessons_00_to_03() =>
        Assert.Equal(["00", "01", "02", "03"], Lessons.Paths.Take(4).Select(p => Path.GetFileName(p)[..2]));

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void The_file_has_one_space_indent_sorted_keys_and_a_final_newline(string name)
    {
        string text = File.ReadAllText(Lessons.PathOf(name));

        Assert.Equal(Notebook.Parse(text).ToString(), text);
    }

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void The_metadata_are_what_the_kernel_says(string name)
    {
        JsonNode notebook = Json(name);

        Assert.Equal(4, (int)notebook["nbformat"]!);
        Assert.Equal(5, (int)notebook["nbformat_minor"]!);
        AssertJson("""
            {
                "kernelspec": {"display_name": ".NET (C#)", "language": "csharp", "name": ".net-csharp"},
                "language_info": {"file_extension": ".cs", "mimetype": "text/x-csharp", "name": "csharp",
                    "pygments_lexer": "csharp", "version": "13.0"}
            }
            """, notebook["metadata"]);
        Assert.Equal(
            JupyterKernel.LanguageInfo.Select(said => KeyValuePair.Create(said.Key, said.Value)),
            notebook["metadata"]!["language_info"]!
                .AsObject()
                .Select(said => KeyValuePair.Create(said.Key, (string)said.Value!)));
    }

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void Every_cell_is_CSharp_or_Markdown_and_has_its_own_id(string name)
    {
        Notebook notebook = Lessons.Load(name);

        Assert.All(notebook.Cells, cell => Assert.True(cell.IsCode || cell.IsMarkdown));
        Assert.All(notebook.Cells, cell => Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", cell.Id));
        Assert.Equal(notebook.Cells.Count, notebook.Cells.Select(cell => cell.Id).Distinct().Count());
        Assert.All(
            notebook.Cells,
            cell => AssertJson(
                cell.Tags.Contains("claims") ? """{"source_hidden": true}""" : "null",
                cell.Json["metadata"]!["jupyter"]));
        // All are in the notebook's language
        Assert.All(
            notebook.Cells,
            cell => Assert.All(
                cell.Json["metadata"]!.AsObject(),
                said => Assert.Contains(said.Key, new[] { "tags", "jupyter" })));
    }

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public void Every_code_cell_is_committed_as_run_from_top_to_bottom_without_an_error(string name)
    {
        Cell[] code = [.. Lessons.Load(name).Cells.Where(cell => cell.IsCode)];

        Assert.Equal(Enumerable.Range(1, code.Length), code.Select(cell => cell.ExecutionCount ?? 0));
        Assert.All(
            code.SelectMany(cell => cell.Outputs),
            output => Assert.NotEqual("error", (string?)output!["output_type"]));
        Assert.Contains(code, cell => cell.Outputs.Count > 0);
    }

    private static JsonNode Json(string name) => JsonNode.Parse(File.ReadAllText(Lessons.PathOf(name)))!;

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), actual),
            $"expected {expected}\ngot {actual?.ToJsonString()}");
}
