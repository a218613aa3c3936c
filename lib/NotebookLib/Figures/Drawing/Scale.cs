namespace NotebookLib;

/// <summary>Places numbers along an axis and marks round ones.</summary>
/// <remarks>Every finite number has its place: near the ends of double, where differences overflow or lose their
/// digits, an axis counts in other units.</remarks>
internal sealed class Scale
{
    private const double Huge = 1e300, Tiny = 1e-290;
    private const double LeastLogRange = 4.3e-5; // that of a number and its 1.0001-fold

    private readonly bool log;
    private readonly double low, high; // in the units of the axis: the number, or its logarithm to base 10
    private readonly double unit; // what numbers are multiplied by

    private Scale(bool log, double low, double high, IReadOnlyList<(double Value, string Text)> ticks, double unit = 1)
    {
        (this.log, this.low, this.high, this.unit) = (log, low, high, unit);
        Ticks = ticks;
    }

    /// <summary>The round numbers that are marked.</summary>
    public IReadOnlyList<(double Value, string Text)> Ticks { get; }

    /// <summary>Where a number lies: 0 at the beginning of the axis, 1 at its end.</summary>
    public double At(double value) => ((log ? Math.Log10(value) : value * unit) - low) / (high - low);

    /// <summary>The number at a place of the axis: the reverse of <see cref="At"/>.</summary>
    public double From(double place)
    {
        double value = low + place * (high - low);
        return log ? Math.Clamp(Math.Pow(10, value), double.Epsilon, double.MaxValue)
            : Math.Clamp(value / unit, -double.MaxValue, double.MaxValue);
    }

    /// <summary>True if the axis has a place for the number.</summary>
    public bool Holds(double value) => double.IsFinite(value) && (!log || value > 0);

    /// <summary>An axis around <paramref name="values"/>, with about <paramref name="count"/> marks.</summary>
    /// <param name="axis">Title, kind and bounds.</param>
    /// <param name="values">The numbers it must hold; those it cannot hold are passed over.</param>
    /// <param name="zero">True if the axis must reach zero, as bars do.</param>
    /// <param name="tight">True if it ends at the outermost numbers and not at the next marks.</param>
    /// <param name="count">About how many marks.</param>
    public static Scale Over(Axis axis, IEnumerable<double> values, bool zero = false, bool tight = false,
        int count = 5)
    {
        double[] known = [.. values.Where(v => double.IsFinite(v) && (!axis.IsLog || v > 0))];
        double first = axis.IsLog ? 1 : 0;
        double low = axis.Min ?? (known.Length == 0 ? first : known.Min());
        double high = axis.Max ?? (known.Length == 0 ? low + (axis.IsLog ? 9 : 1) : known.Max());
        if (axis.IsLog) return Logarithmic(axis, known, low, Math.Max(high, low * 1.0001), tight);

        if (zero) (low, high) = (axis.Min ?? Math.Min(low, 0), axis.Max ?? Math.Max(high, 0));
        double unit = UnitOf(low, high);
        double? min = axis.Min * unit, max = axis.Max * unit;
        (low, high) = (low * unit, high * unit);
        double noise = 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low <= noise) // one number only: give it room
        {
            double room = low == 0 ? 1 : Math.Abs(low) * 0.5;
            (low, high) = (min ?? low - room, max ?? high + room);
            if (high <= low) (low, high) = min is null ? (high - room, high) : (low, low + room);
        }
        double step = Step(high - low, count);
        if (!tight)
        {
            low = min ?? Outward(low, -1);
            high = max ?? Outward(high, 1);
            double Outward(double end, int way) // to the next mark, unless that would leave half a step empty
            {
                double mark = Math.Ceiling(way * end / step - 1e-6) * step * way, pad = end + way * 0.2 * step;
                return way * (mark - end) <= 0.6 * step ? mark : pad;
            }
        }
        return new Scale(false, low, high, Marks(low, high, step, unit), unit);
    }

    /// <summary>What numbers are multiplied by, so that neither their differences overflow nor their smallest digits
    /// are lost.</summary>
    private static double UnitOf(double low, double high)
    {
        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        if (size > Huge) return 1e-20;
        return size is > 0 and < Tiny ? 1e40 : 1;
    }

    private static Scale Logarithmic(Axis axis, double[] values, double low, double high, bool tight)
    {
        if (values.Length > 0
            && values.All(v => Math.Log2(v) is var p && Math.Abs(p - Math.Round(p)) < 1e-6 && Math.Abs(p) < 40)
            && high / low is > 3.99 and < 1e6)
        {
            int from = (int)Math.Ceiling(Math.Log2(low) - 1e-6);
            int to = (int)Math.Floor(Math.Log2(high) + 1e-6), every = (to - from) / 9 + 1;
            return new Scale(true, Math.Log10(low), Math.Log10(high),
                [.. Enumerable.Range(0, (to - from) / every + 1).Select(i => Math.Pow(2, from + i * every))
                    .Select(v => (v, Quantity.Short(v)))]);
        }
        double a = Math.Log10(low), b = Math.Log10(high);
        if (!(b > a) || double.IsInfinity(b)) b = a + LeastLogRange;
        if (!tight && b - a > 0.7)
            (a, b) = (axis.Min is null ? Math.Floor(a + 1e-6) : a, axis.Max is null ? Math.Ceiling(b - 1e-6) : b);
        var ticks = new List<(double, string)>();
        int first = (int)Math.Floor(a), last = (int)Math.Ceiling(b), step = (last - first) / 7 + 1;
        int[] digits = b - a < 2.2 ? [1, 2, 5] : [1]; // few powers on the axis: mark numbers between them
        for (int e = first; e <= last; e += step)
            foreach (int digit in digits)
                if (digit * Math.Pow(10, e) is var v && Math.Log10(v) >= a - 1e-6 && Math.Log10(v) <= b + 1e-6)
                    ticks.Add((v, digits.Length > 1 ? Quantity.Short(v) : Quantity.PowerOfTen(e)));
        if (ticks.Count >= 2) return new Scale(true, a, b, ticks);
        double unit = UnitOf(low, low);
        double begin = unit == 1 ? Math.Pow(10, a) : low * unit;
        double end = unit == 1 ? Math.Pow(10, b) : begin * Math.Pow(10, b - a);
        return new Scale(true, a, b, Marks(begin, end, Step(end - begin, 4), unit));
    }

    private static double Step(double range, int count)
    {
        double rough = range / count, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * (rough / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
    }

    private static (double, string)[] Marks(double low, double high, double step, double unit)
    {
        long first = (long)Math.Ceiling(low / step - 1e-6), last = (long)Math.Floor(high / step + 1e-6);
        Func<double, string> text = Writing(Math.Max(Math.Abs(low), Math.Abs(high)), high - low, step, unit);
        return [.. Enumerable.Range(0, (int)Math.Clamp(last - first + 1, 0, 50)).Select(i => (first + i) * step)
            .Select(v => (Value: v / unit, Text: text(v))).Where(t => double.IsFinite(t.Value))];
    }

    /// <summary>How marks are written: as powers where they are very large or small, in any case with so many digits
    /// that they differ.</summary>
    private static Func<double, string> Writing(double largest, double range, double step, double unit)
    {
        double size = largest / unit;
        bool differ = step >= largest * 1e-3; // in four digits
        if (size < 1e-4 || size >= 1e6 && differ)
        {
            Func<double, string> write = differ || unit != 1 ? v => Quantity.Short(v) : Quantity.Long;
            return v => Math.Abs(v) <= range * 1e-6 ? "0" : write(v / unit);
        }
        if (size >= 1e15) return v => Quantity.Long(v / unit);
        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-6), 0, 12);
        return v => Quantity.Fixed(v, decimals);
    }
}
