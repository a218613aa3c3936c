using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookHost;

/// <summary>Values as .NET Interactive shows them: all representations that the type prefers, in one bundle.</summary>
internal static class ValueFormatter
{
    private static readonly JsonDocumentOptions asFilesHoldIt = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = CellOutput.JsonDepth,
    };

    private const string PlotlySource = "https://cdn.plot.ly/plotly-2.35.2.min.js";

    /// <summary>The <c>data</c> of a result: each text under its MIME type.</summary>
    public static JsonObject Bundle(object? value)
    {
        IEnumerable<string> preferred = Formatter.GetPreferredMimeTypesFor(value?.GetType());
        return Bundle(value, [.. preferred.Select(type => (type, value.ToDisplayString(type)))], isChosen: false);
    }

    /// <summary>The <c>data</c> of a display.</summary>
    public static JsonObject Bundle(DisplayedValue displayed)
    {
        HashSet<string> preferred = [.. Formatter.GetPreferredMimeTypesFor(displayed.Value?.GetType())];
        (string, string)[] texts =
            [.. displayed.FormattedValues.Select(formatted => (formatted.MimeType, formatted.Value))];
        return Bundle(displayed.Value, texts, isChosen: !preferred.SetEquals(texts.Select(text => text.Item1)));
    }

    private static JsonObject Bundle(object? value, IReadOnlyList<(string MimeType, string Text)> texts, bool isChosen)
    {
        if (!isChosen && PlotlyHtml(value) is string html) return new JsonObject { ["text/html"] = Cell.Lines(html) };
        var bundle = new JsonObject();
        foreach (var (mimeType, text) in texts)
        {
            if (Cell.IsJson(mimeType) && IsRead(text, out JsonNode? json))
                bundle[mimeType] = JavaScriptJson.WithItsNumbers(json);
            else if (Cell.IsJson(mimeType)) bundle["text/plain"] = Cell.Lines(text);
            else bundle[mimeType] = IsText(mimeType) ? Cell.Lines(text) : text;
        }
        if (!isChosen && !bundle.ContainsKey("text/plain")) // consoles show nothing else
            bundle["text/plain"] = Cell.Lines(value.ToDisplayString("text/plain"));
        return bundle;
    }

    /// <summary>Whether values of a kind are kept in lines, as VS Code saves them.</summary>
    private static bool IsText(string mimeType) =>
        mimeType.StartsWith("text/", StringComparison.Ordinal) || mimeType == "image/svg+xml";

    /// <summary>Whether a text is JSON that a file can hold.</summary>
    private static bool IsRead(string text, out JsonNode? json)
    {
        try
        {
            json = JsonNode.Parse(text, documentOptions: asFilesHoldIt);
            return true;
        }
        catch (JsonException)
        {
            json = null;
            return false;
        }
    }

    /// <summary>A chart of XPlot.Plotly, told by its name: the host does not depend on the package.</summary>
    private static string? PlotlyHtml(object? value)
    {
        for (Type? type = value?.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName != "XPlot.Plotly.PlotlyChart") continue;
            var inline = type.GetMethod("GetInlineHtml", BindingFlags.Public | BindingFlags.Instance, []);
            if (inline?.Invoke(value, []) is string html) return $"<script src=\"{PlotlySource}\"></script>\n{html}";
        }
        return null;
    }
}
