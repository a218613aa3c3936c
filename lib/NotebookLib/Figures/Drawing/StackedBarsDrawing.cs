using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>Lays out bars that lie one below the other, each made of parts, its sum behind it.</summary>
internal sealed class StackedBarsDrawing(string title, Axis x, Axis y, string[] names, Series[] parts)
{
    private const double Font = Drawing.FontSize, ValueFont = 12;
    private readonly double[] sums =
        [.. names.Select((_, i) => parts.Select(p => p.Points[i].Y).Where(double.IsFinite).Sum())];
    private readonly Drawing drawing = new();

    public Figure Figure()
    {
        string[] labels = [.. names.Select(n => Label.Fit(Label.Token(n), 150, Font))];
        string[] totals = [.. sums.Select(s => Quantity.Short(s))];
        Scale along = Scale.Over(y, sums, zero: true, tight: true);
        double pitch = names.Length switch
        {
            <= 12 => 34,
            <= 24 => 24,
            _ => 17,
        };
        double titled = Frame.LeftTitleRoom(x.Title, pitch * names.Length);
        double left = titled + 9 + labels.Max(l => Label.Width(l, Font));
        double top = Frame.Title(drawing, title, Drawing.MaxWidth);
        if (parts.Any(p => p.Name.Length > 0))
            top = Frame.Legend(drawing, [.. parts.Select(p => p.Name)], top, left, Drawing.MaxWidth - left,
                (i, atX, atY) => Part(i, atX - 7, atY - 6, 14, 12), 14);
        double behind = Math.Max(Frame.RightRoom(along), totals.Max(t => Label.Width(t, ValueFont, bold: true)) + 8);
        var area = new Area(left, top + 4, Drawing.MaxWidth - left - behind, pitch * names.Length);

        double bottom = Frame.Bottom(drawing, area, along, y.Title, true, titled);
        double end = Frame.LeftTitle(drawing, area, x.Title) + 2;
        drawing.Line(area.Left, area.Top, area.Left, area.Bottom, opacity: 0.6);
        for (int i = 0; i < names.Length; i++) Bar(i, labels[i], totals[i], area, along, pitch);

        string summary = Summary();
        return new Figure(title, drawing.Finish(Drawing.MaxWidth, Math.Max(bottom, end), summary), summary, summary,
            Interactive);
    }

    private void Bar(int bar, string label, string total, Area area, Scale along, double pitch)
    {
        double above = area.Top + bar * pitch, thick = pitch * 0.74, from = Math.Clamp(along.At(0), 0, 1), sum = 0;
        drawing.Text(area.Left - 7, above + pitch / 2 + 4.5, label, "end");
        for (int i = 0; i < parts.Length; i++)
        {
            double value = parts[i].Points[bar].Y;
            if (!double.IsFinite(value) || value == 0) continue;
            double to = Math.Clamp(along.At(sum += value), 0, 1), width = (to - from) * area.Width;
            bool whole = sums[bar] > 0 && double.IsFinite(sums[bar]);
            string share = whole ? $", {Quantity.Fixed(Percent(value, sums[bar]), 1)} %" : "",
                number = Quantity.Short(value);
            // a gap tells neighbours apart without colour
            Part(i, area.Left + from * area.Width, above + (pitch - thick) / 2,
                Math.Max(width - (width > 3 ? 1 : 0), 0), thick,
                $"{Label.Token(names[bar])}{(parts[i].Name.Length > 0 ? ", " + parts[i].Name : "")}: {number}{share}");
            // the whole stands behind the bar
            if (value != sums[bar] && Label.Width(number, ValueFont) + 6 <= width && thick >= 14)
                drawing.Text(area.Left + (from + to) / 2 * area.Width, above + pitch / 2 + 4.2, number, "middle",
                    ValueFont, parts[i].IsOutlined ? "currentColor" : Palette.Ink(i));
            from = to;
        }
        drawing.Text(area.Left + from * area.Width + 6, above + pitch / 2 + 4.2, total, size: ValueFont, bold: true);
    }

    private static double Percent(double part, double whole) => 100 * part is var hundred && double.IsFinite(hundred)
        ? hundred / whole : 100 * (part / whole);

    private void Part(int i, double x, double y, double width, double height, string? tip = null)
    {
        if (!parts[i].IsOutlined)
            drawing.Rectangle(x, y, width, height, Palette.Color(i), radius: tip is null ? 2 : 0, tip: tip);
        else
        {
            drawing.Rectangle(x, y, width, height, Palette.Color(i), 0.08, tip: tip);
            double w = Math.Max(width - 1, 0.2), h = height - 1; // the edge lies inside
            drawing.Path($"M{Drawing.N(x + 0.5)} {Drawing.N(y + 0.5)}h{Drawing.N(w)}v{Drawing.N(h)}h{Drawing.N(-w)}z",
                Palette.Color(i), 1.3, dash: "3 2");
        }
    }

    private string Summary()
    {
        var text = new StringBuilder(title.Length == 0
            ? "Stacked bars"
            : $"Stacked bars '{Label.Clean(title)}'").Append(": ")
            .Append(y.Title)
            .Append(" by ")
            .Append(x.Title);
        double scale = sums.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        foreach (var (i, name) in names.Take(24).Index())
            text.Append("; ").Append(Label.Token(name)).Append(' ').Append(Quantity.Short(sums[i], scale)).Append(" = ")
                .AppendJoin(" + ",
                    parts.Select(p => $"{Label.Clean(p.Name)} {Quantity.Short(p.Points[i].Y, scale)}".TrimStart()));
        if (names.Length > 24) text.Append(CultureInfo.InvariantCulture, $"; … ({names.Length} in all)");
        return text.ToString();
    }

    private InteractiveChart Interactive()
    {
        var bars = parts.Select((p, i) => new Bar
        {
            name = p.Name,
            orientation = "h",
            x = p.Points.Select(q => InteractiveChart.Known(q.Y)).ToArray(),
            y = Enumerable.Range(0, names.Length).ToArray(),
            text = p.Points.Select((q, j) => $"{Label.Token(names[j])}: {Quantity.Short(q.Y)}").ToArray(),
            hoverinfo = "text",
            marker = new Marker { color = Palette.Light[i % Palette.Light.Length], opacity = p.IsOutlined ? 0.3 : 1 },
        });
        return InteractiveChart.Of(bars.ToArray(), title, InteractiveChart.Numbers(y),
            InteractiveChart.WordsDown(x.Title, names), stacked: true);
    }
}
