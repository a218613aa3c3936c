using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>Lays out bars, in groups where there are several series.</summary>
internal sealed class BarsDrawing(string title, Axis x, Axis y, string[] names, Series[] series)
{
    private const double Height = 260, Font = Drawing.FontSize, LongestLabel = 170;
    private const int MostLines = 4; // of a label below its bar
    private readonly Drawing drawing = new();

    public Figure Figure()
    {
        double[] values = [.. series.SelectMany(s => s.Points.Select(p => p.Y)).Where(double.IsFinite)];
        // for the numbers below bars
        double least = values.DefaultIfEmpty(0).Min();
        double room = least < 0 ? 0.08 * (Math.Max(values.Max(), 0) - least) : 0;
        Scale up = Scale.Over(y, [.. values, .. room > 0 ? new[] { least - room } : []], zero: true);
        double left = Frame.LeftRoom(up, y.Title, Height), top = Frame.Title(drawing, title, Drawing.MaxWidth);
        if (series.Any(s => s.Name.Length > 0))
            top = Frame.Legend(drawing, [.. series.Select(s => s.Name)], top, left, Drawing.MaxWidth - left,
                (i, atX, atY) => drawing.Rectangle(atX - 7, atY - 6, 14, 12, Palette.Color(i), radius: 2), 14);
        string[] labels = [.. names.Select(n => Label.Fit(Label.Token(n), LongestLabel, Font))];
        double slot = Math.Min((Drawing.MaxWidth - left - 8) / names.Length, 110);
        double longest = labels.Max(l => Label.Width(l, Font));
        double steep = slot >= 17 ? -45 : -90;
        string[] whole = [.. names.Select(n => Label.Tip(Label.Token(n)))];
        string[][] lines = [.. whole.Select(l => Label.Wrap(l, slot - 4, Font))];
        bool upright = lines.All(l => l.Length <= MostLines)
            && whole.SelectMany(l => l.Split(' ')).All(word => Label.Width(word, Font) <= slot - 4);
        double turn = upright ? 0 : steep;
        if (turn == -45) left = Math.Max(left, longest * 0.71 - slot / 2 + 8);
        slot = Math.Min((Drawing.MaxWidth - left - 8) / names.Length, 110);
        var area = new Area(left, top + 14, slot * names.Length, Height);

        Frame.Left(drawing, area, up, y.Title);
        Bars(area, up, slot);
        double zero = y.IsLog ? area.Bottom : area.Bottom - Math.Clamp(up.At(0), 0, 1) * area.Height;
        drawing.Line(area.Left, zero, area.Right, zero, opacity: 0.6);
        Labels(area, turn == 0 ? lines : [.. labels.Select(l => new[] { l })], slot, turn);
        double below = turn switch
        {
            0 => 20 + lines.Max(Frame.Further),
            -45 => longest * 0.71 + 16,
            _ => longest + 8,
        };
        double titled = Frame.LeftTitleRoom(y.Title, Height);
        double bottom = Frame.AxisTitle(drawing, area, x.Title, area.Bottom + below + 16, titled);

        string summary = Summary();
        return new Figure(title, drawing.Finish(Math.Max(area.Right + 8, 320), bottom + 8, summary), summary,
            summary, Interactive);
    }

    private void Bars(Area area, Scale up, double slot)
    {
        double group = slot * (slot < 12 ? 0.9 : 0.76), wide = group / series.Length;
        double gap = wide > 6 && series.Length > 1 ? 1 : 0;
        int decimals = Quantity.Decimals(series.SelectMany(s => s.Points.Select(p => (float)p.Y)));
        double room = series.Length == 1 ? slot - 2 : wide;
        bool Fits(double number) => Label.Width(Quantity.Fixed(number, decimals), 12) <= room;
        bool printed = !y.IsLog && series.All(s => s.Points.All(p => Fits(p.Y)));
        double zero = area.Bottom - (y.IsLog ? 0 : Math.Clamp(up.At(0), 0, 1)) * area.Height;
        for (int i = 0; i < series.Length; i++)
            for (int place = 0; place < names.Length; place++)
            {
                double value = series[i].Points[place].Y, at = area.Left + place * slot + (slot - group) / 2 + i * wide;
                string tip = $"{(series[i].Name.Length > 0 ? series[i].Name + ", " : "")}{Label.Token(names[place])}: "
                    + $"{Quantity.Short(value)}";
                if (!up.Holds(value))
                {
                    if (wide >= 8)
                        drawing.Text(at + wide / 2 + 4, zero - 5, Quantity.Short(value), size: 12, opacity: 0.78,
                            turn: -90, tip: tip);
                    continue;
                }
                double end = area.Bottom - Math.Clamp(up.At(value), 0, 1) * area.Height;
                drawing.Rectangle(at, Math.Min(zero, end), wide - gap, Math.Abs(zero - end), Palette.Color(i),
                    radius: wide > 8 ? 1.5 : 0, tip: tip);
                if (printed)
                    drawing.Text(at + wide / 2, end > zero + 0.5 ? end + 14 : end - 5, Quantity.Fixed(value, decimals),
                        "middle", 12);
            }
    }

    private void Labels(Area area, string[][] labels, double slot, double turn)
    {
        int every = turn == 0 ? 1 : Math.Max(1, (int)Math.Ceiling((turn == -45 ? 17 : 14) / slot - 1e-9));
        for (int i = 0; i < labels.Length; i += every)
        {
            double at = area.Left + (i + 0.5) * slot;
            if (turn == 0) Frame.Lines(drawing, labels[i], at, area.Bottom + 17, "middle");
            else
                drawing.Text(at + (turn == -45 ? 3 : 4.5), area.Bottom + (turn == -45 ? 12 : 6), labels[i][0], "end",
                    turn: turn);
        }
    }

    private string Summary()
    {
        var text = new StringBuilder(title.Length == 0 ? "Bars" : $"Bars '{Label.Clean(title)}'").Append(": ")
            .Append(y.Title)
            .Append(" by ")
            .Append(x.Title);
        foreach (Series s in series)
        {
            double scale = s.Points.Select(p => Math.Abs(p.Y)).Where(double.IsFinite).DefaultIfEmpty(0).Max();
            text.Append(s.Name.Length > 0 ? $"; {Label.Clean(s.Name)}: " : "; ")
                .AppendJoin(", ",
                    names.Take(24).Select((n, i) => $"{Label.Token(n)} {Quantity.Short(s.Points[i].Y, scale)}"));
            if (names.Length > 24)
                text.Append(CultureInfo.InvariantCulture,
                    $", … ({names.Length} in all, sum {Quantity.Short(s.Points.Sum(p => p.Y), scale)})");
        }
        return text.ToString();
    }

    private InteractiveChart Interactive() => InteractiveChart.Of(series.Select((s, i) => new Bar
    {
        name = s.Name,
        x = Enumerable.Range(0, names.Length).ToArray(),
        y = s.Points.Select(p => InteractiveChart.Known(p.Y)).ToArray(),
        text = s.Points.Select((p, j) => $"{Label.Token(names[j])}: {Quantity.Short(p.Y)}").ToArray(),
        hoverinfo = "text",
        marker = new Marker { color = Palette.Light[i % Palette.Light.Length] },
    }), title, InteractiveChart.Words(x.Title, names), InteractiveChart.NumbersUp(y));
}
