using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NotebookHost;

/// <summary>
/// The page of one notebook: its cells, each code cell joined to its outputs, between links to its neighbours.
/// </summary>
internal sealed class LessonPage
{
    private const int MaximumProblems = 20;
    private readonly Lesson lesson;
    private readonly PageFrame frame;
    private readonly MarkdownCells markdown;
    private readonly CellOutputs outputs;
    private readonly PageLinks links;
    private readonly List<SiteProblem> problems = [];
    private int cell; // the number of the one at hand
    private bool predicts; // whether the text before it asks for a prediction

    private LessonPage(Lesson lesson, PageFrame frame, SiteFiles files, CancellationToken cancellation)
    {
        (this.lesson, this.frame) = (lesson, frame);
        links = new PageLinks(lesson, frame, files, refused => Tell(refused, isLoss: false), cancellation);
        var names = new PageNames();
        var clean = new CleanHtml(names, links, lost => Tell(lost, isLoss: false));
        markdown = new MarkdownCells(names, clean);
        outputs = new CellOutputs(markdown, clean, lost => Tell(lost, isLoss: true));
        Html = Whole(cancellation);
    }

    /// <summary>The whole page.</summary>
    public string Html { get; }

    /// <summary>What could not be shown, one line each.</summary>
    public IReadOnlyList<SiteProblem> Problems => problems;

    /// <summary>What each heading has below it, for search.</summary>
    public IReadOnlyList<Section> Sections { get; private set; } = [];

    /// <summary>The terms that the lesson defines, if its evidence stands apart.</summary>
    public IReadOnlyList<Term> Terms { get; private set; } = [];

    /// <summary>
    /// The picture that stands for the lesson: that of the cell
    /// tagged <c>picture</c>, else its first; empty if it has none.
    /// </summary>
    public string Picture { get; private set; } = "";

    /// <summary>What loads the program that typesets formulas.</summary>
    public const string MathHead =
        "<link rel=\"stylesheet\" href=\"assets/katex/katex.min.css\">\n"
        + "<script src=\"assets/katex/katex.min.js\" defer></script>\n";

    /// <summary>Whether the page needs what typesets formulas.</summary>
    public bool HasMath => markdown.HasMath;

    /// <summary>Whether the page needs what draws charts.</summary>
    public bool HasChart => outputs.HasChart;

    /// <summary>Makes the page; files that it refers to are added to the site.</summary>
    public static LessonPage Make(Lesson lesson, PageFrame frame, SiteFiles files, CancellationToken cancellation) =>
        new(lesson, frame, files, cancellation);

    /// <summary>What stands in the place of a page that could not be made.</summary>
    public static string Missing(Lesson lesson, PageFrame frame, string why)
    {
        string main = $"""
            <h1>{WebUtility.HtmlEncode(lesson.Title)}</h1>
            <p>This notebook has no page: {WebUtility.HtmlEncode(why)}.</p>
            {Neighbours(frame, lesson)}
            """;
        return frame.ToHtml(lesson.Label, lesson.Title, lesson, [], Head(frame, lesson), main);
    }

    private string Whole(CancellationToken cancellation)
    {
        IReadOnlyList<Cell> cells = lesson.Notebook.Cells;
        // All headings are known before the first cell is written,
        // so that nothing else on the page can take their anchors.
        MarkdownDocument?[] read = [.. cells.Select(Read)];
        var main = new StringBuilder();
        for (int i = 0; i < cells.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            cell = i + 1;
            string id = Anchor(cell);
            if (cells[i].IsMarkdown)
            {
                predicts = Asks(read[i]);
                main.Append(Text(cells[i], i, read[i], id));
            }
            else if (cells[i].IsCode) main.Append(Code(cells[i], id));
            else main.Append(Plain(cells[i].Source, id));
        }
        Sections = [.. Section.Of(read.OfType<MarkdownDocument>(), markdown.Headings)];
        bool definesTerms = cells.Any(c => c.Tags.Contains("claims")); // elsewhere bold may only stress a word
        IEnumerable<Term> terms =
            read.SelectMany((document, i) => document is null ? [] : Term.In(document, lesson, Anchor(i + 1)));
        Terms = definesTerms ? [.. terms] : [];
        Cell? pictured = cells.FirstOrDefault(c => c.Tags.Contains("picture"))
            ?? cells.FirstOrDefault(CellOutputs.HasPicture);
        Picture = pictured is null ? "" : outputs.Picture(pictured);
        if (!markdown.Headings.Any(h => h.Level == 1))
            main.Insert(0, $"<h1>{WebUtility.HtmlEncode(lesson.Title)}</h1>\n");
        if (CoursePart.Of(lesson) is CoursePart part)
            main.Insert(0, $"<p class=\"part\">Part {part.Numeral} · {part.Name}</p>\n");
        main.Append(Neighbours(frame, lesson));
        string head = Head(frame, lesson);
        if (HasMath && SiteAssets.HasKatex) head += MathHead;
        if (HasChart && SiteAssets.HasPlotly) head += $"<script src=\"{SiteAssets.Plotly}\" defer></script>\n";
        string description = lesson.Summary.Length > 0 ? lesson.Summary : lesson.Title;
        return frame.ToHtml(lesson.Label, description, lesson, markdown.Headings, head, main.ToString());
    }

    private MarkdownDocument? Read(Cell source, int index) =>
        source.IsMarkdown ? Attempt(index, () => markdown.Read(source.Source)) : null;

    /// <summary>
    /// Whether the text asks the reader to predict something: a paragraph begins with the word in bold, or it stands
    /// anywhere in bold with a full stop.
    /// </summary>
    private static bool Asks(MarkdownDocument? document) => document is not null
        && document.Descendants<EmphasisInline>().Any(bold =>
            bold is { DelimiterCount: 2, FirstChild: LiteralInline word }
            && (word.Content.ToString() == "Predict."
                || (bold.PreviousSibling is null
                    && word.Content.ToString().StartsWith("Predict", StringComparison.Ordinal))));

    /// <summary>No heading's anchor has a dot.</summary>
    private static string Anchor(int number) => string.Create(CultureInfo.InvariantCulture, $"cell.{number}");

    private string Text(Cell source, int index, MarkdownDocument? document, string id)
    {
        links.Attachments = source.Json["attachments"] as JsonObject;
        string? html = document is null ? null : Attempt(index, () => markdown.ToHtml(document));
        links.Attachments = null;
        html ??= $"<pre class=\"source\"><code>{WebUtility.HtmlEncode(Shortened(source.Source))}</code></pre>\n";
        return $"<section class=\"cell text\" id=\"{id}\">\n{html}</section>\n";
    }

    /// <summary>Null, and told, if the cell cannot be shown.</summary>
    private T? Attempt<T>(int index, Func<T> work) where T : class
    {
        cell = index + 1;
        try
        {
            return work();
        }
        catch (NotShownException e)
        {
            Tell($"shown as its source: {e.Message}", isLoss: true);
            return null;
        }
    }

    private static string Shortened(string source) => source.Length <= 2000 ? source : source[..2000] + " …";

    private string Code(Cell source, string id)
    {
        string output = outputs.ToHtml(source);
        if (source.Source.Trim().Length == 0 && output.Length == 0) return "";
        (string kind, string label) = KindOf(source);
        var html = new StringBuilder($"<section class=\"cell code{kind}\" id=\"{id}\">\n");
        html.Append(NumberOf(cell, id));
        if (label.Length > 0) html.Append(CultureInfo.InvariantCulture, $"<p class=\"label\">{label}</p>\n");
        string code = $"<pre class=\"source\"><code>{CSharpColours.ToHtml(source.Source.TrimEnd())}</code></pre>\n";
        string outcome = output.Length > 0 ? $"<div class=\"outputs\">\n{output}</div>\n" : "";
        if (source.Tags.Contains("claims")) html.Append(Evidence(source, code, outcome));
        else html.Append(code).Append(predicts && !ChecksExercise(source) ? Folded(outcome) : outcome);
        return html.Append("</section>\n").ToString();
    }

    private static string NumberOf(int cell, string id) => FormattableString.Invariant(
        $"<a class=\"cell-number\" href=\"#{id}\" aria-label=\"Cell {cell}\">{cell}</a>\n");

    private static (string Kind, string Label) KindOf(Cell source)
    {
        if (source.Tags.Contains("parameters")) return (" parameters", "parameters: change and rerun");
        if (source.Tags.Contains("injected-parameters")) return (" parameters", "parameters of this run");
        if (source.Tags.Contains("exercise")) return (" exercise", "exercise: yours to write");
        return source.Tags.Contains("claims") ? (" evidence", "") : ("", "");
    }

    /// <summary>Claims step back behind one line that counts them; where one does not hold, they stand open.</summary>
    private string Evidence(Cell source, string code, string outcome)
    {
        (string state, string says) = Counted(Claim.Read(source, cell));
        return $"<details{state}><summary>{says}</summary>\n{outcome}{code}</details>\n";
    }

    private static bool ChecksExercise(Cell source) =>
        source.Source.Contains("Exercises.", StringComparison.Ordinal)
        && source.Source.Contains(".Check(", StringComparison.Ordinal);

    /// <summary>What answers a prediction waits until the reader has made one.</summary>
    private static string Folded(string outcome) => outcome.Length == 0 ? ""
        : $"<details class=\"result\"><summary>Show the result</summary>\n{outcome}</details>\n";

    private static (string State, string Says) Counted(IReadOnlyList<Claim> claims)
    {
        if (claims.Count == 0) return ("", "claims: not run yet");
        int refuted = claims.Count(claim => claim.Outcome == ClaimOutcome.Refuted);
        (string noun, string verb) = claims.Count == 1 ? ("claim", "holds") : ("claims", "hold");
        string count = FormattableString.Invariant($"{claims.Count} {noun}");
        if (refuted == 0) return (" class=\"holds\"", $"<span class=\"sign\">✓</span> {count} {verb}");
        string fails = FormattableString.Invariant($"{refuted} of {count} not as claimed");
        return (" class=\"fails\" open", $"<span class=\"sign\">✗</span> {fails}");
    }

    /// <summary>A raw cell is text for another program: it is shown as it is.</summary>
    private static string Plain(string text, string id)
    {
        if (text.Trim().Length == 0) return "";
        string shown = WebUtility.HtmlEncode(PrintedText.AtRest(text).TrimEnd());
        return $"<section class=\"cell raw\" id=\"{id}\">\n<pre class=\"output\">{shown}</pre>\n</section>\n";
    }

    private void Tell(string text, bool isLoss)
    {
        if (problems.Count > MaximumProblems) return;
        string line = string.Create(CultureInfo.InvariantCulture, $"cell {cell}: {text}");
        if (problems.Count == MaximumProblems) line = "further problems are not listed";
        problems.Add(new SiteProblem(lesson.Source, string.Concat(line.Select(Visible)), isLoss));
    }

    private static char Visible(char c) => char.GetUnicodeCategory(c) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format => '·',
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => '·',
        _ => c,
    };

    private static string Head(PageFrame frame, Lesson lesson)
    {
        var head = new StringBuilder();
        if (Neighbour(frame, lesson, -1) is Lesson previous) head.Append(Relation("prev", previous));
        if (Neighbour(frame, lesson, +1) is Lesson next) head.Append(Relation("next", next));
        return head.ToString();
    }

    private static string Relation(string rel, Lesson other) =>
        $"<link rel=\"{rel}\" href=\"{Uri.EscapeDataString(other.Page)}\">\n";

    private static string Neighbours(PageFrame frame, Lesson lesson)
    {
        string previous = Link(Neighbour(frame, lesson, -1), "prev", "← Previous");
        string next = Link(Neighbour(frame, lesson, +1), "next", "Next →");
        return $"<nav class=\"neighbours\" aria-label=\"Neighbouring lessons\">{previous}{next}</nav>\n";
    }

    private static string Link(Lesson? other, string rel, string word)
    {
        if (other is null) return "<span></span>";
        string address = Uri.EscapeDataString(other.Page);
        return $"<a rel=\"{rel}\" href=\"{address}\"><small>{word}</small>{WebUtility.HtmlEncode(other.Label)}</a>";
    }

    private static Lesson? Neighbour(PageFrame frame, Lesson lesson, int step)
    {
        int index = frame.Lessons.TakeWhile(l => l != lesson).Count() + step;
        return index >= 0 && index < frame.Lessons.Count ? frame.Lessons[index] : null;
    }
}
