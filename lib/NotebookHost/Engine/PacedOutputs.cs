using System.Diagnostics;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>
/// Passes the messages of a cell on, and leaves out what was replaced before anybody could have seen it.
/// </summary>
/// <remarks>
/// A training that updates a figure thousands of times would otherwise send all of them through every pipe and into
/// every front end. Text and new displays go at once; what replaces something goes at once after a quiet moment,
/// and else when <see cref="pace"/> has passed, with all that came behind it, in order. The newest state always goes.
/// </remarks>
internal sealed class PacedOutputs(Action<JsonObject> send)
{
    private static readonly TimeSpan pace = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private readonly List<JsonObject> waiting = [];
    private readonly Dictionary<string, JsonObject> named = new(StringComparer.Ordinal); // of those, the displays
    private long last = Stopwatch.GetTimestamp() - Stopwatch.Frequency;
    private bool isTimed;

    /// <summary>Passes a message on, or keeps it for a moment.</summary>
    public void Send(JsonObject message)
    {
        lock (gate)
        {
            string? type = TypeOf(message);
            bool replaces = type is "clear_output" or "update_display_data";
            if (waiting.Count == 0 && !replaces)
            {
                send(message);
                return;
            }
            if (type == "clear_output") Clear(message["output"]!);
            if (type != "update_display_data" || !Replace(message)) Add(message);
            if (Stopwatch.GetElapsedTime(last) >= pace) Flush();
            else if (!isTimed) _ = FlushSoonAsync();
        }
    }

    /// <summary>Passes on what was kept.</summary>
    public void Flush()
    {
        lock (gate)
        {
            if (waiting.Count == 0) return;
            foreach (JsonObject message in waiting) send(message);
            waiting.Clear();
            named.Clear();
            last = Stopwatch.GetTimestamp();
        }
    }

    private async Task FlushSoonAsync()
    {
        isTimed = true;
        await Task.Delay(pace).ConfigureAwait(false); // not on the thread of the cell, which is busy
        lock (gate)
        {
            isTimed = false;
            Flush();
        }
    }

    /// <summary>Forgets what the cell has shown; new states of what other cells show stay.</summary>
    private void Clear(JsonNode clear)
    {
        bool wait = (bool)clear["wait"]!;
        foreach (JsonObject message in waiting)
            if (message["output"]!["wait"] is { } earlier) wait &= (bool)earlier;
        clear["wait"] = wait; // what one of them removes at once is gone
        JsonObject[] updates = [.. waiting.Where(message => TypeOf(message) == "update_display_data")];
        waiting.Clear();
        named.Clear();
        foreach (JsonObject update in updates) Add(update);
    }

    private void Add(JsonObject message)
    {
        waiting.Add(message);
        if (IdOf(message) is { } id) named[id] = message;
    }

    /// <summary>Puts the new state of a display into the message that would show it.</summary>
    private bool Replace(JsonObject update)
    {
        if (IdOf(update) is not { } id || !named.TryGetValue(id, out JsonObject? shown)) return false;
        JsonObject output = shown["output"]!.AsObject(), newer = update["output"]!.AsObject();
        foreach (string part in new[] { "data", "metadata" })
        {
            JsonNode? said = newer[part];
            newer.Remove(part);
            output[part] = said;
        }
        return true;
    }

    private static string? TypeOf(JsonObject message) => (string?)message["output"]!["output_type"];

    private static string? IdOf(JsonObject message) => (string?)message["output"]!["transient"]?["display_id"];
}
