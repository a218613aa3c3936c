using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookHost;

/// <summary>Gathers what a cell writes and shows, in order, and passes it on as outputs of nbformat.</summary>
/// <remarks>
/// Text is passed on at line ends, and a while after it was written where its line goes on, so that a process which
/// dies has lost at most the line it was writing; of a cell with very many lines, the last few kilobytes. What is
/// kept counts what stands (<see cref="StandingOutputs"/>), so that the newest state of a display is always among
/// it. What writes runs on the thread of the cell, which may be aborted anywhere but in a finally block: so there
/// it is done, and no interrupt leaves half a message.
/// </remarks>
/// <param name="send">Given each output.</param>
/// <param name="interrupted">Whether the cell was: then what it left running shows nothing more,
/// and a loop that only writes comes to its end.</param>
internal sealed class CellOutput(Action<JsonObject> send, CancellationToken interrupted)
{
    /// <summary>So many characters of a cell's text are kept.</summary>
    public const int TextLimit = 1_000_000;

    /// <summary>So many characters of a cell's displayed values are kept.</summary>
    public const int DisplayLimit = 16_000_000;

    /// <summary>So many displays of a cell are kept.</summary>
    public const int CountLimit = 20_000;

    /// <summary>
    /// So many levels JSON may have that is displayed: in a file, six more stand around it, and 64 are read.
    /// </summary>
    public const int JsonDepth = 58;

    private const int LinesPassedOnAtOnce = 10_000, PendingLimit = 4096;
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(100);

    private const string NotShown = ""; // the name of a display that had no room

    // The names of displays, by a DisplayedValue and by the list in it.
    private static readonly ConditionalWeakTable<object, string> displayIds = [];
    private static readonly AsyncLocal<CellOutput?> ofCaller = new();
    private static volatile CellOutput? latest;

    private readonly StringBuilder pending = new();
    private readonly Lock gate = new();
    private readonly PacedOutputs paced = new(send);
    private readonly StandingOutputs standing = new(TextLimit, DisplayLimit, CountLimit);
    private string pendingStream = "stdout";
    private int texts;
    private bool isWaiting;

    /// <summary>The output of the cell that the caller belongs to, also where that has ended and left something
    /// running; of the latest cell where that is not known.</summary>
    public static CellOutput? Current => ofCaller.Value ?? latest;

    /// <summary>Where a console writes to.</summary>
    public static TextWriter Writer(string stream) => new StreamWriter(stream);

    /// <summary>Begins a cell: what the caller starts from now on belongs to it.</summary>
    public void Begin() => ofCaller.Value = latest = this;

    /// <summary>Passes on the line that is not ended, before the cell asks for an answer to it.</summary>
    public void PassOn()
    {
        try { }
        finally
        {
            lock (gate)
            {
                Flush();
                paced.Flush();
            }
        }
    }

    /// <summary>Passes on what is pending, and says how much was cut.</summary>
    public void End()
    {
        lock (gate)
        {
            Flush();
            if (standing.CutText > 0) Note($"cut: {standing.CutText:N0} more characters");
            if (standing.CutCharacters > 0) Note($"not kept: values of {standing.CutCharacters:N0} more characters");
            if (standing.CutDisplays > 0) Note($"not kept: {standing.CutDisplays:N0} more displays");
            paced.Flush();
        }

        void Note(FormattableString said) => Send(Stream("stdout", "\n… " + FormattableString.Invariant(said) + "\n"));
    }

    /// <summary>Shows a cell's result, marked as that: front ends and files tell it from a display.</summary>
    public void ShowResult(JsonObject data) => Show(Display("display_data", data, id: null), isResult: true);

    /// <summary>Shows a value; or a newer one in the place of an older, where that has a name.</summary>
    public void Show(DisplayedValue displayed)
    {
        string? known = displayed.IsUpdated && displayIds.TryGetValue(displayed, out string? given) ? given : null;
        interrupted.ThrowIfCancellationRequested();
        if (known == NotShown) return;
        string id = known ?? displayIds.GetValue(displayed, static _ => Guid.NewGuid().ToString("N"));
        string type = known is null ? "display_data" : "update_display_data";
        bool hasRoom = Show(Display(type, ValueFormatter.Bundle(displayed), id), isResult: false);
        if (known is null && !hasRoom) displayIds.AddOrUpdate(displayed, id = NotShown);
        displayIds.AddOrUpdate(displayed.FormattedValues, id);
    }

    /// <summary>Knows a value that was just shown by its name. The package shows one object and returns another:
    /// what they share is the list of texts.</summary>
    public static DisplayedValue Named(DisplayedValue displayed)
    {
        if (displayIds.TryGetValue(displayed.FormattedValues, out string? id)) displayIds.AddOrUpdate(displayed, id);
        return displayed;
    }

    /// <summary>Removes what the cell has shown so far.</summary>
    public void Clear(bool wait) =>
        Show(new JsonObject { ["output_type"] = "clear_output", ["wait"] = wait }, isResult: false);

    private static JsonObject Display(string type, JsonObject data, string? id)
    {
        var output = new JsonObject { ["data"] = data, ["metadata"] = new JsonObject(), ["output_type"] = type };
        if (id is not null) output["transient"] = new JsonObject { ["display_id"] = id };
        return output;
    }

    /// <returns>Whether it had room.</returns>
    private bool Show(JsonObject output, bool isResult)
    {
        interrupted.ThrowIfCancellationRequested();
        bool hasRoom = false;
        try { }
        finally
        {
            lock (gate)
            {
                Flush();
                hasRoom = MakeRoom(output);
                if (hasRoom) Send(output, isResult);
            }
        }
        return hasRoom;
    }

    /// <summary>
    /// Counts an output. A new state of a display that has no room is replaced by a line, so that no older state stays.
    /// </summary>
    private bool MakeRoom(JsonObject output)
    {
        string? id = (string?)output["transient"]?["display_id"];
        long size = output["data"] is JsonObject data ? StandingOutputs.SizeOf(data) : 0;
        switch ((string?)output["output_type"])
        {
            case "clear_output":
                standing.Clear((bool)output["wait"]!);
                texts = 0;
                return true;
            case "update_display_data":
                if (!standing.Update(id!, size)) output["data"] = new JsonObject { ["text/plain"] = TooLong(size) };
                return true;
            default:
                return standing.AddDisplay(id, size);
        }
    }

    private static string TooLong(long size) =>
        FormattableString.Invariant($"… not kept: a value of {size:N0} characters");

    private void Write(string stream, ReadOnlySpan<char> text)
    {
        interrupted.ThrowIfCancellationRequested();
        try { }
        finally
        {
            lock (gate) Append(stream, text);
        }
    }

    private void Append(string stream, ReadOnlySpan<char> text)
    {
        int kept = standing.AddText(stream, text);
        if (kept == 0) return;
        if (stream != pendingStream) Flush();
        pendingStream = stream;
        pending.Append(text[..kept]);
        if (pending.Length > PendingLimit || texts < LinesPassedOnAtOnce && text[..kept].Contains('\n')) Flush();
        else if (texts < LinesPassedOnAtOnce && !isWaiting) _ = PassOnSoonAsync();
    }

    /// <summary>Passes on the line that is not ended, such as a row of dots that grows.</summary>
    private async Task PassOnSoonAsync()
    {
        isWaiting = true;
        await Task.Delay(patience).ConfigureAwait(false); // not on the thread of the cell, which is busy
        lock (gate)
        {
            isWaiting = false;
            Flush();
        }
    }

    private void Flush()
    {
        if (pending.Length == 0) return;
        texts++;
        Send(Stream(pendingStream, pending.ToString()));
        pending.Clear();
    }

    private void Send(JsonObject output, bool isResult = false)
    {
        var message = new JsonObject { ["output"] = output };
        if (isResult) message["result"] = true;
        paced.Send(message);
    }

    /// <summary>Text as an output of nbformat.</summary>
    public static JsonObject Stream(string stream, string text) =>
        new() { ["name"] = stream, ["output_type"] = "stream", ["text"] = Cell.Lines(text) };

    private sealed class StreamWriter(string stream) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Current?.Write(stream, [value]);

        public override void Write(string? value) => Current?.Write(stream, value);

        public override void Write(char[] buffer, int index, int count) =>
            Current?.Write(stream, buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Current?.Write(stream, buffer);

        public override void WriteLine(string? value) => Current?.Write(stream, value + "\n");

        public override string NewLine => "\n";
    }
}
