using XPlot.Plotly;

namespace NotebookLib;

/// <summary>Post, pre and inside as three small block diagrams with one thick wire each.</summary>
internal sealed class NormPlacementsDrawing(string title)
{
    private const double Column = 196, Branch = 88, BoxWidth = 78, BoxHeight = 30, Bold = 4, Thin = 1.4;
    private static readonly (string Name, string Formula, NormPlacement Place)[] columns =
    [
        ("post", "norm(x + part(x))", NormPlacement.Post),
        ("pre", "x + part(norm(x))", NormPlacement.Pre),
        ("inside", "x + norm(part(x))", NormPlacement.Inside),
    ];

    private readonly Drawing drawing = new();

    public Figure Figure()
    {
        double top = Frame.Title(drawing, title, Drawing.MaxWidth) + 16;
        foreach (var (index, (name, formula, place)) in columns.Index())
            Placement(56 + index * Column, top, name, formula, place);
        string summary = (title.Length == 0 ? "Normalization" : $"Normalization '{Label.Clean(title)}'")
            + ", data flows down; "
            + string.Join("; ", columns.Select(c => $"{c.Name}: {c.Formula}, the wire runs "
                + (c.Place == NormPlacement.Post ? "through the norm" : "past part and norm")));
        return new Figure(title, drawing.Finish(56 + 3 * Column, top + 262, summary), summary, summary, Interactive);
    }

    private void Placement(double wire, double top, string name, string formula, NormPlacement place)
    {
        drawing.Text(wire - 8, top, name, bold: true);
        drawing.Text(wire - 8, top + 18, $"x ← {formula}", size: 12, opacity: 0.85);
        double start = top + 34;
        double fork = start + 22;
        double sum = fork + 130;
        double end = sum + 72;
        bool onWire = place == NormPlacement.Post;
        Wire(wire, start, sum - 9);
        Arrow($"M{wire} {Drawing.N(fork)}H{Drawing.N(wire + Branch)}V{Drawing.N(fork + 14)}");
        string[] boxes = place switch
        {
            NormPlacement.Pre => ["norm", "part"],
            NormPlacement.Inside => ["part", "norm"],
            _ => ["part"],
        };
        double at = fork + 16;
        foreach (string box in boxes)
        {
            Box(wire + Branch, at, box);
            at += BoxHeight;
            if (box != boxes[^1]) Arrow($"M{Drawing.N(wire + Branch)} {Drawing.N(at)}v16");
            at += 18;
        }
        drawing.Path($"M{Drawing.N(wire + Branch)} {Drawing.N(at - 18)}V{Drawing.N(sum)}H{Drawing.N(wire + 11)}"
            + "m7 -4l-7 4l7 4", "currentColor", Thin);
        Plus(wire, sum);
        if (onWire)
        {
            Wire(wire, sum + 9, sum + 20);
            Box(wire, sum + 20, "norm");
            Wire(wire, sum + 20 + BoxHeight, end);
        }
        else Wire(wire, sum + 9, end);
        drawing.Path($"M{Drawing.N(wire - 6)} {Drawing.N(end - 8)}l6 10l6 -10", "currentColor", Thin);
    }

    private void Wire(double x, double from, double to) => drawing.Line(x, from, x, to, width: Bold);

    private void Arrow(string path) => drawing.Path($"{path}m-4 -7l4 7l4 -7", "currentColor", Thin);

    private void Box(double middle, double top, string name)
    {
        int hue = name == "norm" ? 3 : 1;
        drawing.Rectangle(middle - BoxWidth / 2, top, BoxWidth, BoxHeight, "var(--page)", 1, 5);
        drawing.Rectangle(middle - BoxWidth / 2, top, BoxWidth, BoxHeight, Palette.Color(hue), 0.2, 5, name,
            Palette.Color(hue));
        drawing.Text(middle, top + 20, name, "middle", bold: true);
    }

    private void Plus(double x, double middle) =>
        drawing.Path($"M{Drawing.N(x - 9)} {Drawing.N(middle)}a9 9 0 1 0 18 0a9 9 0 1 0 -18 0M{Drawing.N(x - 5)} "
            + $"{Drawing.N(middle)}h10M{Drawing.N(x)} {Drawing.N(middle - 5)}v10", "currentColor", Thin,
            fill: "var(--page)");

    private InteractiveChart Interactive() => InteractiveChart.Of([new Scatter
    {
        x = columns.Select((_, i) => (double)i).ToArray(),
        y = columns.Select(_ => 0.0).ToArray(),
        text = columns.Select(c => $"{c.Name}: x ← {c.Formula}").ToArray(),
        mode = "markers+text",
        textposition = "top center",
        marker = new Marker { color = Palette.Light[3], symbol = "square" },
    }], title, new Xaxis { title = "place" }, new Yaxis { title = "" });
}
