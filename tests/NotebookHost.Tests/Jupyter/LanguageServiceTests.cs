using System.Diagnostics;
using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

/// <summary>Completion, hover and signatures in cells of the course.</summary>
public sealed class LanguageServiceTests : IDisposable
{
    private const string FirstCell = "#r \"../lib/bin/NotebookLib.dll\"\nusing NotebookLib;";

    private static readonly string notebooks =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../notebooks"));

    private readonly LanguageService language = new(notebooks);

    public void Dispose() => language.Dispose();

    private async Task<(string[] Matches, int Start, int End)> Complete(string code, params string[] before)
    {
        int cursor = code.IndexOf('‸', StringComparison.Ordinal);
        JsonObject reply = await language.CompleteAsync(
            before, code.Remove(cursor, 1), CodePoints.FromIndex(code, cursor), TestContext.Current.CancellationToken);
        string[] matches = [.. reply["matches"]!.AsArray().Select(m => (string)m!)];
        return (matches, (int)reply["cursor_start"]!, (int)reply["cursor_end"]!);
    }

    private async Task<string> Inspect(string code, params string[] before)
    {
        int cursor = code.IndexOf('‸', StringComparison.Ordinal);
        JsonObject reply = await language.InspectAsync(
            before, code.Remove(cursor, 1), CodePoints.FromIndex(code, cursor), TestContext.Current.CancellationToken);
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
    public async Task Other_names_are_told_too(string code, string expected) =>
        Assert.StartsWith(expected, await Inspect(code), StringComparison.Ordinal);

    [Theory]
    [InlineData("‸")]
    [InlineData("  ‸  ")]
    [InlineData("// note‸")]
    [InlineData("1 ‸+ 1")]
    [InlineData("nothingOfThisName‸")]
    public async Task Where_nothing_stands_nothing_is_found(string code) => Assert.Equal("", await Inspect(code));

    [LongTheory]
    // joined, where the last has no semicolon
    [InlineData(new[] { "int a = 1;", "int b = a;", "string c = \"\" + b" },
        "c", "string c")]
    // a name of the same again
    [InlineData(new[] { "int a = 1;", "a + 1", "string a = \"\";", "var b = a;" },
        "b", "string b")]
    [InlineData(new[] { "int a = 1;", "var b = a;", "string a = \"\";" }, "b", "int b")]
    // a name that an earlier cell meant otherwise
    [InlineData(new[] { "var b = Math.Sqrt(2);", "string Math = \"\";" },
        "b", "double b")]
    [InlineData(new[] { "int f(int x) => x;", "double f(double x) => x;", "var b = f(1.0);" }, "b", "double b")]
    [InlineData(new[] { "class C { }", "var b = new C();", "class C { public int New; }", "var b = new C();",
        "var d = b.New;" },
        "d", "int d")]
    [InlineData(new[] { "int a = 1; // note", "var b = a;", "int.TryParse(\"\", out var parsed)" },
        "parsed", "int parsed")]
    [InlineData(new[] { "int a = 1;", "using System.Numerics;", "var b = Vector<float>.Count;",
        "using Text = System.String;", "Text d = \"\";" },
        "d", "string d")]
    [InlineData(new[] { "#define X", "#if X\nint a = 1;\n#endif", "double b = 1;" }, "b", "double b")]
    [InlineData(new[] { "(int a, string b) = (1, \"\");", "double a = 1;", "(int a, string b) = (1, \"\");" },
        "a", "int a")]
    [InlineData(new[] { "foreach (var x in new[] { 1 }) { }", "foreach (var x in \"\") { }", "double x = 1;" },
        "x", "double x")]
    [InlineData(new[] { "return;", "double x = 1;" }, "x", "double x")]
    public async Task A_short_chain_says_what_the_long_one_says(string[] cells, string name, string expected)
    {
        foreach (string cell in cells) await language.AddAsync(cell);
        Assert.Contains(expected, await Inspect($"{name}‸"), StringComparison.Ordinal);
        while (await language.TidyAsync()) { }
        Assert.Contains(expected, await Inspect($"{name}‸"), StringComparison.Ordinal);

        using var longChain = new LanguageService(notebooks);
        foreach (string cell in cells.Concat(cells)) await longChain.AddAsync(cell);
        foreach (string cell in cells) // run again, one after another
        {
            await language.AddAsync(cell);
            while (await language.TidyAsync()) { }
        }
        JsonObject plain = await longChain.InspectAsync([], name, name.Length, TestContext.Current.CancellationToken);
        Assert.Equal((string?)plain["data"]!["text/plain"], await Inspect($"{name}‸"));
    }

    /// <summary>Names, libraries and cells that were run many times: what many hours leave behind.</summary>
    private static string ManyCells(int i) => (i % 6) switch
    {
        _ when i == 0 => FirstCell,
        0 => $"int a{i} = {i}; double b{i} = a{i} * 2;",
        1 => $"var t{i} = Tensor.Eye({(i % 7) + 2});\nt{i}.Softmax(-1)",
        2 => $"double f{i}(double x) => x * {i} + Math.Sin(x);\nConsole.WriteLine(f{i}(2));",
        3 =>
            $"var list{i} = Enumerable.Range(0, {i}).Select(x => x * 2).ToList();\n"
                + $"foreach (var x in list{i}) x.Display();",
        4 => $"int again = {i};\nConsole.WriteLine($\"{{again}} and {{again + 1}}\");",
        _ => $"using System.Threading;\nstring used{i} = Thread.CurrentThread.Name;",
    };

    [LongFact]
    public async Task After_six_hundred_cells_an_answer_costs_as_after_one()
    {
        await using LanguageProcess process = LanguageProcess.Start(notebooks)!;
        int id = KernelProcesses.StartedLanguage(Environment.ProcessId);
        using Process observed = Process.GetProcessById(id);
        for (int i = 0; i < 600; i++) process.Tell(new JsonObject { ["add"] = ManyCells(i) });
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await process.AskAsync(new JsonObject { ["ask"] = LanguageProgram.Warm }, cancellation);
        await RestAsync();
        string[] codes =
            ["Console.", "t595.", "Chart.", "li", "var q = new List<int>();\nq.", "used", "Tensor.Eye(list597."];
        foreach (string code in codes) await CostAsync(LanguageProgram.Complete, code); // as one who came this far has
        process.Tell(new JsonObject { ["add"] = "double newest = 3;" });
        await RestAsync();

        List<double> costs = await CostsAsync(LanguageProgram.Complete);
        List<double> again = await CostsAsync(LanguageProgram.Complete);
        List<double> hover = await CostsAsync(LanguageProgram.Inspect);
        Assert.InRange(costs.Order().ElementAt(codes.Length / 2), 0, 150);
        Assert.InRange(costs.Max(), 0, 400);
        Assert.InRange(again.Order().ElementAt(codes.Length / 2), 0, 100);
        Assert.InRange(hover.Order().ElementAt(codes.Length / 2), 0, 150);

        async Task<List<double>> CostsAsync(string kind)
        {
            var list = new List<double>();
            foreach (string code in codes) list.Add(await CostAsync(kind, code));
            TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {string.Join(", ", list)} ms");
            return list;
        }

        async Task<double> CostAsync(string kind, string code)
        {
            observed.Refresh();
            TimeSpan before = observed.TotalProcessorTime;
            var request = new JsonObject { ["ask"] = kind, ["code"] = code, ["position"] = code.Length };
            JsonObject? reply = await process.AskAsync(request, cancellation);
            if (kind == LanguageProgram.Complete) Assert.NotEmpty(reply!["matches"]!.AsArray());
            observed.Refresh();
            return (observed.TotalProcessorTime - before).TotalMilliseconds;
        }

        async Task RestAsync()
        {
            TimeSpan last = TimeSpan.Zero;
            while (observed.TotalProcessorTime - last > TimeSpan.FromMilliseconds(20))
            {
                last = observed.TotalProcessorTime;
                await Task.Delay(1000, cancellation);
                observed.Refresh();
            }
        }
    }
}
