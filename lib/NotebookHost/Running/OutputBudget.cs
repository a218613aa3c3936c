using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>
/// Passes a cell's outputs on as long as what stands of them is within what is kept of a cell, and counts the rest.
/// </summary>
/// <remarks>The worker keeps to the same limits; this is for what it is made to send all the same.</remarks>
internal sealed class OutputBudget(Action<JsonObject, bool> pass)
{
    private const int Notes = 2000; // characters in which the worker says what it did not keep
    private const long Names = 100L * CellOutput.CountLimit; // and those of the kinds in which values are shown

    private readonly Lock gate = new();
    private readonly StandingOutputs standing =
        new(CellOutput.TextLimit + Notes, CellOutput.DisplayLimit + Names, 2 * CellOutput.CountLimit);

    private long texts, dropped;

    /// <summary>Takes an output, which may be the cell's result.</summary>
    public void Add(JsonObject output, bool isResult = false)
    {
        lock (gate)
        {
            if (HasRoom(output)) pass(output, isResult);
            else dropped++;
        }
    }

    /// <summary>Says how much was not kept, if anything.</summary>
    public void End()
    {
        lock (gate)
        {
            if (dropped > 0)
            {
                string told = FormattableString.Invariant($"\n… not kept: {dropped:N0} more outputs\n");
                pass(CellOutput.Stream("stdout", told), false);
            }
            dropped = 0;
        }
    }

    private bool HasRoom(JsonObject output)
    {
        var name = output["transient"]?["display_id"] as JsonValue;
        string? id = name is not null && name.TryGetValue(out string? said) ? said : null;
        JsonObject data = output["data"] as JsonObject ?? [];
        long size = StandingOutputs.SizeOf(data) + data.Sum(form => (long)form.Key.Length);
        switch ((string?)output["output_type"])
        {
            case "stream":
                string text = Cell.Text(output["text"]);
                string stream = (string)output["name"]!;
                return ++texts <= 2 * CellOutput.CountLimit && standing.AddText(stream, text) == text.Length;
            case "clear_output":
                bool wait = (bool)output["wait"]!;
                standing.Clear(wait);
                (texts, dropped) = (0, 0);
                return true;
            case "update_display_data":
                return id is not null && standing.Update(id, size);
            default:
                return standing.AddDisplay(id, size);
        }
    }
}
