using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>A Jupyter notebook, nbformat 4. Whatever this class does not know survives loading and saving.</summary>
/// <remarks>https://nbformat.readthedocs.io, "The notebook file format".</remarks>
internal sealed class Notebook
{
    private static readonly JsonSerializerOptions asVsCodeWritesIt = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonObject document;

    private Notebook(JsonObject document) => this.document = document;

    /// <summary>The cells in order; each is a view of its JSON.</summary>
    public IReadOnlyList<Cell> Cells => [.. document["cells"]!.AsArray().Select(cell => new Cell(cell!.AsObject()))];

    /// <summary>Inserts a cell before position <paramref name="index"/>.</summary>
    public void Insert(int index, Cell cell) => document["cells"]!.AsArray().Insert(index, cell.Json);

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="NotebookFormatException">The text is not a notebook of nbformat 4; the message says why in one line.</exception>
    public static Notebook Parse(string json)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(json);
        }
        catch (JsonException e)
        {
            throw new NotebookFormatException(string.IsNullOrWhiteSpace(json) ? "the file is empty" : $"not JSON (line {e.LineNumber + 1})", e);
        }
        if (node is not JsonObject document) throw new NotebookFormatException("expected a JSON object");
        int version = document["nbformat"] is JsonValue v && v.TryGetValue(out int n) ? n : 0;
        if (version != 4) throw new NotebookFormatException(version == 0 ? "no nbformat: not a notebook" : $"nbformat {version}; expected 4");
        if (document["cells"] is not JsonArray cells) throw new NotebookFormatException("no list of cells");
        if (cells.Any(cell => cell is not JsonObject o || o["cell_type"] is not JsonValue)) throw new NotebookFormatException("a cell without a cell_type");
        return new Notebook(document);
    }

    /// <summary>Reads a notebook from a file.</summary>
    /// <exception cref="NotebookFormatException">The file is not a notebook of nbformat 4; the message says why in one line.</exception>
    public static Notebook Load(string path) => Parse(File.ReadAllText(path));

    /// <summary>Writes the notebook. At every moment the file holds the old notebook or the new one, whole.</summary>
    public void Save(string path)
    {
        path = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                file.Write(Encoding.UTF8.GetBytes(ToString()));
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The notebook as VS Code writes it: one-space indent, sorted keys, final newline.</summary>
    public override string ToString() => Sorted(document)!.ToJsonString(asVsCodeWritesIt) + "\n";

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}

/// <summary>One cell: its kind, source, tags and outputs.</summary>
internal sealed class Cell(JsonObject json)
{
    public JsonObject Json => json;

    public bool IsCode => (string?)json["cell_type"] == "code";

    public bool IsMarkdown => (string?)json["cell_type"] == "markdown";

    public string Id => (string?)json["id"] ?? "";

    public IReadOnlyList<string> Tags => json["metadata"]?["tags"] is JsonArray tags ? [.. tags.Select(t => (string)t!)] : [];

    /// <summary>The text of the cell; stored as a list of lines, each with its line end.</summary>
    public string Source
    {
        get => Text(json["source"]);
        set => json["source"] = Lines(value);
    }

    /// <summary>The outputs as nbformat stores them: stream, display_data, execute_result, error.</summary>
    public JsonArray Outputs
    {
        get => json["outputs"] as JsonArray ?? [];
        set => json["outputs"] = value;
    }

    public int? ExecutionCount
    {
        get => (int?)json["execution_count"];
        set => json["execution_count"] = value;
    }

    /// <summary>A new code cell with the metadata that VS Code gives it.</summary>
    /// <param name="source">The code.</param>
    /// <param name="tag">Its tag, from which its id is made, so that a second run writes the same file.</param>
    public static Cell Code(string source, string tag) => new(new JsonObject
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = tag,
        ["metadata"] = new JsonObject
        {
            ["language_info"] = new JsonObject { ["name"] = "polyglot-notebook" },
            ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "csharp" },
            ["tags"] = new JsonArray(tag),
        },
        ["outputs"] = new JsonArray(),
        ["source"] = Lines(source),
    });

    /// <summary>A multi-line string of nbformat: a string, or a list of strings to be joined.</summary>
    public static string Text(JsonNode? node) => node switch
    {
        JsonArray lines => string.Concat(lines.Select(l => (string?)l)),
        JsonValue value => (string?)value ?? "",
        _ => "",
    };

    /// <summary>A text as nbformat stores it: a list of lines, each with its line end.</summary>
    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }
        return lines;
    }
}

/// <summary>A file is not a notebook that can be run.</summary>
internal sealed class NotebookFormatException : Exception
{
    public NotebookFormatException(string message, Exception? inner = null) : base(message, inner) { }
}
