namespace NotebookLib;

/// <summary>Finds room for words beside points: right, left, above, below, or nowhere.</summary>
internal sealed class LabelPlacement(Area area)
{
    private readonly List<(double X, double Y, double Width, double Height)> taken = [];

    /// <summary>Keeps words off a rectangle.</summary>
    public void Block(double x, double y, double width, double height) => taken.Add((x, y, width, height));

    /// <summary>
    /// Where a word of this width can stand beside a point without touching another; null if nowhere.
    /// </summary>
    public (double X, double Y, string Anchor)? Beside(double x, double y, double width)
    {
        ReadOnlySpan<(double X, double Y, string Anchor)> places =
        [
            (x + 8, y + 4.5, "start"), (x - 8, y + 4.5, "end"), (x, y - 9, "middle"), (x, y + 18, "middle"),
            (x + 6, y - 6, "start"), (x + 6, y + 15, "start"), (x - 6, y - 6, "end"), (x - 6, y + 15, "end"),
        ];
        foreach (var place in places)
        {
            double left = place.Anchor switch
            {
                "start" => place.X,
                "end" => place.X - width,
                _ => place.X - width / 2,
            };
            double top = place.Y - 11;
            if (left < area.Left || left + width > area.Right + 10 || top < area.Top - 6 || top + 14 > area.Bottom)
                continue;
            if (taken.Any(t => left < t.X + t.Width && t.X < left + width && top < t.Y + t.Height && t.Y < top + 14))
                continue;
            Block(left, top, width, 14);
            return place;
        }
        return null;
    }
}
