using System.Text.Json.Nodes;
using NotebookHost;

namespace Course.Tests;

/// <summary>
/// A lesson whose exercises are solved beside their stubs: one pass shows the outputs as committed, and checks each
/// solution.
/// </summary>
/// <remarks>
/// After each check come the solution, the check once more, and the stub again, so that what follows sees what it sees
/// in the lesson.
/// </remarks>
internal sealed class SolvedBeside
{
    private readonly List<int> original = []; // where the lesson's own cells are
    private readonly List<int> checks = []; // where solutions are checked

    public SolvedBeside(Notebook lesson)
    {
        Notebook solved = Notebook.Parse(lesson.ToString());
        Exercises.Solve(solved);
        JsonNode document = JsonNode.Parse(lesson.ToString())!;
        var cells = new JsonArray();
        int stub = -1; // whose check is to come
        foreach (var (i, cell) in lesson.Cells.Index())
        {
            original.Add(cells.Count);
            cells.Add(cell.Json.DeepClone());
            if (cell.Tags.Contains("exercise")) stub = i;
            else if (stub >= 0 && cell.IsCode)
            {
                checks.Add(cells.Count + 1);
                foreach (string source in new[] { solved.Cells[stub].Source, cell.Source, lesson.Cells[stub].Source })
                    cells.Add(Code(source, cells.Count));
                stub = -1;
            }
        }
        document["cells"] = cells;
        Notebook = Notebook.Parse(document.ToJsonString());
    }

    private static JsonObject Code(string source, int at) => new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = $"beside-{at}",
        ["metadata"] = new JsonObject(),
        ["outputs"] = new JsonArray(),
        ["source"] = Cell.Lines(source),
    };

    /// <summary>The lesson with the cells between.</summary>
    public Notebook Notebook { get; }

    /// <summary>How many exercises there are.</summary>
    public int Count => checks.Count;

    /// <summary>Of a run, the lesson's own cells.</summary>
    public Notebook Plain(Notebook executed)
    {
        JsonNode document = JsonNode.Parse(executed.ToString())!;
        document["cells"] = new JsonArray([.. original.Select(at => executed.Cells[at].Json.DeepClone())]);
        return Notebook.Parse(document.ToJsonString());
    }

    /// <summary>Of a run, what was said of the solutions.</summary>
    public IReadOnlyList<Claim> Checked(Notebook executed) =>
        [.. checks.SelectMany(at => Claim.Read(executed.Cells[at], at + 1))];
}
