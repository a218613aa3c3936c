namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// Values above number lines, each with a line to the level that it is rounded to: a row for each set of levels.
    /// </summary>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="value">What the values measure.</param>
    /// <param name="values">The values, the same in every row.</param>
    /// <param name="rows">The rows from the top: a name, and the levels that there are. A value goes to the
    /// nearest.</param>
    /// <exception cref="ArgumentException">There is no row, a row has no finite level, or no value is
    /// finite.</exception>
    public static Figure NumberLine(string title, Axis value, IEnumerable<float> values,
        params (string Name, IEnumerable<float> Levels)[] rows)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(rows);
        float[] finite = [.. values.Where(float.IsFinite)];
        if (finite.Length == 0)
            throw new ArgumentException("values: expected at least one finite number; got none.", nameof(values));
        (string Name, float[] Levels)[] all =
            [.. rows.Select(row => (row.Name, row.Levels.Where(float.IsFinite).Distinct().Order().ToArray()))];
        if (all.Length == 0 || all.Any(row => row.Levels.Length == 0))
            throw new ArgumentException($"rows: expected at least one, each with a finite level; got {all.Length}, "
                + $"{all.Count(row => row.Levels.Length == 0)} of them without.", nameof(rows));
        return new NumberLineDrawing(title, value, finite, [.. all.Select(row => (row.Name, row.Levels,
            finite.Select(v => row.Levels.MinBy(level => Math.Abs((double)level - v))).ToArray()))]).Figure();
    }

    /// <summary>
    /// Weights above number lines, each with a line to what its code stands for: a row for each way to round them.
    /// </summary>
    /// <param name="title">What stands above; may be empty.</param>
    /// <param name="value">What the weights measure.</param>
    /// <param name="weights">The weights, finite, the same in every row.</param>
    /// <param name="rows">The rows from the top: a name, a code for each weight, and the scale. The levels are the
    /// multiples of the scale as far as the codes go, to both sides.</param>
    /// <exception cref="ArgumentException">There is no row, no weight, not one code for each, or a number that is not
    /// finite.</exception>
    public static Figure NumberLine(string title, Axis value, float[] weights,
        params (string Name, (sbyte[] Codes, float Scale) Rounded)[] rows)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(rows);
        if (weights.Length == 0 || !weights.All(float.IsFinite))
            throw new ArgumentException($"weights: expected at least one, all finite; got {weights.Length}.",
                nameof(weights));
        if (rows.Length == 0
            || rows.Any(r => r.Rounded.Codes.Length != weights.Length || !float.IsFinite(r.Rounded.Scale)))
            throw new ArgumentException($"rows: expected at least one, with a code for each of {weights.Length} "
                + $"weights and a finite scale; got {rows.Length}.", nameof(rows));
        return new NumberLineDrawing(title, value, weights, [.. rows.Select(row =>
        {
            var (codes, scale) = row.Rounded;
            int last = codes.Max(code => Math.Abs((int)code));
            return (row.Name, Enumerable.Range(-last, 2 * last + 1).Select(code => code * scale).ToArray(),
                codes.Select(code => code * scale).ToArray());
        })]).Figure();
    }
}
