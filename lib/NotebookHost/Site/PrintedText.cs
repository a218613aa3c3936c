using System.Text;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>Text that was meant for a terminal, as it stands there at the end.</summary>
internal static partial class PrintedText
{
    /// <summary>
    /// The text without colours and other commands; a line that was written
    /// over, as progress bars do, is what was written last, and lines end in \n.
    /// </summary>
    public static string AtRest(string text)
    {
        if (text.AsSpan().ContainsAny('\u001b', '\u009b', '\u009d')) text = Command().Replace(text, "");
        if (!text.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))) return text;
        var rest = new StringBuilder(text.Length);
        int line = 0; // where the last line begins
        for (int i = 0; i < text.Length; i++)
            if (text[i] == '\n')
            {
                rest.Append('\n');
                line = rest.Length;
            }
            else if (text[i] == '\r')
            {
                // What is written over goes when something is written: a \r alone, or before \n, leaves the line.
                while (i + 1 < text.Length && text[i + 1] == '\r') i++;
                if (i + 1 < text.Length && text[i + 1] != '\n') rest.Length = line;
            }
            else if (text[i] == '\b') rest.Length = Math.Max(line, rest.Length - 1);
            else if (!char.IsControl(text[i]) || text[i] == '\t') rest.Append(text[i]);
        return rest.ToString();
    }

    /// <summary>
    /// Commands that begin with ESC or its one-character forms: colours and
    /// cursor, titles (which end in BEL or ESC \), and those of two characters.
    /// </summary>
    [GeneratedRegex(
        @"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
        + @"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
        + @"|\x1b[ -/]*[0-~]|\x1b")]
    private static partial Regex Command();
}
