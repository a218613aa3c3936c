using System.Globalization;
using System.Text.RegularExpressions;
using NotebookHost;

namespace Course.Tests;

/// <summary>
/// How long a lesson takes: 180 words of prose a minute, 8 seconds a line of code, 4 minutes a number to work out.
/// </summary>
/// <remarks>
/// The answers of predictions count, since a reader opens them; solutions do not, nor does code in Markdown, nor empty
/// lines.
/// A lesson with cells tagged <c>claims</c> has the newer form: those cells, stubs and hints do not count, and what the
/// heading of a function to write says is <paramref name="Writing"/>, given apart. In the older form a line counts
/// 4 seconds.
/// </remarks>
/// <param name="Words">Words of the prose; a formula counts as it is split at blanks.</param>
/// <param name="Lines">Lines of code in cells.</param>
/// <param name="Exercises">Numbers to work out; in the older form every cell tagged <c>exercise</c>.</param>
/// <param name="SecondsALine">What a line of code takes.</param>
/// <param name="Writing">Minutes for the functions that are written.</param>
internal sealed partial record ReadingTime(int Words, int Lines, int Exercises, int SecondsALine = 4, int Writing = 0)
{
    /// <summary>The heading after which stands what class does not need.</summary>
    public const string FurtherHeading = "## Going further";

    private const string EndHeading = "## What you have seen";
    private const int NewSecondsALine = 8;

    /// <summary>The minutes of reading, rounded up to the next five.</summary>
    public int Minutes => 5 * (int)Math.Ceiling((Words / 180.0 + Lines * SecondsALine / 60.0 + Exercises * 4) / 5);

    /// <summary>Whether the evidence of a lesson stands in cells of its own.</summary>
    public static bool IsNewForm(Notebook lesson) => lesson.Cells.Any(cell => cell.Tags.Contains("claims"));

    /// <summary>
    /// The time of a lesson, and the part of it that stands under <see cref="FurtherHeading"/>; null where there is no
    /// such heading.
    /// </summary>
    /// <remarks>What you have seen, at the end, belongs to the core.</remarks>
    public static (ReadingTime Core, ReadingTime? Further) Of(Notebook lesson)
    {
        bool isNew = IsNewForm(lesson), isFurther = false, hasFurther = false;
        ReadingTime none = new(0, 0, 0, isNew ? NewSecondsALine : 4), core = none, further = none;
        foreach (Cell cell in lesson.Cells)
            foreach (string section in cell.IsMarkdown ? Headings().Split(cell.Source) : [cell.Source])
            {
                if (cell.IsMarkdown && section.StartsWith(FurtherHeading, StringComparison.Ordinal))
                    isFurther = hasFurther = true;
                else if (cell.IsMarkdown && section.StartsWith(EndHeading, StringComparison.Ordinal)) isFurther = false;
                ReadingTime time = cell.IsMarkdown ? OfProse(section, none, isNew) : OfCode(cell, none, isNew);
                if (isFurther) further += time;
                else core += time;
            }
        return (core, hasFurther ? further : null);
    }

    public static ReadingTime operator +(ReadingTime a, ReadingTime b) => a with
    {
        Words = a.Words + b.Words,
        Lines = a.Lines + b.Lines,
        Exercises = a.Exercises + b.Exercises,
        Writing = a.Writing + b.Writing,
    };

    public override string ToString() =>
        $"{Words} words / 180 + {Lines} lines × {SecondsALine} s + {Exercises} × 4 minutes: {Minutes} minutes, "
        + $"and {Writing} of writing";

    private static ReadingTime OfProse(string section, ReadingTime none, bool isNew)
    {
        if (!isNew) return none with { Words = WordsIn(section) };
        int writing = ToWrite().Matches(section).Sum(m =>
            int.Parse(m.Groups["minutes"].Value, CultureInfo.InvariantCulture));
        return none with { Words = WordsIn(Hints().Replace(section, " ")), Writing = writing };
    }

    private static ReadingTime OfCode(Cell cell, ReadingTime none, bool isNew)
    {
        bool isExercise = cell.Tags.Contains("exercise");
        if (!isNew) return none with { Lines = LinesIn(cell.Source), Exercises = isExercise ? 1 : 0 };
        bool isFunction = cell.Source.Contains(nameof(NotImplementedException), StringComparison.Ordinal);
        if (isExercise) return none with { Exercises = isFunction ? 0 : 1 };
        return cell.Tags.Contains("claims") ? none : none with { Lines = LinesIn(cell.Source) };
    }

    private static int WordsIn(string markdown) =>
        NotProse()
            .Replace(markdown, " ")
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Count(word => word.Any(char.IsLetterOrDigit));

    private static int LinesIn(string code) => code.Split('\n').Count(line => !string.IsNullOrWhiteSpace(line));

    [GeneratedRegex("^(?=## )", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"\*\*Write it: [^*]+\*\* (?<minutes>\d+) minutes")]
    private static partial Regex ToWrite();

    [GeneratedRegex(@"<details>\s*<summary>\s*Hint\b.*?</details>", RegexOptions.Singleline)]
    private static partial Regex Hints();

    [GeneratedRegex(@"<details>\s*<summary>\s*Solution\s*</summary>.*?</details>|```.*?```|<[^>]+>",
        RegexOptions.Singleline)]
    private static partial Regex NotProse();
}
