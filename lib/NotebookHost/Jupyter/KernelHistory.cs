using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>The cells that were run in this session.</summary>
internal sealed class KernelHistory
{
    private const int Session = 1;
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
                string pattern = request.Text("pattern");
                found = found.Where(cell => FileSystemName.MatchesSimpleExpression(pattern, cell.Code, ignoreCase: false));
                if (request.Flag("unique", false)) found = found.Reverse().DistinctBy(cell => cell.Code).Reverse();
                found = found.TakeLast(most);
                break;
            default:
                found = found.TakeLast(most);
                break;
        }
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([.. found.Select(cell => (JsonNode)new JsonArray(Session, cell.Number, withOutput ? new JsonArray(cell.Code, null) : cell.Code))]),
        };
    }
}
