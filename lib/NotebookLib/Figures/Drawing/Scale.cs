namespace NotebookLib;

/// <summary>Places numbers along an axis and marks round ones.</summary>
internal sealed class Scale
{
    private readonly bool log;
    private readonly double low, high; // in the units of the axis: the number, or its logarithm to base 10

    private Scale(bool log, double low, double high, IReadOnlyList<(double Value, string Text)> ticks)
    {
        (this.log, this.low, this.high) = (log, low, high);
        Ticks = ticks;
    }

    /// <summary>The round numbers that are marked.</summary>
    public IReadOnlyList<(double Value, string Text)> Ticks { get; }

    /// <summary>Where a number lies: 0 at the beginning of the axis, 1 at its end.</summary>
    public double At(double value) => ((log ? Math.Log10(value) : value) - low) / (high - low);

    /// <summary>The number at a place of the axis: the reverse of <see cref="At"/>.</summary>
    public double From(double place) => low + place * (high - low) is var value && log ? Math.Pow(10, value) : value;

    /// <summary>True if the axis has a place for the number.</summary>
    public bool Holds(double value) => double.IsFinite(value) && (!log || value > 0);

    /// <summary>An axis around <paramref name="values"/>, with about <paramref name="count"/> marks.</summary>
    /// <param name="axis">Title, kind and bounds.</param>
    /// <param name="values">The numbers it must hold; those it cannot hold are passed over.</param>
    /// <param name="zero">True if the axis must reach zero, as bars do.</param>
    /// <param name="tight">True if it ends at the outermost numbers and not at the next marks.</param>
    /// <param name="count">About how many marks.</param>
    public static Scale Over(Axis axis, IEnumerable<double> values, bool zero = false, bool tight = false, int count = 5)
    {
        double[] known = [.. values.Where(v => double.IsFinite(v) && (!axis.IsLog || v > 0))];
        double low = axis.Min ?? (known.Length == 0 ? axis.IsLog ? 1 : 0 : known.Min());
        double high = axis.Max ?? (known.Length == 0 ? low + (axis.IsLog ? 9 : 1) : known.Max());
        if (axis.IsLog) return Logarithmic(axis, known, low, Math.Max(high, low * 1.0001), tight);

        if (zero) (low, high) = (axis.Min ?? Math.Min(low, 0), axis.Max ?? Math.Max(high, 0));
        double noise = 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low <= noise) // one number only: give it room
        {
            double room = low == 0 ? 1 : Math.Abs(low) * 0.5;
            (low, high) = (axis.Min ?? low - room, axis.Max ?? high + room);
            if (high <= low) (low, high) = axis.Min is null ? (high - room, high) : (low, low + room);
        }
        double step = Step(high - low, count);
        if (!tight)
        {
            low = axis.Min ?? Outward(low, -1);
            high = axis.Max ?? Outward(high, 1);
            double Outward(double end, int way) // to the next mark, unless that would leave half a step empty
            {
                double mark = Math.Ceiling(way * end / step - 1e-6) * step * way, pad = end + way * 0.2 * step;
                return way * (mark - end) <= 0.6 * step ? mark : pad;
            }
        }
        return new Scale(false, low, high, Marks(low, high, step));
    }

    private static Scale Logarithmic(Axis axis, double[] values, double low, double high, bool tight)
    {
        if (values.Length > 0 && values.All(v => Math.Log2(v) is var p && Math.Abs(p - Math.Round(p)) < 1e-6 && Math.Abs(p) < 40) && high / low is > 3.99 and < 1e6)
        {
            int from = (int)Math.Ceiling(Math.Log2(low) - 1e-6), to = (int)Math.Floor(Math.Log2(high) + 1e-6), every = (to - from) / 9 + 1;
            return new Scale(true, Math.Log10(low), Math.Log10(high),
                [.. Enumerable.Range(0, (to - from) / every + 1).Select(i => Math.Pow(2, from + i * every)).Select(v => (v, Quantity.Short(v)))]);
        }
        double a = Math.Log10(low), b = Math.Log10(high);
        if (!tight && b - a > 0.7) (a, b) = (axis.Min is null ? Math.Floor(a + 1e-6) : a, axis.Max is null ? Math.Ceiling(b - 1e-6) : b);
        var ticks = new List<(double, string)>();
        int first = (int)Math.Floor(a), last = (int)Math.Ceiling(b), step = (last - first) / 7 + 1;
        int[] digits = b - a < 2.2 ? [1, 2, 5] : [1]; // few powers on the axis: mark numbers between them
        for (int e = first; e <= last; e += step)
            foreach (int digit in digits)
                if (digit * Math.Pow(10, e) is var v && Math.Log10(v) >= a - 1e-6 && Math.Log10(v) <= b + 1e-6)
                    ticks.Add((v, digits.Length > 1 ? Quantity.Short(v) : Quantity.PowerOfTen(e)));
        if (ticks.Count < 2) return new Scale(true, a, b, Marks(Math.Pow(10, a), Math.Pow(10, b), Step(Math.Pow(10, b) - Math.Pow(10, a), 4)));
        return new Scale(true, a, b, ticks);
    }

    private static double Step(double range, int count)
    {
        double rough = range / count, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
    }

    private static (double, string)[] Marks(double low, double high, double step)
    {
        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-6), 0, 12);
        long first = (long)Math.Ceiling(low / step - 1e-6), last = (long)Math.Floor(high / step + 1e-6);
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        bool far = largest < 1e-4 || largest >= 1e6 && step >= largest * 1e-3; // as powers, where four digits tell the marks apart
        return [.. Enumerable.Range(0, (int)Math.Clamp(last - first + 1, 0, 50)).Select(i => (first + i) * step)
            .Select(v => (v, far ? Quantity.Short(v, high - low) : Quantity.Fixed(v, decimals)))];
    }
}
