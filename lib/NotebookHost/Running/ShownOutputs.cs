using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>The outputs of a notebook's cells as a front end keeps them: text joined,
/// displays updated in their places.</summary>
internal sealed class ShownOutputs
{
    private readonly Lock gate = new(); // a cell can leave something running that shows more while the next cell does
    private readonly Dictionary<string, List<JsonObject>> displays = [];
    private readonly Dictionary<JsonObject, string> ids = [];
    private readonly HashSet<JsonArray> clearAtNext = [];

    /// <summary>Takes an output of a cell.</summary>
    public void Add(JsonArray outputs, JsonObject output)
    {
        lock (gate)
        {
            switch ((string?)output["output_type"])
            {
                case "clear_output" when (bool)output["wait"]!:
                    clearAtNext.Add(outputs);
                    break;
                case "clear_output":
                    Clear(outputs);
                    break;
                case "update_display_data":
                    Update(output);
                    break;
                default:
                    if (clearAtNext.Remove(outputs)) Clear(outputs);
                    if (output["transient"] is JsonObject transient) Name(output, transient);
                    Append(outputs, output);
                    break;
            }
        }
    }

    /// <summary>Outputs with text joined, which some front ends keep in the pieces in which it came.</summary>
    public static JsonArray Joined(JsonArray outputs)
    {
        var joined = new JsonArray();
        foreach (JsonNode? output in outputs) Append(joined, (JsonObject)output!.DeepClone());
        return joined;
    }

    private void Update(JsonObject update)
    {
        if ((string?)update["transient"]?["display_id"] is not { } id) return;
        foreach (JsonObject display in displays.GetValueOrDefault(id, []))
            display["data"] = update["data"]!.DeepClone();
    }

    /// <summary>
    /// Removes what a cell has shown. What is gone is not remembered: a loop may show
    /// and clear a figure thousands of times.
    /// </summary>
    private void Clear(JsonArray outputs)
    {
        foreach (JsonObject output in outputs.OfType<JsonObject>())
        {
            if (!ids.Remove(output, out string? id)) continue;
            List<JsonObject> same = displays[id];
            same.Remove(output);
            if (same.Count == 0) displays.Remove(id);
        }
        outputs.Clear();
    }

    /// <summary>Knows a display by its name, which is not kept in files.</summary>
    private void Name(JsonObject output, JsonObject transient)
    {
        output.Remove("transient");
        if ((string?)transient["display_id"] is not { } id) return;
        ids[output] = id;
        if (!displays.TryGetValue(id, out List<JsonObject>? same)) displays[id] = same = [];
        same.Add(output);
    }

    private static void Append(JsonArray outputs, JsonObject output)
    {
        if ((string?)output["output_type"] != "stream")
        {
            outputs.Add((JsonNode)output);
            return;
        }
        JsonArray text = Cell.Lines(Cell.Text(output["text"]));
        if (outputs is [.., JsonObject last] && IsStream(last, (string?)output["name"]))
            Continue((JsonArray)last["text"]!, text);
        else
        {
            var lines = new JsonArray();
            Continue(lines, text);
            output["text"] = lines;
            outputs.Add((JsonNode)output);
        }
    }

    private static bool IsStream(JsonObject output, string? name) =>
        (string?)output["output_type"] == "stream" && (string?)output["name"] == name && output["text"] is JsonArray;

    /// <summary>Text that follows text of the same stream continues it, as front ends show it.</summary>
    private static void Continue(JsonArray lines, JsonArray more)
    {
        foreach (string line in more.Select(l => (string)l!).ToArray())
        {
            if (lines is [.., JsonNode open] && !((string)open!).EndsWith('\n'))
                lines[^1] = OverwrittenLine.Kept((string)open! + line);
            else lines.Add((JsonNode)OverwrittenLine.Kept(line));
        }
    }
}
