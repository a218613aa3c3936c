using System.Globalization;
using System.Net;
using System.Text;

namespace NotebookHost;

/// <summary>The page of one notebook: its cells, each code cell joined to its outputs, between links to its neighbours.</summary>
internal sealed class LessonPage
{
    private readonly Lesson lesson;
    private readonly PageFrame frame;
    private readonly MarkdownCells markdown;
    private readonly CellOutputs outputs;

    private LessonPage(Lesson lesson, PageFrame frame, SiteFiles files)
    {
        (this.lesson, this.frame) = (lesson, frame);
        var links = new PageLinks(lesson, frame, files);
        markdown = new MarkdownCells(links);
        outputs = new CellOutputs(links);
    }

    /// <summary>Adds the page and says what it needs beside the style sheet.</summary>
    public static (bool Math, bool Charts) AddTo(SiteFiles files, Lesson lesson, PageFrame frame)
    {
        var page = new LessonPage(lesson, frame, files);
        files.Add(lesson.Page, page.ToHtml());
        return (page.markdown.HasMath, page.outputs.HasPlotly);
    }

    private string ToHtml()
    {
        var main = new StringBuilder();
        int number = 0;
        foreach (Cell cell in lesson.Notebook.Cells)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"cell.{++number}"); // no heading's anchor has a dot
            if (cell.IsMarkdown) main.Append(CultureInfo.InvariantCulture, $"<section class=\"cell text\" id=\"{id}\">\n{markdown.ToHtml(cell.Source)}</section>\n");
            else if (cell.IsCode) main.Append(Code(cell, id, number));
        }
        if (!markdown.Headings.Any(h => h.Level == 1)) main.Insert(0, $"<h1>{WebUtility.HtmlEncode(lesson.Title)}</h1>\n");
        if (CoursePart.Of(lesson) is CoursePart part) main.Insert(0, $"<p class=\"part\">Part {part.Numeral} · {part.Name}</p>\n");
        main.Append(Neighbours());
        string summary = lesson.Summary.Length > 0 ? lesson.Summary : lesson.Title;
        return frame.ToHtml(lesson.Label, summary, lesson, markdown.Headings, Head(), main.ToString());
    }

    private string Code(Cell cell, string id, int number)
    {
        string output = outputs.ToHtml(cell);
        if (cell.Source.Trim().Length == 0 && output.Length == 0) return "";
        (string kind, string label) = cell.Tags.Contains("parameters") ? (" parameters", "parameters: change and rerun")
            : cell.Tags.Contains("injected-parameters") ? (" parameters", "parameters of this run")
            : cell.Tags.Contains("exercise") ? (" exercise", "exercise: yours to write") : ("", "");
        var html = new StringBuilder().Append(CultureInfo.InvariantCulture, $"<section class=\"cell code{kind}\" id=\"{id}\">\n");
        html.Append(CultureInfo.InvariantCulture, $"<a class=\"cell-number\" href=\"#{id}\" aria-label=\"Cell {number}\">{number}</a>\n");
        if (label.Length > 0) html.Append(CultureInfo.InvariantCulture, $"<p class=\"label\">{label}</p>\n");
        html.Append(CultureInfo.InvariantCulture, $"<pre class=\"source\"><code>{CSharpColours.ToHtml(cell.Source.TrimEnd())}</code></pre>\n");
        if (output.Length > 0) html.Append(CultureInfo.InvariantCulture, $"<div class=\"outputs\">\n{output}</div>\n");
        return html.Append("</section>\n").ToString();
    }

    private string Head()
    {
        var head = new StringBuilder();
        if (Neighbour(-1) is Lesson previous) head.Append(CultureInfo.InvariantCulture, $"<link rel=\"prev\" href=\"{Uri.EscapeDataString(previous.Page)}\">\n");
        if (Neighbour(+1) is Lesson next) head.Append(CultureInfo.InvariantCulture, $"<link rel=\"next\" href=\"{Uri.EscapeDataString(next.Page)}\">\n");
        if (markdown.HasMath && SiteAssets.HasKatex)
            head.Append("<link rel=\"stylesheet\" href=\"assets/katex/katex.min.css\">\n<script src=\"assets/katex/katex.min.js\" defer></script>\n");
        // Not deferred: the outputs call it while the page is read.
        if (outputs.HasPlotly && SiteAssets.HasPlotly) head.Append(CultureInfo.InvariantCulture, $"<script src=\"{SiteAssets.Plotly}\"></script>\n");
        return head.ToString();
    }

    private string Neighbours()
    {
        string Link(Lesson? other, string rel, string word) => other is null ? "<span></span>"
            : $"<a rel=\"{rel}\" href=\"{Uri.EscapeDataString(other.Page)}\"><small>{word}</small>{WebUtility.HtmlEncode(other.Label)}</a>";
        return $"<nav class=\"neighbours\" aria-label=\"Neighbouring lessons\">{Link(Neighbour(-1), "prev", "← Previous")}{Link(Neighbour(+1), "next", "Next →")}</nav>\n";
    }

    private Lesson? Neighbour(int step)
    {
        int index = frame.Lessons.TakeWhile(l => l != lesson).Count() + step;
        return index >= 0 && index < frame.Lessons.Count ? frame.Lessons[index] : null;
    }
}
