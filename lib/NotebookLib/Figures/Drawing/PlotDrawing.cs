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
        var valuesX = series.SelectMany(s => s.Points.Select(p => p.X));
        Scale across = Scale.Over(x, FromZero(valuesX), tight: lines, count: 6);
        Scale up = Scale.Over(y, series.SelectMany(s => s.Points.Select(p => p.Y)));
        double left = Frame.LeftRoom(up), top = Frame.Title(drawing, title, Drawing.MaxWidth);
        string[] names = [.. series.Select(s => s.Name)];
        if (names.Any(n => n.Length > 0))
            top = Frame.Legend(drawing, names, top, left, Drawing.MaxWidth - left, Sample, lines ? 34 : 14);
        var area = new Area(left, top + 6, Drawing.MaxWidth - left - Frame.RightRoom(across), Height);
        Frame.Bottom(drawing, area, across, x.Title, grid: !lines);
        Frame.Left(drawing, area, up, y.Title);

        var names2 = new LabelPlacement(area);
        var inside = series.Select(s => s.Points.Select(Inside).ToArray()).ToArray();
        foreach (var place in inside.SelectMany(p => p).OfType<(double X, double Y)>())
            names2.Block(place.X - 4, place.Y - 4, 8, 8);
        for (int i = 0; i < series.Length; i++) Draw(i, inside[i], names2);

        string summary = Summary();
        string svg = drawing.Finish(Drawing.MaxWidth, area.Bottom + 46, summary);
        return new Figure(title, svg, summary, summary, Interactive);

        (double X, double Y)? Inside((double X, double Y) p)
        {
            if (!across.Holds(p.X) || !up.Holds(p.Y)) return null;
            double atX = area.Left + across.At(p.X) * area.Width, atY = area.Bottom - up.At(p.Y) * area.Height;
            bool isInside = atX >= area.Left - 1 && atX <= area.Right + 1
                && atY >= area.Top - 1 && atY <= area.Bottom + 1;
            return isInside ? (atX, atY) : null;
        }
    }

    /// <summary>Lines that begin near zero get an axis that begins there.</summary>
    private IEnumerable<double> FromZero(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        if (!lines || x.IsLog || known.Length == 0) return known;
        double least = known.Min();
        return least > 0 && least < 0.1 * known.Max() ? known.Append(0) : known;
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
                if (place is { } p)
                {
                    path.Append(open ? 'L' : 'M');
                    path.Append(CultureInfo.InvariantCulture, $"{Drawing.N(p.X)} {Drawing.N(p.Y)}");
                }
                open = place is not null;
            }
            string dash = series.Length > 1 ? Palette.Dash(index) : "";
            if (path.Length > 0) drawing.Path(path.ToString(), Palette.Color(index), 2.2, dash: dash);
        }
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] is not { } p || !marked) continue;
            string label = s.Labels is null ? "" : Label.Token(s.Labels[i]);
            string called = label.Length > 0 ? Label.Tip(label) : name;
            string tip = $"{called} ({Quantity.Short(s.Points[i].X)}, {Quantity.Short(s.Points[i].Y)})".TrimStart();
            drawing.Marker(index, p.X, p.Y, lines ? 3.6 : 4.2, tip);
            if (label.Length == 0) continue;
            if (labels.Beside(p.X, p.Y, Label.Width(label, Drawing.FontSize)) is { } at)
                drawing.Text(at.X, at.Y, label, at.Anchor);
        }
    }

    private void Sample(int index, double atX, double atY)
    {
        string dash = series.Length > 1 ? Palette.Dash(index) : "";
        if (lines) drawing.Line(atX - 17, atY, atX + 17, atY, Palette.Color(index), 2.2, dash: dash);
        if (!lines || series[index].Points.Count <= MarkersUpTo)
            drawing.Marker(index, atX, atY, lines ? 3.6 : 4.2);
    }

    private string Summary()
    {
        var text = new StringBuilder(title.Length == 0 ? kind : $"{kind} '{Label.Clean(title)}'");
        text.Append(": ").Append(y.Title).Append(" over ").Append(x.Title);
        foreach (Series s in series)
        {
            (double X, double Y)[] known = [.. s.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
            text.Append("; ").Append(s.Name.Length == 0 ? "" : $"{Label.Clean(s.Name)}: ");
            text.Append(CultureInfo.InvariantCulture, $"{s.Points.Count} points");
            int lost = s.Points.Count - known.Length;
            if (lost > 0) text.Append(CultureInfo.InvariantCulture, $", {lost} not finite");
            if (known.Length == 0) continue;
            double scaleX = known.Max(p => Math.Abs(p.X)), scaleY = known.Max(p => Math.Abs(p.Y));
            string Point((double X, double Y) p) => $"({Quantity.Short(p.X, scaleX)}, {Quantity.Short(p.Y, scaleY)})";
            string leastX = Quantity.Short(known.Min(p => p.X), scaleX);
            string mostX = Quantity.Short(known.Max(p => p.X), scaleX);
            string leastY = Quantity.Short(known.Min(p => p.Y), scaleY);
            string mostY = Quantity.Short(known.Max(p => p.Y), scaleY);
            text.Append(lines
                ? $", from {Point(known[0])} to {Point(known[^1])}, y from {leastY} to {mostY}"
                : $", x from {leastX} to {mostX}, y from {leastY} to {mostY}");
            if (s.Labels is { Count: <= 24 } words)
                text.Append(": ").AppendJoin(", ", words.Select((w, i) => $"{Label.Token(w)} {Point(s.Points[i])}"));
        }
        return text.ToString();
    }

    private string Mode(Series s)
    {
        if (!lines) return s.Labels is null ? "markers" : "markers+text";
        return s.Points.Count <= MarkersUpTo ? "lines+markers" : "lines";
    }

    private InteractiveChart Interactive() => InteractiveChart.Of(series.Select((s, i) => new Scatter
    {
        name = s.Name,
        x = s.Points.Select(p => InteractiveChart.Known(p.X)).ToArray(),
        y = s.Points.Select(p => InteractiveChart.Known(p.Y)).ToArray(),
        text = s.Labels?.ToArray() ?? [],
        mode = Mode(s),
        marker = InteractiveChart.Mark(i),
        line = InteractiveChart.Stroke(i, series.Length > 1),
    }), title, InteractiveChart.Numbers(x), InteractiveChart.NumbersUp(y));
}
