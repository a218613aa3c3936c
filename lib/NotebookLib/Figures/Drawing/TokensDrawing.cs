using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>Lays out a token strip: boxes that flow like text, row by row.</summary>
internal sealed class TokensDrawing(string title, TokenRow[] rows)
{
    private const double Font = Drawing.FontSize, IdFont = 12, Gap = 3, BoxHeight = 24, IdHeight = 16;
    private const int Most = 400, Told = 40; // tokens of a row that are drawn, that the summary names
    private const int Hues = 4; // neighbours differ; the gap between boxes tells them apart without colour
    private readonly Drawing drawing = new();

    public Figure Figure()
    {
        double y = Frame.Title(drawing, title, Drawing.MaxWidth), width = 318;
        foreach (TokenRow row in rows)
        {
            string[] heading = Label.Wrap(Label.Tip(Heading(row)), Drawing.MaxWidth, Font);
            y = Frame.Lines(drawing, heading, 0, y + 12, opacity: 0.78);
            y = Boxes(row, y + 8, ref width) + 16;
        }
        string summary = Summary();
        return new Figure(title, drawing.Finish(width + 2, y - 8, summary), summary, summary,
            Interactive);
    }

    /// <returns>Where the row ends.</returns>
    private double Boxes(TokenRow row, double y, ref double width)
    {
        double x = 0, line = BoxHeight + (row.Ids is null ? 4 : IdHeight + 4);
        for (int i = 0; i < Math.Min(row.Pieces.Count, Most); i++)
        {
            string piece = Label.Fit(Label.Token(row.Pieces[i]), Drawing.MaxWidth - 12, Font), id = Id(row, i);
            bool marked = row.Marked.Contains(i);
            double box = Math.Max(Math.Max(Label.Width(piece, Font, marked) + 9, Label.Width(id, IdFont) + 5), 15);
            if (x > 0 && x + box > Drawing.MaxWidth) (x, y) = (0, y + line);
            string tip = id.Length == 0 ? piece : $"{piece}: {id}";
            Box(x, y, box, Hue(row, i), marked, tip);
            drawing.Text(x + box / 2, y + 16.5, piece, "middle", bold: marked, tip: tip);
            if (id.Length > 0) drawing.Text(x + box / 2, y + BoxHeight + 12.5, id, "middle", IdFont, opacity: 0.78);
            x += box + Gap;
            width = Math.Max(width, x - Gap);
        }
        if (row.Pieces.Count > Most)
            drawing.Text(0, (y += line) + 12,
                string.Create(CultureInfo.InvariantCulture, $"… and {row.Pieces.Count - Most} more"), opacity: 0.78);
        return y + line;
    }

    /// <summary>A marked box has a thick frame, so that it stands out without colour too.</summary>
    private void Box(double x, double y, double width, int hue, bool marked, string tip)
    {
        drawing.Rectangle(x, y, width, BoxHeight, Palette.Color(hue), marked ? 0.4 : 0.26, 3, tip, Palette.Color(hue));
        if (marked)
            drawing.Path($"M{Drawing.N(x + 1)} {Drawing.N(y + 1)}h{Drawing.N(width - 2)}v{BoxHeight - 2}"
                + $"h{Drawing.N(2 - width)}z", Palette.Color(hue), 3);
    }

    /// <summary>Neighbours differ in hue; where some are marked, in any row, these have one of their own and the
    /// others share one.</summary>
    private int Hue(TokenRow row, int place)
    {
        if (rows.All(r => r.Marked.Count == 0)) return place % Hues;
        return row.Marked.Contains(place) ? 1 : 0;
    }

    private static string Id(TokenRow row, int i) =>
        row.Ids is null ? "" : row.Ids[i].ToString(CultureInfo.InvariantCulture);

    private static string Heading(TokenRow row) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{(row.Name.Length == 0 ? "" : Label.Clean(row.Name) + ": ")}{row.Pieces.Count} "
                + $"{(row.Pieces.Count == 1 ? "token" : "tokens")}");

    private string Summary()
    {
        var text = new StringBuilder(title.Length == 0 ? "Tokens" : $"Tokens '{Label.Clean(title)}'");
        foreach (TokenRow row in rows)
        {
            text.Append("; ")
                .Append(Heading(row))
                .Append(", ")
                .AppendJoin(" | ",
                    row.Pieces.Take(Told)
                        .Select((p, i) => row.Ids is null ? Label.Token(p) : $"{Label.Token(p)} {Id(row, i)}"));
            if (row.Pieces.Count > Told) text.Append(" | …");
            if (row.Marked.Count > 0)
                text.Append("; marked: ").AppendJoin(", ", row.Marked.Select(i => Place(row, i)));
        }
        return text.ToString();

        static string Place(TokenRow row, int i) =>
            string.Create(CultureInfo.InvariantCulture, $"{Label.Token(row.Pieces[i])} ({i})");
    }

    private InteractiveChart Interactive()
    {
        int wide = rows.Max(r => r.Pieces.Count);
        var z = rows.Select(r =>
            Enumerable.Range(0, wide).Select(i => i < r.Pieces.Count ? Hue(r, i) : (double?)null).ToArray()).ToArray();
        var text = rows.Select(r => Enumerable.Range(0, wide)
            .Select(i => i < r.Pieces.Count ? $"{r.Name} {Label.Token(r.Pieces[i])} {Id(r, i)}".Trim() : "").ToArray())
            .ToArray();
        var colors = Enumerable.Range(0, Hues)
            .SelectMany(i => new[] { new object[] { i / (double)Hues, Palette.Light[i] },
                new object[] { (i + 1) / (double)Hues, Palette.Light[i] } }).ToArray();
        var heatmap = new Heatmap
        {
            z = z,
            text = text,
            hoverinfo = "text",
            zmin = -0.5,
            zmax = Hues - 0.5,
            colorscale = colors,
            showscale = false,
        };
        return InteractiveChart.Of([heatmap], title, new Xaxis { title = "token" },
            InteractiveChart.WordsDown("", [.. rows.Select(r => r.Name)]));
    }
}
