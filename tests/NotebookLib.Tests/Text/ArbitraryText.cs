using CsCheck;

namespace NotebookLib.Tests;

/// <summary>Random strings of whole characters from every part of Unicode.</summary>
internal static class ArbitraryText
{
    private static readonly Gen<string> Character = Gen.OneOf(
        Gen.Int[0x20, 0x7E],
        Among('a', 'b', ' ', '\n', '\r', '\t', '\'', 's', '\0', 0x7F),
        Gen.Int[0xA0, 0x6FF],      // Latin, Greek, Cyrillic, Hebrew, Arabic
        Gen.Int[0x900, 0xD7FF],    // Indic, Thai, Chinese, Japanese, Korean
        Gen.Int[0xE000, 0xFFFF],   // private use, specials, the byte order mark
        Gen.Int[0x1F300, 0x1FAFF], // emoji
        Gen.Int[0x10000, 0x10FFFF]).Select(char.ConvertFromUtf32);

    public static readonly Gen<string> Any = Character.Array[0, 40].Select(string.Concat);

    /// <summary>Few letters, so that pairs repeat.</summary>
    public static readonly Gen<string> Repetitive =
        Among("a", "b", "ab", "aa", " ", " b", "é", "\n", ".").Array[0, 120].Select(string.Concat);

    private static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
