using System.Globalization;
using System.Net;
using System.Text;

namespace NotebookHost;

/// <summary>What all pages share: head, course contents at the side, keys, and the place for the page itself.</summary>
internal sealed record PageFrame(IReadOnlyList<Lesson> Lessons)
{
    public const string CourseTitle = "From one dot product to a small ChatGPT";
    public const string CourseLine =
        "Learning notebooks in C#: each number on these pages was computed by the code above it.";

    // What cleaning might miss: nothing is fetched from another machine, no
    // script runs but the site's own files, no form, frame, plug-in or base.
    // "file:" is 'self' for a page that was opened from disk.
    private const string Policy =
        "default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; "
        + "img-src 'self' file: data: blob:; font-src 'self' file:; connect-src 'none'; form-action 'none'; "
        + "base-uri 'none'; object-src 'none'; frame-src 'none'; worker-src 'none'";

    private const string Tools =
        """<button type="button" data-key="/" aria-label="Find">⌕</button>"""
        + """<button type="button" data-key="d" aria-label="Dark or light">◐</button>"""
        + """<button type="button" data-key="b" aria-label="Large type for a projector">A+</button>"""
        + """<button type="button" data-key="?" aria-label="Show the keys">?</button>""";

    private const string BigType =
        "big: large type for a projector; a presenter’s page keys step through the cells";

    private const string Keys = $"""
        <dialog id="nb.keys" aria-labelledby="nb.keys.title">
        <h2 id="nb.keys.title">Keys</h2>
        <dl>
        <div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next, previous cell</dd></div>
        <div><dt><kbd>o</kbd></dt><dd>open or close the hidden answers here</dd></div>
        <div><dt><kbd>n</kbd> <kbd>p</kbd> or <kbd>→</kbd> <kbd>←</kbd></dt><dd>next, previous lesson</dd></div>
        <div><dt><kbd>c</kbd> <kbd>t</kbd></dt><dd>contents page, terms</dd></div>
        <div><dt><kbd>/</kbd></dt><dd>find a page by typing</dd></div>
        <div><dt><kbd>b</kbd></dt><dd>{BigType}</dd></div>
        <div><dt><kbd>d</kbd></dt><dd>dark or light</dd></div>
        <div><dt><kbd>?</kbd></dt><dd>these keys</dd></div>
        </dl>
        <button type="button" data-key="?">Close</button>
        </dialog>
        """;

    /// <summary>A whole page.</summary>
    /// <param name="title">Its title, as plain text.</param>
    /// <param name="description">One or two sentences for search results and previews, as plain text.</param>
    /// <param name="current">The lesson that the page shows; null for the contents page.</param>
    /// <param name="headings">The headings of the page for the list at the side.</param>
    /// <param name="head">Further elements of the head.</param>
    /// <param name="main">The content.</param>
    public string ToHtml(
        string title,
        string description,
        Lesson? current,
        IReadOnlyList<Heading> headings,
        string head,
        string main)
    {
        string fullTitle = current is null ? title : $"{title} · {CourseTitle}";
        string home = title == CourseTitle ? "<span></span>" : $"<a href=\"index.html\">{CourseTitle}</a>";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <meta http-equiv="x-dns-prefetch-control" content="off">
            <meta name="referrer" content="no-referrer">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{WebUtility.HtmlEncode(fullTitle)}</title>
            <meta name="description" content="{WebUtility.HtmlEncode(description)}">
            <link rel="icon" href="data:,">
            {head}<link rel="stylesheet" href="assets/site.css">
            <script src="{TermsPage.List}" defer></script>
            <script src="assets/site.js" defer></script>
            </head>
            <body>
            <script src="assets/theme.js"></script>
            <a class="skip" href="#nb.main">Skip to the content</a>
            <header class="side">
            <div class="brand">{home}<div class="tools">{Tools}</div></div>
            {Contents(current, headings)}</header>
            <main id="nb.main" tabindex="-1">
            {main}</main>
            {Keys}
            </body>
            </html>

            """;
    }

    private string Contents(Lesson? current, IReadOnlyList<Heading> headings)
    {
        if (current is null || Lessons.Count == 0) return "";
        var html = new StringBuilder("<details class=\"contents\" open><summary>Contents</summary>\n");
        html.Append("<nav aria-label=\"Lessons\">\n<ol>\n");
        foreach (Lesson lesson in Lessons)
        {
            string number = lesson.Number is int n ? $"<span class=\"number\">{n:00}</span>" : "";
            string mark = lesson == current ? " aria-current=\"page\"" : "";
            string address = Uri.EscapeDataString(lesson.Page), title = WebUtility.HtmlEncode(lesson.Title);
            html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"{address}\"{mark}>{number}{title}</a>");
            if (lesson == current) html.Append(OnThisPage(headings));
            html.Append("</li>\n");
        }
        string terms = $"<p><a href=\"{TermsPage.Path}\">{TermsPage.Title}</a></p>\n";
        return html.Append("</ol>\n").Append(terms).Append("</nav>\n</details>\n").ToString();
    }

    private static string OnThisPage(IReadOnlyList<Heading> headings)
    {
        var sections = headings.Where(h => h.Level is 2 or 3).ToList();
        if (sections.Count == 0) return "";
        return $"\n<ol class=\"here\">\n{string.Concat(sections.Select(Item))}</ol>\n";
    }

    private static string Item(Heading heading)
    {
        string anchor = WebUtility.HtmlEncode(Uri.EscapeDataString(heading.Id));
        string text = WebUtility.HtmlEncode(heading.Text);
        return $"<li class=\"level{heading.Level}\"><a href=\"#{anchor}\">{text}</a></li>\n";
    }
}
