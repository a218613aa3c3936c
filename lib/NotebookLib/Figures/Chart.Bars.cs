namespace NotebookLib;

public static partial class Chart
{
    /// <summary>A bar for each label; with several series, a group of bars for each label.</summary>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="x">What the labels are.</param>
    /// <param name="y">What the bars measure. Bars begin at 0, on a logarithmic axis at its lower end.</param>
    /// <param name="labels">A word for each place.</param>
    /// <param name="series">Values, as many as there are labels: <c>tensor</c>, <c>("greedy", values)</c>.</param>
    /// <exception cref="ArgumentException">There is no label or no series, or a series has not as many values as there
    /// are labels.</exception>
    public static Figure Bars(string title, Axis x, Axis y, IEnumerable<string> labels, params Series[] series)
    {
        ArgumentNullException.ThrowIfNull(labels);
        string[] names = [.. labels];
        RequirePoints(title, x, y, series);
        foreach (Series s in series)
            if (s.Points.Count != names.Length)
                throw new ArgumentException($"series: expected {names.Length} values, one for each label; "
                    + $"got {s.Points.Count} (series '{s.Name}').", nameof(series));
        return new BarsDrawing(title, x, y, names, series).Figure();
    }

    /// <summary>
    /// A bar for each label, made of parts one after the other: what a whole consists of. The bars lie, so that words
    /// and numbers have room.
    /// </summary>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="x">What the labels are.</param>
    /// <param name="y">What the bars measure; not logarithmic, since a logarithm of parts does not add up.</param>
    /// <param name="labels">A word for each bar.</param>
    /// <param name="parts">The parts from the left, each with a value for each label:
    /// <c>("attention", values)</c>.</param>
    /// <exception cref="ArgumentException">There is no label or no part, a part has not as many values as there are
    /// labels, a value is negative, or the axis is logarithmic.</exception>
    public static Figure StackedBars(string title, Axis x, Axis y, IEnumerable<string> labels, params Series[] parts)
    {
        ArgumentNullException.ThrowIfNull(labels);
        string[] names = [.. labels];
        RequirePoints(title, x, y, parts);
        if (y.IsLog)
            throw new ArgumentException("y: expected a linear axis, on which parts add up; got a logarithmic one.",
                nameof(y));
        foreach (Series part in parts)
        {
            if (part.Points.Count != names.Length)
                throw new ArgumentException($"parts: expected {names.Length} values, one for each label; "
                    + $"got {part.Points.Count} (part '{part.Name}').", nameof(parts));
            if (part.Points.Any(p => p.Y < 0))
                throw new ArgumentException($"parts: expected values that are not negative; "
                    + $"got {Quantity.Short(part.Points.Min(p => p.Y))} (part '{part.Name}').", nameof(parts));
        }
        return new StackedBarsDrawing(title, x, y, names, parts).Figure();
    }

    /// <summary>
    /// A distribution under a rule that keeps some tokens and cuts the others: those kept are filled, those cut are
    /// outlines.
    /// </summary>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="x">What the labels are.</param>
    /// <param name="y">What the bars measure.</param>
    /// <param name="labels">A word for each bar.</param>
    /// <param name="values">Values that are not negative, as many as there are labels.</param>
    /// <param name="kept">For each whether the rule keeps it.</param>
    /// <exception cref="ArgumentException">There is no label, or not as many values or answers as labels, or a value is
    /// negative.</exception>
    public static Figure KeptBars(string title, Axis x, Axis y, IEnumerable<string> labels, IEnumerable<double> values,
        IEnumerable<bool> kept)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(kept);
        double[] all = [.. values];
        bool[] keeps = [.. kept];
        if (keeps.Length != all.Length)
            throw new ArgumentException($"kept: expected {all.Length} answers, one for each value; got {keeps.Length}.",
                nameof(kept));
        return StackedBars(title, x, y, labels, ("kept", all.Select((v, i) => keeps[i] ? v : 0)),
            Series.Outlined(("cut", all.Select((v, i) => keeps[i] ? 0 : v))));
    }

    /// <summary>
    /// Two distributions on top of each other: what they share, min(p, q), filled; what <paramref name="p"/> has beyond
    /// it, the residual, filled too; what only q has, an outline.
    /// </summary>
    /// <remarks>
    /// As speculative decoding sees a draft q of the model p: what they share is accepted, what only q has is refused,
    /// and made up for from the residual, which is of the same size where both sum to 1. Leviathan et al. 2023, "Fast
    /// Inference from Transformers via Speculative Decoding".
    /// </remarks>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="x">What the labels are.</param>
    /// <param name="y">What the bars measure.</param>
    /// <param name="labels">A word for each bar.</param>
    /// <param name="p">Values that are not negative, as many as there are labels.</param>
    /// <param name="q">As many.</param>
    /// <exception cref="ArgumentException">There is no label, or not as many values as labels, or a value is
    /// negative.</exception>
    public static Figure OverlapBars(string title, Axis x, Axis y, IEnumerable<string> labels, IEnumerable<double> p,
        IEnumerable<double> q)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(q);
        double[] ps = [.. p], qs = [.. q];
        if (qs.Length != ps.Length)
            throw new ArgumentException($"q: expected {ps.Length} values, as many as p has; got {qs.Length}.",
                nameof(q));
        IEnumerable<double> Each(Func<double, double, double> part) => ps.Zip(qs, part);
        return StackedBars(title, x, y, labels, ("min(p, q)", Each(Math.Min)),
            ("p − q, the residual", Each((a, b) => Math.Max(a - b, 0))),
            Series.Outlined(("q − p, refused", Each((a, b) => Math.Max(b - a, 0)))));
    }

    /// <summary>A bar for each pair of a label and a value.</summary>
    /// <inheritdoc cref="Bars(string, Axis, Axis, IEnumerable{string}, Series[])"/>
    public static Figure Bars(string title, Axis x, Axis y, params (string Label, double Value)[] bars) =>
        Bars(title, x, y, (IEnumerable<(string, double)>)bars);

    /// <summary>A bar for each pair of a label and a value.</summary>
    /// <inheritdoc cref="Bars(string, Axis, Axis, IEnumerable{string}, Series[])"/>
    public static Figure Bars(string title, Axis x, Axis y, IEnumerable<(string Label, double Value)> bars)
    {
        ArgumentNullException.ThrowIfNull(bars);
        var all = bars.ToArray();
        return Bars(title, x, y, all.Select(b => b.Label), new Series("", all.Select((b, i) => ((double)i, b.Value))));
    }

    /// <summary>A bar for each pair of a label and a value.</summary>
    /// <inheritdoc cref="Bars(string, Axis, Axis, IEnumerable{string}, Series[])"/>
    public static Figure Bars(string title, Axis x, Axis y, IEnumerable<(string Label, float Value)> bars)
    {
        ArgumentNullException.ThrowIfNull(bars);
        return Bars(title, x, y, bars.Select(b => (b.Label, (double)b.Value)));
    }
}
