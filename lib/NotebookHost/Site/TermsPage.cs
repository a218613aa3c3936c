using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>The page of terms: each word that a lesson defines, with its sentence and its lesson; and the list by which pages explain their words.</summary>
internal static class TermsPage
{
    public const string Path = "terms.html", Title = "Terms", List = "assets/terms.js";

    /// <summary>Adds the page and the list. A term that two lessons define is the first one's.</summary>
    public static void AddTo(SiteFiles files, PageFrame frame, IEnumerable<Term> found)
    {
        Term[] terms = [.. found.DistinctBy(term => term.Id).OrderBy(term => term.Name, StringComparer.InvariantCultureIgnoreCase)];
        var main = new StringBuilder("<section class=\"cell text\">\n<h1>Terms</h1>\n");
        main.Append("<p>Each term with the sentence that defines it, and the lesson where it first stands.</p>\n<dl class=\"terms\">\n");
        foreach (Term term in terms)
            main.Append(CultureInfo.InvariantCulture, $"""
                <div id="{term.Id}"><dt>{WebUtility.HtmlEncode(term.Name)}</dt><dd>{term.Sentence} <a href="{Href(term)}">{WebUtility.HtmlEncode(term.Lesson.Label)}</a></dd></div>

                """);
        main.Append("</dl>\n</section>\n");
        bool math = terms.Any(term => term.Sentence.Contains("class=\"math\"", StringComparison.Ordinal)) && SiteAssets.HasKatex;
        files.Add(Path, frame.ToHtml(Title, "Each term of the course, with the sentence that defines it.", null, [], math ? LessonPage.MathHead : "", main.ToString()));
        files.Add(List, "window.nbTerms = " + Json(terms) + ";\n");
    }

    private static string Json(IEnumerable<Term> terms)
    {
        var list = new JsonArray([.. terms.Select(term => new JsonArray(term.Name, term.Sentence, Href(term), term.Lesson.Label))]);
        return list.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.Default });
    }

    private static string Href(Term term) => $"{Uri.EscapeDataString(term.Lesson.Page)}#{term.Anchor}";
}
