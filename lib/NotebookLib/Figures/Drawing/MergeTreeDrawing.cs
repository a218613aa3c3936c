using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>Lays out the trees of tokens side by side, bytes below, on further rows where they need them.</summary>
internal sealed class MergeTreeDrawing(string title, MergedToken[] tokens, int merges)
{
    private const double Font = Drawing.FontSize, NumberFont = 12, BoxHeight = 24, Level = 62, Between = 14;
    private readonly Drawing drawing = new();
    private readonly List<(MergedToken Token, double X, double Y)> nodes = [];
    // by token and gap: asked for again on each level above
    private readonly Dictionary<(MergedToken, double), double> widths = [];
    private double padding = 12, gap = 6; // inside a box, between bytes

    public Figure Figure()
    {
        // a long token: its bytes stand closer
        if (tokens.Any(t => Width(t) > Drawing.MaxWidth)) (padding, gap) = (4, 3);
        double top = Frame.Title(drawing, title, Drawing.MaxWidth) + 2, width = 300;
        foreach (MergedToken[] row in Rows())
        {
            double x = 0, bottom = top + row.Max(t => t.Height) * Level;
            foreach (MergedToken token in row)
            {
                Place(token, x, bottom);
                x += Width(token) + Between;
            }
            width = Math.Max(width, x - Between);
            top = bottom + BoxHeight + 26;
        }
        string note = "The number below a merge: when it was learned.";
        if (merges > 0) drawing.Text(0, top, note, size: NumberFont, opacity: 0.7);
        string summary = Summary();
        return new Figure(title, drawing.Finish(width + 2, top + (merges > 0 ? 8 : -14), summary), summary, summary,
            Interactive);
    }

    private IEnumerable<MergedToken[]> Rows()
    {
        var row = new List<MergedToken>();
        double used = 0;
        foreach (MergedToken token in tokens)
        {
            if (row.Count > 0 && used + Width(token) > Drawing.MaxWidth)
            {
                yield return [.. row];
                (used, row) = (0, []);
            }
            row.Add(token);
            used += Width(token) + Between;
        }
        yield return [.. row];
    }

    private double Width(MergedToken token)
    {
        if (!widths.TryGetValue((token, gap), out double width))
            widths[(token, gap)] = width = Math.Max(Box(token), token.Parts.Sum(Width) + (token.Parts.Count - 1) * gap);
        return width;
    }

    private double Box(MergedToken token) =>
        Math.Max(18, Math.Max(
            Label.Width(Shown(token), Font, IsLast(token)) + padding, Label.Width(Number(token), NumberFont) + 6));

    /// <summary>Whether it is one of those that the text ends as: they are bold.</summary>
    private bool IsLast(MergedToken token) => tokens.Contains(token, ReferenceEqualityComparer.Instance);

    private static string Shown(MergedToken token) => Label.Fit(Label.Token(token.Text), 240, Font);

    private static string Number(MergedToken token) =>
        token.Merge is null ? "" : token.Order.ToString(CultureInfo.InvariantCulture);

    /// <summary>Draws a token and what it grew from in the room that begins at <paramref name="left"/>.</summary>
    /// <returns>The middle of its box.</returns>
    private double Place(MergedToken token, double left, double bottom)
    {
        double y = bottom - token.Height * Level, middle = left + Width(token) / 2;
        if (token.Parts.Count > 0)
        {
            double x = left + (Width(token) - token.Parts.Sum(Width) - gap) / 2;
            var centres = new List<double>();
            foreach (MergedToken part in token.Parts)
            {
                centres.Add(Place(part, x, bottom));
                x += Width(part) + gap;
            }
            double half = Box(token) / 2; // which stays in the room, even over parts of very different widths
            middle = Math.Clamp(centres.Average(), left + half, left + Width(token) - half);
            foreach (var (part, centre) in token.Parts.Zip(centres))
            {
                double under = y + BoxHeight + 17, over = bottom - part.Height * Level;
                drawing.Path($"M{Drawing.N(middle)} {Drawing.N(under)}L{Drawing.N(centre)} "
                    + $"{Drawing.N(Math.Min(over, y + Level))}V{Drawing.N(over)}", "currentColor", 1.2, 0.55);
            }
        }
        nodes.Add((token, middle, y));
        bool last = IsLast(token);
        string color = token.Merge is null ? "currentColor" : Palette.Color(0);
        string tip = token.Merge?.ToString() ?? Label.Token(token.Text);
        double merged = last ? 0.34 : 0.16, strength = token.Merge is null ? 0.08 : merged;
        drawing.Rectangle(middle - Box(token) / 2, y, Box(token), BoxHeight, color, strength, 3, tip,
            last ? color : null);
        drawing.Text(middle, y + 16.5, Shown(token), "middle", bold: last, tip: tip);
        if (token.Merge is not null)
            drawing.Text(middle, y + BoxHeight + 12.5, Number(token), "middle", NumberFont, opacity: 0.78, tip: tip);
        return middle;
    }

    private string Summary()
    {
        var text = new StringBuilder(title.Length == 0 ? "Merge tree" : $"Merge tree '{Label.Clean(title)}'");
        int bytes = nodes.Count(n => n.Token.Merge is null);
        text.Append(CultureInfo.InvariantCulture,
            $": {bytes} {(bytes == 1 ? "byte" : "bytes")}, {merges} "
                + $"{(merges == 1 ? "merge applies" : "merges apply")}, {tokens.Length} "
                + $"{(tokens.Length == 1 ? "token" : "tokens")}: ")
            .AppendJoin(" | ", tokens.Select(t => Label.Token(t.Text)));
        foreach (MergedToken token in nodes.Select(n => n.Token)
            .Where(t => t.Merge is not null)
            .DistinctBy(t => t.Order)
            .OrderBy(t => t.Order)
            .Take(40))
            text.Append(CultureInfo.InvariantCulture,
                $"; merge {token.Order}: {Label.Token(token.Parts[0].Text)} + {Label.Token(token.Parts[1].Text)} → "
                    + $"{Label.Token(token.Text)}");
        return text.ToString();
    }

    private InteractiveChart Interactive()
    {
        double lowest = nodes.Max(n => n.Y);
        var at = nodes.ToDictionary(n => n.Token, n => (n.X, Y: lowest - n.Y),
            (IEqualityComparer<MergedToken>)ReferenceEqualityComparer.Instance);
        var lines = nodes.SelectMany(n => n.Token.Parts.Select(part => (From: at[part], To: at[n.Token])))
            .Select(l => new Scatter
            {
                x = new[] { l.From.X, l.To.X },
                y = new[] { l.From.Y, l.To.Y },
                mode = "lines",
                showlegend = false,
                line = new Line { color = Palette.Light[7] },
            });
        var words = new Scatter
        {
            x = nodes.Select(n => at[n.Token].X).ToArray(),
            y = nodes.Select(n => at[n.Token].Y).ToArray(),
            text = nodes.Select(n => Label.Token(n.Token.Text)).ToArray(),
            mode = "markers+text",
            showlegend = false,
            marker = new Marker { color = Palette.Light[0] },
        };
        return InteractiveChart.Of([.. lines, words], title, new Xaxis { title = "bytes, in order" },
            new Yaxis { title = "merges, upwards" });
    }
}
