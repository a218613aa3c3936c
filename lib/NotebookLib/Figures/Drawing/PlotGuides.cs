using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>What a plot shows beside its data: levels and diagonals behind them, arrows between points.</summary>
internal sealed class PlotGuides(Series[] guides)
{
    private const string DiagonalDash = "2 4";
    private static readonly string[] levelDashes = ["6 4", "2 3", "12 3 2 3"]; // of levels and verticals, in turn
    private const double Strength = 0.7, ArrowStrength = 0.85;
    private const double Start = 6, Stop = 7, Head = 7; // how far an arrow keeps from its points; how long its head is

    /// <summary>How high levels lie.</summary>
    public IEnumerable<double> Heights => guides.Select(g => g.Height).OfType<double>();

    /// <summary>How far to the right verticals lie.</summary>
    public IEnumerable<double> Sides => guides.Select(g => g.Side).OfType<double>();

    /// <summary>What the legend says of each.</summary>
    public IEnumerable<string> Names => guides.Select(g => g.Name);

    /// <summary>How much room a sample takes in the legend of points.</summary>
    public double SampleWidth => guides.Any(g => g.Name.Length > 0) ? 28 : 14;

    /// <summary>Levels, verticals and diagonals, across the whole area.</summary>
    public void DrawLines(Drawing drawing, Area area, Scale across, Scale up)
    {
        foreach (Series guide in guides)
        {
            if (guide.Height is { } height && up.Holds(height) && up.At(height) is >= 0 and <= 1 and var at)
                drawing.Line(area.Left, area.Bottom - at * area.Height, area.Right, area.Bottom - at * area.Height,
                    width: 1.6, opacity: Strength, dash: Dash(guide));
            if (guide.Side is { } side && across.Holds(side) && across.At(side) is >= 0 and <= 1 and var x)
                drawing.Line(area.Left + x * area.Width, area.Top, area.Left + x * area.Width, area.Bottom,
                    width: 1.6, opacity: Strength, dash: Dash(guide));
            if (guide.IsDiagonal) Diagonal(drawing, area, across, up);
        }
    }

    /// <summary>Arrows from point to point, off which labels keep.</summary>
    /// <exception cref="ArgumentException">A word labels no point.</exception>
    public void DrawArrows(Drawing drawing, Series[] series, (double X, double Y)?[][] places, LabelPlacement room)
    {
        foreach (var (index, guide) in guides.Where(g => g.Pairs is not null).Index())
            foreach (var (from, to) in guide.Pairs!)
                if (Place(from) is { } a && Place(to) is { } b)
                    Arrow(drawing, a, b, Palette.Dash(index), $"{Label.Tip(from)} → {Label.Tip(to)}", room);

        (double X, double Y)? Place(string word)
        {
            var (line, point) = Labelled(series, word);
            return places[line][point];
        }
    }

    /// <summary>The sample of a guide in the legend.</summary>
    public void Sample(Drawing drawing, int index, double x, double y, double half)
    {
        Series guide = guides[index];
        if (guide.Pairs is null)
            drawing.Line(x - half, y, x + half, y, width: 1.6, opacity: Strength,
                dash: guide.IsDiagonal ? DiagonalDash : Dash(guide));
        else
        {
            int place = guides.Take(index).Count(g => g.Pairs is not null);
            Arrow(drawing, (x - half - Start, y), (x + half + Stop, y), Palette.Dash(place), null, null);
        }
    }

    /// <summary>The guides in words.</summary>
    public void Tell(StringBuilder text, Series[] series)
    {
        foreach (Series guide in guides)
        {
            text.Append("; ").Append(guide.Name.Length > 0 ? Label.Clean(guide.Name) + ": " : "");
            if (guide.Height is { } height) text.Append("level ").Append(Quantity.Short(height));
            if (guide.Side is { } side) text.Append("vertical at ").Append(Quantity.Short(side));
            if (guide.IsDiagonal) text.Append("diagonal, y = x");
            if (guide.Pairs is { } pairs) text.Append("arrows ").AppendJoin(", ", pairs.Select(Step));
        }

        string Step((string From, string To) pair)
        {
            var (a, b) = (Point(pair.From), Point(pair.To));
            return string.Create(CultureInfo.InvariantCulture, $"{Label.Token(pair.From)} → {Label.Token(pair.To)} ")
                + $"by ({Quantity.Short(b.X - a.X)}, {Quantity.Short(b.Y - a.Y)})";
        }

        (double X, double Y) Point(string word)
        {
            var (line, point) = Labelled(series, word);
            return series[line].Points[point];
        }
    }

    /// <summary>The same for plotly.js.</summary>
    public IEnumerable<Trace> Traces(Series[] series)
    {
        double[] x = [.. series.SelectMany(s => s.Points).Select(p => p.X).Where(double.IsFinite)];
        double[] y = [.. series.SelectMany(s => s.Points).Select(p => p.Y).Where(double.IsFinite)];
        if (x.Length == 0 || y.Length == 0) yield break;
        foreach (Series guide in guides)
        {
            if (guide.Height is { } height) yield return Straight(guide.Name, (x.Min(), height), (x.Max(), height));
            if (guide.Side is { } side) yield return Straight(guide.Name, (side, y.Min()), (side, y.Max()));
            if (guide.IsDiagonal) yield return Straight(guide.Name, (x.Min(), x.Min()), (x.Max(), x.Max()));
            foreach (var (from, to) in guide.Pairs ?? [])
            {
                var (a, b) = (Labelled(series, from), Labelled(series, to));
                yield return Straight($"{from} → {to}", series[a.Line].Points[a.Point], series[b.Line].Points[b.Point]);
            }
        }
    }

    private string Dash(Series guide) => levelDashes[
        guides.TakeWhile(g => g != guide).Count(g => g.Height is not null || g.Side is not null) % levelDashes.Length];

    private static Scatter Straight(string name, (double X, double Y) from, (double X, double Y) to) => new()
    {
        name = name,
        x = new[] { from.X, to.X },
        y = new[] { from.Y, to.Y },
        mode = "lines",
        line = new Line { color = Palette.Light[7], dash = InteractiveChart.Dashed(levelDashes[0]) },
    };

    private static (int Line, int Point) Labelled(Series[] series, string word)
    {
        foreach (var (line, s) in series.Index())
            foreach (var (point, label) in (s.Labels ?? []).Index())
                if (label == word) return (line, point);
        throw new ArgumentException($"pairs: expected words that label points of the chart; got '{word}'.");
    }

    private static void Diagonal(Drawing drawing, Area area, Scale across, Scale up)
    {
        const int Steps = 240;
        var points = new List<(double X, double Y)>();
        for (int i = 0; i <= Steps; i++)
        {
            double value = across.From((double)i / Steps), at = up.Holds(value) ? up.At(value) : double.NaN;
            if (at is >= 0 and <= 1) points.Add((area.Left + area.Width * i / Steps, area.Bottom - at * area.Height));
        }
        if (points.Count < 2) return;
        var (first, middle, last) = (points[0], points[points.Count / 2], points[^1]);
        double straight = first.Y + (last.Y - first.Y) * (middle.X - first.X) / (last.X - first.X);
        // on axes of two kinds it is a curve
        IEnumerable<(double X, double Y)> shown = Math.Abs(straight - middle.Y) < 0.5 ? [first, last] : points;
        string path = "M" + string.Join('L', shown.Select(p => $"{Drawing.N(p.X)} {Drawing.N(p.Y)}"));
        drawing.Path(path, "currentColor", 1.6, Strength, DiagonalDash);
    }

    private static void Arrow(Drawing drawing, (double X, double Y) from, (double X, double Y) to, string dash,
        string? tip, LabelPlacement? room)
    {
        double length = Math.Sqrt(Math.Pow(to.X - from.X, 2) + Math.Pow(to.Y - from.Y, 2));
        if (length < Start + Stop + Head) return; // the points touch
        double dx = (to.X - from.X) / length, dy = (to.Y - from.Y) / length, end = length - Stop;
        string At(double along, double beside) =>
            $"{Drawing.N(from.X + along * dx - beside * dy)} {Drawing.N(from.Y + along * dy + beside * dx)}";
        drawing.Path($"M{At(Start, 0)}L{At(end - Head + 1, 0)}", "currentColor", 1.6, ArrowStrength, dash, tip: tip);
        drawing.Path($"M{At(end, 0)}L{At(end - Head, 3.8)}L{At(end - Head, -3.8)}z", "none", fill: "currentColor",
            tip: tip);
        for (double along = Start; along < end && room is not null; along += 6)
            room.Block(from.X + along * dx - 2, from.Y + along * dy - 2, 4, 4);
    }
}
