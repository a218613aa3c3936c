namespace NotebookLib;

/// <summary>A part of a plot along which two of its lines lie on each other, so that one hides the other.</summary>
/// <param name="Under">Which line is drawn first.</param>
/// <param name="Over">Which is drawn over it.</param>
/// <param name="From">Where the part begins, on the page.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Whole">True if both lines begin and end there.</param>
/// <param name="First">Where it begins on the axis.</param>
/// <param name="Last">Where it ends on the axis.</param>
/// <param name="IsExact">True if the lines have the same values there, and not only the same place on the page.</param>
internal sealed record SharedRun(
    int Under, int Over, double From, double To, bool Whole, double First, double Last, bool IsExact)
{
    private const double Apart = 1.2; // pixels; lines are 2.2 wide
    private const double Shortest = 24; // lines that only cross share less

    /// <summary>Where any two of the lines lie on each other.</summary>
    /// <param name="series">The lines.</param>
    /// <param name="places">The points of each line on the page; null breaks a line.</param>
    public static IReadOnlyList<SharedRun> Among(Series[] series, (double X, double Y)?[][] places)
    {
        var runs = new List<SharedRun>();
        for (int over = 1; over < places.Length; over++)
            for (int under = 0; under < over; under++)
                foreach (var (from, to, whole) in Between(places[under], places[over]))
                    runs.Add(Of(from, to, whole, under, over, series, places));
        return runs;
    }

    /// <summary>The part of a line that lies in a stretch of the page.</summary>
    public static IEnumerable<(double X, double Y)?> Part((double X, double Y)?[] line, double from, double to)
    {
        foreach (Segment s in Segments(line))
        {
            double left = Math.Max(Math.Min(s.X1, s.X2), from), right = Math.Min(Math.Max(s.X1, s.X2), to);
            if (right < left || right == left && s.X1 != s.X2) continue;
            yield return s.X1 >= from && s.X1 <= to ? (s.X1, s.Y1) : (left, s.At(left));
            yield return s.X2 >= from && s.X2 <= to ? (s.X2, s.Y2) : (right, s.At(right));
            yield return null;
        }
    }

    private static SharedRun Of(double from, double to, bool whole, int under, int over, Series[] series,
        (double X, double Y)?[][] places)
    {
        (double X, double Y)[] below = [.. Within(under)], above = [.. Within(over)];
        var known = below.ToLookup(p => p.X, p => p.Y);
        double scale = below.Concat(above).Select(p => Math.Abs(p.Y)).DefaultIfEmpty(0).Max();
        bool exact = above.Length > 0
            && above.All(p => known[p.X].Any(value => Math.Abs(value - p.Y) <= 1e-6 * scale));
        IEnumerable<double> x = below.Concat(above).Select(p => p.X);
        return new(under, over, from, to, whole, x.DefaultIfEmpty(0).Min(), x.DefaultIfEmpty(0).Max(), exact);

        IEnumerable<(double X, double Y)> Within(int line) => series[line].Points
            .Where((_, i) => places[line][i] is { } place && place.X >= from - 0.01 && place.X <= to + 0.01);
    }

    private static IEnumerable<(double From, double To, bool Whole)> Between(
        (double X, double Y)?[] under, (double X, double Y)?[] over)
    {
        Interruption.Check();
        Segment[] first = [.. Segments(under)], second = [.. Segments(over)];
        if (first.Length == 0 || second.Length == 0) yield break;
        if (!IsForward(first) || !IsForward(second)) // such as a circle: equal only if point by point
        {
            if (first.Length == second.Length && first.Zip(second).All(p => p.First.IsOn(p.Second)))
                yield return (double.NegativeInfinity, double.PositiveInfinity, true);
            yield break;
        }
        double start = Math.Min(first[0].X1, second[0].X1), end = Math.Max(first[^1].X2, second[^1].X2);
        foreach (var (from, to) in Shared(first, second))
        {
            bool whole = from <= start + Apart && to >= end - Apart;
            if (whole || to - from >= Shortest) yield return (from, to, whole);
        }
    }

    /// <summary>The stretches along x in which two lines that run from left to right lie on each other.</summary>
    private static IEnumerable<(double From, double To)> Shared(Segment[] first, Segment[] second)
    {
        double from = double.NaN, to = double.NaN;
        for (int i = 0, j = 0; i < first.Length && j < second.Length;)
        {
            Segment a = first[i], b = second[j];
            double left = Math.Max(a.X1, b.X1), right = Math.Min(a.X2, b.X2);
            if (right > left)
            {
                bool together = a.Distance(b, left) <= Apart && a.Distance(b, right) <= Apart;
                if (together && left <= to + 0.01) to = right;
                else
                {
                    if (to > from) yield return (from, to);
                    (from, to) = together ? (left, right) : (double.NaN, double.NaN);
                }
            }
            if (a.X2 <= b.X2) i++;
            else j++;
        }
        if (to > from) yield return (from, to);
    }

    private static IEnumerable<Segment> Segments((double X, double Y)?[] line)
    {
        for (int i = 1; i < line.Length; i++)
            if (line[i - 1] is { } p && line[i] is { } q && p != q)
                yield return new(p.X, p.Y, q.X, q.Y);
    }

    private static bool IsForward(Segment[] line) => line.All(s => s.X2 >= s.X1)
        && line.Zip(line.Skip(1)).All(pair => pair.Second.X1 >= pair.First.X2);

    private readonly record struct Segment(double X1, double Y1, double X2, double Y2)
    {
        private double Slope => X2 > X1 ? (Y2 - Y1) / (X2 - X1) : 0;

        /// <summary>How far apart two segments are at a place, across the flatter of them.</summary>
        public double Distance(Segment other, double x)
        {
            double slope = Math.Min(Math.Abs(Slope), Math.Abs(other.Slope));
            return Math.Abs(At(x) - other.At(x)) / Math.Sqrt(1 + slope * slope);
        }

        public bool IsOn(Segment other) => Math.Abs(X1 - other.X1) <= Apart && Math.Abs(Y1 - other.Y1) <= Apart
            && Math.Abs(X2 - other.X2) <= Apart && Math.Abs(Y2 - other.Y2) <= Apart;

        public double At(double x) => Y1 + Slope * (x - X1);
    }
}
