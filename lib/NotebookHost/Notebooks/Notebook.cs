using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>A Jupyter notebook, nbformat 4. Whatever this class does not know survives loading and saving.</summary>
/// <remarks>https://nbformat.readthedocs.io, "The notebook file format".</remarks>
internal sealed class Notebook
{
    private static readonly JsonDocumentOptions strict = new() { AllowDuplicateProperties = false };
    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly JsonObject document;

    private Notebook(JsonObject document) => this.document = document;

    /// <summary>The cells in order; each is a view of its JSON.</summary>
    public IReadOnlyList<Cell> Cells => [.. document["cells"]!.AsArray().Select(cell => new Cell(cell!.AsObject()))];

    /// <summary>Where a cell was inserted that the file does not have; null if none was.</summary>
    public int? Inserted { get; private set; }

    /// <summary>The version of the format within 4.</summary>
    public int MinorVersion => (int?)document["nbformat_minor"] ?? 0;

    /// <summary>The notebook's language, where it says that it is another than C#.</summary>
    public string? OtherLanguage => NotebookLanguage.OtherThanCSharp(document["metadata"] as JsonObject);

    /// <summary>Inserts a cell before position <paramref name="index"/>.</summary>
    public void Insert(int index, Cell cell)
    {
        document["cells"]!.AsArray().Insert(index, cell.Json);
        Inserted = index;
    }

    /// <summary>A cell's number as people count in the file, from 1; an inserted cell has
    /// the number of the one before it.</summary>
    public int NumberOf(int index) => Inserted is { } at && index >= at ? Math.Max(1, index) : index + 1;

    /// <summary>Reads a notebook from the bytes of a file.</summary>
    /// <exception cref="NotebookFormatException">They are not a notebook of nbformat 4;
    /// the message says why in one line.</exception>
    public static Notebook Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            ReadOnlySpan<byte> preamble = Encoding.UTF8.Preamble;
            return Parse(utf8.GetString(bytes.StartsWith(preamble) ? bytes[preamble.Length..] : bytes));
        }
        catch (DecoderFallbackException e)
        {
            throw new NotebookFormatException(
                FormattableString.Invariant($"not UTF-8: byte {e.Index + 1} begins no character"), e);
        }
    }

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="NotebookFormatException">The text is not a notebook of nbformat 4;
    /// the message says why in one line.</exception>
    public static Notebook Parse(string json)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(json, documentOptions: strict);
            RequireCharacters(node, "");
        }
        catch (JsonException e)
        {
            string line = e.LineNumber is { } number ? FormattableString.Invariant($", line {number + 1}") : "";
            string why = string.IsNullOrWhiteSpace(json)
                ? "the file is empty"
                : $"not JSON{line}: {PlainText.OneLine(Reason(e))}";
            throw new NotebookFormatException(why, e);
        }
        catch (InvalidOperationException e)
        {
            throw new NotebookFormatException("a key with half of a character", e);
        }
        if (node is not JsonObject document) throw new NotebookFormatException("expected a JSON object");
        NotebookSchema.Require(document);
        return new Notebook(document);
    }

    /// <summary>Reads a notebook from a file.</summary>
    /// <exception cref="NotebookFormatException">The file is not a notebook of nbformat 4;
    /// the message says why in one line.</exception>
    public static Notebook Load(string path) => Parse(File.ReadAllBytes(path));

    /// <summary>The bytes of its file.</summary>
    public byte[] ToBytes() => utf8.GetBytes(ToString());

    /// <summary>The notebook as VS Code writes it: one-space indent, sorted keys, final newline.</summary>
    public override string ToString() => JavaScriptJson.Write(Sorted(document)!) + "\n";

    private static string Reason(JsonException e)
    {
        if (e.Message.Contains("maximum configured depth", StringComparison.Ordinal))
            return "nested deeper than 64 levels";
        return e.Message.Split(" encountered during")[0].Split(" LineNumber:")[0].Split(" Path:")[0].TrimEnd('.');
    }

    /// <summary>Refuses half of a surrogate pair, which JSON can spell and no file can hold.</summary>
    /// <exception cref="NotebookFormatException">There is one; the message names where.</exception>
    public static void RequireCharacters(JsonNode? node, string where)
    {
        switch (node)
        {
            case JsonObject keys:
                foreach (var (key, value) in Entries(keys, where))
                    RequireCharacters(value, where.Length == 0 ? key : $"{where}.{key}");
                break;
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                    RequireCharacters(items[i], FormattableString.Invariant($"{where}[{i}]"));
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                try
                {
                    _ = utf8.GetByteCount((string)value!);
                }
                catch (Exception e) when (e is InvalidOperationException or EncoderFallbackException)
                {
                    throw new NotebookFormatException(
                        $"{PlainText.OneLine(where)}: half of a character stands alone", e);
                }
                break;
        }
    }

    private static List<KeyValuePair<string, JsonNode?>> Entries(JsonObject keys, string where)
    {
        try
        {
            List<KeyValuePair<string, JsonNode?>> entries = [.. keys];
            foreach (var (key, _) in entries) _ = utf8.GetByteCount(key);
            return entries;
        }
        catch (Exception e) when (e is InvalidOperationException or EncoderFallbackException)
        {
            string place = where.Length == 0 ? "the notebook" : PlainText.OneLine(where);
            throw new NotebookFormatException($"{place}: a key with half of a character", e);
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}

/// <summary>One cell: its kind, source, tags and outputs.</summary>
internal sealed class Cell(JsonObject json)
{
    private static readonly JsonSerializerOptions readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public JsonObject Json => json;

    public bool IsCode => (string?)json["cell_type"] == "code";

    public bool IsMarkdown => (string?)json["cell_type"] == "markdown";

    public string Id => (string?)json["id"] ?? "";

    public IReadOnlyList<string> Tags =>
        json["metadata"]?["tags"] is JsonArray tags ? [.. tags.Select(t => (string)t!)] : [];

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

    /// <summary>A new code cell.</summary>
    /// <param name="source">The code.</param>
    /// <param name="tag">Its tag, from which its id is made, so that a second run writes the same file.</param>
    /// <param name="withId">Whether the notebook's version of the format has ids.</param>
    public static Cell Code(string source, string tag, bool withId = true)
    {
        IEnumerable<KeyValuePair<string, JsonNode?>> id = withId ? [KeyValuePair.Create("id", (JsonNode?)tag)] : [];
        return new(new JsonObject(id)
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray(tag) },
            ["outputs"] = new JsonArray(),
            ["source"] = Lines(source),
        });
    }

    /// <summary>
    /// A multi-line string of nbformat: a string, or a list of strings to be joined; of anything else, its JSON.
    /// </summary>
    public static string Text(JsonNode? node) => node switch
    {
        null or JsonObject => "",
        JsonArray lines => string.Concat(lines.Select(Text)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => (string)value!,
        _ => node.ToJsonString(),
    };

    /// <summary>The text of a displayed value: of JSON its own, of anything else a multi-line string.</summary>
    public static string Text(string mimeType, JsonNode? value) =>
        IsJson(mimeType) ? value?.ToJsonString(readable) ?? "null" : Text(value);

    /// <summary>Whether values of a kind are JSON of any form, and not a multi-line string.</summary>
    public static bool IsJson(string mimeType) => mimeType.EndsWith("json", StringComparison.Ordinal);

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
