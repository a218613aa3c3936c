namespace NotebookHost.Tests;

public sealed class FailingCellTests : IDisposable
{
    private readonly TemporaryNotebooks notebooks = new();

    public void Dispose() => notebooks.Dispose();

    private static Task<RunResult> Run(string path, RunOptions? options = null) =>
        NotebookRunner.RunAsync(path, options, TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_cell_that_throws_ends_the_run_and_is_shown_with_its_line_and_its_causes()
    {
        string path = notebooks.Write("md %%\n# Title",
            "int Divide(int n)\n{\n    try { return 7 / (n - n); }\n"
                + "    catch (DivideByZeroException e) { throw new InvalidOperationException(\"no quotient\", e); "
                + "}\n}",
            "int n = 5;\nDivide(n);\nn++;", "Console.WriteLine(\"never\");");

        RunResult result = await Run(path);

        Assert.False(result.Succeeded);
        Assert.Equal((2, 1), (result.CellsRun, result.CellsNotRun));
        string text = FailureText.Of(result);
        Assert.Contains($"{path}, cell 3, line 2", text);
        Assert.Contains(">   2  Divide(n);", text);
        Assert.Contains("InvalidOperationException: no quotient", text);
        Assert.Contains("because of DivideByZeroException", text);
        Assert.Contains("at cell 2, line 4", text);
        Assert.DoesNotContain("System.Runtime", text);
        Assert.Contains("not run: 1 code cell", text);
        Assert.Equal("error", (string?)Assert.Single(result.Notebook.Cells[2].Outputs)!["output_type"]);
        Assert.Empty(result.Notebook.Cells[3].Outputs);
    }

    [LongFact]
    public async Task Cells_of_one_line_are_named_in_a_failure_as_others_are()
    {
        RunResult result = await Run(
            notebooks.Write(
                "int Half(int n) => n / (n - n);",
                "int Quarter(int n) => Half(Half(n));",
                "Console.WriteLine(1);\nQuarter(8)"));
        string text = FailureText.Of(result);
        Assert.Contains("cell 3, line 2", text);
        Assert.Matches("at cell 1, line 1\\s+at cell 2, line 1\\s+at cell 3, line 2", text);

        Assert.Contains("cell 2, line 1", FailureText.Of(await Run(notebooks.Write("int[] few = [1];", "few[3]"))));
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_is_shown_with_the_place_underlined()
    {
        RunResult result = await Run(
            notebooks.Write("int a = 2;", "int b = a;\nint c = a + missing;\nint d = alsoMissing;"));

        string text = FailureText.Of(result);
        Assert.Equal(
            (2, 2, 13, 7),
            (result.Failure!.Cell, result.Failure.Line, result.Failure.Column, result.Failure.Width));
        Assert.Contains(">   2  int c = a + missing;\n                     ^^^^^^^\n", text);
        Assert.Contains("CS0103", text);
        Assert.Contains("alsoMissing", text);
    }

    [Fact]
    public async Task A_cell_that_loops_for_ever_is_stopped_and_what_it_wrote_is_kept()
    {
        RunResult result = await Run(
            notebooks.Write("int n = 0;", "Console.WriteLine(\"begun\"); while (true) n++;", "n"),
            new RunOptions { CellTimeout = TimeSpan.FromSeconds(1.5) });

        Assert.Equal(2, result.Failure!.Cell);
        Assert.Contains("stopped after 1.5 s", result.Failure.Message);
        Assert.Equal("begun\n", Cell.Text(result.Notebook.Cells[1].Outputs[0]!["text"]));
        Assert.Equal(1, result.CellsNotRun);
    }

    [LongFact]
    public async Task A_stack_overflow_costs_its_notebook_alone_and_names_the_function()
    {
        Task<RunResult> other = Run(notebooks.Write("Console.WriteLine(\"✓ still here\")"));
        RunResult result = await Run(notebooks.Write("1 + 1", "int Down(int n) => Down(n + 1) + 1;\nDown(3)"));

        Assert.Equal(2, result.Failure!.Cell);
        Assert.Contains("stack overflow", result.Failure.Message);
        Assert.Contains(result.Failure.Details, d => d.Contains("Down(Int32)", StringComparison.Ordinal));
        Assert.Single((await other).Claims);
    }

    [Fact]
    public async Task A_memory_hog_meets_its_limit()
    {
        const string hog = "while (true) kept.Add(GC.AllocateUninitializedArray<byte>(50_000_000));";
        RunResult result = await Run(
            notebooks.Write("var kept = new List<byte[]>();\n" + hog),
            new RunOptions { MemoryLimit = 400_000_000 });

        Assert.Equal(1, result.Failure!.Cell);
        Assert.Contains("OutOfMemoryException", result.Failure.Message);
        Assert.Equal(2, result.Failure.Line);
    }

    [Fact]
    public async Task Of_100_MB_of_output_a_million_characters_are_kept_and_the_cut_is_told()
    {
        RunResult result = await Run(
            notebooks.Write(
                "string line = new('x', 999);\nfor (int i = 0; i < 100_000; i++) Console.WriteLine(line);",
                "\"after\""));

        Assert.True(result.Succeeded, result.Failure?.Message);
        string text = Cell.Text(Assert.Single(result.Notebook.Cells[0].Outputs)!["text"]);
        Assert.InRange(text.Length, CellOutput.TextLimit, CellOutput.TextLimit + 100);
        Assert.EndsWith("cut: 99,000,000 more characters\n", text);
        Assert.Equal("after", Cell.Text(result.Notebook.Cells[1].Outputs[0]!["data"]!["text/plain"]));
    }

    [LongFact]
    public async Task A_cell_that_ends_its_process_is_a_failure_of_that_cell()
    {
        RunResult result = await Run(notebooks.Write("1", "Environment.Exit(7);", "3"));

        Assert.Equal(2, result.Failure!.Cell);
        Assert.Contains("code 7", result.Failure.Message);
    }

    [LongFact]
    public async Task Cancelling_stops_a_run()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        string path = notebooks.Write("while (true) { }");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NotebookRunner.RunAsync(path, null, stop.Token));
    }
}
