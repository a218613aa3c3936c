using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>
/// An interactive chart in an output, as the data that the page's own script draws: no script of an output runs.
/// </summary>
/// <remarks>
/// Plotly's writers for .NET and Python end in <c>Plotly.newPlot(place, data, layout)</c>, the two being JSON, there
/// or in a variable; Python also stores them as <c>application/vnd.plotly.v1+json</c>. What is not JSON is not drawn.
/// </remarks>
internal static partial class PlotlyChart
{
    public const string MimeType = "application/vnd.plotly.v1+json";
    private const int MaximumCharts = 20;

    // Traces that load maps from elsewhere.
    private static readonly HashSet<string> maps =
    [
        "scattergeo", "choropleth",
        "scattermapbox", "choroplethmapbox", "densitymapbox",
        "scattermap", "choroplethmap", "densitymap",
    ];

    /// <summary>The charts in an output's HTML, as JSON for the page.</summary>
    public static IReadOnlyList<string> In(string html)
    {
        if (!html.Contains("Plotly", StringComparison.Ordinal)) return [];
        var charts = new List<string>();
        foreach (Match call in Call().Matches(html).Take(MaximumCharts))
        {
            using JsonDocument? data = Argument(html, call, call.Index + call.Length, out int end);
            int comma = SkipBlanks(html, end);
            bool hasLayout = comma < html.Length && html[comma] == ',';
            using JsonDocument? layout = hasLayout ? Argument(html, call, comma + 1, out _) : null;
            try
            {
                if (data is null) continue;
                string? chart = Written(data.RootElement, layout?.RootElement, Size(html));
                if (chart is not null) charts.Add(chart);
            }
            catch (InvalidOperationException)
            {
                // Half a character in a string: not drawn.
            }
        }
        return charts;
    }

    /// <summary>A chart from Plotly's own MIME type, as JSON for the page; null if it cannot be drawn.</summary>
    public static string? Of(JsonNode? figure)
    {
        try
        {
            string written = figure is JsonObject ? figure.ToJsonString() : Cell.Text(figure);
            using JsonDocument document = JsonDocument.Parse(written);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            if (!root.TryGetProperty("data", out JsonElement data)) return null;
            JsonElement? layout = root.TryGetProperty("layout", out JsonElement given) ? given : null;
            return Written(data, layout, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // The latter two: half a character in a string.
            return null;
        }
    }

    /// <summary>
    /// A JSON value at this place of a call, or the one that a variable named there was given last before it.
    /// </summary>
    private static JsonDocument? Argument(string html, Match call, int start, out int end)
    {
        start = SkipBlanks(html, start);
        if (Name().Match(html, start) is { Success: true } name)
        {
            end = start + name.Length;
            string declaration = $@"\b(?:var|let|const)\s+{Regex.Escape(name.Value)}\s*=";
            MatchCollection all = Regex.Matches(html, declaration, RegexOptions.NonBacktracking);
            Match? given = all.LastOrDefault(m => m.Index < call.Index);
            return given is null ? null : Json(html, given.Index + given.Length, out _);
        }
        return Json(html, start, out end);
    }

    private static JsonDocument? Json(string html, int start, out int end)
    {
        end = start;
        byte[] utf8 = Encoding.UTF8.GetBytes(html[start..]);
        var reader = new Utf8JsonReader(utf8);
        try
        {
            if (!JsonDocument.TryParseValue(ref reader, out JsonDocument? value)) return null;
            end = start + Encoding.UTF8.GetCharCount(utf8, 0, (int)reader.BytesConsumed);
            return value;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (int Width, int Height)? Size(string html)
    {
        Match place = Place().Match(html);
        if (!place.Success || !int.TryParse(place.Groups[1].ValueSpan, out int width)) return null;
        return int.TryParse(place.Groups[2].ValueSpan, out int height) ? (width, height) : null;
    }

    private static string? Written(JsonElement data, JsonElement? layout, (int Width, int Height)? size)
    {
        if (data.ValueKind != JsonValueKind.Array || layout is { ValueKind: not JsonValueKind.Object }) return null;
        if (!data.EnumerateArray().All(IsDrawn)) return null;
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WritePropertyName("data");
            Write(json, data);
            json.WritePropertyName("layout");
            if (layout is JsonElement l) Write(json, l);
            else json.WriteRawValue("{}");
            if (size is (int width, int height))
            {
                json.WriteNumber("width", width);
                json.WriteNumber("height", height);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static bool IsDrawn(JsonElement trace)
    {
        if (trace.ValueKind != JsonValueKind.Object) return false;
        if (!trace.TryGetProperty("type", out JsonElement type) || type.ValueKind != JsonValueKind.String) return true;
        return !maps.Contains(type.GetString()!);
    }

    /// <summary>The value as it is, without pictures and maps, which a chart would load.</summary>
    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            json.WriteStartObject();
            foreach (JsonProperty property in value.EnumerateObject().Where(p => !IsLoaded(p)))
            {
                json.WritePropertyName(property.Name);
                Write(json, property.Value);
            }
            json.WriteEndObject();
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray();
            foreach (JsonElement item in value.EnumerateArray()) Write(json, item);
            json.WriteEndArray();
        }
        else value.WriteTo(json);
    }

    private static bool IsLoaded(JsonProperty property) => property.Name switch
    {
        "images" or "mapbox" or "map" or "geo" or "topojsonURL" or "plotlyServerURL" => true,
        "source" or "geojson" => IsAddress(property.Value),
        _ => false,
    };

    /// <summary>Whether a text is anything but a picture that is part of the page.</summary>
    private static bool IsAddress(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && EmbeddedPicture.Checked(value.GetString()!) is null;

    private static int SkipBlanks(string html, int at)
    {
        while (at < html.Length && char.IsWhiteSpace(html[at])) at++;
        return at;
    }

    [GeneratedRegex(
        """\bPlotly\.(?:newPlot|plot|react)\(\s*(?:"[^"]*"|'[^']*'|[\w.]+)\s*,""",
        RegexOptions.NonBacktracking)]
    private static partial Regex Call();

    [GeneratedRegex(@"\G[A-Za-z_$][\w$]*")]
    private static partial Regex Name();

    [GeneratedRegex("""<div id="[^"]*" style="width: (\d{2,4})px; height: (\d{2,4})px;">""")]
    private static partial Regex Place();
}
