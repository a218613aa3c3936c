using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>Lays out values above rows of levels, over one numeric axis.</summary>
internal sealed class NumberLineDrawing(
    string title, Axis value, float[] values, (string Name, float[] Levels, float[] Goals)[] rows)
{
    private const double Row = 74, Above = 16, Baseline = 56, Tick = 7, LongestName = 160;
    private readonly Drawing drawing = new();

    public Figure Figure()
    {
        Scale across = Scale.Over(value,
            rows.SelectMany(row => row.Levels).Concat(values).Select(v => (double)v), count: 6);
        string[] names =
            [.. rows.Select(row => Label.Fit(Label.Clean(row.Name), LongestName, Drawing.FontSize))];
        double left = 20 + Math.Max(names.Max(name => Label.Width(name, Drawing.FontSize)), 12);
        double top = Frame.Title(drawing, title, Drawing.MaxWidth) + 2;
        double right = Math.Max(14, Frame.RightRoom(across));
        var area = new Area(left, top, Drawing.MaxWidth - left - right, Row * rows.Length);
        double bottom = Frame.Bottom(drawing, area, across, value.Title, true, 0);
        for (int row = 0; row < rows.Length; row++) Draw(row, names[row], area, across);

        string summary = Summary();
        return new Figure(title, drawing.Finish(Drawing.MaxWidth, bottom, summary), summary, summary, Interactive);
    }

    private void Draw(int row, string name, Area area, Scale across)
    {
        double high = area.Top + row * Row + Above, low = area.Top + row * Row + Baseline;
        drawing.Text(area.Left - 10, low + 4.5, name, "end");
        drawing.Line(area.Left, low, area.Right, low, opacity: 0.4);
        foreach (float level in rows[row].Levels)
            if (Place(level, area, across) is { } x)
                drawing.Line(x, low - Tick, x, low + Tick, width: 2);
        foreach (var (v, level) in values.Zip(rows[row].Goals))
        {
            if (Place(v, area, across) is not { } from) continue;
            if (Place(level, area, across) is { } to) drawing.Line(from, high, to, low - Tick, opacity: 0.5);
            drawing.Marker(0, from, high, 4, $"{Quantity.Short(v)} becomes {Quantity.Short(level)}");
        }
    }

    private static double? Place(double at, Area area, Scale across) =>
        across.Holds(at) && across.At(at) is >= -1e-9 and <= 1 + 1e-9 ? area.Left + across.At(at) * area.Width : null;

    private string Summary()
    {
        var text = new StringBuilder(title.Length == 0 ? "Number lines" : $"Number lines '{Label.Clean(title)}'");
        text.Append(CultureInfo.InvariantCulture, $": {Label.Clean(value.Title)}, {values.Length} values; ");
        IEnumerable<string> told = rows.Select(row =>
        {
            double furthest = values.Zip(row.Goals, (v, level) => Math.Abs((double)level - v)).Max();
            string levels = row.Levels.Length == 1 ? "1 level" : $"{row.Levels.Length} levels";
            return $"{Label.Clean(row.Name)}: {levels} from {Quantity.Short(row.Levels[0])} to "
                + $"{Quantity.Short(row.Levels[^1])}, no value moves by more than {Quantity.Short(furthest)}";
        });
        return text.AppendJoin("; ", told).ToString();
    }

    private InteractiveChart Interactive() => InteractiveChart.Of(
        [.. rows.Index().SelectMany(row => new[]
        {
            Points(row.Item.Levels, -2 * row.Index, "line-ns-open", row.Item.Name),
            Points(values, -2 * row.Index + 1, "circle", $"{row.Item.Name}: values"),
        })], title, InteractiveChart.Numbers(value), InteractiveChart.NumbersUp(Axis.Linear("")));

    private static Scatter Points(float[] x, int y, string symbol, string name) => new()
    {
        x = Array.ConvertAll(x, v => (double)v),
        y = Array.ConvertAll(x, _ => y),
        name = Label.Clean(name),
        mode = "markers",
        marker = new Marker { symbol = symbol, color = Palette.Light[0] },
    };
}
