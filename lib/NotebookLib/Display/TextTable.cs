using System.Net;

namespace NotebookLib;

/// <summary>
/// Rows of text under a heading, words to the left, numbers to the right; the first column always to the left.
/// </summary>
internal sealed class TextTable(string[] heading, string[][] rows)
{
    private readonly bool[] isWords = [.. heading.Select((_, c) => c == 0 || rows.Any(row => !IsNumber(row[c])))];

    /// <summary>One line a row, in columns.</summary>
    public override string ToString()
    {
        string[][] all = [heading, .. rows];
        int[] widths = [.. heading.Select((_, c) => all.Max(row => row[c].Length))];
        return string.Join('\n',
            all.Select(row => string.Join("  ",
                row.Select((text, c) => isWords[c] ? text.PadRight(widths[c]) : text.PadLeft(widths[c])))
                .TrimEnd()));
    }

    /// <summary>A table with inline styles only.</summary>
    public string ToHtml() =>
        $"<table style=\"font-variant-numeric:tabular-nums\"><thead>{Row("th", heading)}</thead><tbody>"
            + $"{string.Concat(rows.Select(row => Row("td", row)))}</tbody></table>";

    private string Row(string tag, string[] cells) =>
        $"<tr>{string.Concat(cells.Select((text, c) => Cell(tag, text, isWords[c] ? "left" : "right")))}</tr>";

    private static string Cell(string tag, string text, string side) =>
        $"<{tag} style=\"text-align:{side}\">{WebUtility.HtmlEncode(text)}</{tag}>";

    private static bool IsNumber(string text) =>
        text is "" or "NaN" or "…" or "⋮" || char.IsAsciiDigit(text[0]) || text[0] is '−' or '-' or '∞';
}
