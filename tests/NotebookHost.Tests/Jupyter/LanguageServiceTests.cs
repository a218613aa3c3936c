using System.Diagnostics;
using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

/// <summary>Completion, hover and signatures in cells of the course.</summary>
public sealed class LanguageServiceTests : IDisposable
{
    private const string FirstCell = "#r \"../lib/bin/NotebookLib.dll\"\nusing NotebookLib;";

    private static readonly string notebooks = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../notebooks"));

    private readonly LanguageService language = new(notebooks);

    public void Dispose() => language.Dispose();

    private async Task<(string[] Matches, int Start, int End)> Complete(string code, params string[] before)
    {
        int cursor = code.IndexOf('‸', StringComparison.Ordinal);
        JsonObject reply = await language.CompleteAsync(before, code.Remove(cursor, 1), CodePoints.FromIndex(code, cursor), TestContext.Current.CancellationToken);
        return ([.. reply["matches"]!.AsArray().Select(m => (string)m!)], (int)reply["cursor_start"]!, (int)reply["cursor_end"]!);
    }

    private async Task<string> Inspect(string code, params string[] before)
    {
        int cursor = code.IndexOf('‸', StringComparison.Ordinal);
        JsonObject reply = await language.InspectAsync(before, code.Remove(cursor, 1), CodePoints.FromIndex(code, cursor), TestContext.Current.CancellationToken);
        Assert.Equal((bool)reply["found"]!, reply["data"]!.AsObject().ContainsKey("text/plain"));
        return (string?)reply["data"]!["text/plain"] ?? "";
    }

    [Theory]
    [InlineData("Math.Ceil‸", new[] { "Ceiling" }, 5, 9)]
    [InlineData("var text = \"a\";\ntext.Leng‸ + 1", new[] { "Length" }, 21, 25)]
    [InlineData("\"🤖🤖\".Leng‸", new[] { "Length" }, 5, 9)]
    [InlineData("// Math.‸", new string[0], 8, 8)]
    [InlineData("var s = \"Math.‸", new string[0], 14, 14)]
    [InlineData("#r \"../lib/bin/NotebookL‸", new[] { "NotebookLib.dll" }, 15, 24)]
    [InlineData("#r \"../no/such/folder/‸", new string[0], 22, 22)]
    public async Task Completes_what_may_stand_there(string code, string[] expected, int start, int end)
    {
        (string[] matches, int from, int to) = await Complete(code);

        Assert.Equal(expected, matches);
        Assert.Equal((start, end), (from, to));
    }

    [Fact]
    public async Task An_empty_cell_offers_keywords_and_no_names_of_namespaces_that_are_not_imported()
    {
        string[] all = (await Complete("‸")).Matches, capital = (await Complete("Che‸")).Matches;

        Assert.Contains("foreach", all);
        Assert.Contains("Console", all);
        Assert.DoesNotContain("Thread", all); // of System.Threading
        Assert.Equal(["checked"], capital); // CheckoutException and others are of other namespaces
        Assert.Contains("CheckoutException", (await Complete("System.ComponentModel.Design.Che‸")).Matches);
    }

    [Fact]
    public async Task Cells_that_were_run_and_cells_above_that_were_not_are_seen()
    {
        await language.AddAsync(FirstCell);
        await language.AddAsync("double sharpness = 2;");

        Assert.Equal(["sharpness"], (await Complete("sharp‸")).Matches);
        Assert.Contains("MatMul", (await Complete("Tensor.Eye(3).‸")).Matches);
        Assert.Equal(["planets"], (await Complete("plan‸", "int planets = 4;")).Matches);
        Assert.Empty((await Complete("plan‸")).Matches);
        language.Clear();
        Assert.Empty((await Complete("sharp‸")).Matches);
    }

    [Fact]
    public async Task A_name_of_the_library_comes_with_its_documentation()
    {
        string text = await Inspect("Attention.ScaledDotProd‸uct(q, k, v)", FirstCell);

        Assert.Contains("Attention.ScaledDotProduct(Tensor", text, StringComparison.Ordinal);
        Assert.Contains("Parameters\n", text, StringComparison.Ordinal);
        Assert.Contains("Errors\n  ArgumentException: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Between_brackets_stands_what_can_be_called_and_what_fits_comes_first()
    {
        string all = await Inspect("Math.Max(‸"), fitting = await Inspect("Math.Max(1.5, 2.5‸)");

        Assert.Contains("double Math.Max(double val1, double val2)", all, StringComparison.Ordinal);
        Assert.StartsWith("double Math.Max(double val1, double val2)\n", fitting, StringComparison.Ordinal);
        Assert.Contains("val1: The first of two", fitting, StringComparison.Ordinal);
        Assert.StartsWith("Random.Random(", await Inspect("new Random(‸)"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int count = 3;\ncoun‸t", "int count")]
    [InlineData("Con‸sole.Write(1);", "class Console")]
    [InlineData("new List<int>().Ad‸d(1);", "void List<int>.Add(int item)")]
    [InlineData("strin‸g s = \"\";", "string\n")]
    public async Task Other_names_are_told_too(string code, string expected) => Assert.StartsWith(expected, await Inspect(code), StringComparison.Ordinal);

    [Theory, InlineData("‸"), InlineData("  ‸  "), InlineData("// note‸"), InlineData("1 ‸+ 1"), InlineData("nothingOfThisName‸")]
    public async Task Where_nothing_stands_nothing_is_found(string code) => Assert.Equal("", await Inspect(code));

    [Fact]
    public async Task Once_warm_it_answers_while_one_types()
    {
        foreach (string cell in Notebook.Load(Path.Combine(notebooks, "02-multi-head-attention.ipynb")).Cells.Where(c => c.IsCode).Select(c => c.Source)) await language.AddAsync(cell);
        await Complete("Tensor.‸");
        var times = new List<double>();
        foreach (string code in new[] { "Tensor.‸", "Chart.‸", "Attention.Sca‸", "var a = Tensor.Eye(3);\na.‸", "Console.‸", "Math.‸", "Lin‸" })
        {
            var time = Stopwatch.StartNew();
            await Complete(code);
            times.Add(time.Elapsed.TotalMilliseconds);
        }

        Assert.InRange(times.Order().ElementAt(times.Count / 2), 0, 400); // 30 to 130 ms on a machine that does nothing else
    }
}
