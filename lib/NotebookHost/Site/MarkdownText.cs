using System.Text;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NotebookHost;

/// <summary>The Markdown that all readers of the notebooks agree on, and its text without markup.</summary>
internal static class MarkdownText
{
    /// <summary>CommonMark with pipe tables, mathematics in dollars, bare links and strike-through.</summary>
    public static MarkdownPipeline Pipeline { get; } =
        new MarkdownPipelineBuilder().UsePipeTables().UseMathematics().UseAutoLinks().UseEmphasisExtras(
            Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough).Build();

    /// <summary>The first heading and the first paragraph, as plain text; empty where there is none.</summary>
    public static (string Heading, string Paragraph) Opening(string markdown)
    {
        MarkdownDocument document = Markdown.Parse(markdown, Pipeline);
        return (Plain(document.OfType<HeadingBlock>().FirstOrDefault()?.Inline), Plain(document.OfType<ParagraphBlock>().FirstOrDefault()?.Inline));
    }

    /// <summary>The words of some inline Markdown.</summary>
    public static string Plain(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (Inline inline in inlines?.Descendants() ?? [])
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                MathInline math => math.Content.ToString(),
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                AutolinkInline link => link.Url,
                LineBreakInline => " ",
                _ => "",
            });
        return text.ToString().Trim();
    }
}
