using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>The cells that were run in this session.</summary>
internal sealed partial class KernelHistory
{
    private const int Session = 1, LongestPattern = 1000;
    private static readonly TimeSpan searchLimit = TimeSpan.FromSeconds(1);

    private readonly List<string> cells = [];

    /// <summary>How many there are: the number of the latest.</summary>
    public int Count => cells.Count;

    /// <summary>Their sources.</summary>
    public IReadOnlyList<string> Cells => cells;

    /// <summary>Adds a cell that runs.</summary>
    public void Add(string code) => cells.Add(code);

    /// <summary>Answers a history_request.</summary>
    public JsonObject Answer(JupyterMessage request)
    {
        bool withOutput = request.Flag("output", false);
        int most = request.Number("n", int.MaxValue);
        IEnumerable<(int Number, string Code)> found = cells.Select((code, i) => (i + 1, code));
        switch (request.Text("hist_access_type"))
        {
            case "range" when request.Number("session", 0) is not (0 or Session):
                found = [];
                break;
            case "range":
                int start = request.Number("start", 1), stop = request.Number("stop", int.MaxValue);
                found = found.Where(cell => cell.Number >= start && cell.Number < stop);
                break;
            case "search":
                found = Search(request.Text("pattern"));
                if (request.Flag("unique", false)) found = found.Reverse().DistinctBy(cell => cell.Code).Reverse();
                found = found.TakeLast(most);
                break;
            default:
                found = found.TakeLast(most);
                break;
        }
        IEnumerable<JsonNode> told = found.Select(cell =>
        {
            JsonNode? said = withOutput ? new JsonArray(cell.Code, null) : cell.Code;
            return new JsonArray(Session, cell.Number, said);
        });
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([.. told]),
        };
    }

    /// <summary>The cells that a pattern with * and ? matches, those that were reached in the time that a search may
    /// take, the latest first.</summary>
    private List<(int Number, string Code)> Search(string pattern)
    {
        pattern = ManyStars().Replace(pattern, "*");
        if (pattern.Length > LongestPattern) return [];
        string expression = Regex.Escape(pattern)
            .Replace(@"\*", ".*", StringComparison.Ordinal)
            .Replace(@"\?", ".", StringComparison.Ordinal);
        var found = new List<(int Number, string Code)>();
        var time = Stopwatch.StartNew();
        try
        {
            const RegexOptions options = RegexOptions.Singleline | RegexOptions.NonBacktracking;
            var matcher = new Regex($@"\A(?:{expression})\z", options, searchLimit);
            for (int i = cells.Count - 1; i >= 0 && time.Elapsed < searchLimit; i--)
                if (matcher.IsMatch(cells[i])) found.Add((i + 1, cells[i]));
        }
        catch (Exception e) when (e is RegexMatchTimeoutException or NotSupportedException)
        {
            // What was found is what there is time for.
        }
        found.Reverse();
        return found;
    }

    [GeneratedRegex(@"\*+")]
    private static partial Regex ManyStars();
}
