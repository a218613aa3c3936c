using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>Where a front end expects a kernel, and the key that both sign with.</summary>
/// <remarks>
/// https://jupyter-client.readthedocs.io, "Making kernels for Jupyter", "Connection files". With the transport ipc,
/// ports are sockets with a path.
/// </remarks>
/// <param name="Shell">Where requests come.</param>
/// <param name="Control">Where requests come that overtake others.</param>
/// <param name="Stdin">Where the user is asked.</param>
/// <param name="IOPub">Where is told what everybody hears.</param>
/// <param name="Heartbeat">Where is echoed.</param>
/// <param name="Key">The key.</param>
internal sealed record ConnectionFile(
    EndPoint Shell, EndPoint Control, EndPoint Stdin, EndPoint IOPub, EndPoint Heartbeat, MessageKey Key)
{
    private static readonly JsonDocumentOptions strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a connection file.</summary>
    /// <exception cref="CannotStartException">It cannot be read, or asks for what is not done here;
    /// the message says why in one line.</exception>
    public static ConnectionFile Read(string path)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllText(path), documentOptions: strict) is not JsonObject file)
                throw new ArgumentException("expected an object");
            Func<int, EndPoint> end = Ends(file);
            EndPoint At(string name) => end(Port(file, name));
            var key = new MessageKey(Text(file, "key", ""), Text(file, "signature_scheme", "hmac-sha256"));
            return new ConnectionFile(
                At("shell_port"), At("control_port"), At("stdin_port"), At("iopub_port"), At("hb_port"), key);
        }
        catch (InvalidOperationException)
        {
            throw new CannotStartException($"{PlainText.OneLine(path)}: half of a character, such as \\ud800");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new CannotStartException($"{PlainText.OneLine(path)}: {PlainText.OneLine(e.Message)}");
        }
    }

    /// <summary>What a port's number means: with tcp a port of an address, with ipc a path that ends in it.</summary>
    private static Func<int, EndPoint> Ends(JsonObject file)
    {
        string transport = Text(file, "transport", "tcp");
        if (transport == "tcp")
        {
            IPAddress address = Address(Text(file, "ip", "127.0.0.1"));
            return port => new IPEndPoint(address, port);
        }
        if (transport != "ipc" || !Socket.OSSupportsUnixDomainSockets)
            throw new ArgumentException($"transport: expected tcp or ipc; got {PlainText.OneLine(transport)}");
        string start = Text(file, "ip", "");
        if (start.Length == 0)
            throw new ArgumentException("ip: expected the beginning of a path, with the transport ipc");
        string path = Path.GetFullPath(start);
        return port => new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"{path}-{port}"));
    }

    private static IPAddress Address(string ip)
    {
        if (ip is "*") return IPAddress.Any; // all of this machine's
        if (ip is "localhost") return IPAddress.Loopback;
        return IPAddress.TryParse(ip, out IPAddress? address) ? address
            : throw new ArgumentException($"ip: expected an address such as 127.0.0.1; got {PlainText.OneLine(ip)}");
    }

    private static string Text(JsonObject file, string name, string otherwise)
    {
        if (file[name] is not { } node) return otherwise;
        return node is JsonValue value && value.TryGetValue(out string? text) ? text
            : throw new ArgumentException($"{name}: expected a text");
    }

    private static int Port(JsonObject file, string name) =>
        file[name] is JsonValue value && value.TryGetValue(out int port) && port is > 0 and < 65536 ? port
        : throw new ArgumentException($"{name}: expected a port, 1 to 65535");
}
