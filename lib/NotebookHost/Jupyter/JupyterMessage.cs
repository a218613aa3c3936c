using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace NotebookHost;

/// <summary>The sockets on which a front end talks to a kernel.</summary>
internal enum JupyterChannel
{
    /// <summary>Requests, one after another.</summary>
    Shell,

    /// <summary>Requests that overtake those.</summary>
    Control,

    /// <summary>Questions of a cell, and their answers.</summary>
    Stdin,
}

/// <summary>A message of the Jupyter protocol, as it came.</summary>
/// <remarks>https://jupyter-client.readthedocs.io, "Messaging in Jupyter", "The wire protocol".
/// Binary buffers behind the content are passed over.</remarks>
/// <param name="Channel">Where it came.</param>
/// <param name="Identities">Whom to answer.</param>
/// <param name="Header">Its header, byte for byte: answers carry it as their parent's.</param>
/// <param name="Session">Whose it is.</param>
/// <param name="Type">Its kind, such as execute_request.</param>
/// <param name="Content">What it says.</param>
internal sealed record JupyterMessage(
    JupyterChannel Channel,
    IReadOnlyList<byte[]> Identities,
    byte[] Header,
    string Session,
    string Type,
    JsonObject Content)
{
    /// <summary>The version of the protocol that is spoken.</summary>
    public const string ProtocolVersion = "5.4";

    private static readonly byte[] delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly byte[] empty = "{}"u8.ToArray();
    private static readonly JsonDocumentOptions strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonSerializerOptions asShortAsCanBe =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A message from its frames; null if it is none, or not signed with the key.</summary>
    public static JupyterMessage? Read(JupyterChannel channel, IReadOnlyList<byte[]> frames, MessageKey key)
    {
        int at = 0;
        while (at < frames.Count && !frames[at].AsSpan().SequenceEqual(delimiter)) at++;
        if (frames.Count < at + 6) return null;
        if (!key.Accepts(frames[at + 1], frames[at + 2], frames[at + 3], frames[at + 4], frames[at + 5])) return null;
        try
        {
            byte[][] signed = [.. frames.Skip(at + 2).Take(4)];
            if (signed.Any(part => !Utf8.IsValid(part))) return null;
            JsonObject?[] parts =
                [.. signed.Select(part => JsonNode.Parse(part, documentOptions: strict) as JsonObject)];
            if (parts is not [{ } header, not null, not null, { } content]) return null;
            if (Text(header, "msg_type") is not { Length: > 0 } type) return null;
            byte[][] identities = [.. frames.Take(at)];
            return new JupyterMessage(channel, identities, frames[at + 2], Text(header, "session"), type, content);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The signature of frames that are a message.</summary>
    public static string SignatureOf(List<byte[]> frames)
    {
        int at = frames.FindIndex(frame => frame.AsSpan().SequenceEqual(delimiter));
        return System.Text.Encoding.ASCII.GetString(frames[at + 1]);
    }

    /// <summary>The frames of a message to send.</summary>
    /// <param name="identities">Whom it is for; or, for everybody, its topic.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="content">What it says.</param>
    /// <param name="session">The kernel's session.</param>
    /// <param name="parent">What it answers, if anything.</param>
    /// <param name="key">The key.</param>
    public static IReadOnlyList<byte[]> Frames(
        IReadOnlyList<byte[]> identities, string type, JsonObject content,
        string session, JupyterMessage? parent, MessageKey key)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString("N"),
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        };
        byte[][] parts = [Bytes(header), parent?.Header ?? empty, empty, Bytes(content)];
        return [.. identities, delimiter, key.Sign(parts), .. parts];
    }

    /// <summary>A text of the content; empty if there is none.</summary>
    public string Text(string name) => Text(Content, name);

    /// <summary>A flag of the content.</summary>
    public bool Flag(string name, bool otherwise) =>
        Content[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag : otherwise;

    /// <summary>A whole number of the content.</summary>
    public int Number(string name, int otherwise) =>
        Content[name] is JsonValue value && value.TryGetValue(out int number) ? number : otherwise;

    private static string Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, asShortAsCanBe);
}
