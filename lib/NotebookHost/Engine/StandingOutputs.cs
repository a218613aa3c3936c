using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>
/// Counts what stands below a cell, and says what still has room there: what was replaced or removed takes none.
/// </summary>
/// <remarks>
/// A display of an earlier cell that this one updates counts here with its newest state, so that each cell answers
/// for what it made.
/// </remarks>
/// <param name="textLimit">So many characters of text have room.</param>
/// <param name="displayLimit">So many characters of displayed values.</param>
/// <param name="countLimit">So many displays.</param>
internal sealed class StandingOutputs(long textLimit, long displayLimit, int countLimit)
{
    private readonly Dictionary<string, long> own = new(StringComparer.Ordinal), others = new(StringComparer.Ordinal);
    private readonly List<int> line = [0]; // lengths of the last line between its \r
    private string? lastStream;
    private long text, displays;
    private int count;
    private bool isClearedNext;

    /// <summary>Characters of text for which there was no room.</summary>
    public long CutText { get; private set; }

    /// <summary>Characters of displayed values for which there was none.</summary>
    public long CutCharacters { get; private set; }

    /// <summary>Displays beyond their number.</summary>
    public long CutDisplays { get; private set; }

    /// <summary>The length of what an output shows, whatever it holds.</summary>
    public static long SizeOf(JsonObject data) => data.Sum(form => SizeOf(form.Value));

    /// <summary>Everything that the cell has shown goes; at once, or when the next output comes.</summary>
    public void Clear(bool wait)
    {
        isClearedNext = wait;
        if (wait) return;
        own.Clear();
        lastStream = null;
        (text, displays, count) = (0, others.Values.Sum(), others.Count);
        (CutText, CutCharacters, CutDisplays) = (0, 0, 0);
    }

    /// <summary>
    /// Adds text. What a line has before a \r takes no room once something as long was written over it.
    /// </summary>
    /// <returns>How much of its beginning has room.</returns>
    public int AddText(string stream, ReadOnlySpan<char> said)
    {
        BeginOutput();
        if (stream != lastStream) BeginLine();
        lastStream = stream;
        int kept = 0;
        for (; kept < said.Length && text < textLimit; kept++)
        {
            text++;
            if (said[kept] == '\n') BeginLine();
            else if (said[kept] == '\r') line.Add(0);
            else Lengthen();
        }
        CutText += said.Length - kept;
        return kept;
    }

    /// <summary>Adds a display, which may have a name.</summary>
    /// <returns>Whether it has room.</returns>
    public bool AddDisplay(string? id, long size)
    {
        BeginOutput();
        lastStream = null;
        if (count >= countLimit) CutDisplays++;
        else if (displays + size > displayLimit) CutCharacters += size;
        else
        {
            count++;
            displays += size;
            if (id is not null) own[id] = own.GetValueOrDefault(id) + size;
            return true;
        }
        return false;
    }

    /// <summary>Puts a new state in the place of a display.</summary>
    /// <returns>Whether it has room; otherwise nothing of its size may stand in the place.</returns>
    public bool Update(string id, long size)
    {
        Dictionary<string, long> sizes = own.ContainsKey(id) ? own : others;
        if (sizes == others && !others.ContainsKey(id))
        {
            if (count >= countLimit) return false;
            count++;
        }
        long before = sizes.GetValueOrDefault(id);
        bool hasRoom = displays - before + size <= displayLimit;
        sizes[id] = hasRoom ? size : 0;
        displays += sizes[id] - before;
        return hasRoom;
    }

    private void BeginLine()
    {
        line.Clear();
        line.Add(0);
    }

    private void Lengthen()
    {
        line[^1]++;
        while (line.Count > 1 && line[^2] <= line[^1])
        {
            text -= line[^2] + 1;
            line.RemoveAt(line.Count - 2);
        }
    }

    private void BeginOutput()
    {
        if (isClearedNext) Clear(wait: false);
    }

    private static long SizeOf(JsonNode? node) => node switch
    {
        null => 4,
        JsonArray items => items.Sum(SizeOf),
        JsonValue value when value.TryGetValue(out string? said) => said.Length,
        _ => node.ToJsonString().Length,
    };
}
