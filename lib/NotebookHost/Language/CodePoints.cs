namespace NotebookHost;

/// <summary>Positions in code: Jupyter counts code points, .NET counts characters, of which an emoji has two.</summary>
internal static class CodePoints
{
    /// <summary>The index in the text of a position in code points;
    /// positions outside the text become its ends.</summary>
    public static int ToIndex(string text, int position)
    {
        int index = 0;
        for (; position > 0 && index < text.Length; position--) index += IsPair(text, index) ? 2 : 1;
        return index;
    }

    /// <summary>The position in code points of an index in the text.</summary>
    public static int FromIndex(string text, int index)
    {
        int position = 0;
        for (int i = 0; i < index; position++) i += IsPair(text, i) ? 2 : 1;
        return position;
    }

    private static bool IsPair(string text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);
}
