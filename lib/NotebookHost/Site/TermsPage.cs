using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>
/// The page of terms: each word that a lesson defines, with its sentence
/// and its lesson; and the list by which pages explain their words.
/// </summary>
internal static class TermsPage
{
    public const string Path = "terms.html", Title = "Terms", List = "assets/terms.js";

    /// <summary>Adds the page and the list. A term that two lessons define is the first one's.</summary>
    public static void AddTo(SiteFiles files, PageFrame frame, IEnumerable<Term> found)
    {
        IEnumerable<Term> firsts = found.DistinctBy(term => term.Id);
        Term[] terms = [.. firsts.OrderBy(term => term.Name, StringComparer.InvariantCultureIgnoreCase)];
        var main = new StringBuilder("<section class=\"cell text\">\n<h1>Terms</h1>\n");
        main.Append("<p>Each term with the sentence that defines it, and the lesson where it first stands.</p>\n");
        main.Append("<dl class=\"terms\">\n").AppendJoin("", terms.Select(Entry)).Append("</dl>\n</section>\n");
        bool hasMath = terms.Any(term => term.Sentence.Contains("class=\"math\"", StringComparison.Ordinal));
        string head = hasMath && SiteAssets.HasKatex ? LessonPage.MathHead : "";
        const string Description = "Each term of the course, with the sentence that defines it.";
        files.Add(Path, frame.ToHtml(Title, Description, null, [], head, main.ToString()));
        files.Add(List, "window.nbTerms = " + Json(terms) + ";\n");
    }

    private static string Entry(Term term)
    {
        string name = WebUtility.HtmlEncode(term.Name);
        string link = $"<a href=\"{Href(term)}\">{WebUtility.HtmlEncode(term.Lesson.Label)}</a>";
        return $"<div id=\"{term.Id}\"><dt>{name}</dt><dd>{term.Sentence} {link}</dd></div>\n";
    }

    private static string Json(IEnumerable<Term> terms)
    {
        var list = new JsonArray([.. terms.Select(Row)]);
        return list.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.Default });
    }

    private static JsonArray Row(Term term) => new(term.Name, term.Sentence, Href(term), term.Lesson.Label);

    private static string Href(Term term) => $"{Uri.EscapeDataString(term.Lesson.Page)}#{term.Anchor}";
}
