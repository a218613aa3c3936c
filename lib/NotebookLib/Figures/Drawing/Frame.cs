namespace NotebookLib;

/// <summary>What charts share around their data: title, legend, axes with marks.</summary>
internal static class Frame
{
    private const double Muted = 0.78;
    private const double TitleLine = 20, Line = 16; // from one line to the next: of the title, of all else
    private const int MostLines = 6; // of a title at the left, which grows longer rather

    /// <summary>The title at the top left, on as many lines as it takes.</summary>
    /// <returns>Where the rest may begin.</returns>
    public static double Title(Drawing drawing, string title, double width)
    {
        double y = 4;
        foreach (string line in Label.Wrap(title, width, Drawing.TitleSize, bold: true))
        {
            drawing.Text(0, y + 13, line, size: Drawing.TitleSize, bold: true);
            y += TitleLine;
        }
        return y > 4 ? y + 6 : y;
    }

    /// <summary>Lines of text below each other.</summary>
    /// <param name="drawing">Where to draw.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="x">Where each begins, is centred or ends, as <paramref name="anchor"/> says.</param>
    /// <param name="y">The baseline of the first.</param>
    /// <param name="anchor">"start", "middle" or "end".</param>
    /// <param name="size">The font size.</param>
    /// <param name="opacity">How strongly the letters stand out.</param>
    /// <param name="bold">Whether they are bold.</param>
    /// <returns>The baseline of the last.</returns>
    public static double Lines(Drawing drawing, string[] lines, double x, double y, string anchor = "start",
        double size = Drawing.FontSize, double opacity = 1, bool bold = false)
    {
        foreach (var (i, line) in lines.Index())
            drawing.Text(x, y + i * Line, line, anchor, size, opacity: opacity, bold: bold);
        return y + Math.Max(lines.Length - 1, 0) * Line;
    }

    /// <summary>How much more room lines take than one.</summary>
    public static double Further(string[] lines) => Math.Max(lines.Length - 1, 0) * Line;

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
        double x = left, last = y + 12.5, room = width - sampleWidth - 6;
        for (int i = 0; i < names.Count; i++)
        {
            string[] lines = Label.Wrap(Label.Tip(names[i]), room, Drawing.FontSize);
            double needed = sampleWidth + 6
                + lines.Select(l => Label.Width(l, Drawing.FontSize)).DefaultIfEmpty(0).Max();
            if (x > left && x + needed > left + width) (x, y) = (left, last + 7.5);
            sample(i, x + sampleWidth / 2, y + 8);
            last = Math.Max(last, Lines(drawing, lines, x + sampleWidth + 6, y + 12.5));
            x += needed + 16;
        }
        return last + 13.5;
    }

    /// <summary>
    /// The horizontal axis along the bottom of an area: title and marks; vertical grid lines if asked for.
    /// </summary>
    /// <param name="drawing">Where to draw.</param>
    /// <param name="area">What the axis stands below.</param>
    /// <param name="scale">Its numbers.</param>
    /// <param name="title">Its title.</param>
    /// <param name="grid">Whether there are grid lines.</param>
    /// <param name="edge">How far to the left the title may reach.</param>
    /// <returns>Where the drawing may end.</returns>
    public static double Bottom(Drawing drawing, Area area, Scale scale, string title, bool grid, double edge)
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
        return AxisTitle(drawing, area, title, area.Bottom + 38, edge) + 8;
    }

    /// <summary>
    /// A title below the middle of an area; one that is too long for that, as near to the middle as the drawing lets
    /// it, or on several lines.
    /// </summary>
    /// <returns>The baseline of its last line.</returns>
    public static double AxisTitle(Drawing drawing, Area area, string title, double y, double edge)
    {
        double room = Drawing.MaxWidth - edge;
        string[] lines = Label.Wrap(Label.Tip(title), room, Drawing.FontSize);
        double half = lines.Select(line => Label.Width(line, Drawing.FontSize) / 2).DefaultIfEmpty(0).Max();
        double furthest = Math.Max(edge + half, Drawing.MaxWidth - half);
        double middle = Math.Clamp((area.Left + area.Right) / 2, edge + half, furthest);
        return Lines(drawing, lines, middle, y, "middle", opacity: Muted);
    }

    /// <summary>
    /// The vertical axis at the left of an area: title and marks; horizontal grid lines unless lines would mislead.
    /// </summary>
    /// <returns>How far down its title reaches.</returns>
    public static double Left(Drawing drawing, Area area, Scale scale, string title, bool grid = true)
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
        return LeftTitle(drawing, area, title);
    }

    /// <summary>
    /// A title beside an area at the left end of the drawing, read from below. One that is longer than the area takes
    /// several lines; of a low area it reaches down beside what stands below it, never up into the chart's title.
    /// </summary>
    /// <returns>How far down it reaches.</returns>
    public static double LeftTitle(Drawing drawing, Area area, string title)
    {
        string[] lines = LeftLines(title, area.Height);
        double half = lines.Select(line => Label.Width(line, Drawing.FontSize) / 2).DefaultIfEmpty(0).Max();
        double middle = Math.Max((area.Top + area.Bottom) / 2, area.Top + half);
        foreach (var (i, line) in lines.Index())
            drawing.Text(12 + i * Line, middle, line, "middle", opacity: Muted, turn: -90);
        return middle + half;
    }

    /// <summary>How much room a title at the left takes, for an area of this height.</summary>
    public static double LeftTitleRoom(string title, double height) => 22 + Further(LeftLines(title, height));

    private static string[] LeftLines(string title, double height)
    {
        title = Label.Tip(title);
        for (double length = Math.Max(height, Math.Min(height + 46, 120)); ; length *= 1.2)
            if (Label.Wrap(title, length, Drawing.FontSize) is var lines && lines.Length <= MostLines) return lines;
    }

    /// <summary>How much room the numbers and the title of a vertical axis take, for an area of this height.</summary>
    public static double LeftRoom(Scale scale, string title, double height) => LeftTitleRoom(title, height)
        + 9 + scale.Ticks.Select(t => Label.Width(t.Text, Drawing.FontSize)).DefaultIfEmpty(0).Max();

    /// <summary>
    /// How much room a horizontal axis takes beyond its end: half of the number that may stand there, and a little
    /// more.
    /// </summary>
    public static double RightRoom(Scale scale) =>
        scale.Ticks
            .Select(t => 2 + Label.Width(t.Text, Drawing.FontSize) / 2 - 500 * (1 - scale.At(t.Value)))
            .DefaultIfEmpty(0)
            .Append(14)
            .Max();
}

/// <summary>The rectangle that holds the data.</summary>
internal readonly record struct Area(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;
}
