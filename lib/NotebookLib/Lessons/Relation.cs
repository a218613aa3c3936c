namespace NotebookLib;

/// <summary>How wrong numbers stand to the right ones, where that can be said without knowing the exercise.</summary>
internal static class Relation
{
    /// <summary>What is said where rows and columns are exchanged.</summary>
    public const string Exchanged = "your numbers are right, but rows and columns are exchanged";

    private const double Exact = 1e-4; // of the size: looser than right, since a relation is met by all numbers at once

    /// <summary>What can be said of all failing cases; null if nothing can.</summary>
    /// <param name="failing">Pairs of grids of one shape, the smallest first.</param>
    public static string? Of(IReadOnlyList<(Grid Got, Grid Expected)> failing)
    {
        if (failing.Count == 0) return null;
        (Grid got, Grid expected) = failing[0];
        if (NotFinite(got, expected) is string lost) return lost;
        Func<Grid, Grid, string?>[] relations =
            [Transposed, Negated, Scaled, Moved, RowsMoved, ColumnsSum, RowsAlike, Reordered, Rounded];
        foreach (Func<Grid, Grid, string?> relation in relations)
            if (failing.All(pair => relation(pair.Got, pair.Expected) is not null)) return relation(got, expected);
        return null;
    }

    /// <summary>Whether a result of another shape is the right one with rows and columns exchanged.</summary>
    public static bool IsTransposed(Grid got, Grid expected) =>
        got.Shape.Count == 2 && expected.Shape.Count == 2 && got.Transposed().Agrees(expected, Exact);

    private static string? NotFinite(Grid got, Grid expected)
    {
        bool IsLost(int i) => !double.IsFinite(got.Values[i]) && double.IsFinite(expected.Values[i]);
        int first = Array.FindIndex(Indices(got), IsLost);
        if (first < 0) return null;
        string what = GridText.Number(got.Values[first], 4);
        string where = got.Shape.Count == 0 ? "" : $" at {got.Place(first)}";
        return $"yours is {what}{where}, where a number should stand";
    }

    private static string? Transposed(Grid got, Grid expected) =>
        IsTransposed(got, expected) ? Exchanged : null;

    private static string? Negated(Grid got, Grid expected) =>
        Agrees(got, expected, e => -e) ? "your numbers are right, but for the sign" : null;

    private static string? Scaled(Grid got, Grid expected)
    {
        int largest = Largest(expected);
        double factor = got.Values[largest] / expected.Values[largest];
        if (!double.IsFinite(factor) || factor == 0 || got.Size < 2) return null;
        if (!Agrees(got, expected, e => e * factor)) return null;
        return $"your numbers are the right ones times {GridText.Number(factor, 4)}{Root(factor)}";
    }

    private static string? Moved(Grid got, Grid expected)
    {
        if (got.Size < 2) return null;
        int first = Array.FindIndex(expected.Values, double.IsFinite);
        if (first < 0) return null;
        double more = got.Values[first] - expected.Values[first];
        if (!Agrees(got, expected, e => e + more)) return null;
        string by = GridText.Number(Math.Abs(more), 4);
        return more > 0 ? $"each of your numbers is {by} too large" : $"each of your numbers is {by} too small";
    }

    private static string? RowsMoved(Grid got, Grid expected)
    {
        if (got.Shape.Count < 1 || got.Shape[0] < 2) return null;
        int row = got.Size / got.Shape[0];
        double[] right = expected.Values;
        if (Same(got.Values[row..], right[..^row], expected)) return "your rows are right, but one place too late";
        return Same(got.Values[..^row], right[row..], expected) ? "your rows are right, but one place too early" : null;
    }

    private static string? ColumnsSum(Grid got, Grid expected)
    {
        if (got.Shape.Count != 2) return null;
        bool right = Rows(expected).All(SumsToOne) && !Rows(expected.Transposed()).All(SumsToOne);
        return right && Rows(got.Transposed()).All(SumsToOne) ? "your columns sum to 1; here each row should" : null;
    }

    private static string? RowsAlike(Grid got, Grid expected)
    {
        if (got.Shape.Count != 2 || got.Shape[0] < 2) return null;
        return Alike(got) && !Alike(expected) ? "all your rows are the same" : null;
    }

    private static string? Reordered(Grid got, Grid expected)
    {
        if (got.Size < 3) return null;
        bool same = Same([.. got.Values.Order()], [.. expected.Values.Order()], expected);
        return same ? "your numbers are right, but stand in another order" : null;
    }

    private static string? Rounded(Grid got, Grid expected)
    {
        double off = got.Distance(expected) / expected.Scale;
        string most = GridText.Number(got.Distance(expected), 4);
        return off < 2e-3 && got.Values.All(v => !double.IsNaN(v))
            ? $"nearly right: off by up to {most}, more than rounding; is a constant given to few digits?" : null;
    }

    /// <summary>The whole number that a factor is the root of, where there is one: 2.236 is √5.</summary>
    private static string Root(double factor)
    {
        double square = factor * factor, inverse = 1 / square;
        if (factor > 0 && square > 1.5 && Near(square) && !Near(factor)) return $", which is √{Math.Round(square)}";
        return factor > 0 && inverse > 1.5 && Near(inverse) && !Near(1 / factor)
            ? $", which is 1/√{Math.Round(inverse)}" : "";
    }

    private static bool Near(double value) => Math.Abs(value - Math.Round(value)) < 1e-3 * value && value < 1000;

    private static bool Agrees(Grid got, Grid expected, Func<double, double> change) =>
        got.Agrees(expected with { Values = Array.ConvertAll(expected.Values, e => change(e)) }, Exact);

    private static bool Same(double[] got, double[] right, Grid expected) =>
        Row(got).Agrees(Row(right), Exact) && right.Any(v => Math.Abs(v) > expected.Scale / 100);

    private static bool Alike(Grid grid) =>
        Rows(grid).All(row => Row(row).Agrees(Row(Rows(grid)[0]), Exact));

    private static Grid Row(double[] values) => new([values.Length], values);

    private static double[][] Rows(Grid grid) => [.. grid.Values.Chunk(Math.Max(1, grid.Shape[^1]))];

    private static bool SumsToOne(double[] row) => Math.Abs(row.Sum() - 1) < Exact;

    private static int Largest(Grid grid) =>
        Indices(grid).Where(i => double.IsFinite(grid.Values[i])).DefaultIfEmpty(0)
            .MaxBy(i => Math.Abs(grid.Values[i]));

    private static int[] Indices(Grid grid) => [.. Enumerable.Range(0, grid.Size)];
}
