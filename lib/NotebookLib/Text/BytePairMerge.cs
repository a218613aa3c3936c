using System.Globalization;

namespace NotebookLib;

/// <summary>One thing that byte-pair encoding learned: which two neighbours become which token.</summary>
/// <param name="Left">The id of the first of the pair.</param>
/// <param name="Right">The id of the second.</param>
/// <param name="Id">The id of the token that replaces both.</param>
/// <param name="Count">How often the pair stood in the text when it was merged; null where only the outcome of the
/// training is known.</param>
/// <param name="LeftText">The first of the pair, to show.</param>
/// <param name="RightText">The second, to show.</param>
/// <param name="Text">The new token, to show.</param>
[TypeFormatterSource(typeof(PlainFormatters), PreferredMimeTypes = ["text/plain"])]
public sealed record BytePairMerge(int Left, int Right, int Id, int? Count, string LeftText, string RightText,
    string Text)
{
    /// <summary>Such as "'t' + 'h' → 'th', 312 times"; without a count, "'t' + 'h' → 'th', id 339".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"'{LeftText}' + '{RightText}' → '{Text}', "
            + $"{Count switch { null => $"id {Id}", 1 => "1 time", _ => $"{Count} times" }}");

    internal bool AppliesTo(int[] word)
    {
        for (int i = 0; i + 1 < word.Length; i++)
            if (word[i] == Left && word[i + 1] == Right) return true;
        return false;
    }

    /// <summary>
    /// The word with the pair replaced wherever it stands, from left to right: in "aaa" the first two.
    /// </summary>
    internal int[] Apply(int[] word)
    {
        var merged = new List<int>(word.Length);
        for (int i = 0; i < word.Length; i++)
        {
            bool pair = i + 1 < word.Length && word[i] == Left && word[i + 1] == Right;
            merged.Add(pair ? Id : word[i]);
            if (pair) i++;
        }
        return [.. merged];
    }
}

/// <summary>A text on its way from bytes to tokens.</summary>
/// <param name="Merge">The merge that led here; null for the bytes at the start.</param>
/// <param name="Pieces">The text as it is cut now.</param>
[TypeFormatterSource(typeof(PlainFormatters), PreferredMimeTypes = ["text/plain"])]
public sealed record BytePairStep(BytePairMerge? Merge, IReadOnlyList<string> Pieces)
{
    /// <summary>The pieces with a bar between two, such as "l|o|w|er".</summary>
    public override string ToString() => string.Join('|', Pieces);
}
