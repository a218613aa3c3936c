using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>Lays out lines of equal height and the paths across them.</summary>
internal sealed class ContoursDrawing(string title, Axis x, Axis y, Func<double, double, double> f, Series[] paths)
{
    private const int Columns = 120, Rows = 80, Levels = 9, MarkersUpTo = 60;
    private const double Height = 320, NumberFont = 12;
    private readonly Drawing drawing = new();
    private readonly double[,] heights = new double[Rows + 1, Columns + 1];

    public Figure Figure()
    {
        Scale across = Scale.Over(x, paths.SelectMany(p => p.Points.Select(q => q.X)), count: 6);
        Scale up = Scale.Over(y, paths.SelectMany(p => p.Points.Select(q => q.Y)));
        double left = Frame.LeftRoom(up, y.Title, Height), top = Frame.Title(drawing, title, Drawing.MaxWidth);
        string[] names = [.. paths.Select(p => p.Name)];
        if (names.Any(n => n.Length > 0))
            top = Frame.Legend(drawing, names, top, left, Drawing.MaxWidth - left, Sample, 34);
        var area = new Area(left, top + 6, Drawing.MaxWidth - left - Frame.RightRoom(across), Height);
        double[] levels = Measure(across, up);
        double bottom = Frame.Bottom(drawing, area, across, x.Title, false, Frame.LeftTitleRoom(y.Title, Height));
        Frame.Left(drawing, area, up, y.Title, grid: false);

        var starts = paths
            .SelectMany(p => p.Points.Take(1))
            .Select(p => Place(p, area, across, up))
            .OfType<(double X, double Y)>();
        Mark[] marks = [.. Marks(area, [.. starts.Distinct()])];
        Level(area, levels, [.. starts.Select(p => (p.X, p.Y, 12.0)), .. marks.Select(m => (m.Middle, m.Y, m.Width))]);
        for (int i = 0; i < paths.Length; i++) Path(i, area, across, up);
        foreach (Mark mark in marks) drawing.Text(mark.Middle, mark.Y + 4, mark.Word, "middle", NumberFont, bold: true);
        string summary = Summary(across, up, levels);
        string svg = drawing.Finish(Drawing.MaxWidth, bottom, summary);
        return new Figure(title, svg, summary, summary, () => Interactive(across, up));
    }

    /// <summary>Takes the heights on the grid.</summary>
    /// <returns>Heights that divide the area into about equal parts, rounded to two digits.</returns>
    private double[] Measure(Scale across, Scale up)
    {
        for (int r = 0; r <= Rows; r++)
            for (int c = 0; c <= Columns; c++)
                heights[r, c] = f(across.From((double)c / Columns), up.From(1 - (double)r / Rows));
        double[] known = [.. heights.Cast<double>().Where(double.IsFinite).Order()];
        if (known.Length == 0)
        {
            const string message = "f: expected a function that is finite somewhere in the area; got none that is.";
            throw new ArgumentException(message);
        }
        var parts = Enumerable.Range(0, Levels).Select(i => known[(int)((i + 0.5) / Levels * (known.Length - 1))]);
        return [.. parts.Select(Rounded).Where(l => l > known[0] && l < known[^1]).Distinct()];
    }

    private sealed record Mark(string Word, double Middle, double Y, double Width);

    /// <summary>Words at the place where all paths start, and at the lowest one, if it lies inside.</summary>
    private IEnumerable<Mark> Marks(Area area, (double X, double Y)[] starts)
    {
        if (starts is [var start] && Beside("start", start) is { } first) yield return first;
        int lowest = Enumerable.Range(0, heights.Length).Where(i => double.IsFinite(HeightAt(i))).MinBy(HeightAt);
        (int row, int column) = (lowest / (Columns + 1), lowest % (Columns + 1));
        if (row is 0 or Rows || column is 0 or Columns) yield break;
        var place = (X: area.Left + (double)column / Columns * area.Width,
            Y: area.Top + (double)row / Rows * area.Height);
        if (starts.Any(s => Math.Abs(s.X - place.X) < 90 && Math.Abs(s.Y - place.Y) < 34)) yield break;
        drawing.Path($"M{Drawing.N(place.X - 5)} {Drawing.N(place.Y)}h10m-5 -5v10", "currentColor", 1.6);
        if (Beside("lowest", (place.X, place.Y + 14)) is { } second) yield return second;

        Mark? Beside(string word, (double X, double Y) at)
        {
            double width = Label.Width(word, NumberFont, bold: true);
            double middle = at.X + 10 + width / 2 <= area.Right - width / 2 - 4
                ? at.X + 10 + width / 2
                : at.X - 10 - width / 2;
            bool inside = at.X > area.Left && at.X < area.Right && at.Y > area.Top + 12 && at.Y < area.Bottom - 12;
            return inside ? new(word, middle, at.Y, width) : null;
        }
    }

    private double HeightAt(int i) => heights[i / (Columns + 1), i % (Columns + 1)];

    private static double Rounded(double value) =>
        double.Parse(value.ToString("E1", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private void Level(Area area, double[] levels, (double X, double Y, double Width)[] taken)
    {
        // Numbers keep off each other and off the paths' beginnings.
        List<(double X, double Y, double Width)> numbers = [.. taken];
        var lines = new LevelLines(heights);
        foreach (double level in levels)
        {
            var path = new StringBuilder();
            string number = Quantity.Short(level, levels.Max(Math.Abs));
            double width = Label.Width(number, NumberFont);
            foreach (var line in lines.At(level))
            {
                (double X, double Y)[] points = [.. line.Select(p => OnPage(p.X, p.Y))];
                // A number interrupts its line where there is room for it, from a third of its length on, so that
                // numbers do not line up along the border.
                int third = points.Length / 3;
                var places = Enumerable.Range(0, points.Length).Select(i => (i + third) % points.Length);
                int at = points.Length < 12 ? -1 : places.FirstOrDefault(i => Free(points[i]), -1);
                if (at >= 0) numbers.Add((points[at].X, points[at].Y, width));
                bool open = false;
                foreach (var (px, py) in points)
                {
                    bool covered = at >= 0
                        && Math.Abs(px - points[at].X) < width / 2 + 3
                        && Math.Abs(py - points[at].Y) < 8;
                    char command = open ? 'L' : 'M';
                    if (!covered) path.Append(command).Append(Drawing.N(px)).Append(' ').Append(Drawing.N(py));
                    open = !covered;
                }
                if (at >= 0) drawing.Text(points[at].X, points[at].Y + 4, number, "middle", NumberFont, opacity: 0.7);

                bool Free((double X, double Y) p) =>
                    p.X > area.Left + width && p.X < area.Right - width
                    && p.Y > area.Top + 10 && p.Y < area.Bottom - 10
                    && numbers.All(n => IsApart(n, p));

                bool IsApart((double X, double Y, double Width) n, (double X, double Y) p) =>
                    Math.Abs(n.X - p.X) > (n.Width + width) / 2 + 8 || Math.Abs(n.Y - p.Y) > 18;
            }
            if (path.Length > 0) drawing.Path(path.ToString(), "currentColor", 1, 0.32);
        }

        (double X, double Y) OnPage(double column, double row) =>
            (area.Left + column / Columns * area.Width, area.Top + row / Rows * area.Height);
    }

    private void Path(int index, Area area, Scale across, Scale up)
    {
        var path = new StringBuilder();
        (double X, double Y)? before = null, end = null;
        bool marked = paths[index].Points.Count <= MarkersUpTo;
        string name = Label.Tip(paths[index].Name);
        foreach (var (px, py) in paths[index].Points)
        {
            (double X, double Y)? place = Place((px, py), area, across, up);
            if (before is { } a && place is { } b && Inside(a, b, area) is { } part)
            {
                if (end != part.From)
                    path.Append(CultureInfo.InvariantCulture, $"M{Drawing.N(part.From.X)} {Drawing.N(part.From.Y)}");
                path.Append(CultureInfo.InvariantCulture, $"L{Drawing.N(part.To.X)} {Drawing.N(part.To.Y)}");
                end = part.To;
            }
            if (place is { } p && Inside(p, p, area) is not null && (marked || before is null))
                drawing.Marker(index, p.X, p.Y, before is null ? 5 : 2.6,
                    $"{name} ({Quantity.Short(px)}, {Quantity.Short(py)}): {Quantity.Short(f(px, py))}".TrimStart());
            before = place;
        }
        string dash = paths.Length > 1 ? Palette.Dash(index) : "";
        if (path.Length > 0) drawing.Path(path.ToString(), Palette.Color(index), 2, dash: dash);
    }

    /// <summary>
    /// Where a point lies, or where it leads if it is far away: what diverges leaves even the numbers. Null if the axes
    /// cannot hold it.
    /// </summary>
    private static (double X, double Y)? Place((double X, double Y) p, Area area, Scale across, Scale up)
    {
        if (!across.Holds(p.X) || !up.Holds(p.Y)) return null;
        return (area.Left + Near(across.At(p.X)) * area.Width, area.Bottom - Near(up.At(p.Y)) * area.Height);

        static double Near(double place) => Math.Clamp(place, -1e6, 1e6);
    }

    /// <summary>The part of a line that lies in the area; null if none does. Liang and Barsky 1984.</summary>
    private static ((double X, double Y) From, (double X, double Y) To)? Inside(
        (double X, double Y) a, (double X, double Y) b, Area area)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y, from = 0, to = 1;
        (double Step, double Room)[] sides =
        [
            (-dx, a.X - area.Left),
            (dx, area.Right - a.X),
            (-dy, a.Y - area.Top),
            (dy, area.Bottom - a.Y),
        ];
        foreach (var (step, room) in sides)
        {
            if (step == 0 && room < -0.01) return null;
            if (step < 0) from = Math.Max(from, room / step);
            if (step > 0) to = Math.Min(to, room / step);
        }
        return from > to ? null : (from == 0 ? a : At(from), to == 1 ? b : At(to));

        (double, double) At(double part) => (a.X + part * dx, a.Y + part * dy);
    }

    private void Sample(int index, double atX, double atY)
    {
        string dash = paths.Length > 1 ? Palette.Dash(index) : "";
        drawing.Line(atX - 17, atY, atX + 17, atY, Palette.Color(index), 2, dash: dash);
        drawing.Marker(index, atX - 12, atY, 4);
    }

    private string Summary(Scale across, Scale up, double[] levels)
    {
        var text = new StringBuilder(title.Length == 0 ? "Contours" : $"Contours '{Label.Clean(title)}'");
        var known = Enumerable.Range(0, heights.Length).Where(i => double.IsFinite(HeightAt(i)));
        int lowest = known.MinBy(HeightAt);
        text.Append(CultureInfo.InvariantCulture, $": {y.Title} {Span(up)} over {x.Title} {Span(across)}; ")
            .Append(levels.Length == 0 ? $"flat at {Quantity.Short(HeightAt(lowest))}" : Lines());
        foreach (Series path in paths.Where(p => p.Points.Count > 0))
        {
            string ends = $"from {Told(path.Points[0])} to {Told(path.Points[^1])}";
            text.Append("; ").Append(path.Name.Length == 0 ? "path" : Label.Clean(path.Name))
                .Append(CultureInfo.InvariantCulture, $": {path.Points.Count} points, {ends}");
        }
        return text.ToString();

        string Lines() =>
            $"lines at {string.Join(", ", levels.Select(l => Quantity.Short(l)))}; "
            + $"lowest {Quantity.Short(HeightAt(lowest), levels.Max(Math.Abs))} near ({X(lowest)}, {Y(lowest)})";
        string X(int i) => Quantity.Short(across.From(i % (Columns + 1) / (double)Columns), Math.Abs(across.From(1)));
        string Y(int i) => Quantity.Short(up.From(1 - i / (Columns + 1) / (double)Rows), Math.Abs(up.From(1)));
        static string Span(Scale scale) => $"from {Quantity.Short(scale.From(0))} to {Quantity.Short(scale.From(1))}";
        string Told((double X, double Y) p) =>
            $"({Quantity.Short(p.X)}, {Quantity.Short(p.Y)}) at {Quantity.Short(f(p.X, p.Y))}";
    }

    private InteractiveChart Interactive(Scale across, Scale up)
    {
        double?[] Row(int r) =>
            [.. Enumerable.Range(0, Columns + 1).Select(c => InteractiveChart.Known(heights[r, c]))];
        Trace contour = new Contour
        {
            x = Enumerable.Range(0, Columns + 1).Select(c => across.From((double)c / Columns)).ToArray(),
            y = Enumerable.Range(0, Rows + 1).Select(r => up.From(1 - (double)r / Rows)).ToArray(),
            z = Enumerable.Range(0, Rows + 1).Select(Row).ToArray(),
            showscale = false,
        };
        var lines = paths.Select((p, i) => (Trace)new Scatter
        {
            name = p.Name,
            x = p.Points.Select(q => InteractiveChart.Known(q.X)).ToArray(),
            y = p.Points.Select(q => InteractiveChart.Known(q.Y)).ToArray(),
            mode = "lines+markers",
            marker = InteractiveChart.Mark(i),
            line = InteractiveChart.Stroke(i, paths.Length > 1),
        });
        Trace[] traces = [contour, .. lines];
        return InteractiveChart.Of(traces, title, InteractiveChart.Numbers(x), InteractiveChart.NumbersUp(y));
    }
}
