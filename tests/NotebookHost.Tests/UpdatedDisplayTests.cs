using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

/// <summary>What stays below a cell is the newest: its bounds count what stands there, not what was replaced.</summary>
public sealed class UpdatedDisplayTests : IDisposable
{
    private readonly TemporaryNotebooks notebooks = new();

    public void Dispose() => notebooks.Dispose();

    [Fact]
    public async Task The_last_of_many_updates_stands()
    {
        IReadOnlyList<JsonArray> outputs = await Outputs("""
            var d = display(0, "text/plain");
            for (int i = 1; i <= 25_000; i++) d.Update(i);
            """);

        Assert.Equal(["25000"], outputs[0].Select(Plain));
    }

    [LongFact]
    public async Task The_last_of_many_updates_from_later_cells_stands()
    {
        IReadOnlyList<JsonArray> outputs = await Outputs(
            "var d = display(0, \"text/plain\"); var e = display(0, \"text/plain\");",
            "for (int i = 1; i <= 25_000; i++) (i % 2 == 0 ? d : e).Update(i);",
            "d.Update(\"at last\");");

        Assert.Equal(["at last", "24999"], outputs[0].Select(Plain));
        Assert.Empty(outputs[1]);
    }

    [LongTheory]
    [InlineData("true"), InlineData("false")]
    public async Task The_last_of_many_that_were_cleared_away_stands(string wait)
    {
        IReadOnlyList<JsonArray> outputs = await Outputs($$"""
            "before".Display();
            for (int i = 1; i <= 25_000; i++) { ClearOutput({{wait}}); Console.WriteLine(i); i.Display("text/plain"); }
            """);

        Assert.Equal(["25000", "25000"], outputs[0].Select(Plain));
    }

    [LongFact]
    public async Task A_big_figure_updated_thousands_of_times_ends_as_the_newest()
    {
        IReadOnlyList<JsonArray> outputs = await Outputs("""
            string Figure(int step) => $"<svg><title>loss after {step}</title>{new string('x', 300_000)}</svg>";
            var d = display(HTML(Figure(0)));
            for (int i = 1; i <= 5_000; i++) d.Update(HTML(Figure(i)));
            """, """
            for (int i = 1; i <= 5_000; i++) { ClearOutput(true); HTML(Figure(i)).Display(); }
            """);

        foreach (JsonArray shown in outputs)
        {
            string figure = Cell.Text(Assert.Single(shown)!["data"]!["text/html"]);
            Assert.Contains("loss after 5000<", figure, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Text_that_was_cleared_away_takes_no_room()
    {
        IReadOnlyList<JsonArray> outputs = await Outputs("""
            for (int i = 1; i <= 40; i++) { ClearOutput(true); Console.WriteLine(new string('x', 100_000) + i); }
            """);

        Assert.EndsWith("xx40", Plain(Assert.Single(outputs[0])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_progress_bar_ends_as_its_newest_and_a_file_keeps_what_can_be_seen_of_it()
    {
        IReadOnlyList<JsonArray> outputs = await Outputs("""
            Console.WriteLine("before");
            for (int i = 1; i <= 200_000; i++) Console.Write($"\rstep {i:000000} of 200000");
            Console.WriteLine();
            Console.WriteLine("after");
            """);

        Assert.Equal("before\nstep 200000 of 200000\nafter", Plain(Assert.Single(outputs[0])));
    }

    [Theory]
    [InlineData("a\rb", "b")]
    [InlineData("abc\rx", "abc\rx")]
    [InlineData("abc\rx\ryz", "abc\ryz")]
    [InlineData("abc\r", "abc\r")]
    [InlineData("abc\r\n", "abc\r\n")]
    [InlineData("abc\r\rdef\n", "def\n")]
    [InlineData("\ra", "a")]
    [InlineData("abc", "abc")]
    public void Of_a_line_that_was_written_over_what_can_be_seen_is_kept(string line, string kept) =>
        Assert.Equal(kept, OverwrittenLine.Kept(line));

    [Fact]
    public void A_line_takes_the_room_of_what_is_kept_of_it()
    {
        var random = new Random(5);
        for (int run = 0; run < 2000; run++)
        {
            var standing = new StandingOutputs(1000, 0, 0);
            string said = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => "ab\r\n"[random.Next(4)]));
            foreach (char c in said) Assert.Equal(1, standing.AddText("stdout", [c]));
            string[] lines = [.. Cell.Lines(said).Select(line => (string)line!)];
            int kept = lines.Sum(line => OverwrittenLine.Kept(line).TrimEnd('\r', '\n').Length);
            int ends = lines.Sum(line => line.Length - line.TrimEnd('\r', '\n').Length);

            int room = standing.AddText("stderr", new string('x', 2000));

            Assert.InRange(room, 1000 - kept - ends, 1000 - kept);
        }
    }

    [LongFact]
    public async Task A_new_state_without_room_leaves_no_older_one()
    {
        IReadOnlyList<JsonArray> outputs = await Outputs(
            "var d = display(\"old\", \"text/plain\");\nd.Update(new string('x', 17_000_000));",
            "var e = display(\"old\", \"text/plain\");\ne.Update(new string('x', 17_000_000));\ne.Update(\"new\");");

        Assert.Equal("… not kept: a value of 17,000,000 characters", Plain(Assert.Single(outputs[0])));
        Assert.Equal("new", Plain(Assert.Single(outputs[1])));
    }

    [LongFact]
    public async Task Displays_that_stand_are_still_bounded_and_what_is_left_out_is_counted()
    {
        IReadOnlyList<JsonArray> outputs = await Outputs(
            "for (int i = 0; i < 20_500; i++) { var d = display(i, \"text/plain\"); d.Update(-i); }",
            "string Big(char c) => new string(c, 1_000_000);\n"
            + "for (int i = 0; i < 20; i++) { var d = display(Big('x'), \"text/plain\"); d.Update(Big('y')); }");

        Assert.Equal(CellOutput.CountLimit + 1, outputs[0].Count);
        Assert.Equal("-19999", Plain(outputs[0][^2]));
        Assert.Contains("not kept: 500 more displays", Plain(outputs[0][^1]), StringComparison.Ordinal);
        Assert.Equal(16 + 1, outputs[1].Count);
        Assert.StartsWith("yyy", Plain(outputs[1][^2]), StringComparison.Ordinal);
        Assert.Contains("not kept: values of 4,000,000 more char", Plain(outputs[1][^1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_shown_before_the_process_died_is_kept()
    {
        RunResult result = await Run("""
            var d = display(1, "text/plain");
            d.Update(2);
            "last".Display();
            Environment.FailFast("gone");
            """);

        Assert.Equal(["2", "last"], result.Notebook.Cells[0].Outputs.Take(2).Select(Plain));
    }

    [Fact]
    public void What_a_file_does_not_keep_is_not_remembered()
    {
        var shown = new ShownOutputs();
        JsonArray outputs = [];
        var figures = new List<WeakReference>();
        for (int i = 0; i < 100; i++)
        {
            shown.Add(outputs, new JsonObject { ["output_type"] = "clear_output", ["wait"] = true });
            shown.Add(outputs, Display(i, figures));
        }

        GC.Collect();

        Assert.Equal("99", Plain(Assert.Single(outputs)));
        Assert.InRange(figures.Count(figure => figure.IsAlive), 0, 2);
        GC.KeepAlive(shown);
    }

    [Fact]
    public void Whatever_the_order_only_what_stands_is_counted()
    {
        const int limit = 100;
        var random = new Random(7);
        var standing = new StandingOutputs(limit, limit, countLimit: 5);
        var shown = new Dictionary<string, long>(); // the oracle: what a front end shows
        for (int step = 0; step < 100_000; step++)
        {
            string id = random.Next(9).ToString(System.Globalization.CultureInfo.InvariantCulture);
            long size = random.Next(60), others = shown.Where(pair => pair.Key != id).Sum(pair => pair.Value);
            if (random.Next(8) == 0)
            {
                standing.Clear(wait: false);
                shown.Clear();
            }
            else if (shown.ContainsKey(id))
            {
                bool hasRoom = standing.Update(id, size);
                Assert.Equal(others + size <= limit, hasRoom);
                shown[id] = hasRoom ? size : 0;
            }
            else if (standing.AddDisplay(id, size)) shown[id] = size;
            else Assert.True(shown.Count == 5 || others + size > limit);
            Assert.InRange(shown.Values.Sum(), 0, limit);
        }
    }

    private async Task<IReadOnlyList<JsonArray>> Outputs(params string[] cells)
    {
        RunResult result = await Run(cells);
        Assert.True(result.Succeeded, result.Failure?.Message);
        return [.. result.Notebook.Cells.Select(c => c.Outputs)];
    }

    private Task<RunResult> Run(params string[] cells) =>
        NotebookRunner.RunAsync(notebooks.Write(cells), cancellation: TestContext.Current.CancellationToken);

    private static JsonObject Display(int value, List<WeakReference> figures)
    {
        var data = new JsonObject { ["text/plain"] = $"{value}" };
        figures.Add(new WeakReference(data));
        var transient = new JsonObject { ["display_id"] = $"d{value}" };
        return new JsonObject { ["output_type"] = "display_data", ["data"] = data, ["transient"] = transient };
    }

    private static string Plain(JsonNode? output) =>
        (Cell.Text(output!["data"]?["text/plain"]) + Cell.Text(output["text"])).TrimEnd('\n');
}
