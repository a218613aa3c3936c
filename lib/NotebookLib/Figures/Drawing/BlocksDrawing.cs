using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>
/// Lays out a model from top to bottom: the wire at the left, the parts that read from it and add to it at the right.
/// </summary>
internal sealed class BlocksDrawing(string title, GptConfig config)
{
    private const double Wire = 122, Side = 430, WireBox = 208, SideBox = 310, Right = 596;
    private const double Step = 26, Font = Drawing.FontSize, DetailFont = 12;
    private readonly ModelParts parts = new(config);
    private readonly List<(string Text, double X, double Y)> boxes = [];
    private readonly Drawing drawing = new();
    private double y; // how far the wire is drawn

    public Figure Figure()
    {
        y = Frame.Title(drawing, title, Drawing.MaxWidth) + 14;
        drawing.Text(Wire, y, "ids of the tokens (T,)", "middle");
        y += 5;
        double first = OnWire(parts.Tokens, 0);
        if (parts.Positions is { } positions) Added(positions);

        double top = y += 14;
        drawing.Line(Wire, top - 14, Wire, top, width: 1.6);
        drawing.Text(Right - 8, top + 18,
            config.Layers == 1
                ? "block, once"
                : string.Create(CultureInfo.InvariantCulture, $"block, {config.Layers} times"), "end", bold: true);
        drawing.Text(Wire + 10, top + 18, $"(T, {config.Width})", size: DetailFont, opacity: 0.78);
        Part(parts.Attention, 1);
        Part(parts.FeedForward, 2);
        y += 12;
        drawing.Line(Wire, y - 12, Wire, y, width: 1.6);
        drawing.Path($"M14 {Drawing.N(top)}H{Right}V{Drawing.N(y)}H14z", "currentColor", 1.2, 0.55, "5 4");

        if (parts.FinalNorm is { } norm) OnWire(norm, 3);
        double last = OnWire(parts.Output, 0);
        if (config.TiedEmbeddings)
        {
            drawing.Path($"M{Wire - WireBox / 2} {Drawing.N(first)}H5V{Drawing.N(last)}H{Wire - WireBox / 2}",
                Palette.Color(0), 1.4, 0.8, "2 3");
            drawing.Text(30, (first + last) / 2, "tied: one table, used twice", "middle", DetailFont, turn: -90);
        }
        Down(y + Step - 6);
        drawing.Text(Wire, y + 16, $"logits (T, {config.Vocabulary})", "middle");
        string dropout = config.Dropout > 0 ? $"; dropout {Quantity.Short(config.Dropout)}" : "";
        drawing.Text(Right, y + 16, $"{Count(parts.Total)} parameters{dropout}", "end", bold: true);

        string summary = Summary();
        return new Figure(title, drawing.Finish(Right + 4, y + 24, summary), summary, summary, Interactive);
    }

    /// <summary>A box on the wire.</summary>
    /// <returns>The height of its middle.</returns>
    private double OnWire(ModelPart part, int hue)
    {
        Down(y + Step);
        double height = Box(part, Wire, y, WireBox, hue);
        y += height;
        return y - height / 2;
    }

    /// <summary>A box beside the wire whose output is added.</summary>
    private void Added(ModelPart part)
    {
        double height = Height(part), middle = y + Step + height / 2 - 8;
        Down(middle - 9);
        Box(part, Side, middle - height / 2, SideBox, 4);
        drawing.Path($"M{Side - SideBox / 2} {Drawing.N(middle)}H{Wire + 10}m7 -4l-7 4l7 4", "currentColor", 1.2);
        Plus(middle);
        y = middle + 9;
        double below = middle + height / 2 - 4;
        drawing.Line(Wire, y, Wire, below, width: 1.6);
        y = below;
    }

    /// <summary>
    /// A part of the block beside the wire, its normalization before or behind it in the same branch, or after the sum
    /// on the wire.
    /// </summary>
    private void Part(ModelPart part, int hue)
    {
        double fork = y + 34, at = fork;
        drawing.Line(Wire, y, Wire, fork, width: 1.6);
        drawing.Path($"M{Wire} {Drawing.N(fork)}H{Side}", "currentColor", 1.2);
        if (config.Norm == NormPlacement.Pre) at = Beside(parts.Norm, 3, at);
        at = Beside(part, hue, at);
        if (config.Norm == NormPlacement.Inside) at = Beside(parts.Norm, 3, at);
        double sum = at + 16;
        drawing.Path($"M{Side} {Drawing.N(at)}V{Drawing.N(sum)}H{Wire + (config.Residual ? 10 : 0)}"
            + $"{(config.Residual ? "m7 -4l-7 4l7 4" : "")}", "currentColor", 1.2);
        y = fork;
        if (config.Residual)
        {
            Down(sum - 9);
            Plus(sum);
        }
        y = config.Residual ? sum + 9 : sum;
        if (config.Norm == NormPlacement.Post) OnWire(parts.Norm, 3);
    }

    private double Beside(ModelPart part, int hue, double from)
    {
        double top = from + 18;
        drawing.Path($"M{Side} {Drawing.N(from)}V{Drawing.N(top)}m-4 -7l4 7l4 -7", "currentColor", 1.2);
        return top + Box(part, Side, top, SideBox, hue);
    }

    /// <summary>The wire, with an arrow at its end.</summary>
    private void Down(double to)
    {
        drawing.Path($"M{Wire} {Drawing.N(y)}V{Drawing.N(to)}m-4 -7l4 7l4 -7", "currentColor", 1.6);
        y = to;
    }

    private void Plus(double middle) =>
        drawing.Path($"M{Wire - 9} {Drawing.N(middle)}a9 9 0 1 0 18 0a9 9 0 1 0 -18 0M{Wire - 5} "
            + $"{Drawing.N(middle)}h10M{Wire} {Drawing.N(middle - 5)}v10", "currentColor", 1.4, fill: "var(--page)");

    private static string[] Lines(ModelPart part) =>
        [.. part.Details, part.Parameters > 0 ? Count(part.Parameters) + " parameters" : "no parameters of its own"];

    private static double Height(ModelPart part) => 25 + 15 * Lines(part).Length;

    private double Box(ModelPart part, double middle, double top, double width, int hue)
    {
        string[] lines = Lines(part);
        string name = Label.Fit(part.Name, width - 8, Font, bold: true);
        drawing.Rectangle(middle - width / 2, top, width, Height(part), Palette.Color(hue), 0.2, 5,
            $"{part.Name}; {string.Join("; ", lines)}", Palette.Color(hue));
        drawing.Text(middle, top + 18, name, "middle", bold: true);
        foreach (var (i, line) in lines.Index())
            drawing.Text(middle, top + 34 + 15 * i, Label.Fit(line, width - 8, DetailFont), "middle", DetailFont);
        boxes.Add((part.Name, middle, top + Height(part) / 2));
        return Height(part);
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private string Summary()
    {
        var text = new StringBuilder(title.Length == 0
            ? "Model"
            : $"Model '{Label.Clean(title)}'").Append(CultureInfo.InvariantCulture,
                $": {Count(parts.Total)} parameters; ids (T,) → {Told(parts.Tokens)}");
        if (parts.Positions is { } positions) text.Append(" → + ").Append(Told(positions));
        text.Append(CultureInfo.InvariantCulture,
            $" → {config.Layers} times: {Formula("attention")}, then {Formula("feed-forward")}; "
                + $"{Told(parts.Attention)}; {Told(parts.FeedForward)}")
            .Append(config.Norm == NormPlacement.None ? "; no normalization" : $"; {Told(parts.Norm)}");
        if (parts.FinalNorm is { } norm) text.Append(" → last ").Append(norm.Name);
        return text.Append(" → ")
            .Append(Told(parts.Output))
            .Append(CultureInfo.InvariantCulture, $" → logits (T, {config.Vocabulary})")
            .ToString();

        static string Told(ModelPart part) =>
            $"{string.Join(", ", [part.Name, .. part.Details])}, {Count(part.Parameters)}";
        string Formula(string part)
        {
            string norm = parts.Norm.Name;
            string given = config.Norm switch
            {
                NormPlacement.Pre => $"{part}({norm}(x))",
                NormPlacement.Inside => $"{norm}({part}(x))",
                _ => $"{part}(x)",
            };
            string sum = config.Residual ? $"x + {given}" : given;
            return config.Norm == NormPlacement.Post ? $"{norm}({sum})" : sum;
        }
    }

    private InteractiveChart Interactive() => InteractiveChart.Of([new Scatter
    {
        x = boxes.Select(b => b.X).ToArray(),
        y = boxes.Select(b => -b.Y).ToArray(),
        text = boxes.Select(b => b.Text).ToArray(),
        mode = "markers+text",
        textposition = "top center",
        marker = new Marker { color = Palette.Light[0], symbol = "square" },
    }], title, new Xaxis { title = "on the wire, beside it" }, new Yaxis { title = "from input, above, to output" });
}
