using System.Globalization;
using System.Net;
using System.Text;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;

namespace NotebookHost;

/// <summary>A heading as the contents list of a page shows it.</summary>
internal sealed record Heading(int Level, string Text, string Id);

/// <summary>
/// The Markdown of one page as clean HTML: stable heading anchors,
/// formulas marked for typesetting, C# coloured, links led into the site.
/// </summary>
internal sealed class MarkdownCells(PageNames names, CleanHtml clean)
{
    private const string JupyterName = "name in Jupyter";
    private readonly List<Heading> headings = [];

    /// <summary>The headings of the cells read so far.</summary>
    public IReadOnlyList<Heading> Headings => headings;

    /// <summary>Whether a formula has been written.</summary>
    public bool HasMath { get; private set; }

    /// <summary>Reads a cell; its headings get their anchors.</summary>
    /// <exception cref="NotShownException">
    /// It is not Markdown that can be read in bounded time and depth; the message says why.
    /// </exception>
    public MarkdownDocument Read(string markdown)
    {
        MarkdownDocument document = MarkdownText.Parse(markdown);
        foreach (MarkdownObject part in document.Descendants().ToList())
            if (part is HeadingBlock heading)
            {
                string text = MarkdownText.Plain(heading.Inline);
                heading.GetAttributes().Id = UniqueId(text);
                headings.Add(new Heading(heading.Level, text, heading.GetAttributes().Id!));
                string jupyter = HtmlParts.JupyterName(text);
                if (names.Id(jupyter) is not null && names.AddHeading(jupyter)) heading.SetData(JupyterName, jupyter);
            }
        return document;
    }

    /// <summary>A cell that has been read, or Markdown from an output, whose headings have no anchors.</summary>
    /// <exception cref="NotShownException">
    /// It is too deep, or its HTML cannot be cleaned; the message says why.
    /// </exception>
    public string ToHtml(MarkdownDocument document)
    {
        using var html = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var renderer = new HtmlRenderer(html);
        MarkdownText.Pipeline.Setup(renderer);
        Use<HeadingBlock, HeadingRenderer>(renderer, WriteHeading);
        Use<CodeBlock, CodeBlockRenderer>(renderer, WriteCode);
        Use<MathBlock, HtmlMathBlockRenderer>(renderer, WriteFormula); // a kind of CodeBlock
        Use<MathInline, HtmlMathInlineRenderer>(renderer, WriteFormula);
        Formulas formulas = MarkdownText.FormulasOf(document);
        Use<HtmlBlock, HtmlBlockRenderer>(
            renderer, (r, html) => r.WriteLine(FormulasInPlace.InHtml(html.Lines.ToString(), formulas, InText)));
        Use<Table, HtmlTableRenderer>(renderer, WriteTable);
        MarkdownText.WithinDepth(() => renderer.Render(document));
        return clean.OfMarkdown(html.ToString());
    }

    /// <summary>A formula alone.</summary>
    public string Formula(string tex) => clean.OfMarkdown(Math(tex, "div", display: true));

    /// <summary>
    /// GitHub's anchors, which links between notebooks rely on: lower case, spaces as hyphens, no other punctuation.
    /// </summary>
    private string UniqueId(string text)
    {
        var slug = new StringBuilder();
        foreach (Rune rune in text.ToLowerInvariant().EnumerateRunes())
            if (Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_') slug.Append(rune);
            else if (Rune.IsWhiteSpace(rune)) slug.Append('-');
        string stem = slug.Length == 0 ? "section" : slug.ToString(), id = stem;
        for (int copy = 1; !names.AddHeading(id); copy++)
            id = string.Create(CultureInfo.InvariantCulture, $"{stem}-{copy}");
        return id;
    }

    private string InText(Formula formula) => Math(formula.Tex, "span", formula.IsDisplay);

    private void WriteFormula(HtmlRenderer renderer, MathBlock formula) =>
        renderer.Write(Math(formula.Lines.ToString(), "div", display: true));

    private void WriteFormula(HtmlRenderer renderer, MathInline formula)
    {
        string tex = formula.Content.ToString();
        if (renderer.EnableHtmlForInline) renderer.Write(Math(tex, "span", display: formula.DelimiterCount > 1));
        else renderer.WriteEscape($"${tex}$"); // in the text that stands for a picture
    }

    private static void WriteHeading(HtmlRenderer renderer, HeadingBlock heading)
    {
        string tag = string.Create(CultureInfo.InvariantCulture, $"h{heading.Level}");
        string? id = heading.TryGetAttributes()?.Id;
        renderer.Write(id is null ? $"<{tag}>" : $"<{tag} id=\"{PageNames.Marked(WebUtility.HtmlEncode(id))}\">");
        if (heading.GetData(JupyterName) is string jupyter)
            renderer.Write($"<span id=\"{PageNames.Marked(WebUtility.HtmlEncode(jupyter))}\"></span>");
        renderer.WriteLeafInline(heading);
        if (id is not null) renderer.Write(LinkTo(id));
        renderer.WriteLine($"</{tag}>");
    }

    private static string LinkTo(string id)
    {
        string kind = PageNames.Marked("anchor"), target = WebUtility.HtmlEncode(id);
        return $"<a class=\"{kind}\" href=\"#{target}\" aria-label=\"Link to this section\">#</a>";
    }

    private string Math(string tex, string tag, bool display)
    {
        HasMath = true;
        string kind = display ? $"{PageNames.Marked("math")} {PageNames.Marked("display")}" : PageNames.Marked("math");
        return $"<{tag} class=\"{kind}\">{WebUtility.HtmlEncode(tex.Trim())}</{tag}>";
    }

    private static void WriteCode(HtmlRenderer renderer, CodeBlock block)
    {
        string language = (block as FencedCodeBlock)?.Info ?? "", code = block.Lines.ToString();
        bool isCSharp = language is "csharp" or "cs" or "c#" or "C#";
        string colored = isCSharp ? Colored(code) : WebUtility.HtmlEncode(code);
        renderer.WriteLine($"<pre class=\"{PageNames.Marked("source")}\"><code>{colored}</code></pre>");
    }

    private static string Colored(string code)
    {
        const string Start = "<span class=\"";
        return CSharpColours.ToHtml(code).Replace(Start, Start + PageNames.Marked(""), StringComparison.Ordinal);
    }

    /// <summary>
    /// A table that scrolls inside itself; where the row of its heads is empty, as in a list of facts, there is none.
    /// </summary>
    private static void WriteTable(HtmlRenderer renderer, Table table)
    {
        if (table is [TableRow { IsHeader: true } heads, _, ..] && heads.All(IsEmptyCell)) table.RemoveAt(0);
        renderer.WriteLine($"<div class=\"{PageNames.Marked("wide")}\">");
        new HtmlTableRenderer().Write(renderer, table);
        renderer.WriteLine("</div>");
    }

    private static bool IsEmptyCell(Block block) => block is TableCell cell && cell.All(IsEmptyParagraph);

    private static bool IsEmptyParagraph(Block block) =>
        block is ParagraphBlock { Inline: null or { FirstChild: null } };

    private static void Use<TNode, TReplaced>(HtmlRenderer renderer, Action<HtmlRenderer, TNode> write)
        where TNode : MarkdownObject where TReplaced : IMarkdownObjectRenderer
    {
        renderer.ObjectRenderers.RemoveAll(r => r is TReplaced);
        renderer.ObjectRenderers.Insert(0, new Written<TNode>(write));
    }

    private sealed class Written<TNode>(Action<HtmlRenderer, TNode> write) : HtmlObjectRenderer<TNode>
        where TNode : MarkdownObject
    {
        protected override void Write(HtmlRenderer renderer, TNode node) => write(renderer, node);
    }
}
