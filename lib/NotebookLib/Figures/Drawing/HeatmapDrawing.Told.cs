using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

// The heatmap for those who do not see the drawing: in words, and for plotly.js.
internal sealed partial class HeatmapDrawing
{
    private string Summary(string[] rowLabels, string[] columnLabels)
    {
        var text = new StringBuilder(title.Length == 0 ? "Heatmap" : $"Heatmap '{Label.Clean(title)}'");
        text.Append(CultureInfo.InvariantCulture,
            $": {(panels > 1 ? $"{panels} × " : "")}{rows} × {columns} ({rowsTitle} × {columnsTitle})");
        if (kinds is not null) return text.Append(Counts()).ToString();
        ReadOnlySpan<float> values = matrices.Values;
        var statistics = GridStatistics.Of(values);
        if (statistics.Finite == 0) return text.Append("; no finite value").ToString();
        string Place(int i) =>
            $"{(panels > 1 ? titles[i / (rows * columns)] + ": " : "")}{rowLabels[i / columns % rows]} → "
                + $"{columnLabels[i % columns]}";
        text.Append(CultureInfo.InvariantCulture,
            $"; min {Quantity.Short(statistics.Min, statistics.Scale)} ({Place(statistics.MinAt)}), max "
                + $"{Quantity.Short(statistics.Max, statistics.Scale)} ({Place(statistics.MaxAt)}), mean "
                + $"{Quantity.Short(statistics.Mean, statistics.Scale)}");
        if (statistics.Finite < values.Length)
            text.Append(CultureInfo.InvariantCulture, $", {values.Length - statistics.Finite} not finite");
        if (rows is > 1 and <= 16 && columns > 1 && panels <= 8)
            for (int p = 0; p < panels; p++)
            {
                text.Append(panels > 1 ? $"; largest in each row of {titles[p]}: " : "; largest in each row: ");
                for (int r = 0; r < rows; r++)
                {
                    var row = GridStatistics.Of(values.Slice((p * rows + r) * columns, columns));
                    text.Append(r == 0 ? "" : ", ").Append(rowLabels[r])
                        .Append(row.Finite == 0
                            ? " none"
                            : $" → {columnLabels[row.MaxAt]} {Quantity.Short(row.Max, statistics.Scale)}");
                }
            }
        if (words is not null && rows <= 16 && columns <= 24)
            text.Append("; words: ")
                .AppendJoin("; ",
                    words.Select((row, r) => $"{rowLabels[r]}: {string.Join(" ", row.Select(Label.Token))}"));
        if (notes is not null) text.Append("; ").AppendJoin("; ", notes.Each.Select(note => note.Summary));
        return text.ToString();
    }

    /// <summary>How many cells of each matrix are of each kind.</summary>
    private string Counts()
    {
        var each = Enumerable.Range(0, panels).Select(p =>
        {
            float[] cells = matrices.Values.Slice(p * rows * columns, rows * columns).ToArray();
            var told = kinds!.Select((kind, k) => $"{Label.Clean(kind)} {cells.Count(v => v == k)}");
            string counts = string.Join(", ", told);
            return panels > 1 ? $"{titles[p]}: {counts}" : counts;
        });
        return "; " + string.Join("; ", each);
    }

    private InteractiveChart Interactive(string[] rowLabels, string[] columnLabels)
    {
        // Several matrices stand side by side in one grid, an empty column between them.
        int wide = panels * (columns + 1) - 1;
        bool IsBetween(int i) => i % (columns + 1) == columns;
        double? Number(int r, int i) => InteractiveChart.Known(Value(i / (columns + 1), r, i % (columns + 1)));
        string Column(int i) =>
            (panels > 1 ? titles[i / (columns + 1)] + ": " : "") + columnLabels[i % (columns + 1)];
        int[] places = [.. Enumerable.Range(0, wide)];
        double?[][] z = [.. Enumerable.Range(0, rows)
            .Select(r => places.Select(i => IsBetween(i) ? null : Number(r, i)).ToArray())];
        string[] across = [.. places.Select(i => IsBetween(i) ? "" : Column(i))];
        string Tip(int r, int i) =>
            z[r][i] is { } v ? $"{rowLabels[r]} → {across[i]}: {Word(r, i)}{Told(v)}" : "";
        string[][] text = [.. Enumerable.Range(0, rows).Select(r => places.Select(i => Tip(r, i)).ToArray())];
        var heatmap = new Heatmap
        {
            z = z,
            text = text,
            hoverinfo = "text",
            zmin = colors.Low,
            zmax = colors.High,
            colorscale = Enumerable.Range(0, 9).Select(i => new object[] { i / 8.0, colors.Map.At(i / 8.0) }).ToArray(),
            showscale = kinds is null,
        };
        return InteractiveChart.Of([heatmap], title, InteractiveChart.Words(columnsTitle, across),
            InteractiveChart.WordsDown(rowsTitle, rowLabels), Math.Clamp(rows * 24 + 200, 350, 900));
    }
}
