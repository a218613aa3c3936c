using System.Text.Json.Nodes;
using NotebookHost;

namespace Course.Tests;

/// <summary>
/// What .NET Interactive shows where lessons do not go: interactive charts, failing cells, claims that do not hold.
/// </summary>
public class EngineCellTests
{
    private const string
        Setup = "#r \"../lib/bin/NotebookLib.dll\"\nusing NotebookLib;",
        Charts = """
            string[] words = ["the", "robot"];
            Tensor square = new([0.25f, 0.75f, 1, 0], 2, 2);
            Chart.Heatmap(square, words, words, "a").Display();
            Chart.AttentionMap(Tensor.Stack(0, square, square), words, "b").Display();
            Chart.HeadView(square, words, "c").Display();
            Chart.Lines("d", "x", Axis.Log("y"), ("series", square.Row(0))).Display();
            Chart.Scatter("e", "x", "y", square, words).Display();
            Chart.Bars("f", "x", "y", words, square.Row(0)).Display();
            Chart.MatrixDiagram("g", words, ("(T, C)", Tensor.Arange(2)))
            """,
        Loaded = """
            string.Join(' ', AppDomain.CurrentDomain.GetAssemblies()
                .Select(a => a.GetName().Name)
                .Where(name => name is "XPlot.Plotly" or "FSharp.Core" or "Newtonsoft.Json")
                .Order())
            """,
        Interactive = """Chart.Bars("A chart", "word", "weight", words, square.Row(0)).Interactive()""",
        WrongShape = "Tensor product = Tensor.Ones(2, 3).MatMul(Tensor.Ones(5, 7));",
        ItsResult = "product.Softmax()",
        Thrown = "throw new InvalidOperationException(\"nobody is there\");",
        NotCompiled = "Console.WriteLine(\"never printed\");\nint number = \"text\";",
        False = "Check.That(\"one is `two`\", 1 == 2);\nCheck.That(\"a half\", measured: 0.5, above: 1);",
        Last = "Console.WriteLine(\"still here\");";

    private static readonly string[] cells =
        [Setup, Charts, Loaded, Interactive, WrongShape, ItsResult, Thrown, NotCompiled, False, Last];
    private static readonly Lazy<Task<Notebook>> run = new(() => DotNetInteractive.RunAsync(Of(cells)));

    [Fact]
    public async Task Interactive_shows_as_data_of_Plotly_and_as_the_figure()
    {
        JsonObject data = Assert.Single(await OutputsOf(Interactive))["data"]!.AsObject();

        string[] forms = ["application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"];
        Assert.Equal(forms, data.Select(d => d.Key).Order(StringComparer.Ordinal));
        Assert.Equal("[0.25,0.75]", data["application/vnd.plotly.v1+json"]!["data"]![0]!["y"]!.ToJsonString());
        Assert.StartsWith("<svg", Cell.Text(data["image/svg+xml"]), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", Cell.Text(data["image/svg+xml"]), StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("Bars 'A chart'", Cell.Text(data["text/plain"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_shows_is_what_our_host_shows()
    {
        RunResult here = await RunHereAsync([Setup, Charts, Interactive, False]);

        Assert.Null(here.Failure);
        Notebook there = await DotNetInteractive.RunAsync(Of([Setup, Charts, Interactive, False]));
        Assert.Equal(here.Notebook.Cells.Select(Shown), there.Cells.Select(Shown));
    }

    [Fact]
    public async Task A_figure_loads_no_XPlot_and_Interactive_does()
    {
        RunResult here = await RunHereAsync([Setup, Charts, Loaded, Interactive, Loaded]);

        Assert.Null(here.Failure);
        Assert.Equal("", Text(here.Notebook.Cells[2].Outputs[0]));
        Assert.Equal("FSharp.Core Newtonsoft.Json XPlot.Plotly", Text(here.Notebook.Cells[4].Outputs[0]));
        Assert.Equal("", Text(Assert.Single(await OutputsOf(Loaded))));
    }

    [Fact]
    public async Task A_wrong_shape_says_what_was_expected_and_what_came()
    {
        string message = await ErrorOf(WrongShape);

        Assert.Contains("(2, 3)", message, StringComparison.Ordinal);
        Assert.Contains("(5, 7)", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_shows_its_message() =>
        Assert.Contains("nobody is there", await ErrorOf(Thrown), StringComparison.Ordinal);

    [Fact]
    public async Task A_cell_that_does_not_compile_names_the_line_and_does_not_run()
    {
        JsonObject shown = Assert.Single(await OutputsOf(NotCompiled)); // and no text

        Assert.Contains("(2,14): error CS0029", Cell.Text(shown["evalue"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_does_not_hold_is_shown_and_is_no_error()
    {
        Notebook executed = await run.Value;
        int cell = Array.IndexOf(cells, False);

        Assert.DoesNotContain(executed.Cells[cell].Outputs, IsError);
        Claim[] claims = [.. Claim.Read(executed).Where(claim => claim.Cell == cell + 1)];
        Assert.Equal([ClaimOutcome.Refuted, ClaimOutcome.Refuted], claims.Select(claim => claim.Outcome));
        Assert.StartsWith("one is `two`", claims[0].Text, StringComparison.Ordinal);
        Assert.Contains("measured 0.5", claims[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_after_a_failed_one_run_as_Run_All_runs_them()
    {
        Assert.Contains(await OutputsOf(ItsResult), IsError);
        Assert.Equal("still here", string.Concat((await OutputsOf(Last)).Select(Text)).Trim());
    }

    private static Notebook Of(string[] sources)
    {
        Notebook notebook = Notebook.Parse("""{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}""");
        for (int i = 0; i < sources.Length; i++)
            notebook.Insert(i, Cell.Code(sources[i], FormattableString.Invariant($"cell-{i + 1}")));
        return notebook;
    }

    /// <summary>The same cells in our host, from a file in a folder beside that of the lessons.</summary>
    private static async Task<RunResult> RunHereAsync(string[] sources)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("notebook-");
        try
        {
            string path = Path.Combine(folder.FullName, "cells.ipynb");
            Notebook cells = Of(
                [
                    .. sources.Select(
                        source => source.Replace(
                            "../lib/bin",
                            Path.Combine(Lessons.Root, "lib/bin"),
                            StringComparison.Ordinal))
                ]);
            AtomicFile.Write(path, cells.ToBytes());
            return await NotebookRunner.RunAsync(path, cancellation: TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<JsonObject[]> OutputsOf(string cell) =>
        [.. (await run.Value).Cells[Array.IndexOf(cells, cell)].Outputs.Select(output => output!.AsObject())];

    private static async Task<string> ErrorOf(string cell) =>
        Cell.Text(Assert.Single(await OutputsOf(cell), IsError)["evalue"]);

    private static bool IsError(JsonNode? output) => (string?)output!["output_type"] == "error";

    private static string Text(JsonNode? output) =>
        Cell.Text(output!["text"] ?? output["evalue"] ?? output["data"]!["text/plain"] ?? output["data"]!["text/html"]);

    private static string Shown(Cell cell) =>
        string.Join('\n', cell.Outputs.Select(output => output!["data"] is JsonObject data
        ? string.Join('\n', data.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key} {Form(d.Value)}"))
        : Text(output)));

    /// <summary>A form of an output; of JSON the value, in whatever spelling of its numbers.</summary>
    private static string Form(JsonNode? form) =>
        form is JsonObject json ? JavaScriptJson.WithItsNumbers(json)!.ToJsonString() : Cell.Text(form);
}
