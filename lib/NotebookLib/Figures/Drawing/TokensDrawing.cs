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
        double y = Frame.Title(drawing, title, Drawing.MaxWidth), width = Frame.TitleWidth(title);
        foreach (TokenRow row in rows)
        {
            string heading = Label.Fit(Heading(row), Drawing.MaxWidth, Font);
            drawing.Text(0, y + 12, heading, opacity: 0.78);
            width = Math.Max(width, Label.Width(heading, Font));
            y = Boxes(row, y + 20, ref width) + 16;
        }
        string summary = Summary();
        return new Figure(title, drawing.Finish(Math.Max(width + 2, 320), y - 8, summary), summary, summary,
            Interactive);
    }

    /// <returns>Where the row ends.</returns>
    private double Boxes(TokenRow row, double y, ref double width)
    {
        double x = 0, line = BoxHeight + (row.Ids is null ? 4 : IdHeight + 4);
        for (int i = 0; i < Math.Min(row.Pieces.Count, Most); i++)
        {
            string piece = Label.Fit(Label.Token(row.Pieces[i]), Drawing.MaxWidth - 12, Font), id = Id(row, i);
            double box = Math.Max(Math.Max(Label.Width(piece, Font) + 9, Label.Width(id, IdFont) + 5), 15);
            if (x > 0 && x + box > Drawing.MaxWidth) (x, y) = (0, y + line);
            string tip = id.Length == 0 ? piece : $"{piece}: {id}";
            drawing.Rectangle(x, y, box, BoxHeight, Palette.Color(i % Hues), 0.26, 3, tip, Palette.Color(i % Hues));
            drawing.Text(x + box / 2, y + 16.5, piece, "middle", tip: tip);
            if (id.Length > 0) drawing.Text(x + box / 2, y + BoxHeight + 12.5, id, "middle", IdFont, opacity: 0.78);
            x += box + Gap;
            width = Math.Max(width, x - Gap);
        }
        if (row.Pieces.Count > Most)
            drawing.Text(0, (y += line) + 12,
                string.Create(CultureInfo.InvariantCulture, $"… and {row.Pieces.Count - Most} more"), opacity: 0.78);
        return y + line;
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
        }
        return text.ToString();
    }

    private InteractiveChart Interactive()
    {
        int wide = rows.Max(r => r.Pieces.Count);
        var z = rows.Select(r =>
            Enumerable.Range(0, wide).Select(i => i < r.Pieces.Count ? i % Hues : (double?)null).ToArray()).ToArray();
        var text = rows.Select(r => Enumerable.Range(0, wide)
            .Select(i => i < r.Pieces.Count ? $"{r.Name} {Label.Token(r.Pieces[i])} {Id(r, i)}".Trim() : "").ToArray())
            .ToArray();
        var colors = Enumerable.Range(0, Hues)
            .SelectMany(i => new[] { new object[] { i / (double)Hues, Palette.Light[i] },
                new object[] { (i + 1) / (double)Hues, Palette.Light[i] } }).ToArray();
        Xaxis names = InteractiveChart.Words("", [.. rows.Select(r => r.Name)]);
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
            new Yaxis
            {
                title = "",
                tickmode = "array",
                tickvals = names.tickvals,
                ticktext = names.ticktext,
                autorange = "reversed",
            });
    }
}
