using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>Passes a cell's outputs on as long as they stay within what is kept of a cell, and counts the rest.</summary>
/// <remarks>The worker keeps to the same limits; this is for what it is made to send all the same.</remarks>
internal sealed class OutputBudget(Action<JsonObject, bool> pass)
{
    private readonly Lock gate = new();
    private long characters, count, dropped;

    /// <summary>Takes an output, which may be the cell's result.</summary>
    public void Add(JsonObject output, bool isResult = false)
    {
        long size = output["data"] is JsonObject data ? data.Sum(d => (long)Cell.Text(d.Value).Length) : Cell.Text(output["text"]).Length;
        lock (gate)
        {
            if (++count > 2 * CellOutput.CountLimit || (characters += size) > CellOutput.TextLimit + CellOutput.DisplayLimit + 2000) dropped++;
            else pass(output, isResult);
        }
    }

    /// <summary>Says how much was not kept, if anything.</summary>
    public void End()
    {
        lock (gate)
        {
            if (dropped > 0) pass(CellOutput.Stream("stdout", FormattableString.Invariant($"\n… not kept: {dropped:N0} more outputs\n")), false);
            dropped = 0;
        }
    }
}
