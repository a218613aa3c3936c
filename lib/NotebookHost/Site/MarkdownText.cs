using System.Text;
using Markdig;
using Markdig.Extensions.Mathematics;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace NotebookHost;

/// <summary>The Markdown that all readers of the notebooks agree on, and its text without markup.</summary>
internal static class MarkdownText
{
    private const int MaximumTable = 500_000;

    /// <summary>CommonMark with pipe tables, bare links and strike-through.</summary>
    public static MarkdownPipeline Pipeline { get; } = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough).Build();

    /// <summary>
    /// Reads Markdown with formulas as Jupyter knows them; those in its HTML are still marked, see <see
    /// cref="FormulasOf"/>.
    /// </summary>
    /// <exception cref="NotShownException">
    /// It is nested too deeply, or a table in it would have too many cells.
    /// </exception>
    public static MarkdownDocument Parse(string markdown)
    {
        RequireSmallTables(markdown);
        Formulas formulas = Formulas.Of(markdown);
        MarkdownDocument document = WithinDepth(() => Markdown.Parse(formulas.Text, Pipeline));
        document.SetData(typeof(Formulas), formulas);
        FormulasInPlace.Put(document, formulas);
        return document;
    }

    /// <summary>The formulas of a document that was read here.</summary>
    public static Formulas FormulasOf(MarkdownDocument document) => (Formulas)document.GetData(typeof(Formulas))!;

    /// <summary>Markdig counts how deep it goes, and says so with an exception.</summary>
    public static T WithinDepth<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ArgumentException e) when (e.Message.Contains("nested", StringComparison.Ordinal))
        {
            throw new NotShownException("Markdown nested too deeply", e);
        }
    }

    /// <summary>The first heading and the first paragraph, as plain text; empty where there is none.</summary>
    public static (string Heading, string Paragraph) Opening(string markdown)
    {
        MarkdownDocument document = Parse(markdown);
        HeadingBlock? heading = document.OfType<HeadingBlock>().FirstOrDefault();
        ParagraphBlock? paragraph = document.OfType<ParagraphBlock>().FirstOrDefault();
        return (Plain(heading?.Inline), Plain(paragraph?.Inline));
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

    /// <summary>
    /// Each row of a table gets as many cells as the widest, so that a short text can ask for thousands of millions.
    /// </summary>
    private static void RequireSmallTables(string markdown)
    {
        long lines = 1, widest = 0, bars = 0;
        foreach (char c in markdown)
            if (c == '\n') (lines, bars) = (lines + 1, 0);
            else if (c == '|') widest = Math.Max(widest, ++bars);
        if (lines * widest <= MaximumTable) return;
        string size = FormattableString.Invariant($"{lines:N0} × {widest:N0} cells; at most {MaximumTable:N0}");
        throw new NotShownException($"a table of up to {size} are shown");
    }
}
