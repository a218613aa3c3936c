using System.Text;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>Gathers what a cell writes and shows, in order, and passes it on as outputs of nbformat.</summary>
/// <remarks>Text is passed on at line ends, so that a process which dies has lost at most the line it was writing.</remarks>
internal sealed class CellOutput(Action<JsonObject> send)
{
    /// <summary>So many characters of a cell's text are kept.</summary>
    public const int TextLimit = 1_000_000;

    /// <summary>So many characters of a cell's displayed values are kept.</summary>
    public const int DisplayLimit = 16_000_000;

    /// <summary>So many outputs of a cell are kept.</summary>
    public const int CountLimit = 20_000;

    private readonly StringBuilder pending = new();
    private readonly Lock gate = new();
    private string pendingStream = "stdout";
    private long textLength;
    private long displayLength;
    private long count;

    public TextWriter Writer(string stream) => new StreamWriter(this, stream);

    /// <summary>Starts a cell: the limits count anew.</summary>
    public void Begin()
    {
        lock (gate) (textLength, displayLength, count) = (0, 0, 0);
    }

    /// <summary>Passes on what is pending, and says how much was cut.</summary>
    public void End()
    {
        lock (gate)
        {
            Flush();
            long cut = count - CountLimit;
            count = 0; // so that this is told
            if (textLength > TextLimit) Send(Stream("stdout", FormattableString.Invariant($"\n… cut: {textLength - TextLimit:N0} more characters\n")));
            if (displayLength > DisplayLimit) Send(Stream("stdout", FormattableString.Invariant($"\n… not kept: values of {displayLength - DisplayLimit:N0} more characters\n")));
            if (cut > 0) Send(Stream("stdout", FormattableString.Invariant($"\n… not kept: {cut:N0} more outputs\n")));
        }
    }

    /// <summary>Shows a value. A result is marked, for front ends that tell it from a display; in a file both are displays, as VS Code saves them.</summary>
    public void Show(JsonObject data, bool isResult = false)
    {
        lock (gate)
        {
            Flush();
            displayLength += data.Sum(d => Cell.Text(d.Value).Length);
            if (displayLength > DisplayLimit) return;
            Send(new JsonObject { ["data"] = data, ["metadata"] = new JsonObject(), ["output_type"] = "display_data" }, isResult);
        }
    }

    private void Write(string stream, ReadOnlySpan<char> text)
    {
        lock (gate)
        {
            int kept = (int)Math.Clamp(TextLimit - textLength, 0, text.Length);
            textLength += text.Length;
            if (kept == 0) return;
            if (stream != pendingStream) Flush();
            pendingStream = stream;
            pending.Append(text[..kept]);
            if (text[..kept].Contains('\n') || pending.Length > 4096) Flush();
        }
    }

    private void Flush()
    {
        if (pending.Length == 0) return;
        Send(Stream(pendingStream, pending.ToString()));
        pending.Clear();
    }

    private void Send(JsonObject output, bool isResult = false)
    {
        if (++count > CountLimit) return;
        var message = new JsonObject { ["output"] = output };
        if (isResult) message["result"] = true;
        send(message);
    }

    /// <summary>Text as an output of nbformat.</summary>
    public static JsonObject Stream(string stream, string text) => new() { ["name"] = stream, ["output_type"] = "stream", ["text"] = Cell.Lines(text) };

    private sealed class StreamWriter(CellOutput output, string stream) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => output.Write(stream, [value]);

        public override void Write(string? value) => output.Write(stream, value);

        public override void Write(char[] buffer, int index, int count) => output.Write(stream, buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer) => output.Write(stream, buffer);

        public override void WriteLine(string? value) => output.Write(stream, value + "\n");

        public override string NewLine => "\n";
    }
}
