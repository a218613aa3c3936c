using System.Globalization;
using System.Text;
using XPlot.Plotly;

namespace NotebookLib;

/// <summary>
/// Lays out words one below the other, with arcs from each word to its source at the left, and to what heads chose at
/// the right.
/// </summary>
/// <remarks>
/// A column needs no more width for a long sentence than for a short one, so its words read as well in 443 pixels.
/// </remarks>
internal sealed class DependenciesDrawing(
    string title, string[] words, Dependency[] dependencies, (string Name, int[] Choices)[] heads)
{
    private const double Font = Drawing.FontSize, KindFont = 12, Pitch = 21, Deepest = 105;
    private const int Told = 40; // dependencies that the summary names
    private const string RivalDash = "5 4", MissDash = "2 3";
    private readonly string[] labels = [.. words.Select(word => Label.Fit(Label.Token(word), 130, Font))];
    private readonly bool start = heads.Any(head => head.Choices.Contains(-1));
    private readonly int longest = dependencies
        .SelectMany((d, i) => Ends(d, i, heads).Select(place => Math.Abs(d.Position - place)))
        .DefaultIfEmpty(1)
        .Max();
    private readonly Drawing drawing = new();
    private double first; // where the row of word 0 is centred

    public Figure Figure()
    {
        string[] kinds = [.. words.Select((_, t) => string.Join(", ", KindsAt(t).Distinct()))];
        double[] ends = [.. labels.Select((label, t) => Label.Width(label, Font, bold: true) + RoomFor(kinds[t]))];
        double left = dependencies.Length == 0 ? 0 : Deepest + 10;
        double right = left + Math.Max(ends.Max(), start ? Label.Width("(start)", Font) : 0) + 10;
        bool isOneSided = heads.Length == 0 || dependencies.Length == 0;
        double width = Math.Max(right + (isOneSided ? 0 : Deepest + 4 * heads.Length + 4), 380);
        double top = Legend(Frame.Title(drawing, title, width), width);
        first = top + Pitch / 2 + (start ? Pitch : 0);

        for (int i = 0; i < dependencies.Length; i++)
        {
            var (kind, position, source, rival) = dependencies[i];
            if (rival is { } other)
            {
                string either = $"{kind}: {Named(position)}, rival {Named(other)}";
                Arc(left - 5, position, other, null, "currentColor", 1.3, RivalDash, either);
            }
            string from = $"{kind}: {Named(position)} from {Named(source)}";
            Arc(left - 5, position, source, null, "currentColor", 1.8, "", from);
            for (int h = 0; h < heads.Length; h++)
            {
                int choice = heads[h].Choices[i];
                bool hit = choice == source;
                string tip = $"{heads[h].Name} looks at {Named(choice)}";
                Arc(right, position, choice, h, Palette.Color(h), hit ? 2.4 : 1.8, hit ? "" : MissDash, tip);
            }
        }
        if (start) drawing.Text(left, Y(-1) + 4.5, "(start)", opacity: 0.78);
        bool[] touched = [.. words.Select((_, t) => kinds[t].Length > 0 || heads.Any(h => h.Choices.Contains(t)))];
        for (int t = 0; t < words.Length; t++)
        {
            bool bound = dependencies.Any(d => d.Position == t || d.Source == t);
            drawing.Text(left, Y(t) + 4.5, labels[t], opacity: bound ? 1 : 0.78, bold: bound);
            double beside = left + Label.Width(labels[t], Font, bold: true) + 9;
            if (kinds[t].Length > 0) drawing.Text(beside, Y(t) + 4.5, kinds[t], size: KindFont, opacity: 0.78);
            if (heads.Length > 0 && touched[t] && right - left - ends[t] > 18)
                drawing.Line(left + ends[t] + 6, Y(t), right - 4, Y(t), opacity: 0.25, dash: "1 4");
        }
        string summary = Summary();
        string svg = drawing.Finish(width, Y(words.Length - 1) + Pitch / 2 + 2, summary);
        return new Figure(title, svg, summary, summary, Interactive);

        IEnumerable<DependencyKind> KindsAt(int t) => dependencies.Where(d => d.Position == t).Select(d => d.Kind);
        double RoomFor(string kind) => kind.Length == 0 ? 0 : 9 + Label.Width(kind, KindFont);
    }

    private static IEnumerable<int> Ends(Dependency d, int i, (string Name, int[] Choices)[] heads) =>
        heads.Select(h => h.Choices[i]).Append(d.Source).Append(d.Rival ?? d.Source);

    private double Y(int place) => first + place * Pitch;

    private string Named(int place) =>
        place < 0 ? "(start)" : string.Create(CultureInfo.InvariantCulture, $"{labels[place]} ({place})");

    private int Hits(int head) => dependencies.Where((d, i) => heads[head].Choices[i] == d.Source).Count();

    private string Score(int head) => string.Create(
        CultureInfo.InvariantCulture, $"{heads[head].Name}: {Hits(head)} of {dependencies.Length}");

    /// <returns>Where the rest may begin.</returns>
    private double Legend(double top, double width)
    {
        if (dependencies.Length == 0) return top;
        var samples = new List<(string Name, string Color, double Width, string Dash, int? Head)>
        {
            ("source", "currentColor", 1.8, "", null),
        };
        if (dependencies.Any(d => d.Rival is not null)) samples.Add(("rival", "currentColor", 1.3, RivalDash, null));
        samples.AddRange(heads.Select((_, h) => (Score(h), Palette.Color(h), 2.4, "", (int?)h)));
        if (heads.Index().Any(h => Hits(h.Index) < dependencies.Length))
            samples.Add(("missed", "currentColor", 1.8, MissDash, null));
        return Frame.Legend(drawing, [.. samples.Select(s => s.Name)], top, 0, width, (i, x, y) =>
        {
            drawing.Line(x - 12, y, x + 12, y, samples[i].Color, samples[i].Width, dash: samples[i].Dash);
            if (samples[i].Head is { } head) drawing.Marker(head, x - 7, y, 4);
        });
    }

    /// <summary>
    /// An arc beside the words, the farther out the longer, with an arrow at its end; of a head at their right, with
    /// the marker of the head.
    /// </summary>
    private void Arc(double x, int from, int to, int? head, string color, double width, string dash, string tip)
    {
        int side = head is null ? -1 : 1;
        // A cubic reaches three quarters of the way to its controls.
        double control = x + side * (Reach(from, to) + 4 * (head ?? 0)) / 0.75;
        double apart = Math.Min(3.5, 12.0 / heads.Length);
        double shift = head is { } one ? (one - (heads.Length - 1) / 2.0) * apart : 0;
        double y1 = Y(from) + shift, y2 = Y(to) + shift;
        string begin = $"M{Drawing.N(x)} {Drawing.N(y1)}";
        string controls = $"C{Drawing.N(control)} {Drawing.N(y1)} {Drawing.N(control)} {Drawing.N(y2)}";
        string end = $" {Drawing.N(x + side * 4)} {Drawing.N(y2)}";
        double opacity = dash.Length > 0 && head is null ? 0.7 : 1;
        drawing.Path(begin + controls + end, color, width, opacity, dash, tip: tip);
        if (head is { } index) drawing.Marker(index, x + 3, y2, 4, tip);
        else drawing.Path($"M{Drawing.N(x)} {Drawing.N(y2)}l-7 -3.6v7.2z", "none", fill: color, tip: tip);
    }

    private double Reach(int from, int to) =>
        12 + (Deepest - 12) * Math.Sqrt(Math.Abs(from - to) / (double)Math.Max(longest, 1));

    private string Summary()
    {
        var text = new StringBuilder(Heading());
        string ofWords = words.Length == 1 ? "word" : "words";
        string ofDependencies = dependencies.Length == 1 ? "dependency" : "dependencies";
        text.Append(
            CultureInfo.InvariantCulture, $": {words.Length} {ofWords}, {dependencies.Length} {ofDependencies}");
        for (int h = 0; h < heads.Length; h++)
        {
            text.Append("; ").Append(Label.Clean(heads[h].Name));
            text.Append(CultureInfo.InvariantCulture, $" hits {Hits(h)}");
        }
        for (int i = 0; i < Math.Min(dependencies.Length, Told); i++)
        {
            var (kind, position, source, rival) = dependencies[i];
            text.Append("; ").Append(kind).Append(": ").Append(Named(position)).Append(" from ").Append(Named(source));
            if (rival is { } other) text.Append(", rival ").Append(Named(other));
            foreach (var (name, choices) in heads)
                text.Append(", ").Append(Label.Clean(name)).Append(" looks at ").Append(Named(choices[i]));
        }
        return (dependencies.Length > Told ? text.Append("; …") : text).ToString();
    }

    private string Heading() => title.Length == 0 ? "Dependencies" : $"Dependencies '{Label.Clean(title)}'";

    private InteractiveChart Interactive()
    {
        Scatter Bracket(string name, int side, int from, int to, string color, string dash) => new()
        {
            x = new[] { 0, side * Reach(from, to), side * Reach(from, to), 0 },
            y = new[] { from, from, to, to },
            mode = "lines",
            showlegend = false,
            text = Enumerable.Repeat($"{name}: {Named(from)} → {Named(to)}", 4).ToArray(),
            hoverinfo = "text",
            line = new Line { color = color, dash = InteractiveChart.Dashed(dash) },
        };
        string Of(int head) => Palette.Light[head % Palette.Light.Length];
        IEnumerable<Trace> Brackets(Dependency d, int i)
        {
            foreach (var (k, h) in heads.Index())
            {
                bool hit = h.Choices[i] == d.Source;
                yield return Bracket(h.Name, 1, d.Position, h.Choices[i], Of(k), hit ? "" : MissDash);
            }
            yield return Bracket($"{d.Kind}", -1, d.Position, d.Source, Of(7), "");
            if (d.Rival is { } rival) yield return Bracket("rival", -1, d.Position, rival, Of(7), RivalDash);
        }
        var traces = dependencies.SelectMany(Brackets);
        const string sides = "source and rival, left; heads, right";
        Yaxis rows = InteractiveChart.WordsDown("word", labels);
        int height = Math.Clamp(words.Length * 22 + 160, 350, 1000);
        return InteractiveChart.Of(traces, title, new Xaxis { title = sides, showticklabels = false }, rows, height);
    }
}
