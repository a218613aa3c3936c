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
    /// <param name="pictures">For a lesson the picture that stands for it; empty or missing where there is none.</param>
    public static void AddTo(SiteFiles files, PageFrame frame, IReadOnlyDictionary<Lesson, string> pictures)
    {
        var main = new StringBuilder().Append(CultureInfo.InvariantCulture, $"<div class=\"opening\">\n<h1>{PageFrame.CourseTitle}</h1>\n<p>{PageFrame.CourseLine} <a href=\"{TermsPage.Path}\">{TermsPage.Title}</a></p>\n</div>\n");
        if (frame.Lessons.Count == 0) main.Append("<p>No notebooks yet.</p>\n");
        foreach (IGrouping<CoursePart?, Lesson> part in frame.Lessons.GroupBy(CoursePart.Of))
        {
            main.Append("<section class=\"lessons\">\n");
            if (part.Key is CoursePart p) main.Append(CultureInfo.InvariantCulture, $"<h2><span class=\"numeral\">Part {p.Numeral}</span> {p.Name}</h2>\n");
            main.Append(CultureInfo.InvariantCulture, $"<ol>\n{string.Concat(part.Select(lesson => Entry(lesson, pictures.GetValueOrDefault(lesson, ""))))}</ol>\n</section>\n");
        }
        string head = frame.Lessons.Count > 0 ? $"<link rel=\"next\" href=\"{Uri.EscapeDataString(frame.Lessons[0].Page)}\">\n" : "";
        files.Add(Path, frame.ToHtml(PageFrame.CourseTitle, PageFrame.CourseLine, null, [], head, main.ToString()));
    }

    private static string Entry(Lesson lesson, string picture)
    {
        string number = lesson.Number is int n ? $"<span class=\"number\">{n:00}</span>" : "<span class=\"number\"></span>";
        string line = lesson.Question.Length > 0 ? lesson.Question : lesson.Summary;
        string time = lesson.Time.Length > 0 ? $"<span class=\"time\">{WebUtility.HtmlEncode(lesson.Time)}</span>" : "";
        string thumbnail = picture.Length > 0 ? $"<span class=\"thumbnail\" aria-hidden=\"true\">{picture}</span>" : "";
        return $"""
            <li><a class="lesson" href="{Uri.EscapeDataString(lesson.Page)}">{number}<span class="words"><span class="name">{WebUtility.HtmlEncode(lesson.Title)}</span>
            <span class="question">{WebUtility.HtmlEncode(line)}</span></span>{time}{thumbnail}</a></li>

            """;
    }
}
