using System.Globalization;
using System.Text;

namespace NotebookLib;

/// <summary>Lays out lines or points over two numeric axes.</summary>
internal sealed partial class PlotDrawing(string kind, string title, Axis x, Axis y, Series[] all, bool lines)
{
    private const int MarkersUpTo = 30; // points of a series; more would hide the line
    private const double Height = 300, LineWidth = 2.2, Marker = 3.6, CloudMarker = 4.2, LoneMarker = 6.5;
    private const double BandRim = 4, BandOpacity = 0.4; // of a line that another one hides
    private readonly Series[] series = [.. all.Where(s => !s.IsGuide)];
    private readonly PlotGuides guides = new([.. all.Where(s => s.IsGuide)]);
    private readonly Drawing drawing = new();

    public Figure Figure()
    {
        var valuesX = series.SelectMany(s => s.Points.Select(p => p.X));
        var valuesY = series.SelectMany(s => s.Points.Select(p => p.Y));
        Scale across = Scale.Over(x, Labelled(FromZero(valuesX.Concat(guides.Sides)), x), tight: lines, count: 6);
        Scale up = Scale.Over(y, Labelled(valuesY.Concat(guides.Heights), y));
        double left = Frame.LeftRoom(up, y.Title, Height), titled = Frame.LeftTitleRoom(y.Title, Height);
        double right = Drawing.MaxWidth - Frame.RightRoom(across), top = Frame.Title(drawing, title, Drawing.MaxWidth);
        // Which lines lie on each other does not depend on how much the legend above them takes.
        var runs = lines
            ? SharedRun.Among(series, Places(new Area(left, top, right - left, Height), across, up))
            : [];
        int[][] entries = Entries(runs);
        string[] names = [.. entries.Select(e => Name(e, runs)), .. guides.Names];
        if (names.Any(n => n.Length > 0))
            top = Frame.Legend(
                drawing, names, top, left, Drawing.MaxWidth - left, Sample, lines ? 34 : guides.SampleWidth);
        var area = new Area(left, top + 6, right - left, Height);
        double bottom = Frame.Bottom(drawing, area, across, x.Title, !lines, titled);
        Frame.Left(drawing, area, up, y.Title);

        var inside = Places(area, across, up);
        var room = new LabelPlacement(area);
        foreach (var place in inside.SelectMany(p => p).OfType<(double X, double Y)>())
            room.Block(place.X - 4, place.Y - 4, 8, 8);
        guides.DrawLines(drawing, area, across, up);
        for (int i = 0; i < series.Length; i++) Band(i, runs, inside[i]);
        for (int i = 0; i < series.Length; i++) Line(i, inside[i]);
        guides.DrawArrows(drawing, series, inside, room);
        for (int i = 0; i < series.Length; i++) Points(i, inside[i], room);

        string summary = Summary(runs);
        string svg = drawing.Finish(Drawing.MaxWidth, bottom, summary);
        return new Figure(title, svg, summary, summary, Interactive);

        void Sample(int entry, double atX, double atY)
        {
            if (entry < entries.Length) this.Sample(entries[entry], atX, atY);
            else guides.Sample(drawing, entry - entries.Length, atX, atY, lines ? 17 : guides.SampleWidth / 2);
        }
    }

    /// <summary>Where the points of each series lie, null for those that do not lie in the area.</summary>
    private (double X, double Y)?[][] Places(Area area, Scale across, Scale up)
    {
        return [.. series.Select(s => s.Points.Select(Inside).ToArray())];

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

    /// <summary>Points with words beside them do not lie at the very edge, where words have no room.</summary>
    private double[] Labelled(IEnumerable<double> values, Axis axis)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        if (lines || axis.IsLog || known.Length == 0 || series.All(s => s.Labels is null)) return known;
        double pad = known.Max() / 20 - known.Min() / 20;
        return double.IsFinite(pad) ? [.. known, known.Min() - pad, known.Max() + pad] : known;
    }

    /// <summary>The series of each entry of the legend: those that lie on each other all along share one.</summary>
    private int[][] Entries(IReadOnlyList<SharedRun> runs)
    {
        int[] first = [.. Enumerable.Range(0, series.Length)];
        foreach (SharedRun run in runs)
            if (run.Whole && series[run.Under].Name.Length > 0 && series[run.Over].Name.Length > 0)
                first[run.Over] = first[run.Under];
        return [.. first.Index().GroupBy(f => f.Item, f => f.Index).Select(g => g.ToArray())];
    }

    private string Name(int[] entry, IReadOnlyList<SharedRun> runs)
    {
        bool equal = runs.Where(r => r.Whole && entry.Contains(r.Over)).All(r => r.IsExact);
        return string.Join(equal ? " = " : " ≈ ", entry.Select(i => series[i].Name));
    }

    /// <summary>A wide band below those parts of a line that others hide.</summary>
    private void Band(int under, IReadOnlyList<SharedRun> runs, (double X, double Y)?[] places)
    {
        SharedRun[] hidden = [.. runs.Where(r => r.Under == under).OrderBy(r => r.From)];
        int above = hidden.Select(r => r.Over).Distinct().Count();
        double drawn = double.NegativeInfinity;
        foreach (SharedRun run in hidden)
        {
            string path = Through(SharedRun.Part(places, Math.Max(run.From, drawn), run.To));
            if (path.Length > 0)
                drawing.Path(path, Palette.Color(under), LineWidth + BandRim * above, BandOpacity);
            drawn = Math.Max(drawn, run.To);
        }
    }

    private void Line(int index, (double X, double Y)?[] places)
    {
        string path = lines && !IsLone(index) ? Through(places) : "";
        if (path.Length > 0) drawing.Path(path, Palette.Color(index), LineWidth, dash: Dash(index));
    }

    private static string Through(IEnumerable<(double X, double Y)?> places)
    {
        var path = new StringBuilder();
        bool open = false;
        foreach (var place in places)
        {
            if (place is { } p)
                path.Append(CultureInfo.InvariantCulture,
                    $"{(open ? 'L' : 'M')}{Drawing.N(p.X)} {Drawing.N(p.Y)}");
            open = place is not null;
        }
        return path.ToString();
    }

    private void Points(int index, (double X, double Y)?[] places, LabelPlacement room)
    {
        if (!IsMarked(index)) return;
        Series s = series[index];
        string name = Label.Tip(s.Name);
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] is not { } p) continue;
            string label = s.Labels is null ? "" : Label.Token(s.Labels[i]);
            string called = label.Length > 0 ? Label.Tip(label) : name;
            string tip = $"{called} ({Quantity.Short(s.Points[i].X)}, {Quantity.Short(s.Points[i].Y)})".TrimStart();
            drawing.Marker(index, p.X, p.Y, Radius(index), tip, IsLone(index));
            if (label.Length == 0) continue;
            if (room.Beside(p.X, p.Y, Label.Width(label, Drawing.FontSize)) is { } at)
                drawing.Text(at.X, at.Y, label, at.Anchor);
        }
    }

    /// <summary>Whether a series of a chart of lines is one point: an event, and no line.</summary>
    private bool IsLone(int index) =>
        lines && series[index].Points.Count(p => double.IsFinite(p.X) && double.IsFinite(p.Y)) == 1;

    private bool IsMarked(int index) => !lines || series[index].Points.Count <= MarkersUpTo;

    private double Radius(int index)
    {
        if (IsLone(index)) return LoneMarker;
        return lines ? Marker : CloudMarker;
    }

    private string Dash(int index) => series.Length > 1 ? Palette.Dash(index) : "";

    private void Sample(int[] entry, double atX, double atY)
    {
        foreach (var (i, index) in entry.Index())
        {
            if (!lines || IsLone(index)) continue;
            int above = entry.Length - 1 - i;
            if (above > 0)
                drawing.Line(
                    atX - 17, atY, atX + 17, atY, Palette.Color(index), LineWidth + BandRim * above, BandOpacity);
            drawing.Line(atX - 17, atY, atX + 17, atY, Palette.Color(index), LineWidth, dash: Dash(index));
        }
        foreach (int index in entry.Where(IsMarked)) drawing.Marker(index, atX, atY, Radius(index));
    }
}
