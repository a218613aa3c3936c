using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace NotebookHost.Tests;

/// <summary>A kernel outlives what cells and strangers do to it, and leaves nothing when it ends.</summary>
public sealed class KernelLifeTests
{
    private static void Signal(int process, int signal) => KernelProcesses.Signal(process, signal);

    private static bool Runs(int process) => KernelProcesses.Runs(process);

    private static int WorkerOf(KernelClient client) =>
        Number(
            (string)client
                .Run("Environment.ProcessId").Heard
                .Single(m => m.Type == "execute_result").Content["data"]!["text/plain"]!);

    private static int Number(string digits) => int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);

    private static void AssertGone(params int[] processes)
    {
        var time = Stopwatch.StartNew();
        while (processes.Any(Runs) && time.Elapsed.TotalSeconds < 20) Thread.Sleep(20);
        Assert.DoesNotContain(processes, Runs);
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("System.Threading.Thread.Sleep(60_000);")]
    [InlineData("await Task.Delay(60_000);")]
    [InlineData("while (true) Console.WriteLine(1);")]
    public void An_interrupted_cell_fails_and_earlier_variables_are_kept(string code)
    {
        using var client = KernelClient.Start();
        client.Run("int kept = 41;");
        string id = client.Execute(code);
        client.HearNext(id, "execute_input");
        Thread.Sleep(500);
        var time = Stopwatch.StartNew();
        Assert.Equal("ok", (string?)client.Reply(client.Send("interrupt_request", [], onControl: true))["status"]);

        Assert.Equal(nameof(OperationCanceledException), (string?)client.Reply(id)["ename"]);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 10);
        Assert.Equal("42", (string?)client.Run("kept + 1").Heard[2].Content["data"]!["text/plain"]);
    }

    [LongFact]
    public void A_loop_that_prints_can_be_interrupted_again_and_again()
    {
        using var client = KernelClient.Start();
        client.Run("int kept = 41;");
        for (int i = 0; i < 15; i++)
        {
            string id = client.Execute(
                "while (true) { Console.Write(\"some text \"); Console.Error.WriteLine(5); 3.Display(); }");
            client.HearNext(id, "stream");
            client.Reply(client.Send("interrupt_request", [], onControl: true));
            Assert.Equal(nameof(OperationCanceledException), (string?)client.Reply(id)["ename"]);
        }

        Assert.Equal("42", (string?)client.Run("kept + 1").Heard[2].Content["data"]!["text/plain"]);
    }

    [Fact]
    public void A_compilation_can_be_interrupted_and_an_interrupt_that_meets_nothing_does_no_harm()
    {
        using var client = KernelClient.Start();
        client.Reply(client.Send("interrupt_request", [], onControl: true));
        client.Reply(client.Send("interrupt_request", [])); // older front ends ask so
        client.Run("int kept = 41;");
        string id = client.Execute(
            string.Join(
                "\n",
                Enumerable.Range(0, 4000).Select(
                    i =>
                        $"int f{i}(int a) => new[] {{ a, {i} }}.Select(x => x * 2 + kept).Where(x => x >"
                            + $" {i}).Sum();")));
        client.HearNext(id, "execute_input");
        Thread.Sleep(200);
        var time = Stopwatch.StartNew();
        client.Send("interrupt_request", [], onControl: true);
        client.Send("interrupt_request", [], onControl: true);

        Assert.Equal("error", (string?)client.Reply(id)["status"]);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 8);
        Assert.Equal("42", (string?)client.Run("kept + 1").Heard[2].Content["data"]!["text/plain"]);
    }

    [LongFact]
    public void A_cell_that_cannot_be_interrupted_is_ended_by_force_and_that_is_said()
    {
        using var client = KernelClient.Start();
        client.Run(
            "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int pipe(int[] ends);\n"
                + "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern nint read(int end, "
                + "byte[] to, nint count);\nint kept = 1;");
        string id = client.Execute(
            "var ends = new int[2];\npipe(ends);\nConsole.WriteLine(\"reads\");\nread(ends[0], new byte[1], 1);");
        client.HearNext(id, "stream", 30); // compiled and begun, however long that took
        Thread.Sleep(500);
        client.Send("interrupt_request", [], onControl: true);

        string said = string.Concat(client.Reply(id, 20)["traceback"]!.AsArray().Select(l => (string)l!));
        Assert.Contains("ended by force after 8 s", said, StringComparison.Ordinal);
        Assert.Contains("is lost with it", said, StringComparison.Ordinal);
        Assert.Equal("CS0103", (string?)client.Run("kept").Reply["ename"]);
        Assert.Equal("ok", (string?)client.Run("1 + 1").Reply["status"]);
    }

    [LongTheory]
    [InlineData("int F(int n) => F(n + 1) + 1;\nF(0)", "call chain without an end")]
    [InlineData("Environment.FailFast(\"over\");", "over")]
    [InlineData("Environment.Exit(3);", "3")]
    public void A_worker_that_dies_costs_its_variables_and_the_kernel_lives(string code, string expected)
    {
        using var client = KernelClient.Start();
        client.Run("int kept = 1;");
        (JsonObject reply, var heard) = client.Run(code);

        Assert.Equal("error", (string?)reply["status"]);
        Assert.Single(heard, m => m.Type == "error");
        string traceback = string.Concat(reply["traceback"]!.AsArray().Select(l => (string)l!));
        Assert.Contains(expected, traceback, StringComparison.Ordinal);
        Assert.Contains("is lost with it", traceback, StringComparison.Ordinal);
        Assert.Equal("CS0103", (string?)client.Run("kept").Reply["ename"]);
        Assert.Equal("ok", (string?)client.Run("int kept = 2; kept").Reply["status"]);
    }

    [LongFact]
    public void A_worker_killed_from_outside_is_replaced_also_while_nothing_runs()
    {
        using var client = KernelClient.Start();
        Signal(WorkerOf(client), 9);
        Thread.Sleep(200);

        Assert.Equal("error", (string?)client.Run("1 + 1").Reply["status"]);
        string id = client.Execute("while (true) { }");
        client.HearNext(id, "execute_input");
        Thread.Sleep(300);
        int? language = KernelProcesses.Language(client.Process.Id);
        Signal(KernelProcesses.Children(client.Process.Id).Single(child => child != language), 9);
        Assert.Equal("error", (string?)client.Reply(id)["status"]);
        Assert.Equal("ok", (string?)client.Run("1 + 1").Reply["status"]);
    }

    [Fact]
    public void The_heartbeat_answers_at_once_while_a_cell_takes_all_it_can()
    {
        using var client = KernelClient.Start();
        client.Execute("Parallel.For(0, 1000, i => { while (true) ; });");
        using var heart = new RequestSocket();
        heart.Options.Linger = TimeSpan.Zero;
        heart.Connect(client.Endpoint("hb_port"));
        var times = new List<double>();
        for (int i = 0; i < 20; i++)
        {
            var time = Stopwatch.StartNew();
            byte[] beat = Encoding.UTF8.GetBytes($"ping {i}");
            heart.SendFrame(beat);
            Assert.True(heart.TryReceiveFrameBytes(TimeSpan.FromSeconds(5), out byte[]? back));
            Assert.Equal(beat, back);
            times.Add(time.Elapsed.TotalMilliseconds);
            Thread.Sleep(20);
        }

        Assert.InRange(times.Order().ElementAt(10), 0, 50); // the median: other tests share the machine
    }

    [LongTheory]
    [InlineData(true, false), InlineData(true, true), InlineData(false, false)]
    public void A_kernel_that_is_told_to_end_replies_and_leaves_no_process(bool onControl, bool restart)
    {
        using var client = KernelClient.Start();
        int worker = WorkerOf(client);
        client.Execute("while (true) { }");
        Thread.Sleep(300);
        JsonObject reply = client.Reply(
            client.Send("shutdown_request", new JsonObject { ["restart"] = restart }, onControl));

        Assert.Equal(restart, (bool)reply["restart"]!);
        Assert.True(client.Process.WaitForExit(5000));
        Assert.Equal(0, client.Process.ExitCode);
        AssertGone(worker);
        Assert.True(File.Exists(Path.Combine(client.Folder, "connection.json"))); // it is the front end's
        string connection = Path.Combine(client.Folder, "connection.json");
        var again = new ProcessStartInfo(HostProcess.Dotnet, ["exec", HostProcess.Host, "kernel", connection])
        {
            WorkingDirectory = client.Folder,
        };
        using Process successor = Process.Start(again)!;
        // On the same ports
        Assert.Equal("ok", (string?)client.Reply(client.Send("kernel_info_request", []))["status"]);
        successor.Kill();
    }

    [Fact]
    public void A_kernel_that_is_told_to_end_leaves_no_file()
    {
        string temporary = Directory.CreateTempSubdirectory("left").FullName;
        using var client = KernelClient.Start(environment: ("TMPDIR", temporary));
        client.Run("int Deep(int n) => 1 + Deep(n + 1);\nDeep(0)"); // ends the first worker, not the second
        int worker = WorkerOf(client);
        client.Execute("while (true) { }");
        client.Send("shutdown_request", [], onControl: true);

        Assert.True(client.Process.WaitForExit(5000));
        AssertGone(worker);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary));
        Directory.Delete(temporary);
    }

    [LongTheory, InlineData(15), InlineData(9)]
    public void A_kernel_that_is_ended_by_a_signal_leaves_no_process(int signal)
    {
        using var client = KernelClient.Start();
        int worker = WorkerOf(client);
        client.Execute("while (true) { }");
        Thread.Sleep(300);
        Signal(client.Process.Id, signal);

        Assert.True(client.Process.WaitForExit(5000));
        AssertGone(worker);
    }

    [Fact]
    public void An_interrupt_of_the_terminal_ends_neither_kernel_nor_worker()
    {
        using var client = KernelClient.Start();
        int worker = WorkerOf(client);
        Signal(client.Process.Id, 2);
        Signal(worker, 2);

        Assert.Equal(worker, WorkerOf(client));
    }

    [LongTheory]
    [InlineData("JPY_PARENT_PID=$$ ", true)]
    [InlineData("JPY_PARENT_PID=$$ /bin/sh -c '\"$0\" \"$@\"; true' ", true)] // with a script between
    [InlineData("", false)]
    [InlineData("JPY_PARENT_PID=4194303 ", false)] // of another container
    public void A_kernel_ends_with_its_parent_where_the_front_end_asks_for_it(string start, bool ends)
    {
        string folder = Directory.CreateTempSubdirectory("kernel").FullName;
        string file = Path.Combine(folder, "connection.json");
        File.WriteAllText(file, KernelClient.NewConnection("k", "hmac-sha256").ToJsonString());
        string script = $"{start}'{HostProcess.Dotnet}' exec '{HostProcess.Host}' kernel '{file}' & echo started; wait";
        using Process editor =
            Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardOutput = true })!;
        Assert.Equal("started", editor.StandardOutput.ReadLine());
        Thread.Sleep(2500);
        int[] started = [.. Below(editor.Id)];
        KnownProcess[] known = [.. started.Select(KnownProcess.Of).OfType<KnownProcess>()];
        Assert.InRange(started.Length, 2, 3); // kernel and worker, and perhaps the script between
        editor.Kill();

        if (ends) AssertGone([.. started.Where(process => !IsShell(process))]);
        else
        {
            Thread.Sleep(2500);
            Assert.All(started, process => Assert.True(Runs(process)));
            Signal(started[0], 15);
            AssertGone(started);
        }
        foreach (KnownProcess left in known) left.Kill();
        Directory.Delete(folder, recursive: true);
    }

    private static IEnumerable<int> Below(int process) =>
        KernelProcesses.Children(process).SelectMany(child => Below(child).Prepend(child));

    private static bool IsShell(int process) =>
        Runs(process) && File.ReadAllText($"/proc/{process}/cmdline").StartsWith("/bin/sh", StringComparison.Ordinal);

    [LongFact]
    public void The_cells_of_a_kernel_take_as_much_memory_as_was_said_when_it_was_installed()
    {
        using var client = KernelClient.Start(options: ["--memory", "0.5"]);
        const string all = "while (true) { taken.Add(new byte[20_000_000]); taken[^1].AsSpan().Fill(1); }";
        JsonObject reply = client.Run($"var taken = new List<byte[]>();\n{all}").Reply;

        Assert.Contains("more than 0.5 GiB", (string?)reply["evalue"], StringComparison.Ordinal);
        Assert.Equal("ok", (string?)client.Run("1 + 1").Reply["status"]);
    }

    [Theory, InlineData("--memory", "much"), InlineData("--memory", "-1"), InlineData("--memory"),
        InlineData("--other")]
    public async Task Words_behind_the_connection_file_that_are_not_known_are_told_in_one_line(params string[] words)
    {
        (int exitCode, string text) = await HostProcess.RunAsync(["kernel", await ConnectionFileOf("{}"), .. words]);

        Assert.Equal(2, exitCode);
        Assert.Single(text.TrimEnd('\n').Split('\n'));
    }

    private static async Task<string> ConnectionFileOf(string content)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("kernel").FullName, "c.json");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        return file;
    }

    [Fact]
    public void Strangers_who_connect_say_nonsense_and_leave_do_no_harm()
    {
        using var client = KernelClient.Start();
        var random = new Random(1);
        foreach (string port in new[] { "shell_port", "control_port", "stdin_port", "iopub_port", "hb_port" })
        {
            for (int i = 0; i < 10; i++)
            {
                using var stranger = new TcpClient("127.0.0.1", (int)client.Connection[port]!);
                byte[] words = i < 3 ? [] : i < 6 ? "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray() : new byte[1 << i];
                if (i >= 6) random.NextBytes(words);
                stranger.GetStream().Write(words);
            }
        }

        Assert.Equal("ok", (string?)client.Run("1 + 1").Reply["status"]);
    }

    [LongFact]
    public void Frames_that_are_no_message_or_not_signed_are_passed_over()
    {
        using var client = KernelClient.Start();
        var random = new Random(2);
        (_, byte[][] good) = client.Frames("kernel_info_request", []);
        client.SendRaw([good[0], new byte[64], .. good[2..]]);
        client.SendRaw([good[0], [], .. good[2..]]);
        client.SendRaw([.. good[..5], "{\"a\": 1}"u8.ToArray()]); // a signature with another body
        string[] kinds =
            [
                "is_complete_request", "history_request", "kernel_info_request", "comm_info_request",
                "complete_request", "inspect_request", "is_complete_request", "execute_request",
            ];
        for (int i = 0; i < 10_000; i++)
        {
            (_, byte[][] frames) = client.Frames(
                kinds[i % kinds.Length],
                new JsonObject { ["code"] = "Console.WriteLine(1);", ["cursor_pos"] = 3 });
            client.SendRaw(Mutated(frames, random, resign: i % 3 == 0 ? client : null));
        }
        while (client.HasReplies(1)) { } // of those that were still messages
        JsonObject reply = client.Run("1 + 1").Reply;
        // It was sent before a mutant failed
        if ((string?)reply["status"] == "aborted") reply = client.Run("1 + 1").Reply;

        Assert.Equal("ok", (string?)reply["status"]);
    }

    private static byte[][] Mutated(byte[][] frames, Random random, KernelClient? resign)
    {
        int at = random.Next(frames.Length), kind = random.Next(5);
        byte[] frame = [.. frames[at]];
        if (kind == 0 && frame.Length > 0) frame[random.Next(frame.Length)] = (byte)random.Next(256);
        else if (kind == 1) frame = frame[..random.Next(frame.Length + 1)];
        else if (kind == 2) frame = [.. frame, .. frame];
        else if (kind == 3) frame = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[{\"a\":", 200)));
        byte[][] mutant = kind == 4
            ? [.. frames[..at], .. frames[Math.Min(at + 1, frames.Length)..]]
            : [.. frames[..at], frame, .. frames[(at + 1)..]];
        if (resign is not null && mutant.Length == 6)
            mutant[1] = resign.Sign(mutant[2], mutant[3], mutant[4], mutant[5]);
        return mutant;
    }

    [Fact]
    public void A_message_that_was_overheard_cannot_be_sent_again_and_buffers_and_identities_are_no_trouble()
    {
        using var client = KernelClient.Start();
        (string id, byte[][] frames) = client.Frames("execute_request", new JsonObject { ["code"] = "int a = 1;" });
        client.SendRaw([.. "more identities"u8.ToArray().Chunk(5), .. frames, new byte[1000]]);
        Assert.Equal("ok", (string?)client.Reply(id)["status"]);
        client.Hear(id);
        client.SendRaw(frames);

        Assert.False(client.HasReplies(0.5));
    }

    [LongTheory, InlineData("", "hmac-sha256"), InlineData("key", "hmac-sha512")]
    public void Other_signatures_and_none_work(string key, string scheme)
    {
        using var client = KernelClient.Start(key, scheme);

        Assert.Equal("ok", (string?)client.Run("1 + 1").Reply["status"]);
    }

    [Theory]
    [InlineData("{}", "shell_port: expected a port")]
    [InlineData("[1]", "expected an object")]
    [InlineData("nonsense", "invalid")]
    [InlineData("{\"transport\": \"ipc\"}", "ip: expected the beginning of a path")]
    [InlineData("{\"transport\": \"udp\"}", "transport: expected tcp or ipc; got udp")]
    [InlineData("{\"ip\": \"some.where\"}", "ip: expected an address")]
    [InlineData("{\"shell_port\": 1, \"shell_port\": 2}", "shell_port")]
    [InlineData("{\"key\": \"\\ud800\"}", "half of a character")]
    [InlineData("{\"ip\": \"\\udc00\"}", "half of a character")]
    [InlineData("{\"\\ud800\": 1}", "half of a character")]
    [InlineData("{\"transport\": \"\\ud800\"}", "half of a character")]
    [InlineData("{\"signature_scheme\": \"\\ud800\"}", "half of a character")]
    [InlineData(
        "{\"shell_port\":1,\"control_port\":2,\"stdin_port\":3,\"iopub_port\":4,\"hb_port\":5,\"key\":\"k\","
            + "\"signature_scheme\":\"md5\"}",
        "expected hmac-sha256")]
    [InlineData(
        "{\"transport\":\"ipc\",\"ip\":\"/no/where\",\"shell_port\":1,"
            + "\"control_port\":2,\"stdin_port\":3,\"iopub_port\":4,\"hb_port\":5}",
        "cannot be opened")]
    public async Task A_connection_file_that_cannot_be_followed_is_named_in_one_line(string content, string expected)
    {
        string file = await ConnectionFileOf(content);
        (int exitCode, string text) = await HostProcess.RunAsync(["kernel", file]);

        Assert.Equal(2, exitCode);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Single(text.TrimEnd('\n').Split('\n'));
    }
}
