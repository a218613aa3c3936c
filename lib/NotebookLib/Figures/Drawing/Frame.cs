namespace NotebookLib;

/// <summary>What charts share around their data: title, legend, axes with marks.</summary>
internal static class Frame
{
    private const double Muted = 0.78;
    private const double Bold = 1.12; // how much wider than plain text the widest of the usual faces draws it

    /// <summary>The title at the top left, on as many lines as it takes.</summary>
    /// <returns>Where the rest may begin.</returns>
    public static double Title(Drawing drawing, string title, double width)
    {
        if (title.Length == 0) return 4;
        double y = 4;
        foreach (string line in Wrap(title, width, Drawing.TitleSize * Bold))
        {
            drawing.Text(0, y + 13, line, size: Drawing.TitleSize, bold: true);
            y += 20;
        }
        return y + 6;
    }

    /// <summary>How wide the title is, on one line or more, where a line may be so wide.</summary>
    public static double TitleWidth(string title, double width = Drawing.MaxWidth) =>
        Math.Min(width, Label.Width(title, Drawing.TitleSize * Bold));

    /// <summary>Names beside samples of how they are drawn, in rows.</summary>
    /// <param name="drawing">Where to draw.</param>
    /// <param name="names">The names.</param>
    /// <param name="y">Where the first row begins.</param>
    /// <param name="left">Where each row begins.</param>
    /// <param name="width">How wide a row may be.</param>
    /// <param name="sample">Draws the sample of a name, 24 wide, centred on a point.</param>
    /// <param name="sampleWidth">How much room the sample takes.</param>
    /// <returns>Where the rest may begin.</returns>
    public static double Legend(Drawing drawing, IReadOnlyList<string> names, double y, double left, double width,
        Action<int, double, double> sample, double sampleWidth = 24)
    {
        double x = left;
        for (int i = 0; i < names.Count; i++)
        {
            string name = Label.Fit(names[i], width - sampleWidth - 6, Drawing.FontSize);
            double needed = sampleWidth + 6 + Label.Width(name, Drawing.FontSize);
            if (x > left && x + needed > left + width) (x, y) = (left, y + 20);
            sample(i, x + sampleWidth / 2, y + 8);
            drawing.Text(x + sampleWidth + 6, y + 12.5, name);
            x += needed + 16;
        }
        return y + 26;
    }

    /// <summary>
    /// The horizontal axis along the bottom of an area: title and marks; vertical grid lines if asked for.
    /// </summary>
    public static void Bottom(Drawing drawing, Area area, Scale scale, string title, bool grid)
    {
        double end = double.NegativeInfinity;
        foreach (var (value, text) in scale.Ticks)
        {
            double x = area.Left + scale.At(value) * area.Width, half = Label.Width(text, Drawing.FontSize) / 2;
            if (grid) drawing.Line(x, area.Top, x, area.Bottom, opacity: 0.1);
            drawing.Line(x, area.Bottom, x, area.Bottom + 4, opacity: 0.5);
            if (x - half < end + 6) continue; // no room: the mark stays, its number goes
            drawing.Text(x, area.Bottom + 18, text, "middle");
            end = x + half;
        }
        drawing.Line(area.Left, area.Bottom, area.Right, area.Bottom, opacity: 0.5);
        AxisTitle(drawing, area, title, area.Bottom + 38);
    }

    /// <summary>
    /// A title below the middle of an area; one that is too long for that, as near to the middle as the drawing lets
    /// it.
    /// </summary>
    /// <returns>Where it ends at the right.</returns>
    public static double AxisTitle(Drawing drawing, Area area, string title, double y)
    {
        string shown = Label.Fit(title, Drawing.MaxWidth - 12, Drawing.FontSize);
        double half = Label.Width(shown, Drawing.FontSize) / 2;
        double middle = Math.Clamp((area.Left + area.Right) / 2, half, Math.Max(half, Drawing.MaxWidth - half));
        drawing.Text(middle, y, shown, "middle", opacity: Muted);
        return middle + half;
    }

    /// <summary>
    /// The vertical axis at the left of an area: title and marks; horizontal grid lines unless lines would mislead.
    /// </summary>
    public static void Left(Drawing drawing, Area area, Scale scale, string title, bool grid = true)
    {
        double end = double.PositiveInfinity;
        foreach (var (value, text) in scale.Ticks)
        {
            double y = area.Bottom - scale.At(value) * area.Height;
            if (grid) drawing.Line(area.Left, y, area.Right, y, opacity: 0.13);
            else drawing.Line(area.Left - 4, y, area.Left, y, opacity: 0.5);
            if (y > end - 14) continue;
            drawing.Text(area.Left - 7, y + 4.5, text, "end");
            end = y;
        }
        LeftTitle(drawing, area, title, 12);
    }

    /// <summary>
    /// A title beside an area, read from below. One that is longer than the area reaches down beside what stands below
    /// it, never up into the chart's title.
    /// </summary>
    public static void LeftTitle(Drawing drawing, Area area, string title, double x)
    {
        string shown = Label.Fit(title, Math.Max(area.Height + 40, 80), Drawing.FontSize);
        double half = Label.Width(shown, Drawing.FontSize) / 2;
        drawing.Text(x, Math.Max((area.Top + area.Bottom) / 2, area.Top + half), shown, "middle", opacity: Muted,
            turn: -90);
    }

    /// <summary>How much room the numbers and the title of a vertical axis take.</summary>
    public static double LeftRoom(Scale scale) =>
        22 + 9 + scale.Ticks.Select(t => Label.Width(t.Text, Drawing.FontSize)).DefaultIfEmpty(0).Max();

    /// <summary>
    /// How much room a horizontal axis takes beyond its end: half of the number that may stand there, and a little
    /// more, as fonts differ.
    /// </summary>
    public static double RightRoom(Scale scale) =>
        scale.Ticks
            .Select(t => 0.65 * Label.Width(t.Text, Drawing.FontSize) - 500 * (1 - scale.At(t.Value)))
            .DefaultIfEmpty(0)
            .Append(14)
            .Max();

    private static IEnumerable<string> Wrap(string text, double width, double size)
    {
        string line = "";
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : line + ' ' + word;
            if (line.Length > 0 && Label.Width(longer, size) > width)
            {
                yield return Label.Fit(line, width, size);
                line = word;
            }
            else line = longer;
        }
        if (line.Length > 0) yield return Label.Fit(line, width, size);
    }
}

/// <summary>The rectangle that holds the data.</summary>
internal readonly record struct Area(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;
}
