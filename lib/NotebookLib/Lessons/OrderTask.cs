namespace NotebookLib;

/// <summary>
/// A task that only order solves. A text has one robot and one glass among other words and ends in a question mark:
/// which of the two came first?
/// </summary>
/// <remarks>
/// Every text has a twin, in which robot and glass are exchanged. Whoever cannot see order gives both the same answer,
/// and is right once.
/// </remarks>
public static class OrderTask
{
    /// <summary>The token of the question mark, which ends a text.</summary>
    public const int Question = 7;

    /// <summary>The words; a token is a place in this list: robot 0, glass 1, then fillers, and the question
    /// mark.</summary>
    public static IReadOnlyList<string> Words { get; } = ["robot", "glass", "the", "and", "then", "a", "it", "?"];

    /// <summary>A text: fillers, with robot and glass at two random places, and the question mark last.</summary>
    /// <param name="random">Where places and fillers come from.</param>
    /// <param name="length">T, the number of tokens, at least 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 3.</exception>
    public static int[] Text(Random random, int length)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 3);
        int[] text = new int[length];
        for (int t = 0; t < length - 1; t++)
            text[t] = random.Next(2, Question);
        int robot = random.Next(length - 1);
        int glass = (robot + 1 + random.Next(length - 2)) % (length - 1);
        text[robot] = 0;
        text[glass] = 1;
        text[^1] = Question;
        return text;
    }

    /// <summary>The same text with robot and glass exchanged.</summary>
    public static int[] Twin(int[] text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.Select(word => word < 2 ? 1 - word : word)];
    }

    /// <summary>The right answer: 0 where the robot comes first, 1 where the glass does.</summary>
    /// <exception cref="InvalidOperationException">The text has neither.</exception>
    public static int First(int[] text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.First(word => word < 2);
    }

    /// <summary>The text in words.</summary>
    public static string Show(int[] text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Join(' ', text.Select(word => Words[word]));
    }
}
