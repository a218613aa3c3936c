using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>
/// Where a Markdown text is code, told before it is read as Markdown: between fences, and between backticks of one
/// number.
/// </summary>
internal sealed partial class MarkdownCode
{
    private readonly List<(int Start, int End)> ranges = []; // in order

    public MarkdownCode(string markdown)
    {
        Match? open = null;
        int start = 0;
        foreach (Match fence in Fence().Matches(markdown))
        {
            int end = fence.Index + fence.Length;
            if (open is null)
            {
                AddSpans(markdown, start, fence.Index);
                open = fence;
            }
            else if (Closes(open, fence))
            {
                ranges.Add((open.Index, end));
                (open, start) = (null, end);
            }
        }
        if (open is null) AddSpans(markdown, start, markdown.Length);
        else ranges.Add((open.Index, markdown.Length));
    }

    /// <summary>Whether a place is in code.</summary>
    public bool Covers(int index)
    {
        int low = 0, high = ranges.Count; // the first range that ends behind the place
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (ranges[middle].End > index) high = middle;
            else low = middle + 1;
        }
        return low < ranges.Count && ranges[low].Start <= index;
    }

    private static bool Closes(Match open, Match fence)
    {
        ReadOnlySpan<char> signs = fence.Groups["signs"].ValueSpan, rest = fence.Groups["rest"].ValueSpan;
        return signs.StartsWith(open.Groups["signs"].ValueSpan) && rest.IsWhiteSpace();
    }

    /// <summary>
    /// Adds what stands between backticks: from a run of them to the next as long, within a paragraph.
    /// </summary>
    private void AddSpans(string markdown, int start, int end)
    {
        List<Match> runs = [.. Run().Matches(markdown[start..end]).Cast<Match>()];
        var next = new Dictionary<int, int>(); // by length: the nearest run behind, in the same paragraph
        int[] partner = new int[runs.Count];
        for (int i = runs.Count - 1; i >= 0; i--)
        {
            int length = runs[i].Length;
            bool isBlank = runs[i].Value[0] == '\n';
            if (isBlank) next.Clear();
            partner[i] = next.GetValueOrDefault(length, -1);
            if (!isBlank) next[length] = i;
        }
        for (int i = 0; i < runs.Count; i++)
        {
            if (partner[i] < 0 || IsEscaped(markdown, start + runs[i].Index) || runs[i].Value[0] == '\n') continue;
            Match close = runs[partner[i]];
            ranges.Add((start + runs[i].Index, start + close.Index + close.Length));
            i = partner[i];
        }
    }

    private static bool IsEscaped(string markdown, int index)
    {
        int backslashes = 0;
        while (index > backslashes && markdown[index - 1 - backslashes] == '\\') backslashes++;
        return backslashes % 2 == 1;
    }

    [GeneratedRegex(
        @"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?<signs>`{3,}|~{3,})(?<rest>[^`\n]*)$", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"`+|\n[ \t>]*(?=\n)")]
    private static partial Regex Run();
}
