using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>Lays out lines or points over two numeric axes.</summary>
internal sealed class PlotDrawing(string kind, string title, Axis x, Axis y, Series[] series, bool lines)
{
    private const int MarkersUpTo = 30; // points of a series; more would hide the line
    private const double Height = 300;
    private readonly Drawing drawing = new();

    public Figure Figure()
    {
        Scale across = Scale.Over(x, FromZero(series.SelectMany(s => s.Points.Select(p => p.X))), tight: lines, count: 6);
        Scale up = Scale.Over(y, series.SelectMany(s => s.Points.Select(p => p.Y)));
        double left = Frame.LeftRoom(up), top = Frame.Title(drawing, title, Drawing.MaxWidth);
        string[] names = [.. series.Select(s => s.Name)];
        if (names.Any(n => n.Length > 0)) top = Frame.Legend(drawing, names, top, left, Drawing.MaxWidth - left, Sample, lines ? 34 : 14);
        var area = new Area(left, top + 6, Drawing.MaxWidth - left - Frame.RightRoom(across), Height);
        Frame.Bottom(drawing, area, across, x.Title, grid: !lines);
        Frame.Left(drawing, area, up, y.Title);

        var names2 = new LabelPlacement(area);
        var inside = series.Select(s => s.Points.Select(p => across.Holds(p.X) && up.Holds(p.Y) ? (area.Left + across.At(p.X) * area.Width, area.Bottom - up.At(p.Y) * area.Height)
            : ((double X, double Y)?)null).Select(p => p is { } at && at.X >= area.Left - 1 && at.X <= area.Right + 1 && at.Y >= area.Top - 1 && at.Y <= area.Bottom + 1 ? p : null).ToArray()).ToArray();
        foreach (var place in inside.SelectMany(p => p).OfType<(double X, double Y)>()) names2.Block(place.X - 4, place.Y - 4, 8, 8);
        for (int i = 0; i < series.Length; i++) Draw(i, inside[i], names2);

        string summary = Summary();
        return new Figure(title, drawing.Finish(Drawing.MaxWidth, area.Bottom + 46, summary), summary, summary, Interactive);
    }

    /// <summary>Lines that begin near zero get an axis that begins there.</summary>
    private IEnumerable<double> FromZero(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        return lines && !x.IsLog && known.Length > 0 && known.Min() is > 0 and var least && least < 0.1 * known.Max() ? known.Append(0) : known;
    }

    private void Draw(int index, (double X, double Y)?[] places, LabelPlacement labels)
    {
        Series s = series[index];
        string name = Label.Tip(s.Name);
        bool marked = !lines || s.Points.Count <= MarkersUpTo;
        if (lines)
        {
            var path = new StringBuilder();
            bool open = false;
            foreach (var place in places)
            {
                if (place is { } p) path.Append(open ? 'L' : 'M').Append(CultureInfo.InvariantCulture, $"{Drawing.N(p.X)} {Drawing.N(p.Y)}");
                open = place is not null;
            }
            if (path.Length > 0) drawing.Path(path.ToString(), Palette.Color(index), 2.2, dash: series.Length > 1 ? Palette.Dash(index) : "");
        }
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] is not { } p || !marked) continue;
            string label = s.Labels is null ? "" : Label.Token(s.Labels[i]);
            string called = label.Length > 0 ? Label.Tip(label) : name;
            string tip = $"{called} ({Quantity.Short(s.Points[i].X)}, {Quantity.Short(s.Points[i].Y)})".TrimStart();
            drawing.Marker(index, p.X, p.Y, lines ? 3.6 : 4.2, tip);
            if (label.Length > 0 && labels.Beside(p.X, p.Y, Label.Width(label, Drawing.FontSize)) is { } at) drawing.Text(at.X, at.Y, label, at.Anchor);
        }
    }

    private void Sample(int index, double atX, double atY)
    {
        if (lines) drawing.Line(atX - 17, atY, atX + 17, atY, Palette.Color(index), 2.2, dash: series.Length > 1 ? Palette.Dash(index) : "");
        if (!lines || series[index].Points.Count <= MarkersUpTo) drawing.Marker(index, atX, atY, lines ? 3.6 : 4.2);
    }

    private string Summary()
    {
        var text = new StringBuilder(title.Length == 0 ? kind : $"{kind} '{Label.Clean(title)}'").Append(": ").Append(y.Title).Append(" over ").Append(x.Title);
        foreach (Series s in series)
        {
            (double X, double Y)[] known = [.. s.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
            text.Append("; ").Append(s.Name.Length == 0 ? "" : $"{Label.Clean(s.Name)}: ").Append(CultureInfo.InvariantCulture, $"{s.Points.Count} points");
            if (known.Length < s.Points.Count) text.Append(CultureInfo.InvariantCulture, $", {s.Points.Count - known.Length} not finite");
            if (known.Length == 0) continue;
            double scaleX = known.Max(p => Math.Abs(p.X)), scaleY = known.Max(p => Math.Abs(p.Y));
            string Point((double X, double Y) p) => $"({Quantity.Short(p.X, scaleX)}, {Quantity.Short(p.Y, scaleY)})";
            text.Append(lines
                ? $", from {Point(known[0])} to {Point(known[^1])}, y from {Quantity.Short(known.Min(p => p.Y), scaleY)} to {Quantity.Short(known.Max(p => p.Y), scaleY)}"
                : $", x from {Quantity.Short(known.Min(p => p.X), scaleX)} to {Quantity.Short(known.Max(p => p.X), scaleX)}, y from {Quantity.Short(known.Min(p => p.Y), scaleY)} to {Quantity.Short(known.Max(p => p.Y), scaleY)}");
            if (s.Labels is { Count: <= 24 } words)
                text.Append(": ").AppendJoin(", ", words.Select((w, i) => $"{Label.Token(w)} ({Quantity.Short(s.Points[i].X, scaleX)}, {Quantity.Short(s.Points[i].Y, scaleY)})"));
        }
        return text.ToString();
    }

    private InteractiveChart Interactive() => InteractiveChart.Of(series.Select((s, i) => new Scatter
    {
        name = s.Name,
        x = s.Points.Select(p => InteractiveChart.Known(p.X)).ToArray(),
        y = s.Points.Select(p => InteractiveChart.Known(p.Y)).ToArray(),
        text = s.Labels?.ToArray() ?? [],
        mode = lines ? s.Points.Count <= MarkersUpTo ? "lines+markers" : "lines" : s.Labels is null ? "markers" : "markers+text",
        marker = InteractiveChart.Mark(i),
        line = InteractiveChart.Stroke(i, series.Length > 1),
    }), title, InteractiveChart.Numbers(x), InteractiveChart.NumbersUp(y));
}
