using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>The outputs of a code cell as HTML: the richest form of each that a page can show without asking another machine.</summary>
internal sealed partial class CellOutputs(PageLinks links)
{
    /// <summary>Whether an output is a Plotly chart, which needs the site's copy of plotly.js.</summary>
    public bool HasPlotly { get; private set; }

    /// <summary>All outputs of the cell in order; empty if it has none.</summary>
    public string ToHtml(Cell cell)
    {
        var html = new StringBuilder();
        foreach (JsonObject output in Joined(cell.Outputs.OfType<JsonObject>()))
            html.Append((string?)output["output_type"] switch
            {
                "stream" => Lines(Cell.Text(output["text"]), (string?)output["name"] == "stderr" ? "stream stderr" : "stream"),
                "error" => Error(output),
                _ => Bundle(output["data"] as JsonObject ?? []),
            });
        return html.ToString();
    }

    /// <summary>Neighbouring pieces of one stream are one text: an engine may cut it anywhere.</summary>
    private static IEnumerable<JsonObject> Joined(IEnumerable<JsonObject> outputs)
    {
        JsonObject? last = null;
        foreach (JsonObject output in outputs)
        {
            if (last is not null && IsStream(last) && IsStream(output) && (string?)last["name"] == (string?)output["name"])
            {
                last = new JsonObject
                {
                    ["output_type"] = "stream",
                    ["name"] = (string?)last["name"],
                    ["text"] = Cell.Text(last["text"]) + Cell.Text(output["text"]),
                };
                continue;
            }
            if (last is not null) yield return last;
            last = output;
        }
        if (last is not null) yield return last;
    }

    private static bool IsStream(JsonObject output) => (string?)output["output_type"] == "stream";

    private string Bundle(JsonObject data)
    {
        string text = Cell.Text(data["text/plain"]);
        if (data["text/html"] is JsonNode html) return $"<div class=\"output rich\">{Rich(Cell.Text(html))}</div>\n";
        if (data["image/svg+xml"] is JsonNode svg) return $"<div class=\"output rich\">{links.InHtml(XmlProlog().Replace(Cell.Text(svg), ""))}</div>\n";
        if (data["image/png"] is JsonNode png)
            return $"<div class=\"output rich\"><img src=\"data:image/png;base64,{WebUtility.HtmlEncode(Blanks().Replace(Cell.Text(png), ""))}\" "
                + $"alt=\"{WebUtility.HtmlEncode(text.Length > 0 ? text : "Picture made by the cell above")}\"></div>\n";
        return text.Length > 0 ? Lines(text, "result") : "";
    }

    private string Rich(string html)
    {
        if (PlotlyCharts.IsIn(html))
        {
            HasPlotly = true;
            html = PlotlyCharts.MadeLocal(html);
        }
        return links.InHtml(html);
    }

    /// <summary>Text line by line: runs of claims (✓ holds, ✗ fails, ○ not attempted) as lists, the rest as it was printed.</summary>
    private static string Lines(string text, string kind)
    {
        var html = new StringBuilder();
        var plain = new List<string>();
        var claims = new StringBuilder();
        foreach (string line in AnsiCode().Replace(text, "").TrimEnd('\n', '\r').ReplaceLineEndings("\n").Split('\n'))
        {
            string? verdict = line.Length == 0 ? null : line[0] switch { '✓' => "holds", '✗' => "fails", '○' => "open", _ => null };
            if (verdict is not null) EndPlain();
            else EndClaims();
            if (verdict is null) plain.Add(line);
            else claims.Append(CultureInfo.InvariantCulture, $"<li class=\"{verdict}\"><span class=\"sign\">{line[0]} </span><span>{WebUtility.HtmlEncode(line[1..].Trim())}</span></li>");
        }
        EndPlain();
        EndClaims();
        return html.ToString();

        void EndPlain()
        {
            string block = string.Join('\n', plain).Trim('\n');
            if (block.Trim().Length > 0) html.Append(CultureInfo.InvariantCulture, $"<pre class=\"output {kind}\">{WebUtility.HtmlEncode(block)}</pre>\n");
            plain.Clear();
        }

        void EndClaims()
        {
            if (claims.Length > 0) html.Append(CultureInfo.InvariantCulture, $"<ul class=\"output claims\">{claims}</ul>\n");
            claims.Clear();
        }
    }

    private static string Error(JsonObject error)
    {
        string name = Cell.Text(error["ename"]), message = AnsiCode().Replace(Cell.Text(error["evalue"]), "");
        string trace = AnsiCode().Replace(string.Join('\n', (error["traceback"] as JsonArray ?? []).Select(l => ((string?)l ?? "").TrimEnd('\n', '\r'))), "");
        string headline = message.Length == 0 ? name : name.Length == 0 ? message : $"{name}: {message}";
        string rest = trace.Trim('\n');
        // Engines repeat the message at the top of the trace, with or without the exception's name.
        foreach (string said in new[] { headline, message })
            if (said.Length > 0 && rest.StartsWith(said, StringComparison.Ordinal)) rest = rest[said.Length..].TrimStart('\n');
        return $"<pre class=\"output error\"><strong>{WebUtility.HtmlEncode(headline)}</strong>{(rest.Trim().Length == 0 ? "" : "\n")}{WebUtility.HtmlEncode(rest.TrimEnd())}</pre>\n";
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[ -/]*[@-~]")]
    private static partial Regex AnsiCode();

    [GeneratedRegex(@"^\s*(<\?xml[^>]*\?>|<!DOCTYPE[^>]*>|\s)+", RegexOptions.IgnoreCase)]
    private static partial Regex XmlProlog();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
