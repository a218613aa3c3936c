using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

/// <summary>
/// Whoever has not the key cannot stop a kernel, cost it memory without bounds, or take what is another's, on any of
/// its ports.
/// </summary>
public sealed class KernelPortTests : IDisposable
{
    private static readonly string[] ports = ["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"];

    private readonly KernelClient client = KernelClient.Start();

    public void Dispose() => client.Dispose();

    private void AssertAnswers(KernelClient? by = null) =>
        Assert.Equal("42", (string?)(by ?? client).Run("40 + 2").Heard[2].Content["data"]!["text/plain"]);

    private long Megabytes()
    {
        client.Process.Refresh();
        return client.Process.WorkingSet64 >> 20;
    }

    private static string TypeOf(string port) => port == "iopub_port" ? "SUB" : "DEALER";

    [Fact]
    public void A_property_that_claims_four_gigabytes_does_nothing()
    {
        byte[] greeting = [0xFF, .. new byte[7], 1, 0x7F, 3, 0, .. "NULL"u8, .. new byte[48]];
        foreach (string port in ports)
        {
            using var stranger = new RawPeer(RawPeer.Port(client, port));
            stranger.Send([.. greeting, .. RawPeer.Frame(4, [5, .. "READY"u8, 1, (byte)'a', 0xFF, 0xFF, 0xFF, 0xFF])]);
            Assert.True(stranger.IsSentAway(5), port);
        }

        AssertAnswers();
        Assert.False(client.Process.HasExited);
    }

    [LongFact]
    public void Hostile_bytes_on_every_port_cost_those_who_have_the_key_nothing()
    {
        int times = LongTests.AreWanted ? 10_000 : 400;
        var random = new Random(3);
        byte[][] good = client.Frames("kernel_info_request", []).Frames;
        foreach (string port in ports)
        {
            for (int i = 0; i < times; i++)
            {
                using var stranger = new RawPeer(RawPeer.Port(client, port));
                byte[] start = [.. RawPeer.Greeting, .. RawPeer.Ready(TypeOf(port), "x")];
                byte[] ping = RawPeer.Frame(4, [4, .. "PING"u8, 0, 1, 7]);
                byte[] talk = [.. start, .. ping, .. RawPeer.Message(good), .. RawPeer.Message([1, 2])];
                stranger.TrySend(Mutated(talk, random));
            }
            using KernelClient other = client.Join();
            AssertAnswers(other);
        }

        AssertAnswers();
        Assert.InRange(Megabytes(), 1, 500);
    }

    private static byte[] Mutated(byte[] talk, Random random)
    {
        byte[] bytes = [.. talk];
        for (int i = random.Next(4); i >= 0; i--)
        {
            int at = random.Next(random.Next(2) == 0 ? 140 : bytes.Length),
                to = Math.Min(bytes.Length, at + random.Next(12));
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.AsSpan(at..Math.Max(at, to)).Fill(0xFF);
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. bytes[Math.Max(at, to)..], .. new byte[200]];
                    break;
                case 3:
                    bytes = [.. bytes[..at], .. bytes[at..Math.Max(at, to)], .. bytes[at..]];
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }
        return bytes;
    }

    [Fact]
    public void Frames_without_a_signature_cost_bounded_memory_however_long_they_claim_to_be()
    {
        long before = Megabytes();
        var strangers = new List<RawPeer>();
        byte[] longFrame = [2, 0, 0, 0, 0, 6, 64, 0, 0, .. new byte[1 << 20]]; // claims 100 MB
        byte[] part = [3, 0, 0, 0, 0, 0, 0, 0x80, 0, .. new byte[0x8000]];
        byte[] parts = [.. Enumerable.Repeat(part, 20).SelectMany(bytes => bytes)];
        byte[] empty = [.. Enumerable.Repeat((byte[])[1, 0], 10_000).SelectMany(part => part)];
        foreach (string port in ports)
        {
            foreach (byte[] much in (byte[][])[longFrame, parts, empty, longFrame, parts, empty])
            {
                RawPeer stranger = RawPeer.Met(RawPeer.Port(client, port), TypeOf(port));
                strangers.Add(stranger);
                for (int sent = 0; sent < 100 && stranger.TrySend(much); sent++) { }
                Assert.True(stranger.IsSentAway(10), port);
            }
        }

        Assert.InRange(Megabytes() - before, -500, 120);
        AssertAnswers();
        foreach (RawPeer stranger in strangers) stranger.Dispose();
    }

    [LongFact]
    public void More_connections_than_are_served_do_not_keep_out_who_comes_next()
    {
        var strangers = new List<RawPeer>();
        foreach (string port in ports)
        {
            EndPoint to = RawPeer.Port(client, port);
            for (int i = 0; i < ZmtpPort.MostPeers + 20; i++)
                strangers.Add(i % 2 == 0 ? new RawPeer(to) : RawPeer.Met(to, TypeOf(port)));
        }

        AssertAnswers(); // it has shown that it has the key
        using (KernelClient other = client.Join()) AssertAnswers(other);
        foreach (RawPeer stranger in strangers) stranger.Dispose();
    }

    [LongFact]
    public void Who_does_not_read_is_sent_away_and_the_others_hear_all()
    {
        ShowMuch();
        long before = Megabytes();
        var sleepers = new List<RawPeer>();
        for (int i = 0; i < 20; i++)
        {
            RawPeer sleeper = RawPeer.Met(RawPeer.Port(client, "iopub_port"), "SUB");
            sleeper.Send(RawPeer.Message([1]));
            sleepers.Add(sleeper);
        }
        ShowMuch();

        Assert.All(sleepers, sleeper => Assert.True(sleeper.IsSentAway(10)));
        Assert.InRange(Megabytes() - before, -500, 250);
        AssertAnswers();
        foreach (RawPeer sleeper in sleepers) sleeper.Dispose();
    }

    /// <summary>90 MB, all of which are heard.</summary>
    private void ShowMuch()
    {
        for (int cell = 0; cell < 6; cell++)
        {
            const string show = "for (int i = 0; i < 5; i++) much.Display(\"text/plain\");";
            var heard = client.Run($"var much = new string('x', 3_000_000);\n{show}").Heard;
            Assert.Equal(5, heard.Count(m => m.Type == "display_data"));
        }
    }

    [LongFact]
    public void Who_bears_another_front_ends_name_takes_none_of_its_answers()
    {
        string name = System.Text.Encoding.ASCII.GetString(client.Name);
        using RawPeer thief = RawPeer.Met(RawPeer.Port(client, "shell_port"), identity: name),
            other = RawPeer.Met(RawPeer.Port(client, "stdin_port"), identity: name);

        AssertAnswers();
        string id = client.Execute("Console.ReadLine()", ask: true);
        client.Question();
        client.SendAnswer("mine");
        Assert.Equal("ok", (string?)client.Reply(id)["status"]);
    }

    [Fact]
    public void What_the_kernel_itself_signed_is_no_request()
    {
        using RawPeer stranger = RawPeer.Met(RawPeer.Port(client, "iopub_port"), "SUB"),
            shell = RawPeer.Met(RawPeer.Port(client, "shell_port"));
        stranger.Send(RawPeer.Message([1]));
        AssertAnswers();
        var overheard = new List<byte[]>();
        for (bool more = true; more;)
        {
            (byte flags, byte[] body) = stranger.ReadFrame();
            overheard.Add(body);
            more = (flags & 1) != 0;
        }
        shell.Send(RawPeer.Message([.. overheard.Skip(1)]));

        Assert.Equal("<IDS|MSG>", System.Text.Encoding.ASCII.GetString(overheard[1]));
        shell.Send(RawPeer.Message(new byte[ZmtpConnection.StrangersLimit + 1])); // so it is still a stranger
        Assert.True(shell.IsSentAway(10));
        AssertAnswers();
    }

    [Fact]
    public void A_ping_is_answered_with_its_context_also_amid_a_message()
    {
        using RawPeer peer = RawPeer.Met(RawPeer.Port(client, "hb_port"));
        peer.Send([1, 1, 65, .. RawPeer.Frame(4, [4, .. "PING"u8, 0, 9, 1, 2, 3]), 0, 1, 66]);

        (byte flags, byte[] body) = peer.ReadFrame();
        Assert.Equal(4, flags);
        Assert.Equal([4, .. "PONG"u8, 1, 2, 3], body);
        Assert.Equal((byte)1, peer.ReadFrame().Flags);
        Assert.Equal([66], peer.ReadFrame().Body);
    }

    [Fact]
    public void Who_says_nothing_is_sent_away()
    {
        Assert.SkipUnless(LongTests.AreWanted, "takes eleven seconds: .ci/run");
        RawPeer[] silent = [.. ports.Select(port => new RawPeer(RawPeer.Port(client, port)))];
        silent[1].Send(RawPeer.Greeting);
        silent[2].Send(RawPeer.Greeting[..20]);

        Assert.All(silent, peer => Assert.True(peer.IsSentAway(15)));
        foreach (RawPeer peer in silent) peer.Dispose();
    }

    [Fact]
    public void A_kernel_whose_ports_are_paths_answers_there_lets_in_nobody_else_and_leaves_none()
    {
        string folder = Directory.CreateTempSubdirectory("ipc").FullName, file = Path.Combine(folder, "c.json");
        JsonObject connection = KernelClient.NewConnection("a key", "hmac-sha256");
        (connection["transport"], connection["ip"]) = ("ipc", Path.Combine(folder, "kernel"));
        foreach (var (port, i) in ports.Select((port, i) => (port, i))) connection[port] = i + 1;
        File.WriteAllText(file, connection.ToJsonString());
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            killed.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, "kernel-1"))); // and its file stays
        using var kernel =
            System.Diagnostics.Process.Start(HostProcess.Dotnet, ["exec", HostProcess.Host, "kernel", file]);
        using RawPeer peer = MetAsSoonAsItListens(Path.Combine(folder, "kernel-1"));
        peer.Send(RawPeer.Message(client.Frames("kernel_info_request", []).Frames));
        for (int i = 0; i < 5; i++) Assert.Equal(1, peer.ReadFrame().Flags & 1);
        string answer = System.Text.Encoding.UTF8.GetString(peer.ReadFrame().Body);
        Assert.Contains("protocol_version", answer, StringComparison.Ordinal);
        const UnixFileMode forThisUser = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!OperatingSystem.IsWindows())
            Assert.Equal(forThisUser, File.GetUnixFileMode(Path.Combine(folder, "kernel-1")));
        peer.Send(RawPeer.Message(client.Frames("shutdown_request", new JsonObject { ["restart"] = false }).Frames));
        Assert.True(kernel.WaitForExit(10_000));
        Assert.Equal(["c.json"], Directory.EnumerateFiles(folder).Select(Path.GetFileName));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A path that is there need not be listened to yet, or may be left by a kernel that was killed.</summary>
    private static RawPeer MetAsSoonAsItListens(string path)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                return RawPeer.Met(new UnixDomainSocketEndPoint(path));
            }
            catch (SocketException) when (i < 600)
            {
                Thread.Sleep(50);
            }
        }
    }
}
