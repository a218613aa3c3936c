using System.Globalization;
using System.Net;
using System.Text;

namespace NotebookHost;

/// <summary>The contents page: the lessons by part, each with the question it answers and the time it takes.</summary>
internal static class ContentsPage
{
    public const string Path = "index.html";

    /// <summary>Adds the page.</summary>
    /// <param name="files">The site.</param>
    /// <param name="frame">What all pages share.</param>
    /// <param name="pictures">
    /// For a lesson the picture that stands for it; empty or missing where there is none.
    /// </param>
    public static void AddTo(SiteFiles files, PageFrame frame, IReadOnlyDictionary<Lesson, string> pictures)
    {
        var main = new StringBuilder($"""
            <div class="opening">
            <h1>{PageFrame.CourseTitle}</h1>
            <p>{PageFrame.CourseLine} <a href="{TermsPage.Path}">{TermsPage.Title}</a></p>
            </div>

            """);
        if (frame.Lessons.Count == 0) main.Append("<p>No notebooks yet.</p>\n");
        foreach (IGrouping<CoursePart?, Lesson> part in frame.Lessons.GroupBy(CoursePart.Of))
        {
            main.Append("<section class=\"lessons\">\n");
            if (part.Key is CoursePart p)
                main.Append(CultureInfo.InvariantCulture, $"<h2>{Numeral(p)} {p.Name}</h2>\n");
            IEnumerable<string> entries = part.Select(lesson => Entry(lesson, pictures.GetValueOrDefault(lesson, "")));
            main.Append("<ol>\n").AppendJoin("", entries).Append("</ol>\n</section>\n");
        }
        string head = frame.Lessons is [var first, ..] ? $"<link rel=\"next\" href=\"{Address(first)}\">\n" : "";
        files.Add(Path, frame.ToHtml(PageFrame.CourseTitle, PageFrame.CourseLine, null, [], head, main.ToString()));
    }

    private static string Numeral(CoursePart part) => $"<span class=\"numeral\">Part {part.Numeral}</span>";

    private static string Address(Lesson lesson) => Uri.EscapeDataString(lesson.Page);

    private static string Entry(Lesson lesson, string picture)
    {
        string number = $"<span class=\"number\">{lesson.Number:00}</span>";
        string title = WebUtility.HtmlEncode(lesson.Title);
        string line = lesson.Question.Length > 0 ? lesson.Question : lesson.Summary;
        string time = lesson.Time.Length > 0 ? $"<span class=\"time\">{WebUtility.HtmlEncode(lesson.Time)}</span>" : "";
        string thumbnail = picture.Length > 0 ? $"<span class=\"thumbnail\" aria-hidden=\"true\">{picture}</span>" : "";
        return $"""
            <li><a class="lesson" href="{Address(lesson)}">{number}<span class="words"><span class="name">{title}</span>
            <span class="question">{WebUtility.HtmlEncode(line)}</span></span>{time}{thumbnail}</a></li>

            """;
    }
}
