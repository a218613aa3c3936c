namespace NotebookHost;

/// <summary>How deep brackets are nested in a text, whatever stands around them: parsers recurse into them,
/// and a stack ends.</summary>
internal static class Brackets
{
    /// <summary>Where the first bracket stands that is nested deeper than a limit; −1 if none is.</summary>
    /// <param name="text">Code of any kind.</param>
    /// <param name="limit">The deepest that is allowed.</param>
    /// <param name="angles">Whether &lt; and &gt; count as brackets.</param>
    public static int Beyond(string text, int limit, bool angles = false)
    {
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is '(' or '[' or '{' || (angles && text[i] == '<')) depth++;
            else if (text[i] is ')' or ']' or '}' || (angles && text[i] == '>')) depth = Math.Max(0, depth - 1);
            if (depth > limit) return i;
        }
        return -1;
    }
}
