using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>
/// The outputs of a code cell as HTML: of each the richest form that a
/// page can show without running it and without asking another machine.
/// </summary>
internal sealed class CellOutputs(MarkdownCells markdown, CleanHtml clean, Action<string> tell)
{
    private const string Unshown =
        "<p class=\"output unshown\">Not shown: a script in this output would draw it, "
        + "and scripts of outputs do not run here.</p>\n";

    /// <summary>Whether an output is an interactive chart, which needs the site's copy of plotly.js.</summary>
    public bool HasChart { get; private set; }

    /// <summary>All outputs of the cell in order; empty if it has none.</summary>
    public string ToHtml(Cell cell)
    {
        var html = new StringBuilder();
        foreach (JsonObject output in Joined(cell.Outputs.OfType<JsonObject>()))
            html.Append((string?)output["output_type"] switch
            {
                "stream" => Stream(output),
                "error" => Error(output),
                _ => Shown(output["data"] as JsonObject ?? []),
            });
        return html.ToString();
    }

    /// <summary>Whether the cell shows a picture.</summary>
    public static bool HasPicture(Cell cell) => cell.Outputs.Any(output => Svg(output) is not null);

    /// <summary>The cell's first picture; empty if it has none that can be shown.</summary>
    public string Picture(Cell cell)
    {
        JsonNode? svg = cell.Outputs.Select(Svg).FirstOrDefault(found => found is not null);
        try
        {
            return svg is null ? "" : Clean(Cell.Text(svg)) ?? "";
        }
        catch (NotShownException)
        {
            return ""; // told where the page shows it
        }
    }

    private static JsonNode? Svg(JsonNode? output) => output?["data"]?["image/svg+xml"];

    /// <summary>Neighbouring pieces of one stream are one text: an engine may cut it anywhere.</summary>
    private static IEnumerable<JsonObject> Joined(IEnumerable<JsonObject> outputs)
    {
        JsonObject? first = null;
        var text = new StringBuilder();
        foreach (JsonObject? output in outputs.Append(null))
        {
            if (first is not null && output is not null && IsMoreOf(first, output))
            {
                text.Append(Cell.Text(output["text"]));
                continue;
            }
            if (first is not null)
                yield return new JsonObject
                {
                    ["output_type"] = "stream",
                    ["name"] = (string?)first["name"],
                    ["text"] = text.ToString(),
                };
            first = output is not null && IsStream(output) ? output : null;
            if (first is not null) text.Clear().Append(Cell.Text(first["text"]));
            else if (output is not null) yield return output;
        }
    }

    private static bool IsMoreOf(JsonObject stream, JsonObject output) =>
        IsStream(output) && (string?)stream["name"] == (string?)output["name"];

    private static bool IsStream(JsonObject output) => (string?)output["output_type"] == "stream";

    private static string Stream(JsonObject output)
    {
        string text = Cell.Text(output["text"]);
        bool isOfErrors = (string?)output["name"] == "stderr";
        return PrintedLines.ToHtml(text, isOfErrors ? "stream stderr" : "stream");
    }

    /// <summary>A chart over its still form, or the still form alone.</summary>
    private string Shown(JsonObject data)
    {
        string text = Cell.Text(data["text/plain"]), html = Cell.Text(data["text/html"]);
        // A claim is a claim in whatever form it comes.
        if (PrintedLines.BeginWithClaim(text)) return PrintedLines.ToHtml(text, "result");
        string? still = Still(data, text);
        IReadOnlyList<string> charts = SiteAssets.HasPlotly ? Charts(data, html) : [];
        if (charts.Count > 0)
        {
            HasChart = true;
            return Rich(string.Concat(charts.Select((chart, i) => Drawn(chart, i == 0 ? still : ""))));
        }
        if (still is not null) return Rich(still);
        if (text.Length > 0) return PrintedLines.ToHtml(text, "result");
        return html.Contains("<script", StringComparison.OrdinalIgnoreCase) ? Unshown : "";
    }

    private static IReadOnlyList<string> Charts(JsonObject data, string html)
    {
        string? chart = PlotlyChart.Of(data[PlotlyChart.MimeType]);
        return chart is null ? PlotlyChart.In(html) : [chart];
    }

    private static string Drawn(string chart, string? still) =>
        $"<div class=\"chart\" data-chart=\"{WebUtility.HtmlEncode(chart)}\">{still}</div>";

    private static string Rich(string html) => $"<div class=\"output rich\">{html}</div>\n";

    /// <summary>
    /// The first form that gives something to see, the richest first;
    /// what cannot be shown is told, and the next form is tried.
    /// </summary>
    private string? Still(JsonObject data, string text)
    {
        foreach ((string kind, Func<string, string?> form) in Forms(text))
            try
            {
                if (data[kind] is JsonNode content && form(Cell.Text(content)) is string html) return html;
            }
            catch (NotShownException e)
            {
                tell($"its output is not shown as {kind}: {e.Message}");
            }
        return null;
    }

    private IEnumerable<(string, Func<string, string?>)> Forms(string text) =>
    [
        ("text/html", Clean),
        ("image/svg+xml", Clean),
        ("text/markdown", source => markdown.ToHtml(MarkdownText.Parse(source))),
        ("text/latex", tex => Tex(tex) is string formula ? markdown.Formula(formula) : null),
        .. EmbeddedPicture.MimeTypes.Select(kind => (kind, Embedded(kind, text))),
    ];

    private static Func<string, string?> Embedded(string kind, string text) => base64 =>
    {
        if (EmbeddedPicture.Of(kind, base64) is not string picture) return null;
        string alternative = text.Length > 0 ? text : "Picture made by the cell above";
        return $"<img src=\"{picture}\" alt=\"{WebUtility.HtmlEncode(alternative)}\">";
    };

    private string? Clean(string html)
    {
        string cleaned = clean.OfOutput(html).Trim();
        return CleanHtml.ShowsSomething(cleaned) ? cleaned : null;
    }

    /// <summary>The formula between an output's dollars; null for LaTeX that is no formula, such as a table.</summary>
    private static string? Tex(string latex)
    {
        string tex = latex.Trim();
        foreach ((string open, string close) in new[] { ("$$", "$$"), ("$", "$"), (@"\[", @"\]"), (@"\(", @"\)") })
            if (IsBetween(open, tex, close)) return tex[open.Length..^close.Length];
        string[] formulas = [@"\begin{equation", @"\begin{align"];
        return formulas.Any(begin => tex.StartsWith(begin, StringComparison.Ordinal)) ? tex : null;
    }

    private static bool IsBetween(string open, string tex, string close) =>
        tex.Length > open.Length + close.Length
        && tex.StartsWith(open, StringComparison.Ordinal)
        && tex.EndsWith(close, StringComparison.Ordinal);

    private static string Error(JsonObject error)
    {
        string name = Cell.Text(error["ename"]), message = PrintedText.AtRest(Cell.Text(error["evalue"]));
        JsonArray lines = error["traceback"] as JsonArray ?? [];
        string trace = PrintedText.AtRest(string.Join('\n', lines.Select(l => Cell.Text(l).TrimEnd('\n', '\r'))));
        string headline = Headline(name, message);
        string rest = trace.Trim('\n');
        // Engines repeat the message at the top of the trace, with or without the exception's name.
        foreach (string said in new[] { headline, message })
            if (said.Length > 0 && rest.StartsWith(said, StringComparison.Ordinal))
                rest = rest[said.Length..].TrimStart('\n');
        string strong = $"<strong>{WebUtility.HtmlEncode(headline)}</strong>";
        string end = rest.Trim().Length == 0 ? "" : "\n";
        return $"<pre class=\"output error\">{strong}{end}{WebUtility.HtmlEncode(rest.TrimEnd())}</pre>\n";
    }

    private static string Headline(string name, string message)
    {
        if (message.Length == 0) return name;
        return name.Length == 0 ? message : $"{name}: {message}";
    }
}
