using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>Lays out dots over one numeric axis, a row for each label.</summary>
internal sealed class DotsDrawing(string title, string labels, Axis value,
    (string Label, double Value, string Beside)[] dots)
{
    private const double Row = 24, LongestLabel = 160, LongestBeside = 150, Gap = 9;
    private readonly Drawing drawing = new();

    public Figure Figure()
    {
        Scale across = Scale.Over(value, dots.Select(dot => dot.Value), count: 6);
        string[] names = [.. dots.Select(dot => Label.Fit(Label.Token(dot.Label), LongestLabel, Drawing.FontSize))];
        double titled = Frame.LeftTitleRoom(labels, Row * dots.Length);
        double left = titled + 8 + names.Max(name => Label.Width(name, Drawing.FontSize));
        double top = Frame.Title(drawing, title, Drawing.MaxWidth) + 6;
        double right =
            Math.Max(Beside().Max(text => Label.Width(text, Drawing.FontSize)) + 2 * Gap, Frame.RightRoom(across));
        var area = new Area(left, top, Drawing.MaxWidth - left - right, Row * dots.Length);
        double bottom = Frame.Bottom(drawing, area, across, value.Title, true, titled);
        double end = Frame.LeftTitle(drawing, area, labels) + 2;
        for (int row = 0; row < dots.Length; row++) Draw(row, names[row], area, across);

        string summary = Summary();
        return new Figure(title, drawing.Finish(Drawing.MaxWidth, Math.Max(bottom, end), summary), summary, summary,
            Interactive);
    }

    private void Draw(int row, string name, Area area, Scale across)
    {
        double y = area.Top + (row + 0.5) * Row;
        drawing.Text(area.Left - 8, y + 4.5, name, "end");
        drawing.Line(area.Left, y, area.Right, y, opacity: 0.13);
        double at = dots[row].Value;
        if (!across.Holds(at)) return;
        double x = area.Left + across.At(at) * area.Width;
        string beside = Beside()[row];
        drawing.Marker(0, x, y, 5,
            $"{Label.Clean(dots[row].Label)}: {Quantity.Short(at)}{(beside.Length > 0 ? ", " + beside : "")}");
        drawing.Text(x + Gap, y + 4.5, beside);
    }

    private string[] Beside() =>
        [.. dots.Select(dot => Label.Fit(Label.Clean(dot.Beside), LongestBeside, Drawing.FontSize))];

    private string Summary()
    {
        var text = new StringBuilder(title.Length == 0 ? "Dots" : $"Dots '{Label.Clean(title)}'");
        text.Append(CultureInfo.InvariantCulture, $": {value.Title} by {labels}; ");
        double scale = dots.Where(dot => double.IsFinite(dot.Value)).Max(dot => Math.Abs(dot.Value));
        IEnumerable<string> told = dots.Select(dot =>
            $"{Label.Token(dot.Label)} "
                + $"{Quantity.Short(dot.Value, scale)}"
                + $"{(dot.Beside.Length > 0 ? $" ({Label.Clean(dot.Beside)})" : "")}");
        return text.AppendJoin(", ", told).ToString();
    }

    private InteractiveChart Interactive() => InteractiveChart.Of(
    [
        new Scatter
        {
            x = dots.Select(dot => InteractiveChart.Known(dot.Value)).ToArray(),
            y = Enumerable.Range(0, dots.Length).Select(row => -row).ToArray(),
            text = dots.Select(dot => $"{Label.Token(dot.Label)}: {Quantity.Short(dot.Value)} {dot.Beside}".TrimEnd())
                .ToArray(),
            hoverinfo = "text",
            mode = "markers",
            marker = new Marker { color = Palette.Light[0] },
        },
    ], title, InteractiveChart.Numbers(value), InteractiveChart.NumbersUp(Axis.Linear(labels)));
}
