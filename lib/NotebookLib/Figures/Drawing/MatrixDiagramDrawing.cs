using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>Lays out the stages of a matrix diagram from left to right, on further rows where they need them.</summary>
internal sealed class MatrixDiagramDrawing(string title, string[] owners, string[] shades, Stage[] stages)
{
    private const double Font = Drawing.FontSize, Arrow = 34, BlockGap = 8;
    private readonly string[][] names =
        [.. stages.Select(s => Label.Wrap(Label.Tip(s.Name), Drawing.MaxWidth, Font, bold: true))];
    private readonly Drawing drawing = new();

    public Figure Figure()
    {
        double top = Frame.Title(drawing, title, Drawing.MaxWidth);
        top = Frame.Legend(drawing, [.. owners.Select(Label.Token)], top, 0,
            Drawing.MaxWidth, (i, x, y) => drawing.Rectangle(x - 7, y - 7, 14, 14, Color(i), radius: 2), 14);
        if (shades.Length > 0)
            top = Frame.Legend(drawing, [.. shades.Select(Label.Token)], top - 4, 0,
                Drawing.MaxWidth,
                (i, x, y) => drawing.Rectangle(x - 7, y - 7, 14, 14, "currentColor", Strength(i), radius: 2), 14);

        double cell = Cell(), x = 0, rowBottom = top, width = 0;
        top += 4;
        for (int s = 0; s < stages.Length; s++)
        {
            var block = Measure(stages[s], cell);
            double wide = Math.Max(block.Width, Named(s)), head = 24 + Frame.Further(names[s]);
            if (x > 0 && x + Arrow + wide > Drawing.MaxWidth + 0.5) (x, top) = (0, rowBottom + 20);
            if (s > 0)
            {
                double y = top + head + Math.Min(block.Height / 2, 60);
                drawing.Path($"M{Drawing.N(x + 7)} {Drawing.N(y)}h{Drawing.N(Arrow - 14)}m-6 -5l6 5l-6 5",
                    "currentColor", 1.6, 0.7);
                x += Arrow;
            }
            Frame.Lines(drawing, names[s], x, top + 12, bold: true);
            Draw(stages[s], block, x, top + head, cell);
            x += wide;
            (width, rowBottom) = (Math.Max(width, x), Math.Max(rowBottom, top + head + block.Height));
        }
        string summary = Summary();
        return new Figure(title,
            drawing.Finish(Math.Clamp(width, 260, Drawing.MaxWidth) + 2, rowBottom + 8, summary), summary, summary,
            Interactive);
    }

    /// <summary>How much room the name of a stage takes.</summary>
    private double Named(int stage) =>
        names[stage].Select(line => Label.Width(line, Font, bold: true)).DefaultIfEmpty(0).Max();

    private static string Color(int owner) => Palette.Color(owner);

    /// <summary>How strongly a shade shows its hue: the first fully, the last at a third.</summary>
    private double Strength(int shade)
    {
        int last = Math.Max(shades.Length - 1, stages.Max(s => s.Shades?.Max() ?? 0));
        return last == 0 ? 1 : 1 - 0.68 * shade / last;
    }

    /// <summary>
    /// One cell size for all stages, so that a cell can be followed with the eye: as large as lets the stages stand in
    /// one row.
    /// </summary>
    private double Cell()
    {
        bool written = stages.Any(s => s.Values is not null);
        for (double cell = written ? 34 : 24; cell > 11; cell -= 1)
        {
            double wide = stages.Select((s, i) => Math.Max(Measure(s, cell).Width, Named(i)))
                .Sum();
            double needed = wide + (stages.Length - 1) * Arrow;
            if (needed <= Drawing.MaxWidth && stages.All(s => Measure(s, cell).Height <= 420)) return cell;
        }
        return Math.Max(4, Math.Min(16, stages.Min(s => (Drawing.MaxWidth - 24) / (s.Shape[^1] + 0.5))));
    }

    private static (int Blocks, int Across, int Rows, int Columns, double Mark, double Width,
        double Height) Measure(Stage stage, double cell)
    {
        int rank = stage.Shape.Count, rows = rank < 2 ? 1 : stage.Shape[^2];
        int columns = stage.Shape[^1], blocks = rank < 3 ? 1 : stage.Shape[0];
        double mark = rank < 3 ? 0 : Label.Width($"[{blocks - 1}]", 12) + 5, high = rows * cell + BlockGap;
        int down = Math.Max(1, Math.Min(blocks, (int)(440 / high))), across = (blocks + down - 1) / down;
        down = (blocks + across - 1) / across;
        return (blocks, across, rows, columns, mark, across * (mark + columns * cell) + (across - 1) * BlockGap,
            down * high - BlockGap);
    }

    private void Draw(Stage stage,
        (int Blocks, int Across, int Rows, int Columns, double Mark, double Width, double Height) block, double left,
        double top, double cell)
    {
        string[] named = [.. owners.Select(Label.Tip)], shaded = [.. shades.Select(Label.Tip)];
        int down = (block.Blocks + block.Across - 1) / block.Across;
        int decimals = stage.Values is null ? 0 : Quantity.Decimals(stage.Values);
        bool printed = stage.Values is not null && cell >= 15
            && stage.Values.All(v => Label.Width(Quantity.Fixed(v, decimals), 12) <= cell - 2);
        for (int b = 0; b < block.Blocks; b++)
        {
            double x0 = left + b / down * (block.Mark + block.Columns * cell + BlockGap) + block.Mark;
            double y0 = top + b % down * (block.Rows * cell + BlockGap);
            if (block.Mark > 0)
                drawing.Text(x0 - 5, y0 + block.Rows * cell / 2 + 4, $"[{b}]", "end", 12, opacity: 0.78);
            for (int r = 0; r < block.Rows; r++)
                for (int c = 0; c < block.Columns; c++)
                {
                    int i = (b * block.Rows + r) * block.Columns + c;
                    string shade = stage.Shades is { } s && s[i] < shaded.Length ? ", " + shaded[s[i]] : "";
                    string number = stage.Values is { } v ? $": {Quantity.Short(v[i])}" : "";
                    string tip = $"{named[stage.Owners[i]]}{shade}{number}";
                    drawing.Rectangle(x0 + c * cell, y0 + r * cell, cell - 1, cell - 1, Color(stage.Owners[i]),
                        stage.Shades is null ? 1 : Strength(stage.Shades[i]), cell > 8 ? 1.5 : 0, tip);
                    if (printed)
                        drawing.Text(x0 + c * cell + (cell - 1) / 2, y0 + r * cell + (cell - 1) / 2 + 4.2,
                            Quantity.Fixed(stage.Values![i], decimals), "middle", 12,
                            stage.Shades is null || Strength(stage.Shades[i]) > 0.6
                                ? Palette.Ink(stage.Owners[i])
                                : "currentColor");
                }
        }
    }

    private string Summary()
    {
        var text = new StringBuilder(title.Length == 0 ? "Matrix diagram" : $"Matrix diagram '{Label.Clean(title)}'");
        foreach (Stage stage in stages)
        {
            text.Append(CultureInfo.InvariantCulture, $"; {stage.Name} {stage.Shape}");
            int width = stage.Shape[^1], rows = stage.Owners.Length / width;
            text.Append(", rows of ").AppendJoin(" | ", Enumerable.Range(0, Math.Min(rows, 8)).Select(r =>
                string.Join("+",
                    stage.Owners.Skip(r * width).Take(width).Distinct().Select(o => Label.Token(owners[o])))));
            if (rows > 8) text.Append(" | …");
        }
        return text.ToString();
    }

    private InteractiveChart Interactive()
    {
        // Stages side by side in one grid, an empty column between them; matrices of rank 3 one below the other.
        int high = stages.Max(s => s.Owners.Length / s.Shape[^1]), wide = stages.Sum(s => s.Shape[^1] + 1) - 1;
        var z = Enumerable.Range(0, high).Select(_ => new double?[wide]).ToArray();
        var text = Enumerable.Range(0, high).Select(_ => new string[wide]).ToArray();
        int at = 0;
        foreach (Stage stage in stages)
        {
            for (int i = 0; i < stage.Owners.Length; i++)
            {
                int r = i / stage.Shape[^1], c = at + i % stage.Shape[^1];
                z[r][c] = stage.Owners[i] % Palette.Light.Length;
                text[r][c] = $"{Label.Tip(stage.Name)}: {Label.Tip(owners[stage.Owners[i]])}";
            }
            at += stage.Shape[^1] + 1;
        }
        var colors = Palette.Light.SelectMany((color, i) =>
            new[] { new object[] { i / 8.0, color }, new object[] { (i + 1) / 8.0, color } })
            .ToArray();
        var heatmap = new Heatmap
        {
            z = z,
            text = text,
            hoverinfo = "text",
            zmin = -0.5,
            zmax = 7.5,
            colorscale = colors,
            showscale = false,
        };
        return InteractiveChart.Of([heatmap], title,
            new Xaxis { title = string.Join(" → ", stages.Select(s => s.Name)) },
            new Yaxis { title = "row", autorange = "reversed" });
    }
}
