namespace NotebookHost;

/// <summary>A line that a \r takes back to its start, as progress bars do.</summary>
/// <remarks>
/// What was written over by something as long is left out; a longer end stays visible behind what came later, and so it
/// is kept. Front ends show the same as of the whole.
/// </remarks>
internal static class OverwrittenLine
{
    /// <summary>The line without what nobody can see any more.</summary>
    public static string Kept(string line)
    {
        int end = line.AsSpan().TrimEnd("\r\n").Length; // a last \r may be the first half of a line end
        if (line.AsSpan(0, end).IndexOf('\r') < 0) return line;
        string[] parts = line[..end].Split('\r');
        var kept = new List<string>();
        int longest = 0;
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i].Length <= longest) continue;
            longest = parts[i].Length;
            kept.Insert(0, parts[i]);
        }
        return string.Join('\r', kept) + line[end..];
    }
}
