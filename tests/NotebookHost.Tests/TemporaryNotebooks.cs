using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

/// <summary>A folder of its own for the notebooks of one test.</summary>
public sealed class TemporaryNotebooks : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("notebooks-").FullName;

    /// <summary>
    /// Writes a notebook of code cells; text before a line <c>%%</c> holds tags, and <c>md</c> makes a Markdown cell.
    /// </summary>
    public string Write(params string[] cells) =>
        WriteText(Json(cells).ToJsonString(), FormattableString.Invariant($"{Guid.NewGuid():N}.ipynb"));

    public string WriteText(string text, string name = "notebook.ipynb")
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public static JsonObject Json(params string[] cells) => new()
    {
        ["cells"] = new JsonArray([.. cells.Select(CellJson)]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    };

    private static JsonNode CellJson(string cell)
    {
        string[] parts = cell.Split("%%\n", 2);
        string[] tags = parts.Length == 2 ? parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        JsonObject code = new()
        {
            ["cell_type"] = tags.Contains("md") ? "markdown" : "code",
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(t => (JsonNode)t)]) },
            ["source"] = parts[^1],
        };
        if (!tags.Contains("md")) (code["outputs"], code["execution_count"]) = (new JsonArray(), null);
        return code;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
