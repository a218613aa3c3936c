using System.Text;
using Markdig.Syntax;

namespace NotebookHost;

/// <summary>What stands below one heading of a page, as search finds it.</summary>
/// <param name="Anchor">The heading's anchor; empty for what stands before the first.</param>
/// <param name="Heading">The heading.</param>
/// <param name="Text">The prose below it, without code and formulas' markup.</param>
internal sealed record Section(string Anchor, string Heading, string Text)
{
    private const int LongestText = 20_000;

    /// <summary>The sections of a page.</summary>
    /// <param name="cells">Its Markdown cells.</param>
    /// <param name="headings">Their headings, in order.</param>
    public static IEnumerable<Section> Of(IEnumerable<MarkdownDocument> cells, IReadOnlyList<Heading> headings)
    {
        int next = 0;
        var (anchor, heading, text) = ("", "", new StringBuilder());
        foreach (LeafBlock block in cells.SelectMany(cell => cell.Descendants()).OfType<LeafBlock>())
        {
            if (block is HeadingBlock)
            {
                if (heading.Length + text.Length > 0) yield return new Section(anchor, heading, text.ToString().Trim());
                (anchor, heading) = (headings[next].Id, headings[next].Text);
                next++;
                text.Clear();
            }
            else if (block.Inline is not null && text.Length < LongestText)
                text.Append(MarkdownText.Plain(block.Inline)).Append(' ');
        }
        if (heading.Length + text.Length > 0) yield return new Section(anchor, heading, text.ToString().Trim());
    }
}
