using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>Makes sure once, on reading, that a document has the types that nbformat 4 gives it;
/// so nobody has to be surprised later.</summary>
/// <remarks>https://nbformat.readthedocs.io, "The notebook file format". What is not named there is left as it is;
/// what is missing is taken for empty.</remarks>
internal static class NotebookSchema
{
    private const int LongestShown = 40;

    /// <exception cref="NotebookFormatException">Something has another type; the message names
    /// the cell and the key.</exception>
    public static void Require(JsonObject document)
    {
        JsonNode? format = document["nbformat"];
        int version = format is JsonValue v && v.TryGetValue(out int n) ? n : 0;
        if (format is null) throw new NotebookFormatException("no nbformat: not a notebook");
        if (version != 4) throw new NotebookFormatException($"nbformat: expected 4; got {Shown(format)}");
        Whole(document, "nbformat_minor", "");
        JsonObject? metadata = Object(document, "metadata", "");
        foreach (string key in new[] { "kernelspec", "language_info", "polyglot_notebook" })
            foreach (string name in new[] { "name", "language", "display_name" })
                if (Object(metadata, key, "metadata.") is { } said) Text(said, name, $"metadata.{key}.");
        if (document["cells"] is not JsonArray cells) throw Wrong("", "cells", "a list", document["cells"]);
        for (int i = 0; i < cells.Count; i++)
        {
            string where = string.Create(CultureInfo.InvariantCulture, $"cell {i + 1}: ");
            if (cells[i] is not JsonObject cell)
                throw new NotebookFormatException($"{where}expected an object; got {Shown(cells[i])}");
            Require(cell, where);
        }
    }

    private static void Require(JsonObject cell, string where)
    {
        if (Text(cell, "cell_type", where) is not ("code" or "markdown" or "raw"))
            throw Wrong(where, "cell_type", "code, markdown or raw", cell["cell_type"]);
        Text(cell, "id", where);
        Lines(cell, "source", where);
        Whole(cell, "execution_count", where);
        JsonObject? metadata = Object(cell, "metadata", where);
        if (metadata?["tags"] is { } tags && !IsLines(tags))
            throw Wrong(where, "metadata.tags", "a list of texts", tags);
        foreach (string key in new[] { "polyglot_notebook", "dotnet_interactive", "language_info", "vscode" })
            foreach (string name in new[] { "kernelName", "language", "name", "languageId" })
                if (Object(metadata, key, where + "metadata.") is { } said) Text(said, name, $"{where}metadata.{key}.");
        foreach (var (name, attachment) in Object(cell, "attachments", where) ?? [])
        {
            JsonObject contents = attachment as JsonObject
                ?? throw Wrong(where, $"attachments.{name}", "an object", attachment);
            foreach (var (type, content) in contents)
            {
                if (IsText(content) || IsLines(content)) continue;
                throw Wrong(where, $"attachments.{name}.{type}", "a text", content);
            }
        }
        if (cell["outputs"] is null) return;
        if (cell["outputs"] is not JsonArray outputs) throw Wrong(where, "outputs", "a list", cell["outputs"]);
        for (int i = 0; i < outputs.Count; i++)
        {
            string output = string.Create(CultureInfo.InvariantCulture, $"{where}output {i + 1}: ");
            if (outputs[i] is not JsonObject found)
                throw new NotebookFormatException($"{output}expected an object; got {Shown(outputs[i])}");
            RequireOutput(found, output);
        }
    }

    private static void RequireOutput(JsonObject output, string where)
    {
        switch (Text(output, "output_type", where))
        {
            case "stream":
                Text(output, "name", where);
                Lines(output, "text", where);
                break;
            case "display_data" or "execute_result":
                foreach (var (type, value) in Object(output, "data", where) ?? [])
                    if (!IsText(value) && !IsLines(value) && !Cell.IsJson(type))
                        throw Wrong(where, $"data.{type}", "a text or a list of texts", value);
                Object(output, "metadata", where);
                Whole(output, "execution_count", where);
                break;
            case "error":
                Text(output, "ename", where);
                Text(output, "evalue", where);
                if (output["traceback"] is { } traceback && !IsLines(traceback))
                    throw Wrong(where, "traceback", "a list of texts", traceback);
                break;
            default:
                const string types = "stream, display_data, execute_result or error";
                throw Wrong(where, "output_type", types, output["output_type"]);
        }
    }

    private static JsonObject? Object(JsonObject? parent, string key, string where) => parent?[key] switch
    {
        null => null,
        JsonObject found => found,
        JsonNode other => throw Wrong(where, key, "an object", other),
    };

    private static string? Text(JsonObject parent, string key, string where)
    {
        if (parent[key] is not { } node) return null;
        return IsText(node) ? (string?)node : throw Wrong(where, key, "a text", node);
    }

    private static void Lines(JsonObject parent, string key, string where)
    {
        if (parent[key] is { } node && !IsText(node) && !IsLines(node))
            throw Wrong(where, key, "a text or a list of texts", node);
    }

    private static void Whole(JsonObject parent, string key, string where)
    {
        if (parent[key] is { } node && !(node is JsonValue value && value.TryGetValue(out int _)))
            throw Wrong(where, key, "a whole number", node);
    }

    private static bool IsText(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String;

    private static bool IsLines(JsonNode? node) => node is JsonArray lines && lines.All(IsText);

    private static NotebookFormatException Wrong(string where, string key, string expected, JsonNode? got) =>
        new($"{where}{key}: expected {expected}; got {Shown(got)}");

    private static string Shown(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "nothing";
        return PlainText.OneLine(text.Length <= LongestShown ? text : text[..LongestShown] + "…");
    }
}
