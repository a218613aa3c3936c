namespace NotebookLib;

/// <summary>Which colour a value has: a map and the values at its ends.</summary>
internal sealed record ValueColors(ColorMap Map, double Low, double High)
{
    /// <summary>The map and ends that suit the values, where the caller leaves them open.</summary>
    public static ValueColors For(IEnumerable<float> values, bool? diverging, double? min, double? max)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (float v in values)
            if (float.IsFinite(v)) (low, high) = (Math.Min(low, v), Math.Max(high, v));
        if (low > high) (low, high) = (0, 1); // nothing finite
        bool both = diverging ?? (low < -1e-6 * high && high > -1e-6 * low);
        if (both)
        {
            double reach = Math.Max(Math.Abs(min ?? low), Math.Abs(max ?? high));
            if (reach == 0) reach = 1;
            return new(ColorMap.BlueOrange, -reach, reach);
        }
        (low, high) = (min ?? low, max ?? high);
        bool isOneValue = high - low <= 1e-9 * Math.Abs(high);
        if (isOneValue && high == 0) (low, high) = (0, 1);
        else if (isOneValue && min is null) low -= Math.Abs(high);
        else if (isOneValue) high = low + Math.Max(Math.Abs(low), 1);
        return new(ColorMap.Viridis, low, high);
    }

    /// <summary>Where a value lies in the map, 0 to 1.</summary>
    public double At(double value) => Math.Clamp((value - Low) / (High - Low), 0, 1);
}
