using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>Lays out the head view: two columns of tokens and the lines between them.</summary>
internal sealed class HeadViewDrawing(
    Tensor weights, string[] tokens, string title, int? token, string[] names)
{
    private const double Font = Drawing.FontSize, Between = 210;
    private static readonly int[] Ends = [0, 1];
    private static readonly string[] EndNames = ["query", "key"];
    private readonly int heads = weights.Shape[0], count = tokens.Length;
    private readonly Drawing drawing = new();

    public Figure Figure()
    {
        string[] labels = [.. tokens.Select(t => Label.Fit(Label.Token(t), 130, Font))];
        double longest = Math.Max(labels.Select((l, i) => Label.Width(l, Font, i == token)).Max(), 98);
        double pitch = count switch
        {
            <= 24 => 25,
            <= 40 => 19,
            _ => 16,
        };
        double width = Math.Max(2 * longest + Between + 16 + (token is not null && heads == 1 ? 80 : 0), 380);
        double top = Frame.Title(drawing, title, width);
        if (heads > 1)
            top = Frame.Legend(drawing, names, top, 0, width,
                (h, x, y) =>
                {
                    drawing.Line(x - 13, y, x + 6, y, Palette.Color(h), 3);
                    drawing.Marker(h, x + 9, y, 4);
                }, 26);
        double left = (width - Between) / 2, right = left + Between;
        drawing.Text(left - 8, top + 12, "query (reads)", "end", opacity: 0.78);
        drawing.Text(right + 10, top + 12, "key (is read)", opacity: 0.78);
        double first = top + 24;
        double Y(int i) => first + (i + 0.5) * pitch;

        double threshold = Threshold();
        var strokes = Enumerable.Range(0, heads)
            .SelectMany(h => Enumerable.Range(0, count)
                .SelectMany(i => Enumerable.Range(0, count).Select(j => (h, i, j, w: (double)weights[h, i, j]))))
            .Where(s => s.w >= threshold && (token is null || s.i == token)).OrderBy(s => Math.Round(s.w, 4))
            .ThenBy(s => s.h).ThenBy(s => s.i).ThenBy(s => s.j);
        double spread = heads == 1 ? 0 : Math.Min(2.2, (pitch - 8) / (heads - 1.0));
        foreach (var (h, i, j, w) in strokes)
        {
            double shift = (h - (heads - 1) / 2.0) * spread;
            drawing.Path($"M{Drawing.N(left)} {Drawing.N(Y(i) + shift)}C{Drawing.N(left + Between * 0.35)} "
                + $"{Drawing.N(Y(i) + shift)} {Drawing.N(right - Between * 0.35)} {Drawing.N(Y(j) + shift)} "
                + $"{Drawing.N(right)} {Drawing.N(Y(j) + shift)}",
                Palette.Color(h), 0.8 + 4.7 * Math.Min(w, 1), 0.22 + 0.73 * Math.Min(w, 1),
                tip: $"{(heads > 1 ? Label.Tip(names[h]) + ": " : "")}{labels[i]} → {labels[j]}: {Quantity.Short(w)}");
            if (heads > 1 && w >= 0.15) drawing.Marker(h, right + 1, Y(j) + shift, 1.6 + 2.4 * Math.Min(w, 1));
        }
        for (int i = 0; i < count; i++)
        {
            bool read = token is null || i == token;
            drawing.Text(left - 8, Y(i) + 4.5, labels[i], "end", opacity: read ? 1 : 0.5, bold: i == token);
            drawing.Text(right + 10, Y(i) + 4.5, labels[i]);
            if (token is { } t && heads == 1 && weights[0, t, i] is var w && w >= threshold)
                drawing.Text(width, Y(i) + 4.5, Quantity.Fixed(w, 2), "end", opacity: 0.78);
        }
        string note = $"Lines below {Quantity.Short(threshold)} are left out.";
        double bottom = first + count * pitch + 18;
        drawing.Text(width / 2, bottom, note, "middle", 12, opacity: 0.7);

        string summary = Summary(labels);
        return new Figure(title, drawing.Finish(width, bottom + 8, summary), summary, summary,
            () => Interactive(labels));
    }

    private static double Thickness(float weight) => 1 + 5 * Math.Min(1, weight);

    /// <summary>Below this a line would be clutter: the more lines there could be, the higher.</summary>
    private double Threshold() => token is not null ? 0.01 : (heads > 1 ? 0.05 : 0.03) * (count > 24 ? 2 : 1);

    private string Summary(string[] labels)
    {
        var text = new StringBuilder(title.Length == 0 ? "Head view" : $"Head view '{Label.Clean(title)}'");
        string query = token is { } t ? $", query {labels[t]}" : "";
        text.Append(CultureInfo.InvariantCulture,
            $": {heads} {(heads == 1 ? "head" : "heads")}, {count} tokens{query}");
        int[] queries = token is { } one ? [one] : [.. Enumerable.Range(0, Math.Min(count, 16))];
        for (int h = 0; h < heads; h++)
        {
            text.Append(heads > 1 ? $"; {Label.Clean(names[h])}: " : "; strongest: ");
            text.AppendJoin(", ", queries.Select(q =>
            {
                var row = GridStatistics.Of(weights.Values.Slice((h * count + q) * count, count));
                return row.Finite == 0
                    ? $"{labels[q]} none"
                    : $"{labels[q]} → {labels[row.MaxAt]} {Quantity.Short(row.Max, 1)}";
            }));
        }
        return text.ToString();
    }

    private InteractiveChart Interactive(string[] labels)
    {
        double threshold = Threshold();
        var traces = from h in Enumerable.Range(0, heads)
                     from i in Enumerable.Range(0, count)
                     from j in Enumerable.Range(0, count)
                     where weights[h, i, j] >= threshold && (token is null || token == i)
                     select new Scatter
                     {
                         x = Ends,
                         y = new[] { i, j },
                         mode = "lines",
                         name = names[h],
                         showlegend = false,
                         opacity = Math.Min(1, 0.2 + 0.8 * weights[h, i, j]),
                         text = Enumerable.Repeat($"{names[h]}: {labels[i]} → {labels[j]}: "
                             + $"{Quantity.Short(weights[h, i, j])}", 2)
                             .ToArray(),
                         hoverinfo = "text",
                         line = new Line
                         {
                             color = Palette.Light[h % Palette.Light.Length],
                             width = Thickness(weights[h, i, j]),
                         },
                     };
        return InteractiveChart.Of(traces.ToArray(), title,
            new Xaxis
            {
                title = "query (reads), left, and key (is read), right",
                tickmode = "array",
                tickvals = Ends,
                ticktext = EndNames,
            },
            InteractiveChart.WordsDown("token", labels), Math.Clamp(count * 26 + 160, 350, 1000));
    }
}
