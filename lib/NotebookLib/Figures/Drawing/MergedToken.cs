namespace NotebookLib;

/// <summary>A token and how it grew.</summary>
/// <param name="Text">The token, to show.</param>
/// <param name="Merge">What made it; null for a byte.</param>
/// <param name="Parts">The two it was made of; none for a byte.</param>
/// <param name="Height">How many merges lie one above the other in it; 0 for a byte.</param>
internal sealed record MergedToken(string Text, BytePairMerge? Merge, IReadOnlyList<MergedToken> Parts, int Height)
{
    public static MergedToken Byte(string text) => new(text, null, [], 0);

    public static MergedToken Of(BytePairMerge merge, MergedToken left, MergedToken right) =>
        new(merge.Text, merge, [left, right], 1 + Math.Max(left.Height, right.Height));

    /// <summary>When the merge was learned, counted from 1: the first 256 ids are bytes.</summary>
    public int Order => Merge is null ? 0 : Merge.Id - 255;
}
