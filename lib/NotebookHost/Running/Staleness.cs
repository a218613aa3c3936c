using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>Where committed outputs are not what a run gives now.</summary>
/// <remarks>
/// What a reader sees is compared: text, in however many pieces it came, and of HTML the text between the tags;
/// a figure (a bundle with an SVG) by its text summary. Whether a value is a cell's result or was displayed
/// makes no difference. Numbers may differ as far as rounding differs between processors;
/// cells tagged <c>volatile</c> are left out.
/// </remarks>
internal static partial class Staleness
{
    /// <summary>How far two numbers may lie apart, relative to the greater.</summary>
    public const double RelativeTolerance = 1e-3;

    /// <summary>How far two numbers may lie apart in any case.</summary>
    public const double AbsoluteTolerance = 1e-6;

    /// <summary>The stale cells: each with its number, counted from 1, and the first difference.</summary>
    public static IReadOnlyList<(int Cell, string Difference)> Find(Notebook committed, Notebook executed) =>
        [.. committed.Cells.Zip(executed.Cells)
            .Select((pair, i) => (Cell: executed.NumberOf(i), Difference: Difference(pair.First, pair.Second)))
            .Where(c => c.Difference is not null)
            .Select(c => (c.Cell, c.Difference!))];

    private static string? Difference(Cell committed, Cell executed)
    {
        if (!committed.IsCode || committed.Tags.Contains("volatile")) return null;
        return Difference(committed.Outputs, executed.Outputs);
    }

    /// <summary>The first difference between two texts, or null where they agree within the tolerances.</summary>
    public static string? Difference(string committed, string now)
    {
        string[] before = Tokens(committed), after = Tokens(now);
        for (int i = 0; i < Math.Max(before.Length, after.Length); i++)
        {
            if (i < before.Length && i < after.Length && Agree(before[i], after[i])) continue;
            return $"committed '{Context(before, i)}', now '{Context(after, i)}'";
        }
        return null;
    }

    private static string? Difference(JsonArray before, JsonArray after)
    {
        JsonArray committed = ShownOutputs.Joined(before), now = ShownOutputs.Joined(after);
        if (committed.Count == 0 && now.Count > 0) return "no committed outputs";
        for (int i = 0; i < Math.Max(committed.Count, now.Count); i++)
        {
            if (i >= committed.Count) return $"an output more than committed: '{Shorten(Visible(now[i]!))}'";
            if (i >= now.Count) return $"an output less than committed: '{Shorten(Visible(committed[i]!))}'";
            if (Difference(Visible(committed[i]!), Visible(now[i]!)) is string difference) return difference;
        }
        return null;
    }

    private static string Visible(JsonNode output)
    {
        if (output["data"] is not JsonObject data) return Cell.Text(output["text"]) + (string?)output["evalue"];
        bool isFigure = data.ContainsKey("image/svg+xml") && data.ContainsKey("text/plain");
        var seen = data.OrderBy(d => d.Key, StringComparer.Ordinal).Where(d => !isFigure || d.Key == "text/plain");
        return string.Join("\n", seen.Select(d => d.Key is "text/html" or "image/svg+xml"
            ? WebUtility.HtmlDecode(Markup().Replace(Cell.Text(d.Value), " "))
            : Cell.Text(d.Key, d.Value)));
    }

    private static string[] Tokens(string text) => [.. Token().Matches(text.Replace('−', '-')).Select(m => m.Value)];

    private static bool Agree(string a, string b)
    {
        if (a == b) return true;
        if (!Number(a, out double x) || !Number(b, out double y)) return false;
        if (IsInteger(a) && IsInteger(b)) return x == y;
        double size = Math.Max(Math.Abs(x), Math.Abs(y)), distance = Math.Abs(x - y);
        if (distance <= Math.Max(AbsoluteTolerance, RelativeTolerance * size)) return true;
        // Where the last of three or more digits was rounded the other way, that is no other result.
        double lastDigit = Math.Pow(10, -Math.Max(Decimals(a), Decimals(b)));
        return lastDigit <= 0.01 * size && distance <= 1.01 * lastDigit && IsPlain(a) && IsPlain(b);
    }

    private static bool Number(string token, out double value) =>
        double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static bool IsInteger(string token) => !token.AsSpan().ContainsAny('.', 'e', 'E');

    private static bool IsPlain(string token) => !token.AsSpan().ContainsAny('e', 'E');

    private static int Decimals(string token) =>
        token.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? token.Length - point - 1 : 0;

    private static string Context(string[] tokens, int at) => at >= tokens.Length
        ? "(end)"
        : string.Join(" ", tokens[Math.Max(0, at - 4)..Math.Min(tokens.Length, at + 3)]);

    private static string Shorten(string text)
    {
        string line = text.Trim().ReplaceLineEndings(" ");
        return line.Length > 60 ? line[..60] + "…" : line;
    }

    [GeneratedRegex(@"(?<![\w.])[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![\w])|[0-9]+(?:\.[0-9]+)?|[^\s0-9]+")]
    private static partial Regex Token();

    [GeneratedRegex(
        @"<style\b.*?</style>|<script\b.*?</script>|<[^>]*>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Markup();
}
