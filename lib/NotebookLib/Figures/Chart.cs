namespace NotebookLib;

/// <summary>Charts: each call gives a <see cref="Figure"/>.</summary>
/// <remarks>
/// Every chart names its axes. Values that no axis can hold, NaN and ±∞, are marked in heatmaps and left out elsewhere;
/// the summary counts them. A chart of nothing is an <see cref="ArgumentException"/>.
/// </remarks>
public static partial class Chart
{
    private static string[]? Labels(IEnumerable<string>? labels, int count, string argument, string what)
    {
        if (labels is null) return null;
        string[] all = [.. labels];
        return all.Length == count
            ? all
            : throw new ArgumentException($"{argument}: expected {count} labels, one for each {what}; "
                + $"got {all.Length}.", argument);
    }

    /// <summary>"Heatmap 'title'", or the kind alone.</summary>
    private static string Heading(string kind, string title) => title.Length == 0 ? kind : $"{kind} '{title}'";
}
