using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>
/// Lays out a beam search: a column for each step from the left, each token beside the one it goes on from.
/// </summary>
internal sealed class BeamTreeDrawing
{
    private const double Font = Drawing.FontSize, NumberFont = 12, BoxHeight = 34, Row = 42, Root = 10, Double = 3;
    private readonly Drawing drawing = new();
    private readonly string title;
    private readonly BeamNode[] nodes;
    private readonly int[] steps; // of each node, from 0
    private readonly double[] middles;
    private readonly double column, widest, room; // room: for the probabilities of whole texts at the right
    private readonly int beyond; // steps that are not drawn

    public BeamTreeDrawing(string title, BeamNode[] nodes, int beyond)
    {
        (this.title, this.nodes, this.beyond) = (title, nodes, beyond);
        steps = new int[nodes.Length];
        for (int i = 0; i < nodes.Length; i++) steps[i] = nodes[i].Parent < 0 ? 0 : steps[nodes[i].Parent] + 1;
        room = nodes.Select((_, i) => IsWhole(i) ? Label.Width(Whole(i), NumberFont, bold: true) + 10 : 0).Max();
        column = Math.Min((Drawing.MaxWidth - Root - Double - room) / (steps.Max() + 1), 150);
        widest = nodes.Max(n => Math.Max(
            Label.Width(Label.Token(n.Token), Font, n.Best), Label.Width(Number(n), NumberFont, n.Best))) + 10;
        widest = Math.Min(widest, column - Math.Clamp(column * 0.3 - 9, 10, 44));
        middles = Middles();
    }

    public Figure Figure()
    {
        double top = Frame.Title(drawing, title, Drawing.MaxWidth);
        top = Frame.Legend(drawing, ["kept", "cut", "finished", "the best"], top, 0, Drawing.MaxWidth, Sample) + 12;
        double shift = top + 14 + BoxHeight / 2 - Math.Min(middles.Min(), 0);
        double width = Root + (steps.Max() + 1) * column + Double + room, root = shift;
        for (int step = 0; step <= steps.Max(); step++)
            drawing.Text(Right(step) - widest / 2, top,
                string.Create(CultureInfo.InvariantCulture,
                    $"{(step == 0 ? "step " : "")}{step + 1}{(beyond > 0 && step == steps.Max() ? " …" : "")}"),
                "middle", NumberFont, opacity: 0.78);
        // the best lies on top
        foreach (int i in Enumerable.Range(0, nodes.Length).OrderBy(i => nodes[i].Best)) Edge(i, shift, root);
        drawing.Marker(7, 5, root, 3.5);
        for (int i = 0; i < nodes.Length; i++) Node(i, shift);
        double bottom = shift + Math.Max(middles.Max(), 0) + BoxHeight / 2;
        string summary = Summary();
        return new Figure(title,
            drawing.Finish(Math.Max(width, 330) + 2, bottom + 6, summary), summary, summary, Interactive);
    }

    /// <summary>
    /// Where each node stands, the root being at 0: beside its parent as far as its neighbours let it, and no two edges
    /// cross.
    /// </summary>
    private double[] Middles()
    {
        var at = new double[nodes.Length];
        int[] above = [-1];
        for (int step = 0; step <= steps.Max(); step++)
        {
            int[] here = [.. above.SelectMany(parent =>
                Enumerable.Range(0, nodes.Length).Where(i => steps[i] == step && nodes[i].Parent == parent))];
            double[] wanted =
                [.. here.Select(i => (nodes[i].Parent < 0 ? 0 : at[nodes[i].Parent]) + Row * Place(i, here))];
            for (int k = 0; k < here.Length; k++)
                at[here[k]] = k == 0 ? wanted[0] : Math.Max(wanted[k], at[here[k - 1]] + Row);
            double pushed = here.Select((i, k) => at[i] - wanted[k]).Average();
            foreach (int i in here) at[i] -= pushed;
            above = here;
        }
        return at;
    }

    private double Place(int node, int[] column)
    {
        int[] siblings = [.. column.Where(i => nodes[i].Parent == nodes[node].Parent)];
        return Array.IndexOf(siblings, node) - (siblings.Length - 1) / 2.0;
    }

    private double Right(int step) => Root + (step + 1) * column;

    private static string Color(BeamNode node)
    {
        if (node.Best) return Palette.Color(1);
        return node.Fate == BeamFate.Cut ? "currentColor" : Palette.Color(0);
    }

    private static double Strength(BeamNode node)
    {
        if (node.Best) return 1;
        return node.Fate == BeamFate.Cut ? 0.4 : 0.55;
    }

    private static int Hue(BeamNode node)
    {
        if (node.Best) return 1;
        return node.Fate == BeamFate.Cut ? 7 : 0;
    }

    private static double Thickness(double probability) => 1 + 8 * Math.Clamp(probability, 0, 1);

    private void Edge(int i, double shift, double root)
    {
        BeamNode node = nodes[i];
        double from = node.Parent < 0 ? 8 : Right(steps[node.Parent]);
        double to = Right(steps[i]) - widest, bend = (to - from) / 2;
        double y1 = node.Parent < 0 ? root : shift + middles[node.Parent], y2 = shift + middles[i];
        bool cut = node.Fate == BeamFate.Cut;
        drawing.Path($"M{Drawing.N(from)} {Drawing.N(y1)}C{Drawing.N(from + bend)} {Drawing.N(y1)} "
            + $"{Drawing.N(to - bend)} {Drawing.N(y2)} {Drawing.N(to)} {Drawing.N(y2)}",
            Color(node), Thickness(node.Probability), Strength(node), cut ? "3 3" : "", tip: Tip(i));
    }

    private void Node(int i, double shift)
    {
        BeamNode node = nodes[i];
        double left = Right(steps[i]) - widest, middle = left + widest / 2, y = shift + middles[i] - BoxHeight / 2;
        Box(node, left, y, widest, BoxHeight, Tip(i));
        drawing.Text(middle, y + 14.5, Label.Fit(Label.Token(node.Token), widest - 3, Font, node.Best),
            "middle", opacity: node.Fate == BeamFate.Cut ? 0.8 : 1, bold: node.Best, tip: Tip(i));
        drawing.Text(middle, y + 28.5, Number(node), "middle", NumberFont,
            opacity: node.Fate == BeamFate.Cut ? 0.8 : 0.9, bold: node.Best, tip: Tip(i));
        if (!IsWhole(i)) return;
        double beside = left + widest + Double + 5;
        drawing.Text(beside, shift + middles[i] + 4.5, Whole(i), size: NumberFont, bold: node.Best);
    }

    /// <summary>Whether a text is finished where nothing is drawn beside it.</summary>
    private bool IsWhole(int i) => nodes[i].Fate == BeamFate.Finished && steps[i] == steps.Max();

    private string Whole(int i) => $"= {Quantity.Short(Math.Exp(nodes[i].LogProbability))}";

    /// <summary>
    /// Kept: a tinted box; cut: a dashed one; finished: a box in a box. The best has a thick edge, whatever became of
    /// it.
    /// </summary>
    private void Box(BeamNode node, double x, double y, double width, double height, string? tip = null)
    {
        drawing.Rectangle(x, y, width, height, "var(--page)", radius: 2);
        if (node.Fate != BeamFate.Cut)
            drawing.Rectangle(x, y, width, height, Color(node), node.Best ? 0.24 : 0.14, 2, tip);
        drawing.Path(Outline(x, y, width, height), Color(node), node.Best ? 2.6 : 1.1,
            node.Fate == BeamFate.Cut ? 0.6 : 1, node.Fate == BeamFate.Cut ? "3 3" : "", tip: tip);
        if (node.Fate == BeamFate.Finished)
            drawing.Path(Outline(x - Double, y - Double, width + 2 * Double, height + 2 * Double), Color(node), 1.1);
    }

    private static string Outline(double x, double y, double width, double height) =>
        $"M{Drawing.N(x)} {Drawing.N(y)}h{Drawing.N(width)}v{Drawing.N(height)}h{Drawing.N(-width)}z";

    private void Sample(int kind, double x, double y) =>
        Box(new BeamNode(-1, "", 0, 0, kind switch { 1 => BeamFate.Cut, 2 => BeamFate.Finished, _ => BeamFate.Kept },
            kind == 3), x - 8, y - 5, 16, 10);

    private static string Number(BeamNode node) =>
        node.Probability is > 0 and < 0.005 ? "< 0.01" : Quantity.Fixed(node.Probability, 2);

    private string Tip(int i) =>
        $"{Way(i)}: {Label.Token(nodes[i].Token)} {Quantity.Short(nodes[i].Probability)}, ln P "
            + $"{Quantity.Short(nodes[i].LogProbability)}, {Fate(nodes[i])}";

    private static string Fate(BeamNode node) =>
        node.Fate switch { BeamFate.Cut => "cut", BeamFate.Finished => "finished", _ => "kept" };

    private string Way(int i) =>
        nodes[i].Parent < 0 ? Label.Token(nodes[i].Token) : Way(nodes[i].Parent) + " " + Label.Token(nodes[i].Token);

    private string Summary()
    {
        var text = new StringBuilder(title.Length == 0 ? "Beam tree" : $"Beam tree '{Label.Clean(title)}'");
        int Count(BeamFate fate) => nodes.Count(n => n.Fate == fate);
        text.Append(CultureInfo.InvariantCulture,
            $": {(beyond > 0 ? $"the first {steps.Max() + 1} of {steps.Max() + 1 + beyond}" : steps.Max() + 1)} "
                + $"{(steps.Max() == 0 ? "step" : "steps")}, {Count(BeamFate.Kept)} kept, {Count(BeamFate.Cut)} cut, "
                + $"{Count(BeamFate.Finished)} finished");
        if (Array.FindLastIndex(nodes, n => n.Best) is >= 0 and int best)
            text.Append(CultureInfo.InvariantCulture,
                $"; the best{(beyond > 0 && nodes[best].Fate == BeamFate.Kept ? " begins" : "")}: {Way(best)}, ln P "
                    + $"{Quantity.Short(nodes[best].LogProbability)}");
        for (int step = 0; step <= steps.Max(); step++)
            text.Append(CultureInfo.InvariantCulture, $"; step {step + 1}: ")
                .AppendJoin(", ", nodes.Index().Where(n => steps[n.Index] == step)
                    .Select(n =>
                        $"{(n.Item.Parent < 0 ? "" : Label.Token(nodes[n.Item.Parent].Token) + " → ")}"
                            + $"{Label.Token(n.Item.Token)} {Quantity.Short(n.Item.Probability)} {Fate(n.Item)}"));
        return text.ToString();
    }

    private InteractiveChart Interactive()
    {
        var edges = nodes.Select((n, i) => new Scatter
        {
            x = new[] { steps[i], steps[i] + 1 },
            y = new[] { n.Parent < 0 ? 0 : -middles[n.Parent], -middles[i] },
            mode = "lines",
            showlegend = false,
            line = new Line
            {
                color = Palette.Light[Hue(n)],
                width = Thickness(n.Probability),
                dash = n.Fate == BeamFate.Cut ? "dot" : "solid",
            },
        });
        var words = new Scatter
        {
            x = steps.Select(s => s + 1).ToArray(),
            y = middles.Select(m => -m).ToArray(),
            text = nodes.Select(n => $"{Label.Token(n.Token)} {Number(n)}").ToArray(),
            mode = "markers+text",
            showlegend = false,
            marker = new Marker { color = Palette.Light[0] },
        };
        return InteractiveChart.Of([.. edges, words], title, new Xaxis { title = "step" },
            new Yaxis { title = "hypotheses", showticklabels = false });
    }
}
