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
    public static string Fit(string text, double width, double size, bool bold = false)
    {
        if (Width(text, size, bold) <= width) return text;
        Rune[] runes = [.. text.EnumerateRunes()];
        // one more, since sums of widths are rounded
        for (int keep = Math.Min(runes.Length - 1, Fitting(runes, width / size, bold) + 1); keep > 1; keep--)
        {
            int head = (keep + 1) / 2;
            string shorter = string.Concat(runes[..head].Select(r => r.ToString())) + "…"
                + string.Concat(runes[^(keep - head)..].Select(r => r.ToString()));
            if (Width(shorter, size, bold) <= width) return shorter;
        }
        return "…";
    }

    /// <summary>About how many runes, half of them from each end, are no wider than <paramref name="width"/> times the
    /// font size with "…" between them.</summary>
    private static int Fitting(Rune[] runes, double width, bool bold)
    {
        double used = FontWidths.Of(new Rune('…'), bold);
        int keep = 0;
        while (keep < runes.Length && used <= width)
        {
            // one at the front, one at the end, and so on
            used += FontWidths.Of(runes[keep % 2 == 0 ? keep / 2 : ^(keep / 2 + 1)], bold);
            keep++;
        }
        return keep;
    }

    /// <summary>A name that stands in many tips: of any length that a reader would read, but no longer.</summary>
    public static string Tip(string text) => Fit(text, 2000, Drawing.FontSize);

    /// <summary>
    /// How wide text is at most in the usual sans-serif faces; no font is at hand to measure.
    /// </summary>
    public static double Width(string text, double size, bool bold = false)
    {
        double width = 0;
        foreach (Rune rune in text.EnumerateRunes()) width += FontWidths.Of(rune, bold);
        return size * width;
    }

    /// <summary>
    /// The text in lines at most <paramref name="width"/> wide. No character is lost: spaces at the ends of lines
    /// alone, and a word that is wider than a line is broken.
    /// </summary>
    public static string[] Wrap(string text, double width, double size, bool bold = false)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        double room = width / size, used = 0, space = FontWidths.Of(new Rune(' '), bold);
        foreach (string word in Clean(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            double wide = Width(word, 1, bold);
            if (line.Length > 0 && used + space + wide <= room)
            {
                line.Append(' ').Append(word);
                used += space + wide;
                continue;
            }
            End();
            foreach (Rune rune in word.EnumerateRunes())
            {
                double next = FontWidths.Of(rune, bold);
                if (used > 0 && used + next > room) End();
                line.Append(rune.ToString());
                used += next;
            }
        }
        End();
        return [.. lines];

        void End()
        {
            if (line.Length > 0) lines.Add(line.ToString());
            line.Clear();
            used = 0;
        }
    }

    private static string Whitespace(string text)
    {
        text = text.Replace("\r\n", "⏎").Replace('\n', '⏎').Replace('\r', '⏎').Replace('\t', '⇥');
        int start = text.Length - text.TrimStart(' ').Length, end = text.TrimEnd(' ').Length;
        return start >= end
            ? new string('␣', text.Length)
            : new string('␣', start) + text[start..end] + new string('␣', text.Length - end);
    }
}
