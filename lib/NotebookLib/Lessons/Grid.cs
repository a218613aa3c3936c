namespace NotebookLib;

/// <summary>Numbers in a grid of any number of dimensions; a single number has none.</summary>
internal sealed record Grid(Shape Shape, double[] Values) : Content
{
    // What is smaller is compared as if it had this size, since rounding leaves no true zeros.
    private const double Smallest = 1e-3;

    public override int Size => Values.Length;

    /// <summary>The largest finite number, without its sign.</summary>
    public double Scale => Math.Max(Smallest, Values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());

    public override bool Agrees(Content other, double tolerance) =>
        other is Grid grid && grid.Shape == Shape && FirstDifference(grid, tolerance) < 0;

    /// <summary>The first place, in reading order, where this differs from what it should be; −1 if nowhere.</summary>
    public int FirstDifference(Grid expected, double tolerance)
    {
        double allowed = tolerance * expected.Scale;
        for (int i = 0; i < Values.Length; i++)
            if (!Equal(Values[i], expected.Values[i], allowed)) return i;
        return -1;
    }

    /// <summary>The largest difference of two grids of one shape.</summary>
    public double Distance(Grid other) =>
        Values.Zip(other.Values, (a, b) => Equal(a, b, 0) ? 0 : Math.Abs(a - b)).DefaultIfEmpty(0).Max();

    /// <summary>The same numbers, rows and columns exchanged.</summary>
    public Grid Transposed()
    {
        int rows = Shape[0], columns = Shape[1];
        var values = new double[Values.Length];
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++) values[c * rows + r] = Values[r * columns + c];
        return new([columns, rows], values);
    }

    /// <summary>A place as indices: "[1, 0]"; nothing for a single number.</summary>
    public string Place(int offset)
    {
        var indices = new int[Shape.Count];
        for (int d = Shape.Count - 1; d >= 0; d--)
        {
            indices[d] = offset % Shape[d];
            offset /= Shape[d];
        }
        return indices.Length == 0 ? "" : $"[{string.Join(", ", indices)}]";
    }

    public bool Equals(Grid? other) => other is not null && Agrees(other, 0);

    public override int GetHashCode() => Shape.GetHashCode();

    public override string ToString() => new GridText(this, -1).ToString();

    private static bool Equal(double a, double b, double allowed) =>
        a.Equals(b) || a == b || Math.Abs(a - b) <= allowed;
}
