using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NotebookHost;

/// <summary>A term where a lesson defines it: the word in bold, and the sentence that says what it means.</summary>
/// <param name="Name">The word, as it stands there.</param>
/// <param name="Sentence">Its sentence as HTML.</param>
/// <param name="Lesson">The lesson.</param>
/// <param name="Anchor">The cell of its page.</param>
internal sealed partial record Term(string Name, string Sentence, Lesson Lesson, string Anchor)
{
    private const int LongestName = 40, MostWords = 3;

    /// <summary>The name in a link.</summary>
    public string Id => "term." + string.Concat(Name.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : '-'));

    /// <summary>
    /// The terms that a cell defines: what stands in bold inside its
    /// sentences. Answers and hints that are folded define none.
    /// </summary>
    public static IEnumerable<Term> In(MarkdownDocument cell, Lesson lesson, string anchor)
    {
        bool folded = false;
        foreach (Block block in cell)
        {
            if (block is HtmlBlock html) folded = IsFolded(html, folded);
            if (folded) continue;
            foreach (ParagraphBlock paragraph in Paragraphs(block).Where(p => p.Inline is not null))
                foreach (Term term in InParagraph(paragraph.Inline!, lesson, anchor)) yield return term;
        }
    }

    /// <summary>The paragraphs in a block, without those in the cells of a table.</summary>
    private static IEnumerable<ParagraphBlock> Paragraphs(Block block)
    {
        IEnumerable<Block> all = block is ParagraphBlock ? [block] : block.Descendants().OfType<Block>();
        return all.OfType<ParagraphBlock>().Where(p => p.Parent is not TableCell);
    }

    private static bool IsFolded(HtmlBlock html, bool before)
    {
        string text = html.Lines.ToString();
        int opens = text.LastIndexOf("<details", StringComparison.OrdinalIgnoreCase);
        int closes = text.LastIndexOf("</details", StringComparison.OrdinalIgnoreCase);
        return opens == closes ? before : opens > closes;
    }

    private static IEnumerable<Term> InParagraph(ContainerInline paragraph, Lesson lesson, string anchor)
    {
        var sentence = new StringBuilder();
        var names = new List<string>();
        foreach ((string html, string? name) in Pieces(paragraph, strong: false))
        {
            string[] parts = name is null ? SentenceEnd().Split(html) : [html];
            for (int i = 0; i < parts.Length; i++)
            {
                if (i > 0)
                {
                    foreach (Term term in Ended()) yield return term;
                }
                sentence.Append(parts[i]);
            }
            if (name is not null) names.Add(name);
        }
        foreach (Term term in Ended()) yield return term;

        Term[] Ended()
        {
            string told = sentence.ToString().Trim();
            Term[] found = [.. names.Select(name => new Term(name, told, lesson, anchor))];
            sentence.Clear();
            names.Clear();
            return found;
        }
    }

    /// <summary>A paragraph piece by piece as HTML; with the term, where a piece is one.</summary>
    private static IEnumerable<(string Html, string? Name)> Pieces(ContainerInline inlines, bool strong)
    {
        foreach (Inline inline in inlines)
            switch (inline)
            {
                case EmphasisInline { DelimiterChar: '*', DelimiterCount: 2 } bold
                    when !strong && IsName(MarkdownText.Plain(bold)):
                    string inside = string.Concat(Pieces(bold, strong: true).Select(p => p.Html));
                    yield return ($"<strong>{inside}</strong>", MarkdownText.Plain(bold));
                    break;
                case CodeInline code:
                    yield return ($"<code>{WebUtility.HtmlEncode(code.Content)}</code>", null);
                    break;
                case MathInline math:
                    string tex = WebUtility.HtmlEncode(math.Content.ToString());
                    yield return ($"<span class=\"math\">{tex}</span>", null);
                    break;
                case ContainerInline within:
                    foreach (var piece in Pieces(within, strong)) yield return piece;
                    break;
                case LineBreakInline:
                    yield return (" ", null);
                    break;
                case LiteralInline literal:
                    yield return (WebUtility.HtmlEncode(literal.Content.ToString()), null);
                    break;
                case HtmlEntityInline entity:
                    yield return (WebUtility.HtmlEncode(entity.Transcoded.ToString()), null);
                    break;
            }
    }

    /// <summary>What ends with a full stop, a colon or a question mark is a heading within the text.</summary>
    private static bool IsName(string bold)
    {
        if (bold.Length is <= 1 or > LongestName || bold == "Predict") return false;
        if (bold.Count(c => c == ' ') >= MostWords) return false;
        return bold.Any(char.IsLetter) && !bold.Any(char.IsDigit) && bold[^1] is not ('.' or ':' or '?' or '!');
    }

    [GeneratedRegex(@"(?<=[.?!]) +")]
    private static partial Regex SentenceEnd();
}
