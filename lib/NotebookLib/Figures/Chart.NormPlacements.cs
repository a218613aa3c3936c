namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// The three places of a normalization in a block, side by side: behind the sum, before the part, behind the part.
    /// </summary>
    /// <remarks>
    /// Data flows down the page, as in <see cref="Blocks"/>. The thick line is the residual stream, which runs from
    /// block to block; in post-norm it runs through the normalization.
    /// </remarks>
    /// <param name="title">What stands above.</param>
    public static Figure NormPlacements(string title = "")
    {
        ArgumentNullException.ThrowIfNull(title);
        return new NormPlacementsDrawing(title).Figure();
    }
}
