using System.Text;
using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

/// <summary>
/// Whatever a worker sends, the reader of its pipe throws nothing past itself, and what it takes can be saved and read
/// again.
/// </summary>
public sealed class WorkerConversationTests
{
    private static readonly string[] good =
    [
        Output("""{"name":"stdout","output_type":"stream","text":["one\n","two"]}"""),
        Shown("display_data", """{"text/plain":["5"],"text/html":"<b>5</b>"}"""),
        Shown("display_data", """{"application/json":{"a":[1,true,null]},"image/png":"AAAA"}"""),
        Shown("update_display_data", """{"text/plain":["6"]}"""),
        Output("""{"output_type":"clear_output","wait":true}"""),
        """{"compiled":1,"ticket":"@"}""",
        """{"ask":1,"ticket":"@"}""",
        """{"done":1,"failure":{"message":"no","line":1,"column":2,"width":3,"details":["at cell 1"]},"ticket":"@"}""",
        """{"done":1,"ticket":"@"}""",
    ];

    private static readonly string[] hostile =
    [
        "5", "-1", "2147483648", "1e400", "0.5", "true", "null", "\"\"", "\"\\ud800\"", "\"x\\udc00y\"", "{}", "[]",
            "[1]", "[null]", "[[\"a\"]]", "{\"a\":1,\"a\":2}",
        "{\"\\ud800\":1}", "[\"\\ud800\"]", "\"stream\"", "\"display_data\"", "\"error\"", "\"clear_output\"",
            "{\"application/json\":5}", "{\"text/plain\":5}",
        "{\"a/json\":\"\\ud800\"}", "\"\\u0000\"", new string('[', 70) + new string(']', 70),
            new string('[', 57) + new string(']', 57), "\"" + new string('x', 3000) + "\"",
    ];

    private static string Output(string output) => $$"""{"ticket":"@","result":true,"output":{{output}} }""";

    private static string Shown(string type, string data) =>
        Output($$"""{"output_type":"{{type}}","metadata":{},"transient":{"display_id":"a"},"data":{{data}} }""");

    /// <summary>A cell that goes past what checks its outputs.</summary>
    private const string Send = """
        var host = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "NotebookHost");
        var output = host.GetType("NotebookHost.CellOutput");
        var current = output.GetProperty("Current").GetValue(null);
        string words = "{\"output_type\": \"display_data\", \"data\": {\"text/plain\": 5}}";
        var bad = System.Text.Json.Nodes.JsonNode.Parse(words);
        var hidden = System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance;
        output.GetMethod("Send", hidden).Invoke(current, new object[] { bad, false });
        """;

    /// <summary>
    /// What comes of a worker's words: the outputs as a file would hold them, and how the cell ended.
    /// </summary>
    private static async Task<(JsonArray Outputs, CellFailure? Failure, Exception? Broken)> Hear(string words)
    {
        using var pipe = new MemoryStream();
        using var conversation = new WorkerConversation(pipe);
        var outputs = new JsonArray();
        var shown = new ShownOutputs();
        CellRun run = conversation.Begin(1, new OutputBudget((output, _) => shown.Add(outputs, output)),
            ask: () => throw new InvalidOperationException(), compiled: () => { });
        pipe.Write(Encoding.UTF8.GetBytes(words.Replace("@", run.Ticket, StringComparison.Ordinal)));
        pipe.Position = 0;
        await conversation.ReceiveAllAsync(TestContext.Current.CancellationToken);

        Assert.True(run.Done.Task.IsCompleted); // nobody waits for ever
        return run.Done.Task.IsCompletedSuccessfully
            ? (outputs, await run.Done.Task, null) : (outputs, null, run.Done.Task.Exception?.InnerException);
    }

    private static void AssertSaved(JsonArray outputs)
    {
        JsonObject json = TemporaryNotebooks.Json("1");
        json["cells"]![0]!["outputs"] = outputs;
        Notebook written = Notebook.Parse(json.ToJsonString()), again = Notebook.Parse(written.ToBytes());
        Assert.Empty(Staleness.Find(written, again));
        _ = Claim.Read(again);
    }

    [Fact]
    public async Task Messages_that_are_wrong_in_any_way_end_the_conversation_at_most()
    {
        int times = LongTests.AreWanted ? 10_000 : 1000;
        var random = new Random(5);
        for (int i = 0; i < times; i++)
        {
            string[] lines = random.GetItems(good, 1 + random.Next(4));
            string words = string.Concat(lines.Select(line => Mutated(line, random) + "\n"));
            var (outputs, _, broken) = await Hear(words);
            Assert.True(broken is null or IOException or InvalidDataException, words);
            AssertSaved(outputs);
        }
    }

    private static string Mutated(string message, Random random)
    {
        if (random.Next(5) == 0) return message;
        if (random.Next(5) == 0)
        {
            int at = random.Next(message.Length), to = Math.Min(message.Length, at + random.Next(10));
            return message[..at] + (random.Next(2) == 0 ? "" : message[at..to] + message[at..to]) + message[to..];
        }
        const string here = "\"HERE\"";
        JsonNode root = JsonNode.Parse(message)!;
        JsonNode[] nodes = [.. Nodes(root)];
        JsonNode chosen = nodes[random.Next(nodes.Length)];
        chosen.ReplaceWith("HERE");
        return root.ToJsonString().Replace(here, hostile[random.Next(hostile.Length)], StringComparison.Ordinal);
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => node switch
    {
        JsonObject keys => keys.Where(key => key.Key != "ticket").SelectMany(key => WithThose(key.Value)),
        JsonArray items => items.SelectMany(WithThose),
        _ => [],
    };

    private static IEnumerable<JsonNode> WithThose(JsonNode? node) => node is null ? [] : Nodes(node).Prepend(node);

    [Theory]
    [InlineData("5"), InlineData("true"), InlineData("[1,2]"), InlineData("null"), InlineData("\"text\""),
        InlineData("{\"a\":[{}]}"), InlineData("[\"a\",\"b\"]")]
    public async Task Json_of_any_form_is_an_output(string json)
    {
        string data = $$"""{"application/json":{{json}} }""";
        var (outputs, _, broken) = await Hear($"{Shown("display_data", data)}\n{good[^1]}\n");

        Assert.Null(broken);
        Assert.Equal(json, outputs[0]!["data"]!["application/json"]?.ToJsonString() ?? "null");
        AssertSaved(outputs);
    }

    [Fact]
    public async Task What_is_taken_holds_nothing_that_is_not_known()
    {
        const string shown = """{"data":{"text/plain":["5"]},"metadata":{},"output_type":"display_data"}""";
        string more = shown.Replace("{}", "5,\"other\":{\"a\":1}", StringComparison.Ordinal);
        var (outputs, _, _) = await Hear(Output(more) + "\n");

        Assert.Equal(shown, outputs[0]!.ToJsonString());
    }

    [Fact]
    public async Task A_number_where_a_text_belongs_is_told_in_one_line_and_costs_that_notebook_alone()
    {
        using var notebooks = new TemporaryNotebooks();
        string bad = notebooks.Write(Send), fine = notebooks.Write("1 + 1");
        (int exitCode, string text) = await HostProcess.RunAsync(["run", bad, fine, "--save"]);

        Assert.Equal(1, exitCode);
        Assert.Contains("it sent what is no answer", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", text, StringComparison.Ordinal);
        Assert.Equal("2", Cell.Text(Notebook.Load(fine).Cells[0].Outputs[0]!["data"]!["text/plain"]));
    }

    [LongFact]
    public void In_a_kernel_it_costs_the_variables_and_is_told_and_the_next_cell_runs()
    {
        using var client = KernelClient.Start();
        JsonObject reply = client.Run(Send).Reply;

        Assert.Equal("error", (string?)reply["status"]);
        Assert.Contains("it sent what is no answer", (string?)reply["evalue"], StringComparison.Ordinal);
        Assert.Equal("ok", (string?)client.Run("1 + 1").Reply["status"]);
    }

    [LongFact]
    public async Task Json_that_cells_display_is_saved_and_compared()
    {
        using var notebooks = new TemporaryNotebooks();
        string path = notebooks.Write("5.Display(\"application/json\");",
            "new[] { 1, 2 }.Display(\"application/json\");", "true.Display(\"application/json\");",
                "((object)null).Display(\"application/json\");",
            "new Dictionary<string, object> { [\"a\"] = new[] { \"b\" } }.Display(\"application/json\");");
        (int exitCode, string text) = await HostProcess.RunAsync(["run", path, "--save"]);
        Assert.True(exitCode == 0, text);
        const string kind = "application/json";
        Assert.Equal(["5", "[1,2]", "true", "null", "{\"a\":[\"b\"]}"],
            Notebook.Load(path).Cells.Select(cell => Cell.Text(kind, cell.Outputs[0]!["data"]![kind])));

        (exitCode, text) = await HostProcess.RunAsync(["run", path, "--check"]);
        Assert.True(exitCode == 0, text);
        string saved = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        string other = saved.Replace("\"application/json\": 5", "\"application/json\": 6", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, other, TestContext.Current.CancellationToken);
        (exitCode, text) = await HostProcess.RunAsync(["run", path, "--check"]);
        Assert.Equal(1, exitCode);
        Assert.Contains("committed '6', now '5'", text, StringComparison.Ordinal);
    }
}
