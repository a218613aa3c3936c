using System.Text.RegularExpressions;
using NotebookHost;

namespace Course.Tests;

/// <summary>How long a lesson takes: 180 words of prose a minute, 4 seconds a line of code, 4 minutes an exercise.</summary>
/// <remarks>The answers of predictions count, since a reader opens them; solutions do not, nor does code in Markdown, nor empty lines.</remarks>
/// <param name="Words">Words of the prose; a formula counts as it is split at blanks.</param>
/// <param name="Lines">Lines of code in cells.</param>
/// <param name="Exercises">Cells tagged <c>exercise</c>.</param>
internal sealed partial record ReadingTime(int Words, int Lines, int Exercises)
{
    /// <summary>The heading after which stands what class does not need.</summary>
    public const string FurtherHeading = "## Going further";

    private const string EndHeading = "## What you have seen";

    /// <summary>The minutes, rounded up to the next five.</summary>
    public int Minutes => 5 * (int)Math.Ceiling((Words / 180.0 + Lines * 4 / 60.0 + Exercises * 4) / 5);

    /// <summary>The time of a lesson, and the part of it that stands under <see cref="FurtherHeading"/>; null where there is no such heading.</summary>
    /// <remarks>What you have seen, at the end, belongs to the core.</remarks>
    public static (ReadingTime Core, ReadingTime? Further) Of(Notebook lesson)
    {
        var (core, further, isFurther) = (new ReadingTime(0, 0, 0), new ReadingTime(0, 0, 0), false);
        bool hasFurther = false;
        foreach (Cell cell in lesson.Cells)
            foreach (string section in cell.IsMarkdown ? Headings().Split(cell.Source) : [cell.Source])
            {
                if (cell.IsMarkdown && section.StartsWith(FurtherHeading, StringComparison.Ordinal)) isFurther = hasFurther = true;
                else if (cell.IsMarkdown && section.StartsWith(EndHeading, StringComparison.Ordinal)) isFurther = false;
                ReadingTime time = cell.IsMarkdown ? new(WordsIn(section), 0, 0) : new(0, LinesIn(section), cell.Tags.Contains("exercise") ? 1 : 0);
                if (isFurther) further += time;
                else core += time;
            }
        return (core, hasFurther ? further : null);
    }

    public static ReadingTime operator +(ReadingTime a, ReadingTime b) => new(a.Words + b.Words, a.Lines + b.Lines, a.Exercises + b.Exercises);

    public override string ToString() => $"{Words} words / 180 + {Lines} lines × 4 s + {Exercises} exercises × 4 minutes: {Minutes} minutes";

    private static int WordsIn(string markdown) =>
        NotProse().Replace(markdown, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetterOrDigit));

    private static int LinesIn(string code) => code.Split('\n').Count(line => !string.IsNullOrWhiteSpace(line));

    [GeneratedRegex("^(?=## )", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"<details>\s*<summary>\s*Solution\s*</summary>.*?</details>|```.*?```|<[^>]+>", RegexOptions.Singleline)]
    private static partial Regex NotProse();
}
