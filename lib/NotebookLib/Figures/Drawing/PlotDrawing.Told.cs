using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

// The plot for those who do not see the drawing: in words, and for plotly.js.
internal sealed partial class PlotDrawing
{
    private const int MostRuns = 12; // of lines on each other, that are told

    private string Summary(IReadOnlyList<SharedRun> runs)
    {
        var text = new StringBuilder(title.Length == 0 ? kind : $"{kind} '{Label.Clean(title)}'");
        text.Append(": ").Append(y.Title).Append(" over ").Append(x.Title);
        foreach (Series s in series)
        {
            (double X, double Y)[] known = [.. s.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
            text.Append("; ").Append(s.Name.Length == 0 ? "" : $"{Label.Clean(s.Name)}: ");
            text.Append(CultureInfo.InvariantCulture, $"{s.Points.Count} {(s.Points.Count == 1 ? "point" : "points")}");
            int lost = s.Points.Count - known.Length;
            if (lost > 0) text.Append(CultureInfo.InvariantCulture, $", {lost} not finite");
            if (known.Length == 0) continue;
            if (lines && s.Points.Count == 1)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $" ({Quantity.Short(known[0].X)}, {Quantity.Short(known[0].Y)})");
                continue;
            }
            double scaleX = known.Max(p => Math.Abs(p.X)), scaleY = known.Max(p => Math.Abs(p.Y));
            string Point((double X, double Y) p) => $"({Quantity.Short(p.X, scaleX)}, {Quantity.Short(p.Y, scaleY)})";
            string leastX = Quantity.Short(known.Min(p => p.X), scaleX);
            string mostX = Quantity.Short(known.Max(p => p.X), scaleX);
            string leastY = Quantity.Short(known.Min(p => p.Y), scaleY);
            string mostY = Quantity.Short(known.Max(p => p.Y), scaleY);
            text.Append(lines
                ? $", from {Point(known[0])} to {Point(known[^1])}, y from {leastY} to {mostY}"
                : $", x from {leastX} to {mostX}, y from {leastY} to {mostY}");
            if (s.Labels is { Count: <= 24 } words)
                text.Append(": ").AppendJoin(", ", words.Select((w, i) => $"{Label.Token(w)} {Point(s.Points[i])}"));
        }
        foreach (SharedRun run in runs.Take(MostRuns))
            text.Append("; ").Append(Called(run.Under)).Append(run.IsExact ? " = " : " ≈ ").Append(Called(run.Over))
                .Append(run.Whole ? "" : $" from {Quantity.Short(run.First)} to {Quantity.Short(run.Last)}");
        guides.Tell(text, series);
        return text.ToString();

        string Called(int index) => series[index].Name.Length > 0 ? Label.Clean(series[index].Name)
            : string.Create(CultureInfo.InvariantCulture, $"line {index + 1}");
    }

    private string Mode(Series s)
    {
        if (!lines) return s.Labels is null ? "markers" : "markers+text";
        return s.Points.Count <= MarkersUpTo ? "lines+markers" : "lines";
    }

    private InteractiveChart Interactive() => InteractiveChart.Of(
        [.. guides.Traces(series), .. series.Select(Trace)], title, InteractiveChart.Numbers(x),
        InteractiveChart.NumbersUp(y));

    private Scatter Trace(Series s, int index) => new()
    {
        name = s.Name,
        x = s.Points.Select(p => InteractiveChart.Known(p.X)).ToArray(),
        y = s.Points.Select(p => InteractiveChart.Known(p.Y)).ToArray(),
        text = s.Labels?.ToArray() ?? [],
        mode = Mode(s),
        marker = InteractiveChart.Mark(index),
        line = InteractiveChart.Stroke(index, series.Length > 1),
    };
}
