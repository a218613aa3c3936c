using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookHost;

/// <summary>Values as .NET Interactive shows them: all representations that the type prefers, in one bundle.</summary>
internal static class ValueFormatter
{
    private const string PlotlySource = "https://cdn.plot.ly/plotly-2.35.2.min.js";

    /// <summary>The <c>data</c> of a display: each text under its MIME type.</summary>
    public static JsonObject Bundle(object? value, IReadOnlyList<string> mimeTypes)
    {
        if (mimeTypes.Count == 0 && PlotlyHtml(value) is string html) return new JsonObject { ["text/html"] = Cell.Lines(html) };
        var bundle = new JsonObject();
        foreach (string mimeType in mimeTypes.Count > 0 ? mimeTypes : [.. Formatter.GetPreferredMimeTypesFor(value?.GetType())])
        {
            string shown = value.ToDisplayString(mimeType);
            bundle[mimeType] = mimeType.StartsWith("text/", StringComparison.Ordinal) || mimeType == "image/svg+xml" ? Cell.Lines(shown) // as VS Code saves them
                : mimeType.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(shown) : shown;
        }
        return bundle;
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
