using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NotebookLib.Tests;

/// <summary>What text takes in fonts as browsers have them, by their own tables: references/font_widths.json.</summary>
internal static class FontFaces
{
    // by font, by weight, by the first code point of a block: advances in ten-thousandths, null where there is none
    private static readonly Dictionary<string, Dictionary<string, Dictionary<string, int?[]>>> faces =
        JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, Dictionary<string, int?[]>>>>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", "font_widths.json")))!;

    // by letter; of a letter that no font has, the library's own guess
    private static readonly Dictionary<(Rune, bool), double> widest =
        Known().GroupBy(k => (k.Letter, k.Bold), k => k.Width).ToDictionary(g => g.Key, g => g.Max());

    /// <summary>Each letter of each font, with its advance in parts of the font size.</summary>
    public static IEnumerable<(string Font, bool Bold, Rune Letter, double Width)> Known() =>
        from font in faces
        from weight in font.Value
        from block in weight.Value
        from letter in block.Value.Index()
        where letter.Item is not null
        let code = int.Parse(block.Key, CultureInfo.InvariantCulture) + letter.Index
        select (font.Key, weight.Key == "bold", new Rune(code), (letter.Item ?? 0) / 1e4);

    /// <summary>How wide text is in the widest of the fonts.</summary>
    public static double Width(string text, double size, bool bold) => size * text.EnumerateRunes()
        .Sum(letter => widest.TryGetValue((letter, bold), out double width) ? width : FontWidths.Of(letter, bold));
}
