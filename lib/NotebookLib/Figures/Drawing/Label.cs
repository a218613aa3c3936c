using System.Text;

namespace NotebookLib;

/// <summary>Words in a drawing: made visible, made short, measured.</summary>
internal static class Label
{
    /// <summary>
    /// A token as it can be seen: spaces at its ends and line ends as ␣ and ⏎, characters that no page can hold as ·.
    /// </summary>
    public static string Token(string? token) => token is null or "" ? "∅" : Whitespace(Clean(token));

    /// <summary>Text without characters that XML forbids.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                clean.Append(c).Append(text[++i]);
            else
                clean.Append(char.IsSurrogate(c) || c is '\uFFFE' or '\uFFFF'
                    || char.IsControl(c) && c is not ('\t' or '\n' or '\r')
                    ? '·'
                    : c);
        }
        return clean.ToString();
    }

    /// <summary>
    /// At most <paramref name="width"/> wide at font size <paramref name="size"/>; the middle gives way to "…".
    /// </summary>
    public static string Fit(string text, double width, double size)
    {
        if (Width(text, size) <= width) return text;
        Rune[] runes = [.. text.EnumerateRunes()];
        // one more, since sums of widths are rounded
        for (int keep = Math.Min(runes.Length - 1, Fitting(runes, width / size) + 1); keep > 1; keep--)
        {
            int head = (keep + 1) / 2;
            string shorter = string.Concat(runes[..head].Select(r => r.ToString())) + "…"
                + string.Concat(runes[^(keep - head)..].Select(r => r.ToString()));
            if (Width(shorter, size) <= width) return shorter;
        }
        return "…";
    }

    /// <summary>About how many runes, half of them from each end, are no wider than <paramref name="width"/> times the
    /// font size with "…" between them.</summary>
    private static int Fitting(Rune[] runes, double width)
    {
        double used = Width(new Rune('…'));
        int keep = 0;
        while (keep < runes.Length && used <= width)
        {
            // one at the front, one at the end, and so on
            used += Width(runes[keep % 2 == 0 ? keep / 2 : ^(keep / 2 + 1)]);
            keep++;
        }
        return keep;
    }

    /// <summary>A name that stands in many tips: of any length that a reader would read, but no longer.</summary>
    public static string Tip(string text) => Fit(text, 2000, Drawing.FontSize);

    /// <summary>
    /// About how wide text is, on the wide side of the usual sans-serif faces; no font is at hand to measure.
    /// </summary>
    public static double Width(string text, double size) => size * text.EnumerateRunes().Sum(Width);

    private static double Width(Rune rune) => rune.Value switch
    {
        'i' or 'l' or 'j' or '\'' or '.' or ',' or ':' or ';' or '|' or '!' or '·' => 0.32,
        'f' or 't' or 'r' or ' ' or '(' or ')' or '[' or ']' or '-' or '/' => 0.41,
        'm' or 'w' or 'M' or 'W' or '…' or '→' or '−' or '⏎' or '␣' => 0.9,
        >= 'A' and <= 'Z' => 0.68,
        >= 0x1100 and < 0x1200 or >= 0x2E80 and < 0xD800 or >= 0xF900 and < 0xFB00 or >= 0xFE30 and < 0xFE50
            or >= 0xFF00 and < 0xFF61 =>
            1.05,
        >= 0x1F000 => 1.4,
        _ => 0.6,
    };

    private static string Whitespace(string text)
    {
        text = text.Replace("\r\n", "⏎").Replace('\n', '⏎').Replace('\r', '⏎').Replace('\t', '⇥');
        int start = text.Length - text.TrimStart(' ').Length, end = text.TrimEnd(' ').Length;
        return start >= end
            ? new string('␣', text.Length)
            : new string('␣', start) + text[start..end] + new string('␣', text.Length - end);
    }
}
