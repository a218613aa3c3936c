using System.Globalization;
using System.Text;

namespace NotebookLib;

/// <summary>
/// How far letters advance: the widest of the sans-serif fonts that pages use, in parts of the font size.
/// </summary>
/// <remarks>
/// Of DejaVu Sans, Liberation Sans, Noto Sans and Roboto; nearly always it is DejaVu Sans, which is as wide as Verdana.
/// In Segoe UI, San Francisco or Arial a text takes about an eighth less.
/// </remarks>
internal static partial class FontWidths
{
    private const double Unknown = 1.05, Emoji = 1.4; // fonts at hand differ: as wide as the wide ones

    /// <summary>The advance of a letter, of its bold face if asked for.</summary>
    public static double Of(Rune rune, bool bold = false)
    {
        ReadOnlySpan<byte> block = Block(rune.Value, bold, out int first);
        if (!block.IsEmpty && block[rune.Value - first] is > 0 and var width) return width / 100.0;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
            _ => rune.Value >= 0x1F000 ? Emoji : Unknown,
        };
    }
}
