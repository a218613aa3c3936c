using System.Globalization;
using System.Text;

namespace NotebookHost;

/// <summary>Text of others, made harmless for a terminal: what would steer it is shown instead.</summary>
internal static class PlainText
{
    /// <summary>Control characters, but for line ends and tabs, and marks that turn the direction of writing,
    /// by a picture or their number.</summary>
    public static string Harmless(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Any(IsHarmful)) return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            if (!IsHarmful(c)) shown.Append(c);
            else if (c < ' ') shown.Append((char)('\u2400' + c)); // ␛ for escape
            else shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }
        return shown.ToString();
    }

    /// <summary>As <see cref="Harmless"/>, on one line.</summary>
    public static string OneLine(string text) => Harmless(text.ReplaceLineEndings(" "));

    private static bool IsHarmful(char c) => (char.IsControl(c) && c is not ('\n' or '\t'))
        || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
