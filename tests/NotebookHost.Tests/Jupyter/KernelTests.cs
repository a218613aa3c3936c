using System.Text;
using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

/// <summary>What a front end sends and hears, on the wire.</summary>
public sealed class KernelTests(SharedKernel shared) : IClassFixture<SharedKernel>
{
    private readonly KernelClient client = shared.Client;

    private static string[] Types(IEnumerable<KernelMessage> heard) =>
        [.. heard.Select(m => m.Type == "status" ? (string)m.Content["execution_state"]! : m.Type)];

    private static string Text(IEnumerable<KernelMessage> heard) =>
        string.Concat(heard.Where(m => m.Type == "stream").Select(m => (string)m.Content["text"]!));

    [Fact]
    public void Kernel_info_says_the_protocol_and_what_the_notebooks_say()
    {
        JsonObject info = client.Reply(client.Send("kernel_info_request", [], onControl: true));

        Assert.Equal("5.4", (string?)info["protocol_version"]);
        JsonNode said = JsonNode.Parse("""
            {"file_extension": ".cs", "mimetype": "text/x-csharp", "name": "csharp",
             "pygments_lexer": "csharp", "version": "13.0"}
            """)!;
        Assert.Equal(said.ToJsonString(), info["language_info"]!.ToJsonString());
    }

    [Fact]
    public void Everything_about_a_cell_lies_between_busy_and_idle_and_carries_its_header()
    {
        using var client = KernelClient.Start();
        string id = client.Execute("Console.WriteLine(1); 2.Display(); 3");
        KernelMessage reply = client.ReplyMessage(id);
        IReadOnlyList<KernelMessage> heard = client.Hear(id);

        Assert.Equal(["busy", "execute_input", "stream", "display_data", "execute_result", "idle"], Types(heard));
        Assert.Equal(1, (int)heard[1].Content["execution_count"]!);
        Assert.Equal("3", (string?)heard[4].Content["data"]!["text/plain"]); // a text, where files have lines
        Assert.Equal("ok", (string?)reply.Content["status"]);
        // Byte for byte
        Assert.All(
            heard.Append(reply),
            m => Assert.Contains(
                "\"username\":\"caf\\u00e9\"",
                Encoding.UTF8.GetString(m.ParentHeader),
                StringComparison.Ordinal));
    }

    [Fact]
    public void Cells_count_from_one_unless_they_are_silent_or_not_stored()
    {
        using var client = KernelClient.Start();
        Assert.Equal(1, (int)client.Run("int a = 5;").Reply["execution_count"]!);
        string silent = client.Execute("Console.WriteLine(a); a", silent: true);
        Assert.Equal("ok", (string?)client.Reply(silent)["status"]);
        Assert.Equal(["busy", "idle"], Types(client.Hear(silent)));
        string unstored = client.Execute("a", store: false);
        Assert.Equal(1, (int)client.Reply(unstored)["execution_count"]!);
        Assert.Contains("execute_result", Types(client.Hear(unstored)));
        Assert.Equal(2, (int)client.Run("a + 1").Reply["execution_count"]!);

        JsonArray history = client
            .Reply(
                client.Send("history_request", new JsonObject { ["hist_access_type"] = "tail", ["n"] = 5 }))["history"]!
            .AsArray();
        Assert.Equal(["int a = 5;", "a + 1"], history.Select(h => (string)h![2]!));
    }

    [Theory]
    [InlineData("int a = 1;\nint b = a + ;", "CS1525", 2)]
    [InlineData(
        "int a = 1;\nthrow new InvalidOperationException(\"outer\", new FormatException(\"inner\"));",
        "InvalidOperationException",
        2)]
    public void A_failure_is_one_error_with_its_line_marked(string code, string name, int line)
    {
        (JsonObject reply, var heard) = client.Run(code);

        Assert.Equal(["busy", "execute_input", "error", "idle"], Types(heard));
        Assert.Equal("error", (string?)reply["status"]);
        foreach (JsonObject error in new[] { reply, heard[2].Content })
        {
            Assert.Equal(name, (string?)error["ename"]);
            string traceback = string.Join('\n', error["traceback"]!.AsArray().Select(l => (string)l!));
            Assert.Contains($">   {line}  ", traceback, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', traceback);
            if (name == "InvalidOperationException")
                Assert.Contains("because of FormatException: inner", traceback, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Cells_sent_behind_one_that_fails_are_not_run()
    {
        string first = client.Execute("System.Threading.Thread.Sleep(300); throw new Exception();");
        string second = client.Execute("Console.WriteLine(2);");
        string info = client.Send("kernel_info_request", []), third = client.Execute("Console.WriteLine(3);");

        Assert.Equal("error", (string?)client.Reply(first)["status"]);
        // Without a number, which front ends would show beside the cell as if it had run
        Assert.Equal("{\"status\":\"aborted\"}", client.Reply(second).ToJsonString());
        Assert.Equal("ok", (string?)client.Reply(info)["status"]);
        Assert.Equal("aborted", (string?)client.Reply(third)["status"]);
        Assert.Equal(["busy", "idle"], Types(client.Hear(third)));
        Assert.Equal("4", (string?)client.Run("4").Heard[2].Content["data"]!["text/plain"]);
    }

    [Fact]
    public void Cells_sent_behind_one_that_may_fail_are_run()
    {
        string first = client.Execute("throw new Exception();", stopOnError: false), second = client.Execute("2");

        Assert.Equal("error", (string?)client.Reply(first)["status"]);
        Assert.Equal("ok", (string?)client.Reply(second)["status"]);
    }

    [Fact]
    public void Expressions_of_the_front_end_are_evaluated_one_by_one()
    {
        string id = client.Execute(
            "int a = 20;",
            expressions: new JsonObject { ["good"] = "a + 1", ["bad"] = "nothing" });
        JsonObject values = client.Reply(id)["user_expressions"]!.AsObject();

        Assert.Equal("21", (string?)values["good"]!["data"]!["text/plain"]);
        Assert.Equal("error", (string?)values["bad"]!["status"]);
        Assert.Equal("CS0103", (string?)values["bad"]!["ename"]);
    }

    [Fact]
    public void A_display_is_updated_by_its_name_and_what_was_shown_can_be_cleared()
    {
        IReadOnlyList<KernelMessage> heard = client.Run(
            "var d = display(\"old\");\nd.Update(\"new\");\nClearOutput(wait: true);").Heard;

        Assert.Equal(
            ["busy", "execute_input", "display_data", "update_display_data", "clear_output", "idle"],
            Types(heard));
        Assert.NotEqual("", (string?)heard[2].Content["transient"]!["display_id"]);
        Assert.Equal(
            (string?)heard[2].Content["transient"]!["display_id"],
            (string?)heard[3].Content["transient"]!["display_id"]);
        Assert.Equal("new", (string?)heard[3].Content["data"]!["text/plain"]);
        Assert.True((bool)heard[4].Content["wait"]!);
        Assert.Equal(["busy", "execute_input", "update_display_data", "idle"], Types(client.Run("d.Update(5);").Heard));
    }

    [Fact]
    public void A_cell_asks_the_user_where_the_front_end_can_ask_and_reads_nothing_where_it_cannot()
    {
        Assert.Equal("True", (string?)client.Run("Console.ReadLine() is null").Heard[2].Content["data"]!["text/plain"]);

        string id = client.Execute("Console.ReadLine() + (char)Console.Read()", ask: true);
        Assert.Equal("input_request", client.Question().Type);
        client.SendAnswer("caf\u00e9 \ud83e\udd16");
        client.Question();
        client.SendAnswer("x");
        Assert.Equal("ok", (string?)client.Reply(id)["status"]);
        Assert.Equal("caf\u00e9 \ud83e\udd16x", (string?)client.Hear(id)[2].Content["data"]!["text/plain"]);
    }

    [Fact]
    public void Of_a_library_that_is_not_there_is_told_where_it_was_looked_for()
    {
        JsonObject reply = client.Run("#r \"lib/Missing.dll\"\nusing Missing;").Reply;

        string[] traceback = [.. reply["traceback"]!.AsArray().Select(l => (string)l!)];
        Assert.Contains(
            traceback,
            line => line.Contains(
                $"looked for at {Path.Combine(client.Folder, "lib", "Missing.dll")}",
                StringComparison.Ordinal)
                && line.EndsWith($"here {client.Folder}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_question_is_shown_before_its_answer_is_typed()
    {
        string id = client.Execute("Console.Write(\"Your name? \"); Console.WriteLine(Console.ReadLine());", ask: true);
        client.Question();
        Assert.Equal("Your name? ", (string?)client.HearNext(id, "stream")?.Content["text"]);
        client.SendAnswer("Zo\u00eb");

        Assert.Equal("Zo\u00eb\n", Text(client.Hear(id)));
    }

    [Fact]
    public void A_line_that_grows_is_shown_while_it_grows()
    {
        string id = client.Execute(
            "for (int i = 0; i < 6000; i++) { Console.Write('.'); System.Threading.Thread.Sleep(10); }");

        // sooner than the cell ends, which takes a minute
        Assert.Matches("^[.]+$", (string?)client.HearNext(id, "stream", seconds: 20)?.Content["text"]);
        Assert.NotNull(client.HearNext(id, "stream", seconds: 5));
        client.Reply(client.Send("interrupt_request", [], onControl: true));
    }

    [Fact]
    public void A_cell_that_waits_for_the_user_can_be_interrupted()
    {
        string id = client.Execute("Console.ReadLine()", ask: true);
        client.Question();
        client.Reply(client.Send("interrupt_request", [], onControl: true), seconds: 5);

        client.Reply(id, seconds: 5);
        Assert.Equal("ok", (string?)client.Run("1").Reply["status"]);
    }

    [Theory]
    [InlineData("1 + 1", "complete")]
    [InlineData("class C { }", "complete")]
    [InlineData("if (true) {", "incomplete")]
    [InlineData("int a = ", "incomplete")]
    [InlineData("int 3a;", "invalid")]
    [InlineData("}", "invalid")]
    [InlineData("\"\"\"", "incomplete")]
    public void Whether_a_cell_is_complete(string code, string expected) =>
        Assert.Equal(
            expected,
            (string?)client.Reply(client.Send("is_complete_request", new JsonObject { ["code"] = code }))["status"]);

    [Fact]
    public void Comms_are_closed_and_unknown_requests_are_passed_over()
    {
        Assert.Equal("{}", client.Reply(client.Send("comm_info_request", []))["comms"]!.ToJsonString());
        Assert.Equal(
            ["busy", "comm_close", "idle"],
            Types(
                client.Hear(
                    client.Send(
                        "comm_open",
                        new JsonObject { ["comm_id"] = "c", ["target_name"] = "t", ["data"] = new JsonObject() }))));
        Assert.Equal(["busy", "idle"], Types(client.Hear(client.Send("of_another_time_request", []))));
    }

    [Fact]
    public void Unicode_in_code_comes_back_and_positions_count_code_points()
    {
        Assert.Equal("\ud83e\udd16\u00e9\n", Text(client.Run("Console.WriteLine(\"\ud83e\udd16\u00e9\");").Heard));

        const string code = "var robot = \"\ud83e\udd16\"; robot.Leng";
        // One code point less than characters
        JsonObject completed = client.Reply(
            client.Send("complete_request", new JsonObject { ["code"] = code, ["cursor_pos"] = code.Length - 1 }));
        Assert.Equal(["Length"], completed["matches"]!.AsArray().Select(m => (string)m!));
        Assert.Equal(code.Length - 1 - 4, (int)completed["cursor_start"]!);
        Assert.Equal(code.Length - 1, (int)completed["cursor_end"]!);
        foreach (int position in new[] { -5, 0, 1000, int.MaxValue })
            Assert.Equal(
                "ok",
                (string?)client.Reply(
                    client.Send(
                        "complete_request",
                        new JsonObject { ["code"] = code, ["cursor_pos"] = position }))["status"]);
    }

    [Fact]
    public void Very_many_lines_arrive_in_order_and_in_few_messages()
    {
        IReadOnlyList<KernelMessage> heard = client.Run(
            "for (int i = 0; i < 100_000; i++) Console.WriteLine(i);").Heard;

        Assert.Equal(string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i}\n")), Text(heard));
        Assert.InRange(heard.Count, 4, 1000);
    }

    [LongFact]
    public void Ten_thousand_displays_all_arrive_also_where_the_front_end_is_slow()
    {
        string id = client.Execute("for (int i = 0; i < 10_000; i++) i.Display(\"text/plain\");");
        Thread.Sleep(2000); // reads nothing meanwhile

        Assert.Equal(
            Enumerable.Range(0, 10_000).Select(i => $"{i}"),
            client
                .Hear(id, 60)
                .Where(m => m.Type == "display_data")
                .Select(m => (string)m.Content["data"]!["text/plain"]!));
    }

    [Fact]
    public void Of_a_hundred_megabytes_what_is_kept_arrives_and_the_rest_is_counted()
    {
        (JsonObject reply, var heard) = client.Run(
            "var line = new string('x', 99_999);\nfor (int i = 0; i < 1000; i++) Console.WriteLine(line);");

        Assert.Equal("ok", (string?)reply["status"]);
        Assert.EndsWith("cut: 99,000,000 more characters\n", Text(heard), StringComparison.Ordinal);
        Assert.InRange(Text(heard).Length, 1_000_000, 1_000_100);
    }

    [Fact]
    public void What_a_cell_leaves_running_shows_below_that_cell()
    {
        string id = client.Execute(
            "Task.Run(async () => { await Task.Delay(1500); Console.WriteLine(\"late\"); await Task.Delay(200); "
                + "Console.WriteLine(\"later\"); await Task.Delay(200); 7.Display(\"text/plain\"); });\n"
                + "Console.WriteLine(\"soon\");");
        Assert.Contains("soon", Text(client.Hear(id)), StringComparison.Ordinal);
        Assert.Equal("ok", (string?)client.Run("1 + 1").Reply["status"]);

        Assert.Equal("late\n", (string?)client.HearNext(id, "stream")!.Content["text"]);
        Assert.Equal("later\n", (string?)client.HearNext(id, "stream")!.Content["text"]);
        Assert.Equal("7", (string?)client.HearNext(id, "display_data")!.Content["data"]!["text/plain"]);
        Assert.Equal("ok", (string?)client.Run("2 + 2").Reply["status"]);
    }

    [Fact]
    public void What_native_code_writes_is_shown_and_not_taken_for_an_answer()
    {
        IReadOnlyList<KernelMessage> heard = client.Run(
            "System.Diagnostics.Process.Start(\"echo\", [\"{\\\"done\\\":1}\"]).WaitForExit();").Heard;

        Assert.Contains("{\"done\":1}", Text(heard), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_front_ends_both_hear_and_each_has_its_own_replies()
    {
        using KernelClient other = client.Join();
        string id = client.Execute("int shared = 3;");
        client.Reply(id);

        Assert.Contains("execute_input", Types(other.Hear(id)));
        Assert.Equal("3", (string?)other.Run("shared").Heard[2].Content["data"]!["text/plain"]);
        Assert.False(other.HasReplies(0.2));
    }

    [LongFact]
    public void Paths_and_cells_above_are_those_of_the_notebook_that_a_server_names()
    {
        string lesson = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "../../../../../notebooks/01-attention.ipynb"));
        using KernelClient server = KernelClient.Start(environment: ("JPY_SESSION_NAME", lesson));
        // As a cell of the lesson begins, before any was run
        const string code = "var sentence = Sentence.Robot(adjective);\nTensor x = sentence.Vect";

        Assert.Equal(
            ["Vectors"],
            server
                .Reply(
                    server.Send(
                        "complete_request",
                        new JsonObject { ["code"] = code, ["cursor_pos"] = code.Length }))["matches"]!
                .AsArray()
                .Select(m => (string)m!));
        Assert.Equal(
            "ok",
            (string?)server.Run("#r \"../lib/bin/NotebookLib.dll\"\nNotebookLib.Tensor.Eye(2)").Reply["status"]);
    }

    [Theory]
    [InlineData("#r \"nuget: Plotly.NET\"", "asks for a download")]
    [InlineData("#!fsharp", "is a command of .NET Interactive")]
    [InlineData("%matplotlib inline", "is a command of IPython")]
    [InlineData("#r \"../lib/bin/NotebookLib.dll\"", "could not be found")]
    public void What_cannot_be_followed_gets_one_clear_line(string code, string expected)
    {
        (JsonObject reply, var heard) = client.Run(code);

        Assert.Equal(["busy", "execute_input", "error", "idle"], Types(heard));
        Assert.Contains(expected, (string?)reply["evalue"], StringComparison.Ordinal);
    }
}
