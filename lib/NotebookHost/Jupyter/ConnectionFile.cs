using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>Where a front end expects a kernel, and the key that both sign with.</summary>
/// <remarks>https://jupyter-client.readthedocs.io, "Making kernels for Jupyter", "Connection files".</remarks>
/// <param name="Host">The address to listen on, as a ZeroMQ endpoint names it.</param>
/// <param name="Shell">The port of requests.</param>
/// <param name="Control">The port of requests that overtake others.</param>
/// <param name="Stdin">The port of questions to the user.</param>
/// <param name="IOPub">The port of what everybody hears.</param>
/// <param name="Heartbeat">The port that echoes.</param>
/// <param name="Key">The key.</param>
internal sealed record ConnectionFile(string Host, int Shell, int Control, int Stdin, int IOPub, int Heartbeat, MessageKey Key)
{
    /// <summary>Reads a connection file.</summary>
    /// <exception cref="CannotStartException">It cannot be read, or asks for what is not done here; the message says why in one line.</exception>
    public static ConnectionFile Read(string path)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllText(path)) is not JsonObject file) throw new ArgumentException("expected an object");
            string transport = Text(file, "transport", "tcp");
            if (transport != "tcp") throw new ArgumentException($"transport: expected tcp; got {PlainText.OneLine(transport)}");
            return new ConnectionFile(Address(Text(file, "ip", "127.0.0.1")), Port(file, "shell_port"), Port(file, "control_port"), Port(file, "stdin_port"), Port(file, "iopub_port"), Port(file, "hb_port"),
                new MessageKey(Text(file, "key", ""), Text(file, "signature_scheme", "hmac-sha256")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new CannotStartException($"{PlainText.OneLine(path)}: {PlainText.OneLine(e.Message)}");
        }
    }

    private static string Address(string ip)
    {
        if (ip is "*") return ip; // all of this machine's
        if (ip is "localhost") return "127.0.0.1";
        if (!IPAddress.TryParse(ip, out IPAddress? address)) throw new ArgumentException($"ip: expected an address such as 127.0.0.1; got {PlainText.OneLine(ip)}");
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }

    private static string Text(JsonObject file, string name, string otherwise) =>
        file[name] is not { } node ? otherwise : node is JsonValue value && value.TryGetValue(out string? text) ? text : throw new ArgumentException($"{name}: expected a text");

    private static int Port(JsonObject file, string name) =>
        file[name] is JsonValue value && value.TryGetValue(out int port) && port is > 0 and < 65536 ? port : throw new ArgumentException($"{name}: expected a port, 1 to 65535");
}
