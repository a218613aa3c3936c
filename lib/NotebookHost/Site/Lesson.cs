using System.Globalization;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>What the contents page says about a notebook, read from its first Markdown cell.</summary>
/// <param name="Source">The notebook's file.</param>
/// <param name="Page">The file name of its page.</param>
/// <param name="Number">The leading number of its file name, if it has one.</param>
/// <param name="Title">Its first heading, up to the colon where a question follows.</param>
/// <param name="Question">The question the lesson answers; empty if none is asked.</param>
/// <param name="Time">How long it takes, such as "20–30 minutes"; empty if not stated.</param>
/// <param name="Summary">The first sentences, as plain text.</param>
internal sealed partial record Lesson(
    string Source,
    string Page,
    int? Number,
    string Title,
    string Question,
    string Time,
    string Summary,
    Notebook Notebook)
{
    private const int SummaryLength = 200, MaximumOpening = 50_000;

    /// <summary>The title with its number, as lists show it.</summary>
    public string Label => Number is int n ? $"{n:00} {Title}" : Title;

    /// <summary>The lessons in the given order; pages of equally named notebooks are told apart by a suffix.</summary>
    public static IReadOnlyList<Lesson> ReadAll(IEnumerable<(string Path, Notebook Notebook)> notebooks)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "index", "terms" };
        var lessons = new List<Lesson>();
        foreach ((string path, Notebook notebook) in notebooks)
        {
            string stem = Path.GetFileNameWithoutExtension(path), page = stem;
            for (int copy = 2; !taken.Add(page); copy++)
                page = string.Create(CultureInfo.InvariantCulture, $"{stem}-{copy}");
            lessons.Add(Read(Path.GetFullPath(path), page + ".html", notebook));
        }
        return lessons;
    }

    private static Lesson Read(string path, string page, Notebook notebook)
    {
        string opening = notebook.Cells.FirstOrDefault(c => c.IsMarkdown)?.Source ?? "";
        (string heading, string text) = Opening(opening);
        string stem = Path.GetFileNameWithoutExtension(path);
        if (heading.Length == 0) heading = stem;
        int colon = heading.IndexOf(": ", StringComparison.Ordinal);
        bool asks = colon > 0 && heading.EndsWith('?');
        string title = asks ? heading[..colon] : heading;
        string question = asks ? heading[(colon + 2)..] : FirstQuestion(text);
        if (question.Length > 0) question = char.ToUpperInvariant(question[0]) + question[1..];
        Match digits = LeadingNumber().Match(stem), stated = StatedTime().Match(opening);
        int? number = digits.Success ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : null;
        string time = stated.Success ? stated.Groups[1].Value + " minutes" : "";
        return new Lesson(path, page, number, title, question, time, Shortened(text), notebook);
    }

    private static (string Heading, string Paragraph) Opening(string markdown)
    {
        if (markdown.Length > MaximumOpening) return ("", "");
        try
        {
            return MarkdownText.Opening(markdown);
        }
        catch (NotShownException)
        {
            return ("", ""); // told where the page is made
        }
    }

    private static string FirstQuestion(string text)
    {
        int end = text.IndexOf('?', StringComparison.Ordinal);
        return end < 0 ? "" : text[(text.AsSpan(0, end).LastIndexOfAny(".!…") + 1)..(end + 1)].Trim();
    }

    private static string Shortened(string text)
    {
        if (text.Length <= SummaryLength) return text;
        int end = text.LastIndexOf(' ', SummaryLength);
        return text[..(end > 0 ? end : SummaryLength)].TrimEnd(',', ';', ':', ' ') + " …";
    }

    [GeneratedRegex(@"^\d{1,4}(?=\D)")]
    private static partial Regex LeadingNumber();

    [GeneratedRegex(@"\b(\d+(?:\s*(?:–|-|to)\s*\d+)?)\s*min(?:utes|\b)")]
    private static partial Regex StatedTime();
}
