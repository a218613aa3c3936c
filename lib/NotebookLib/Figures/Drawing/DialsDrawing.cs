using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>Lays out dials: circles, hands from their centres, and at each tip the name of its place.</summary>
internal sealed class DialsDrawing(Tensor pairs, string[] names, string title)
{
    private const double Radius = 72, Ring = 15, Font = Drawing.FontSize;
    private const int Rings = 3; // of names around a circle
    private readonly string[] places = [.. names.Select(name => Label.Fit(name, 130, Font))];
    private readonly int dials = pairs.Shape[0], count = names.Length;
    private readonly Drawing drawing = new();

    public Figure Figure()
    {
        double room = Radius + Ring * (Rings - 1) + 14, beside = places.Max(name => Label.Width(name, Font));
        int across = Math.Clamp((int)(Drawing.MaxWidth / (2 * (Radius + Ring * Rings + beside))), 1, dials);
        double cell = Drawing.MaxWidth / across;
        double top = Frame.Title(drawing, title, Drawing.MaxWidth) + 4;
        string[] captions = [.. Enumerable.Range(0, dials).Select(Caption)];
        for (int dial = 0; dial < dials; dial++)
        {
            double x = (dial % across + 0.5) * cell, y = top + dial / across * (2 * room + 26) + room;
            Dial(dial, x, y);
            drawing.Text(x, y + room + 8, captions[dial], "middle", opacity: 0.78);
        }
        int rows = (dials + across - 1) / across;
        string summary = Summary();
        return new Figure(title,
            drawing.Finish(Drawing.MaxWidth, top + rows * (2 * room + 26) + 4, summary), summary, summary,
            Interactive);
    }

    private void Dial(int dial, double x, double y)
    {
        double longest =
            Enumerable.Range(0, count).Select(p => Length(dial, p)).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        drawing.Path($"M{Drawing.N(x - Radius)} {Drawing.N(y)}a{Radius} {Radius} 0 1 0 {2 * Radius} 0a{Radius} "
            + $"{Radius} 0 1 0 {-2 * Radius} 0z", "currentColor", 1, 0.45);
        for (int quarter = 0; quarter < 4; quarter++)
        {
            (double sin, double cos) = Math.SinCos(quarter * Math.PI / 2);
            drawing.Line(x + cos * (Radius - 5), y - sin * (Radius - 5), x + cos * Radius, y - sin * Radius,
                opacity: 0.6);
        }
        var taken = new List<(double X, double Y, double Width)>();
        for (int p = 0; p < count; p++)
        {
            if (!double.IsFinite(Length(dial, p)) || longest == 0) continue;
            (double sin, double cos) = Math.SinCos(Angle(dial, p));
            double reach = Radius * Length(dial, p) / longest, width = Label.Width(places[p], Font);
            string tip = $"{places[p]}: {Quantity.Fixed(Degrees(Angle(dial, p)), 1)}°";
            drawing.Path($"M{Drawing.N(x)} {Drawing.N(y)}L{Drawing.N(x + cos * reach)} {Drawing.N(y - sin * reach)}",
                Palette.Color(0), 1.8, Strength(p), tip: tip);
            drawing.Path(Dot(x + cos * reach, y - sin * reach, 3.2), "none", fill: Palette.Color(0), tip: tip);
            // Names stand outside of the circle, so that no hand runs through them; where two would touch, the later
            // one stands further out; where there is no room either, its hand has its name in its tip alone.
            for (double outside = Radius + 11; outside < Radius + Rings * Ring; outside += Ring)
            {
                double at = x + cos * (outside + width / 2 * Math.Abs(cos)), above = y - sin * outside;
                if (taken.Any(n => Math.Abs(n.X - at) < (n.Width + width) / 2 + 3 && Math.Abs(n.Y - above) < 14))
                    continue;
                taken.Add((at, above, width));
                drawing.Text(at, above + 4.5, places[p], "middle");
                break;
            }
        }
        drawing.Path(Dot(x, y, 2.4), "none", fill: "currentColor");
    }

    /// <summary>Later places are stronger, so that the way of the hand can be followed.</summary>
    private double Strength(int place) => count == 1 ? 1 : 0.35 + 0.65 * place / (count - 1);

    private static string Dot(double x, double y, double r) =>
        $"M{Drawing.N(x - r)} {Drawing.N(y)}a{Drawing.N(r)} {Drawing.N(r)} 0 1 0 {Drawing.N(2 * r)} 0a{Drawing.N(r)} "
            + $"{Drawing.N(r)} 0 1 0 {Drawing.N(-2 * r)} 0z";

    private double Length(int dial, int place) =>
        Math.Sqrt((double)pairs[dial, place, 0] * pairs[dial, place, 0]
            + (double)pairs[dial, place, 1] * pairs[dial, place, 1]);

    private double Angle(int dial, int place) => Math.Atan2(pairs[dial, place, 1], pairs[dial, place, 0]);

    private static double Degrees(double radians) => radians * 180 / Math.PI;

    /// <summary>The angle from each hand to the next, where it is always the same; null elsewhere.</summary>
    private double? Step(int dial)
    {
        if (count < 2) return null;
        double[] steps = [.. Enumerable.Range(1, count - 1)
            .Select(p => Math.IEEERemainder(Angle(dial, p) - Angle(dial, p - 1), 2 * Math.PI))];
        return steps.All(s => Math.Abs(Math.IEEERemainder(s - steps[0], 2 * Math.PI)) < 1e-3)
            ? Degrees(steps[0])
            : null;
    }

    private string Caption(int dial) =>
        Step(dial) is { } step ? $"pair {dial}: {Quantity.Fixed(step, 1)}° a place" : $"pair {dial}";

    private string Summary()
    {
        var text = new StringBuilder(title.Length == 0 ? "Dials" : $"Dials '{Label.Clean(title)}'");
        text.Append(CultureInfo.InvariantCulture,
            $": {dials} {(dials == 1 ? "dial" : "dials")}, {count} {(count == 1 ? "hand" : "hands")} each");
        for (int dial = 0; dial < Math.Min(dials, 16); dial++)
            text.Append(CultureInfo.InvariantCulture, $"; {Caption(dial)}, hands at ")
                .AppendJoin(", ",
                    Enumerable.Range(0, Math.Min(count, 16))
                        .Select(p => $"{Quantity.Fixed(Degrees(Angle(dial, p)), 1)}°"));
        return text.ToString();
    }

    private InteractiveChart Interactive()
    {
        var traces = from dial in Enumerable.Range(0, dials)
                     from p in Enumerable.Range(0, count)
                     let x = dial * 2.6
                     select new Scatter
                     {
                         x = new[] { x, x + pairs[dial, p, 0] },
                         y = new double[] { 0, pairs[dial, p, 1] },
                         mode = "lines+markers",
                         name = Caption(dial),
                         showlegend = false,
                         text = new[] { "",
                             $"{Caption(dial)}, {places[p]}: {Quantity.Fixed(Degrees(Angle(dial, p)), 1)}°" },
                         hoverinfo = "text",
                         opacity = Strength(p),
                         line = new Line { color = Palette.Light[0] },
                     };
        return InteractiveChart.Of(traces.ToArray(), title, new Xaxis { title = "first number of each pair" },
            new Yaxis { title = "second number" });
    }
}
