using System.Globalization;
using System.Net;
using System.Text;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NotebookHost;

/// <summary>A heading as the contents list of a page shows it.</summary>
internal sealed record Heading(int Level, string Text, string Id);

/// <summary>The Markdown cells of one page as HTML: stable heading anchors, formulas marked for typesetting, C# coloured, links led into the site.</summary>
internal sealed class MarkdownCells(PageLinks links)
{
    private readonly HashSet<string> ids = [];
    private readonly List<Heading> headings = [];

    /// <summary>The headings of the cells rendered so far.</summary>
    public IReadOnlyList<Heading> Headings => headings;

    /// <summary>Whether a formula has been rendered.</summary>
    public bool HasMath { get; private set; }

    public string ToHtml(string markdown)
    {
        MarkdownDocument document = Markdown.Parse(markdown, MarkdownText.Pipeline);
        foreach (MarkdownObject part in document.Descendants().ToList()) Prepare(part);
        using var html = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var renderer = new HtmlRenderer(html);
        MarkdownText.Pipeline.Setup(renderer);
        Use<HeadingBlock, HeadingRenderer>(renderer, WriteHeading);
        Use<CodeBlock, CodeBlockRenderer>(renderer, WriteCode);
        Use<MathBlock, HtmlMathBlockRenderer>(renderer, (r, math) => WriteMath(r, "div", math.Lines.ToString(), display: true)); // a kind of CodeBlock
        Use<MathInline, HtmlMathInlineRenderer>(renderer, (r, math) => WriteMath(r, "span", math.Content.ToString(), display: math.DelimiterCount > 1));
        Use<Table, HtmlTableRenderer>(renderer, WriteTable);
        Use<HtmlBlock, HtmlBlockRenderer>(renderer, (r, block) => r.WriteLine(links.InHtml(block.Lines.ToString())));
        Use<HtmlInline, HtmlInlineRenderer>(renderer, (r, inline) => r.Write(links.InHtml(inline.Tag)));
        renderer.Render(document);
        return html.ToString();
    }

    private void Prepare(MarkdownObject part)
    {
        if (part is HeadingBlock heading)
        {
            string text = MarkdownText.Plain(heading.Inline);
            heading.GetAttributes().Id = UniqueId(text);
            headings.Add(new Heading(heading.Level, text, heading.GetAttributes().Id!));
        }
        else if (part is LinkInline { Url: string url } link)
        {
            // A picture from elsewhere becomes a link to it: the reader decides whether to leave the machine.
            if (PageLinks.IsElsewhere(url)) link.IsImage = false;
            link.Url = links.Link(url);
        }
    }

    /// <summary>GitHub's anchors, which links between notebooks rely on: lower case, spaces as hyphens, no other punctuation.</summary>
    private string UniqueId(string text)
    {
        var slug = new StringBuilder();
        foreach (Rune rune in text.ToLowerInvariant().EnumerateRunes())
            if (Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_') slug.Append(rune);
            else if (Rune.IsWhiteSpace(rune)) slug.Append('-');
        string stem = slug.Length == 0 ? "section" : slug.ToString(), id = stem;
        for (int copy = 1; !ids.Add(id); copy++) id = string.Create(CultureInfo.InvariantCulture, $"{stem}-{copy}");
        return id;
    }

    private static void WriteHeading(HtmlRenderer renderer, HeadingBlock heading)
    {
        string tag = string.Create(CultureInfo.InvariantCulture, $"h{heading.Level}"), id = WebUtility.HtmlEncode(heading.GetAttributes().Id!);
        renderer.Write($"<{tag} id=\"{id}\">");
        renderer.WriteLeafInline(heading);
        renderer.WriteLine($"<a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this section\">#</a></{tag}>");
    }

    private void WriteMath(HtmlRenderer renderer, string tag, string tex, bool display)
    {
        HasMath = true;
        renderer.Write($"<{tag} class=\"{(display ? "math display" : "math")}\">{WebUtility.HtmlEncode(tex.Trim())}</{tag}>");
    }

    private static void WriteCode(HtmlRenderer renderer, CodeBlock block)
    {
        string language = (block as FencedCodeBlock)?.Info ?? "", code = block.Lines.ToString();
        string colored = language is "csharp" or "cs" or "c#" or "C#" ? CSharpColours.ToHtml(code) : WebUtility.HtmlEncode(code);
        renderer.WriteLine($"<pre class=\"source\"><code>{colored}</code></pre>");
    }

    private static void WriteTable(HtmlRenderer renderer, Table table)
    {
        renderer.WriteLine("<div class=\"wide\">");
        new HtmlTableRenderer().Write(renderer, table);
        renderer.WriteLine("</div>");
    }

    private static void Use<TNode, TReplaced>(HtmlRenderer renderer, Action<HtmlRenderer, TNode> write)
        where TNode : MarkdownObject where TReplaced : IMarkdownObjectRenderer
    {
        renderer.ObjectRenderers.RemoveAll(r => r is TReplaced);
        renderer.ObjectRenderers.Insert(0, new Written<TNode>(write));
    }

    private sealed class Written<TNode>(Action<HtmlRenderer, TNode> write) : HtmlObjectRenderer<TNode> where TNode : MarkdownObject
    {
        protected override void Write(HtmlRenderer renderer, TNode node) => write(renderer, node);
    }
}
