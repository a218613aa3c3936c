namespace NotebookLib;

/// <summary>The key numbers of a grid, over its finite values.</summary>
/// <param name="Finite">How many values are finite.</param>
/// <param name="Min">The smallest.</param>
/// <param name="MinAt">Where the smallest is; of several that agree to a hundred-thousandth of the scale, the
/// first.</param>
/// <param name="Max">The largest.</param>
/// <param name="MaxAt">Where the largest is; likewise.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Scale">The largest absolute value.</param>
internal readonly record struct GridStatistics(int Finite, double Min, int MinAt, double Max, int MaxAt, double Mean,
    double Scale)
{
    public static GridStatistics Of(ReadOnlySpan<float> values)
    {
        int finite = 0;
        double min = double.PositiveInfinity, max = double.NegativeInfinity, sum = 0;
        foreach (float v in values)
        {
            if (!float.IsFinite(v)) continue;
            finite++;
            sum += v;
            (min, max) = (Math.Min(min, v), Math.Max(max, v));
        }
        if (finite == 0) return default;
        double scale = Math.Max(Math.Abs(min), Math.Abs(max)), noise = scale * 1e-5;
        int minAt = -1, maxAt = -1;
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i])) continue;
            if (minAt < 0 && values[i] <= min + noise) minAt = i;
            if (maxAt < 0 && values[i] >= max - noise) maxAt = i;
        }
        return new(finite, min, minAt, max, maxAt, sum / finite, scale);
    }
}
