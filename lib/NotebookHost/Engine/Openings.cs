namespace NotebookHost;

/// <summary>How many brackets of C# are open in a text, with those that may be none: &lt; of lists of types, and ?
/// that waits for its colon.</summary>
/// <remarks>A parser tries both meanings of such a sign, at each level again.</remarks>
internal static class Openings
{
    /// <summary>Where more are open than a limit allows; −1 if they nowhere are.</summary>
    public static int Beyond(string text, int limit)
    {
        int brackets = 0, angles = 0, questions = 0;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '(' or '[' or '{':
                    brackets++;
                    break;
                case ')' or ']' or '}':
                    brackets = Math.Max(0, brackets - 1);
                    break;
                case '<':
                    angles++;
                    break;
                case '>':
                    angles = Math.Max(0, angles - 1);
                    break;
                case '?' when IsOfConditional(text, i):
                    questions++;
                    break;
                case ':':
                    questions = Math.Max(0, questions - 1);
                    break;
                case ';':
                    angles = questions = 0;
                    break;
                case '=' or '&' or '|' or '+' or '-' or '/' or '%' or '"': // no list of types holds one
                    angles = 0;
                    break;
            }
            if (brackets + angles + questions > limit) return i;
        }
        return -1;
    }

    /// <summary>Not a step that is left out for null, nor a value in the place of null.</summary>
    private static bool IsOfConditional(string text, int at)
    {
        char before = at > 0 ? text[at - 1] : ' ', behind = at + 1 < text.Length ? text[at + 1] : ' ';
        return before != '?' && behind is not ('?' or '.' or '[');
    }
}
