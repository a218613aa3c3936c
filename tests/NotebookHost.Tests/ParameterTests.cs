namespace NotebookHost.Tests;

public sealed class ParameterTests : IDisposable
{
    private const string Declarations = """
        parameters %%
        int headCount = 4;                // 1..8: how many heads
        float rate = 0.5f, decay = 0.1f;  // 0.1..2.0, per step
        string adjective = "slippery";    // slippery | clumsy: the last word
        bool scale = true;                // divide by √d
        double[] widths = [1, 2];
        var seed = 7;
        """;

    private readonly TemporaryNotebooks notebooks = new();

    public void Dispose() => notebooks.Dispose();

    private static Notebook With(params (string Name, string Value)[] values)
    {
        Notebook notebook = Notebook.Parse(
            TemporaryNotebooks.Json("1", Declarations.ReplaceLineEndings("\n"), "2").ToJsonString());
        NotebookParameters.Inject(notebook, values.ToDictionary(v => v.Name, v => v.Value));
        return notebook;
    }

    [Fact]
    public void Declarations_tell_name_type_range_and_meaning()
    {
        IReadOnlyList<NotebookParameter> all = NotebookParameters.Read(With());

        Assert.Equal(["headCount", "rate", "decay", "adjective", "scale", "widths", "seed"], all.Select(p => p.Name));
        Assert.Equal(["int", "float", "float", "string", "bool", "double[]", "int"], all.Select(p => p.Type));
        Assert.Equal(("1", "8", "how many heads"), (all[0].Low, all[0].High, all[0].Meaning));
        Assert.Equal(["0.1", "2.0"], all[1].Ends);
        Assert.Equal(["slippery", "clumsy"], all[3].Ends);
        Assert.Equal(["false", "true"], all[4].Ends);
        Assert.Empty(all[6].Ends);
    }

    [Fact]
    public void Values_go_into_a_tagged_cell_after_the_declarations_typed_as_they_are()
    {
        Notebook notebook = With(
            ("headCount", "8"),
            ("rate", "2"),
            ("adjective", "clumsy"),
            ("scale", "False"),
            ("widths", "1,2.5"));

        Assert.Equal(4, notebook.Cells.Count);
        Assert.Equal(["injected-parameters"], notebook.Cells[2].Tags);
        Assert.Equal(
            "headCount = 8;\nrate = 2f;\nadjective = \"clumsy\";\nscale = false;\nwidths = [1d, 2.5d];",
            notebook.Cells[2].Source);
    }

    [Fact]
    public void A_second_injection_takes_the_place_of_the_first()
    {
        Notebook notebook = With(("headCount", "8"));

        NotebookParameters.Inject(notebook, new Dictionary<string, string> { ["headCount"] = "2" });

        Assert.Equal(4, notebook.Cells.Count);
        Assert.Equal("headCount = 2;", notebook.Cells[2].Source);
    }

    [Theory]
    [InlineData("headCount", "eight", "parameter 'headCount': cannot read 'eight' as int")]
    [InlineData("headCount", "2.5", "cannot read '2.5' as int")]
    [InlineData("rate", "1,5", "cannot read '1,5' as float")]
    [InlineData("scale", "yes", "cannot read 'yes' as bool")]
    [InlineData("headCount", "9", "parameter 'headCount': expected 1..8; got 9")]
    [InlineData("rate", "0.05", "expected 0.1..2.0; got 0.05")]
    [InlineData("adjective", "sleepy", "expected one of slippery, clumsy; got sleepy")]
    public void A_value_that_does_not_fit_is_an_error_that_says_what_would(
        string name, string value, string expected) =>
        Assert.Contains(expected, Assert.Throws<CannotStartException>(() => With((name, value))).Message);

    [Theory]
    [InlineData("adjective = \"b c\"; // words", "adjective", " two  spaces ", "adjective = \" two  spaces \";")]
    [InlineData(
        "string[] words = [];",
        "words",
        "[\"a, b\", \"c \\\" d\", e]",
        "words = [\"a, b\", \"c \\\" d\", \"e\"];")]
    [InlineData("string[] words = [];", "words", "a, b", "words = [\"a\", \"b\"];")]
    [InlineData("string[] words = [];", "words", "[]", "words = [];")]
    [InlineData("string[] words = [];", "words", "[\"\"]", "words = [\"\"];")]
    [InlineData("int[] sizes = [];", "sizes", " [1, 2 ,3] ", "sizes = [1, 2, 3];")]
    [InlineData("int n = 1;", "n", " 3 ", "n = 3;")]
    public void Values_come_through_as_they_are_given(string declaration, string name, string value, string injected)
    {
        Notebook notebook = Notebook.Parse(
            TemporaryNotebooks.Json(
                "parameters %%\n"
                    + (declaration.StartsWith("adjective", StringComparison.Ordinal) ? "string " : "")
                    + declaration).ToJsonString());

        NotebookParameters.Inject(notebook, new Dictionary<string, string> { [name] = value });

        Assert.Equal(injected, notebook.Cells[1].Source);
    }

    [Theory, InlineData("[\"a"), InlineData("[\"a\" b]"), InlineData("[\"\\q\"]")]
    public void A_list_that_cannot_be_read_is_an_error(string value)
    {
        Notebook notebook = Notebook.Parse(
            TemporaryNotebooks.Json("parameters %%\nstring[] words = [];").ToJsonString());

        Assert.Contains(
            "parameter 'words'",
            Assert.Throws<CannotStartException>(
                () => NotebookParameters.Inject(
                    notebook,
                    new Dictionary<string, string> { ["words"] = value })).Message);
    }

    [Theory, InlineData(5, true), InlineData(2, false)]
    public void An_injected_cell_has_an_id_where_the_format_has_ids(int minor, bool hasId)
    {
        var json = TemporaryNotebooks.Json("parameters %%\nint n = 3;");
        json["nbformat_minor"] = minor;
        Notebook notebook = Notebook.Parse(json.ToJsonString());

        NotebookParameters.Inject(notebook, new Dictionary<string, string> { ["n"] = "4" });

        Assert.Equal(hasId, notebook.Cells[1].Json.ContainsKey("id"));
    }

    [Fact]
    public async Task Cells_after_an_injected_one_keep_the_numbers_of_the_file()
    {
        string path = notebooks.Write(
            "parameters %%\nint n = 4; // 1..8: how many",
            "1",
            "Console.WriteLine(\"✗ claim\");",
            "throw new Exception(\"here\");");

        RunResult result = await NotebookRunner.RunAsync(
            path,
            new RunOptions { Parameters = new Dictionary<string, string> { ["n"] = "7" } },
            TestContext.Current.CancellationToken);

        Assert.Equal(3, Assert.Single(result.Refuted).Cell);
        Assert.Equal(4, result.Failure!.Cell);
        Assert.Contains("cell 4, line 1", FailureText.Of(result));
        Assert.Contains(
            "> 1  throw new Exception",
            FailureText.Of(result)
                .Replace("   ", " ", StringComparison.Ordinal)
                .Replace("  1", " 1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_parameter_cell_too_nested_to_be_read_has_no_parameters() =>
        Assert.Empty(
            NotebookParameters.Read(
                Notebook.Parse(
                    TemporaryNotebooks.Json(
                        "parameters %%\nint n = "
                            + new string('(', 20_000)
                            + "1"
                            + new string(')', 20_000)
                            + ";").ToJsonString())));

    [Fact]
    public void An_unknown_name_lists_those_there_are()
    {
        var known = NotebookParameters.Read(With());

        var e = Assert.Throws<CannotStartException>(
            () => NotebookParameters.RequireKnown(["heads"], [("a.ipynb", []), ("b.ipynb", known)]));

        Assert.StartsWith("unknown parameter 'heads'", e.Message);
        Assert.Contains("int headCount = 4  // 1..8: how many heads", e.Message);
        NotebookParameters.RequireKnown(["headCount"], [("a.ipynb", []), ("b.ipynb", known)]);
    }

    [Fact]
    public async Task Outputs_follow_the_value_and_a_claim_that_fails_is_then_a_finding()
    {
        string path = notebooks.Write(
            "parameters %%\nint n = 4; // 1..8: how many",
            "n *= 11;",
            "Console.WriteLine(n < 50 ? \"✓ small\" : \"✗ small\"); n");

        RunResult committed = await NotebookRunner.RunAsync(path, cancellation: TestContext.Current.CancellationToken);
        RunResult changed = await NotebookRunner.RunAsync(
            path,
            new RunOptions { Parameters = new Dictionary<string, string> { ["n"] = "7" } },
            TestContext.Current.CancellationToken);

        Assert.Contains(
            ">44<",
            committed.Notebook.Cells[2].Outputs.ToJsonString().Replace("\\u003C", "<").Replace("\\u003E", ">"));
        Assert.Contains(
            ">77<",
            changed.Notebook.Cells[3].Outputs.ToJsonString().Replace("\\u003C", "<").Replace("\\u003E", ">"));
        Assert.Empty(committed.Refuted);
        Assert.Equal(new Claim(3, ClaimOutcome.Refuted, "small"), Assert.Single(changed.Refuted));
        Assert.True(changed.Succeeded);
    }
}
