namespace NotebookHost;

/// <summary>A part of the course: its numeral, its name, and the lesson it begins with.</summary>
internal sealed record CoursePart(string Numeral, string Name, int First)
{
    private static readonly CoursePart[] all =
    [
        new("I", "Attention, step by step", 0),
        new("II", "From text to a trained GPT", 4),
        new("III", "Generating, remembering, looking inside", 10),
        new("IV", "Models and systems", 16),
    ];

    /// <summary>The part that holds a lesson; null for a notebook without a number.</summary>
    public static CoursePart? Of(Lesson lesson) =>
        lesson.Number is int number ? all.Last(part => part.First <= number) : null;
}
