using System.Text;
using System.Text.RegularExpressions;
using Markdig.Extensions.Mathematics;
using Markdig.Helpers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NotebookHost;

/// <summary>
/// Puts the formulas back into Markdown that has been read: as formulas where it is text, as they were typed where
/// it is anything else.
/// </summary>
internal static partial class FormulasInPlace
{
    /// <summary>Puts them back everywhere but in blocks of HTML, which are no text yet.</summary>
    public static void Put(MarkdownDocument document, Formulas formulas)
    {
        foreach (MarkdownObject part in document.Descendants().ToList())
            switch (part)
            {
                case CodeBlock code:
                    AsTyped(code, formulas);
                    break;
                case LinkReferenceDefinition definition:
                    definition.Url = AsTyped(definition.Url, formulas);
                    definition.Title = AsTyped(definition.Title, formulas);
                    break;
                case LeafBlock { Inline: { } inlines }:
                    Put(inlines, formulas);
                    break;
            }
        foreach (ParagraphBlock paragraph in document.Descendants<ParagraphBlock>().ToList())
            if (paragraph.Inline?.FirstChild is MathInline { DelimiterCount: 2, NextSibling: null } only)
                paragraph.Parent![paragraph.Parent.IndexOf(paragraph)] = Block(only);
    }

    /// <summary>The HTML of a block in which each formula between tags is written anew.</summary>
    public static string InHtml(string html, Formulas formulas, Func<Formula, string> write)
    {
        var written = new StringBuilder();
        int code = 0; // elements that are open, and hold code
        for (int start = 0, end; start < html.Length; start = end)
        {
            bool isTag = html[start] == '<';
            end = isTag ? EndOfTag(html, start) : EndOfText(html, start);
            string part = html[start..end];
            if (isTag) code = Math.Max(0, code + Depth(part));
            bool isText = !isTag && code == 0;
            written.Append(isText ? formulas.Replaced(part, write) : formulas.AsTyped(part));
        }
        return written.ToString();
    }

    private static int EndOfText(string html, int start)
    {
        int tag = html.IndexOf('<', start);
        return tag < 0 ? html.Length : tag;
    }

    /// <summary>Where a tag or a comment ends; a value between quotes may hold the sign for it.</summary>
    private static int EndOfTag(string html, int start)
    {
        char next = start + 1 < html.Length ? html[start + 1] : ' ';
        if (!char.IsLetter(next) && next is not ('/' or '!' or '?')) return start + 1;
        if (html.AsSpan(start).StartsWith("<!--"))
        {
            int end = html.IndexOf("-->", start, StringComparison.Ordinal);
            return end < 0 ? html.Length : end + "-->".Length;
        }
        char quote = '\0';
        for (int i = start; i < html.Length; i++)
        {
            bool isQuote = html[i] is '"' or '\'';
            if (quote == '\0' && html[i] == '>') return i + 1;
            if (quote == html[i]) quote = '\0';
            else if (quote == '\0' && isQuote) quote = html[i];
        }
        return html.Length;
    }

    private static void Put(ContainerInline inlines, Formulas formulas)
    {
        int code = 0; // elements of HTML that are open, and hold code
        foreach (Inline inline in inlines.Descendants().ToList())
            switch (inline)
            {
                case HtmlInline html:
                    html.Tag = formulas.AsTyped(html.Tag);
                    code = Math.Max(0, code + Depth(html.Tag));
                    break;
                case CodeInline span:
                    span.Content = formulas.AsTyped(span.Content);
                    break;
                case AutolinkInline auto:
                    auto.Url = formulas.AsTyped(auto.Url);
                    break;
                case LinkInline link:
                    link.Url = AsTyped(link.GetDynamicUrl?.Invoke() ?? link.Url, formulas);
                    link.GetDynamicUrl = null;
                    link.Title = AsTyped(link.Title, formulas);
                    break;
                case LiteralInline literal:
                    Put(literal, formulas, isCode: code > 0);
                    break;
            }
    }

    private static void Put(LiteralInline literal, Formulas formulas, bool isCode)
    {
        string text = literal.Content.ToString();
        if (isCode) literal.Content = new StringSlice(formulas.AsTyped(text));
        Inline at = literal;
        (string, Formula?)[] pieces = isCode ? [] : [.. formulas.Pieces(text)];
        if (!pieces.Any(piece => piece.Item2 is not null)) return;
        foreach ((string words, Formula? formula) in pieces)
        {
            Inline piece = formula is null ? new LiteralInline(words) : Typeset(formula);
            at.InsertAfter(piece);
            at = piece;
        }
        literal.Remove();
    }

    private static MathInline Typeset(Formula formula) =>
        new() { Delimiter = '$', DelimiterCount = formula.IsDisplay ? 2 : 1, Content = new StringSlice(formula.Tex) };

    private static MathBlock Block(MathInline formula) =>
        new(null!) { Lines = new StringLineGroup(formula.Content.ToString()) };

    private static void AsTyped(CodeBlock code, Formulas formulas)
    {
        for (int i = 0; i < code.Lines.Count; i++)
            code.Lines.Lines[i].Slice = new StringSlice(formulas.AsTyped(code.Lines.Lines[i].Slice.ToString()));
        if (code is not FencedCodeBlock fenced) return;
        fenced.Info = AsTyped(fenced.Info, formulas);
        fenced.Arguments = AsTyped(fenced.Arguments, formulas);
    }

    private static string? AsTyped(string? text, Formulas formulas) => text is null ? null : formulas.AsTyped(text);

    /// <summary>By how many elements that hold code a tag leads deeper.</summary>
    private static int Depth(string tag)
    {
        Match code = CodeTag().Match(tag);
        if (!code.Success) return 0;
        return code.Groups["end"].Length > 0 ? -1 : 1;
    }

    [GeneratedRegex(@"^<(?<end>/?)(?:code|pre|script|style|textarea)\b", RegexOptions.IgnoreCase)]
    private static partial Regex CodeTag();
}
