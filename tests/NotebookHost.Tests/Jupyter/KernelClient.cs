using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace NotebookHost.Tests;

/// <summary>A message that a kernel sent.</summary>
/// <param name="Type">Its kind.</param>
/// <param name="Parent">The id of the request that it answers.</param>
/// <param name="ParentHeader">That request's header, byte for byte.</param>
/// <param name="Content">What it says.</param>
internal sealed record KernelMessage(string Type, string Parent, byte[] ParentHeader, JsonObject Content);

/// <summary>A front end of the tests' own, and the kernel that it starts.</summary>
internal sealed class KernelClient : IDisposable
{
    private static readonly byte[] delimiter = "<IDS|MSG>"u8.ToArray();

    private readonly DealerSocket shell = new(), control = new(), stdin = new();
    private readonly SubscriberSocket iopub = new();
    private readonly string session = Guid.NewGuid().ToString("N");
    private readonly List<KernelMessage> replies = [], published = [], questions = [];

    private readonly bool isGuest;

    private KernelClient(JsonObject connection, string folder, Process process, bool isGuest)
    {
        (Connection, Folder, Process, this.isGuest) = (connection, folder, process, isGuest);
        foreach (DealerSocket socket in new[] { shell, control, stdin })
            socket.Options.Identity = Encoding.ASCII.GetBytes(session);
        iopub.Options.ReceiveHighWatermark = 0;
        iopub.SubscribeToAnyTopic();
        shell.Connect(Endpoint("shell_port"));
        control.Connect(Endpoint("control_port"));
        stdin.Connect(Endpoint("stdin_port"));
        iopub.Connect(Endpoint("iopub_port"));
        var asked = new List<string>();
        do asked.Add(Send("kernel_info_request", [])); // until what is published reaches us
        while (!TryHear(asked[^1], TimeSpan.FromMilliseconds(300)) && asked.Count < 100);
        foreach (string id in asked) Reply(id);
    }

    public JsonObject Connection { get; }

    /// <summary>What it is called on the wire.</summary>
    public byte[] Name => Encoding.ASCII.GetBytes(session);

    public string Folder { get; }

    public Process Process { get; }

    /// <summary>Starts a kernel; it has answered once.</summary>
    public static KernelClient Start(
        string key = "a key",
        string scheme = "hmac-sha256",
        string[]? options = null,
        params (string Name, string Value)[] environment)
    {
        string folder = Directory.CreateTempSubdirectory("kernel").FullName;
        JsonObject connection = NewConnection(key, scheme);
        string file = Path.Combine(folder, "connection.json");
        File.WriteAllText(file, connection.ToJsonString());
        string host = typeof(WorkerProcess).Assembly.Location;
        string[] command = ["exec", host, "kernel", file, .. options ?? []];
        var start = new ProcessStartInfo(WorkerProcess.DotnetPath(), command) { WorkingDirectory = folder };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new KernelClient(connection, folder, Process.Start(start)!, isGuest: false);
    }

    public static JsonObject NewConnection(string key, string scheme)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners) listener.Dispose();
        return new JsonObject
        {
            ["transport"] = "tcp",
            ["ip"] = "127.0.0.1",
            ["key"] = key,
            ["signature_scheme"] = scheme,
            ["shell_port"] = ports[0],
            ["control_port"] = ports[1],
            ["stdin_port"] = ports[2],
            ["iopub_port"] = ports[3],
            ["hb_port"] = ports[4],
        };
    }

    /// <summary>Another front end on the same kernel, which goes on when it leaves.</summary>
    public KernelClient Join() => new(Connection, Folder, Process, isGuest: true);

    public string Endpoint(string port) => $"tcp://127.0.0.1:{(int)Connection[port]!}";

    /// <summary>Sends a request.</summary>
    /// <returns>Its id.</returns>
    public string Send(string type, JsonObject content, bool onControl = false)
    {
        (string id, byte[][] frames) = Frames(type, content);
        (onControl ? control : shell).SendMultipartBytes(frames);
        return id;
    }

    /// <summary>Answers a question of a cell.</summary>
    public void SendAnswer(string line) =>
        stdin.SendMultipartBytes(Frames("input_reply", new JsonObject { ["value"] = line }).Frames);

    /// <summary>Sends frames as they are.</summary>
    public void SendRaw(IEnumerable<byte[]> frames) => shell.SendMultipartBytes(frames);

    /// <summary>The frames of a request, signed.</summary>
    public (string Id, byte[][] Frames) Frames(string type, JsonObject content)
    {
        string id = Guid.NewGuid().ToString("N");
        // spaces and escapes as another writer of JSON has them
        byte[] header = Encoding.UTF8.GetBytes(
            $$"""{ "msg_id" : "{{id}}", "session":"{{session}}", "username":"caf\u00e9","""
                + $$""" "date":"2026-01-01T00:00:00Z", "msg_type":"{{type}}", "version":"5.4","""
                + """ "subshell_id": null }""");
        byte[][] parts = [header, "{}"u8.ToArray(), "{}"u8.ToArray(), Encoding.UTF8.GetBytes(content.ToJsonString())];
        return (id, [delimiter, Sign(parts), .. parts]);
    }

    public byte[] Sign(params byte[][] parts)
    {
        byte[] key = Encoding.UTF8.GetBytes((string)Connection["key"]!), all = [.. parts.SelectMany(p => p)];
        return key.Length == 0
            ? []
            : Encoding.ASCII.GetBytes(
                Convert.ToHexStringLower(
                    (string)Connection["signature_scheme"]! == "hmac-sha512"
                        ? HMACSHA512.HashData(key, all)
                        : HMACSHA256.HashData(key, all)));
    }

    /// <summary>Sends a cell.</summary>
    public string Execute(
        string code, bool silent = false, bool store = true, bool ask = false, bool stopOnError = true,
        JsonObject? expressions = null) => Send("execute_request", new JsonObject
        {
            ["code"] = code,
            ["silent"] = silent,
            ["store_history"] = store,
            ["user_expressions"] = expressions ?? [],
            ["allow_stdin"] = ask,
            ["stop_on_error"] = stopOnError,
        });

    /// <summary>Runs a cell.</summary>
    /// <returns>The reply, and what was published about it, from busy to idle.</returns>
    public (JsonObject Reply, IReadOnlyList<KernelMessage> Heard) Run(string code)
    {
        string id = Execute(code);
        return (Reply(id), Hear(id));
    }

    /// <summary>The reply to a request.</summary>
    public JsonObject Reply(string id, double seconds = 30) =>
        Wait(
            replies,
            m => m.Parent == id,
            TimeSpan.FromSeconds(seconds))?.Content ?? throw new TimeoutException("no reply");

    /// <summary>The reply with its parent's header.</summary>
    public KernelMessage ReplyMessage(string id) =>
        Wait(replies, m => m.Parent == id, TimeSpan.FromSeconds(30)) ?? throw new TimeoutException("no reply");

    /// <summary>What is published about a request, until idle.</summary>
    public IReadOnlyList<KernelMessage> Hear(string id, double seconds = 30) =>
        TryHear(id, TimeSpan.FromSeconds(seconds)) ? Take(id) : throw new TimeoutException("never idle");

    /// <summary>The next message of a kind about a request.</summary>
    public KernelMessage? HearNext(string id, string type, double seconds = 10) =>
        Wait(published, m => m.Parent == id && m.Type == type, TimeSpan.FromSeconds(seconds));

    /// <summary>The question of a cell.</summary>
    public KernelMessage Question() =>
        Wait(questions, _ => true, TimeSpan.FromSeconds(10)) ?? throw new TimeoutException("no question");

    /// <summary>Whether any reply came that nobody waits for.</summary>
    public bool HasReplies(double seconds) => Wait(replies, _ => true, TimeSpan.FromSeconds(seconds)) is not null;

    public void Kill()
    {
        Process.Kill();
        Process.WaitForExit(5000);
    }

    public void Dispose()
    {
        foreach (NetMQSocket socket in new NetMQSocket[] { shell, control, stdin, iopub })
        {
            socket.Options.Linger = TimeSpan.Zero;
            socket.Dispose();
        }
        if (isGuest) return;
        if (!Process.HasExited) Kill();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    private bool TryHear(string id, TimeSpan patience)
    {
        var time = Stopwatch.StartNew();
        while (!published.Any(m => m.Parent == id && IsIdle(m)))
        {
            if (time.Elapsed > patience) return false;
            Receive();
        }
        return true;
    }

    private List<KernelMessage> Take(string id)
    {
        int end = published.FindIndex(m => m.Parent == id && IsIdle(m));
        List<KernelMessage> taken = [.. published.Take(end + 1).Where(m => m.Parent == id)];
        published.RemoveAll(taken.Contains);
        return taken;
    }

    private static bool IsIdle(KernelMessage message) =>
        message.Type == "status" && (string?)message.Content["execution_state"] == "idle";

    private KernelMessage? Wait(List<KernelMessage> from, Predicate<KernelMessage> wanted, TimeSpan patience)
    {
        var time = Stopwatch.StartNew();
        while (true)
        {
            if (from.Find(wanted) is { } found)
            {
                from.Remove(found);
                return found;
            }
            if (time.Elapsed > patience) return null;
            Receive();
        }
    }

    private void Receive()
    {
        bool any = false;
        (NetMQSocket, List<KernelMessage>)[] sockets =
            [(iopub, published), (shell, replies), (control, replies), (stdin, questions)];
        foreach (var (socket, to) in sockets)
        {
            List<byte[]> frames = [];
            while (socket.TryReceiveMultipartBytes(TimeSpan.Zero, ref frames!, 7))
            {
                any = true;
                int at = frames.FindIndex(frame => frame.AsSpan().SequenceEqual(delimiter));
                byte[] signature = Sign(frames[at + 2], frames[at + 3], frames[at + 4], frames[at + 5]);
                if (!signature.AsSpan().SequenceEqual(frames[at + 1]))
                    throw new InvalidDataException("a wrong signature");
                to.Add(
                    new KernelMessage(
                        (string)JsonNode.Parse(frames[at + 2])!["msg_type"]!,
                        (string?)JsonNode.Parse(frames[at + 3])!["msg_id"] ?? "",
                        frames[at + 3],
                        JsonNode.Parse(frames[at + 5])!.AsObject()));
            }
        }
        if (!any) Thread.Sleep(2);
    }
}
