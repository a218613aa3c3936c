using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace NotebookHost.Tests;

/// <summary>Whatever becomes of the process that knows the language, a kernel answers and keeps its
/// variables.</summary>
public sealed class LanguageRequestsTests : IDisposable
{
    private const int SigKill = 9, SigStop = 19;
    private readonly KernelClient client = KernelClient.Start();

    public void Dispose() => client.Dispose();

    private string Ask(string type, string code) =>
        client.Send(type, new JsonObject { ["code"] = code, ["cursor_pos"] = code.Length, ["detail_level"] = 0 });

    private string[] Completed(string code) => Matches(client.Reply(Ask(LanguageProgram.Complete, code)));

    /// <summary>Completes until a process that starts, on a machine that does much else, is there in time.</summary>
    private void AssertCompleted(string name, string code)
    {
        string[] matches = [];
        for (int i = 0; i < 5 && matches.Length == 0; i++) matches = Completed(code);
        Assert.Equal([name], matches);
    }

    private static string[] Matches(JsonObject reply) => [.. reply["matches"]!.AsArray().Select(m => (string)m!)];

    private void AssertKept() =>
        Assert.Equal("42", (string?)client.Run("kept + 1").Heard[2].Content["data"]!["text/plain"]);

    [LongFact]
    public void No_nesting_in_any_request_ends_the_kernel_or_costs_its_variables()
    {
        client.Run("int kept = 41;");
        foreach (string kind in NestedCode.Kinds)
        {
            string code = NestedCode.Of(kind, 20_000);
            Assert.Equal("error", (string?)client.Reply(client.Execute(code))["status"]);
            Assert.Empty(Completed(code));
            Assert.False((bool)client.Reply(Ask(LanguageProgram.Inspect, code))["found"]!);
            string? isComplete = (string?)client.Reply(Ask(LanguageProgram.IsComplete, code))["status"];
            Assert.Contains(isComplete, new[] { "invalid", "unknown" });
            JsonObject reply = client.Reply(client.Execute("1", expressions: new JsonObject { ["x"] = code }));
            Assert.Equal("error", (string?)reply["user_expressions"]!["x"]!["status"]);
        }
        AssertKept();
        AssertCompleted("kept", "kep");
    }

    [Fact]
    public void A_pattern_that_matches_in_very_many_ways_costs_no_time()
    {
        client.Run($"string text = \"{new string('a', 200_000)}\";");
        var time = Stopwatch.StartNew();
        string many = string.Concat(Enumerable.Repeat("*a", 20_000));
        string some = string.Concat(Enumerable.Repeat("a*", 400));
        string[] patterns = [new('*', 20_000), many + "b", some + "b", new('?', 20_000), new('[', 20_000)];
        foreach (string pattern in patterns)
        {
            var search = new JsonObject { ["hist_access_type"] = "search", ["pattern"] = pattern, ["n"] = 10 };
            client.Reply(client.Send("history_request", search));
        }

        Assert.InRange(time.Elapsed.TotalSeconds, 0, 15);
        Assert.Equal("ok", (string?)client.Run("1 + 1").Reply["status"]);
    }

    [LongFact]
    public void A_language_process_that_is_killed_costs_one_answer_at_most()
    {
        client.Run("int kept = 41;");
        AssertCompleted("kept", "kep");
        int first = KernelProcesses.StartedLanguage(client.Process.Id);
        KernelProcesses.Signal(first, SigStop); // so that it dies amid the request
        string id = Ask(LanguageProgram.Complete, "kep");
        client.HearNext(id, "status");
        Thread.Sleep(200);
        KernelProcesses.Signal(first, SigKill);
        JsonObject reply = client.Reply(id);

        Assert.Equal("ok", (string?)reply["status"]);
        Assert.Empty(Matches(reply));
        Assert.Equal((3, 3), ((int)reply["cursor_start"]!, (int)reply["cursor_end"]!));
        AssertCompleted("kept", "kep");
        int second = KernelProcesses.StartedLanguage(client.Process.Id, not: first);
        KernelProcesses.Signal(second, SigKill); // while nobody asks
        Thread.Sleep(200);
        AssertCompleted("kept", "kep");
        AssertKept();
    }

    [LongFact]
    public void A_language_process_that_hangs_is_given_up_and_replaced()
    {
        client.Run("int kept = 41;");
        AssertCompleted("kept", "kep");
        int first = KernelProcesses.StartedLanguage(client.Process.Id);
        KernelProcesses.Signal(first, SigStop);
        var time = Stopwatch.StartNew();

        Assert.Empty(Completed("kep"));
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 8);
        while (KernelProcesses.Runs(first) && time.Elapsed.TotalSeconds < 20) Thread.Sleep(20);
        Assert.False(KernelProcesses.Runs(first));
        AssertCompleted("kept", "kep");
        AssertKept();
    }

    [LongFact]
    public void Nothing_waits_for_a_completion()
    {
        client.Run("int kept = 41;");
        Completed("kep");
        KnownProcess language = KnownProcess.Of(KernelProcesses.StartedLanguage(client.Process.Id))!.Value;
        KernelProcesses.Signal(language.Id, SigStop);
        try
        {
            foreach (string next in new[] { "execute_request", "history_request" })
            {
                string completion = Ask(LanguageProgram.Complete, "kep");
                client.HearNext(completion, "status");
                var time = Stopwatch.StartNew();
                var tail = new JsonObject { ["hist_access_type"] = "tail", ["n"] = 1 };
                string after = next == "execute_request" ? client.Execute("kept + 1") : client.Send(next, tail);
                Assert.Equal("ok", (string?)client.Reply(after)["status"]);

                Assert.InRange(time.Elapsed.TotalSeconds, 0, 3); // the completion alone would be given up after 4
                Assert.Empty(Matches(client.Reply(completion)));
            }
        }
        finally
        {
            language.Kill(); // it stands, and would not see its kernel end
        }
    }

    [Fact]
    public void Names_of_a_cell_that_threw_are_completed_and_those_of_one_that_did_not_compile_are_not()
    {
        client.Run("int thrownName = 41;\nthrow new Exception();");
        client.Run("int brokenName = nothing;");

        AssertCompleted("thrownName", "thrownN");
        Assert.Equal("ok", (string?)client.Run("thrownName").Reply["status"]);
        Assert.Empty(Completed("brokenN"));
    }

    [LongFact]
    public void What_a_lost_process_declared_is_not_completed()
    {
        client.Run("int lostName = 1;");
        AssertCompleted("lostName", "lostN");
        client.Run("Environment.Exit(3);");

        Assert.Empty(Completed("lostN"));
        client.Run("int newName = 1;");
        AssertCompleted("newName", "newN");
    }

    [LongFact]
    public void The_process_starts_when_the_kernel_rests_after_its_first_cell_and_not_before()
    {
        Thread.Sleep(1500);
        Assert.Null(KernelProcesses.Language(client.Process.Id));
        client.Run("int kept = 41;");

        int language = KernelProcesses.StartedLanguage(client.Process.Id);
        client.Reply(client.Send("shutdown_request", [], onControl: true));
        Assert.True(client.Process.WaitForExit(10_000));
        var time = Stopwatch.StartNew();
        while (KernelProcesses.Runs(language) && time.Elapsed.TotalSeconds < 10) Thread.Sleep(20);
        Assert.False(KernelProcesses.Runs(language));
    }

    [LongFact]
    public void The_process_ends_with_a_kernel_that_is_killed()
    {
        client.Run("int kept = 41;");
        int language = KernelProcesses.StartedLanguage(client.Process.Id);
        client.Kill();

        var time = Stopwatch.StartNew();
        while (KernelProcesses.Runs(language) && time.Elapsed.TotalSeconds < 20) Thread.Sleep(20);
        Assert.False(KernelProcesses.Runs(language));
    }

    [LongFact]
    public async Task The_process_is_let_go_when_nobody_asks_and_comes_back_when_somebody_does()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using var requests = new LanguageRequests(client.Folder, idle: TimeSpan.FromSeconds(1));
        var next = Channel.CreateUnbounded<JupyterMessage>();
        var content = new JsonObject { ["code"] = "kep", ["cursor_pos"] = 3 };
        var request = new JupyterMessage(JupyterChannel.Shell, [], [], "", LanguageProgram.Complete, content);
        requests.Add("int kept = 41;");

        Assert.Equal(["kept"], await AskedAsync());
        var time = Stopwatch.StartNew();
        while (LanguageOf(client.Folder) is not null && time.Elapsed.TotalSeconds < 20)
            await Task.Delay(50, cancellation);
        Assert.Null(LanguageOf(client.Folder));
        Assert.Equal(["kept"], await AskedAsync());

        async Task<string[]> AskedAsync() // again, as a reader would: on a busy machine the start outlasts the patience
        {
            string[] matches = [];
            for (int asked = 0; asked < 4 && matches.Length == 0; asked++)
                matches = [.. Matches(await requests.AnswerAsync(request, [], next.Reader, cancellation))];
            return matches;
        }
    }

    /// <summary>Of the children of this process that know the language, the one in a folder.</summary>
    private static int? LanguageOf(string folder) => KernelProcesses.Children(Environment.ProcessId).Cast<int?>()
        .FirstOrDefault(child => File.ReadAllText($"/proc/{child}/cmdline").Split('\0').Contains(folder));
}
