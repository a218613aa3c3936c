namespace NotebookLib;

/// <summary>Lines of equal height on a grid of heights, by marching squares.</summary>
/// <remarks>
/// Lorensen and Cline 1987, in two dimensions; where a cell could be crossed in two ways, the mean of its corners
/// decides.
/// </remarks>
internal sealed class LevelLines(double[,] heights)
{
    private readonly int rows = heights.GetLength(0), columns = heights.GetLength(1);

    /// <summary>
    /// The lines on which the height is <paramref name="level"/>, in cells from the grid's first corner.
    /// </summary>
    public List<List<(double X, double Y)>> At(double level)
    {
        var next = new Dictionary<int, List<int>>(); // which edges of the grid a line joins
        for (int r = 0; r + 1 < rows; r++)
            for (int c = 0; c + 1 < columns; c++)
                Cross(r, c, level, (a, b) =>
                {
                    Ends(a).Add(b);
                    Ends(b).Add(a);
                });
        var lines = new List<List<(double, double)>>();
        // open lines from an end, then closed ones
        foreach (int start in next.Keys.Where(e => next[e].Count == 1).Concat(next.Keys).ToArray())
        {
            if (next[start].Count == 0) continue;
            var line = new List<(double, double)> { Point(start, level) };
            for (int at = start; next[at].Count > 0;)
            {
                int to = next[at][0];
                next[at].Remove(to);
                next[to].Remove(at);
                line.Add(Point(to, level));
                at = to;
            }
            lines.Add(line);
        }
        return lines;

        List<int> Ends(int edge) => next.TryGetValue(edge, out List<int>? ends) ? ends : next[edge] = [];
    }

    private void Cross(int r, int c, double level, Action<int, int> join)
    {
        double a = heights[r, c], b = heights[r, c + 1], d = heights[r + 1, c], e = heights[r + 1, c + 1];
        if (!double.IsFinite(a) || !double.IsFinite(b) || !double.IsFinite(d) || !double.IsFinite(e)) return;
        int top = Edge(r, c, false), bottom = Edge(r + 1, c, false), left = Edge(r, c, true);
        int right = Edge(r, c + 1, true);
        bool A = a > level, B = b > level, D = d > level, E = e > level;
        if (A == E && B == D && A != B) // a saddle: the middle belongs to one of the two pairs
        {
            double sum = a + b + d + e;
            bool middle = (double.IsFinite(sum) ? sum / 4 : a / 4 + b / 4 + d / 4 + e / 4) > level;
            (int with, int without) = middle == A ? (right, left) : (left, right);
            join(top, with);
            join(bottom, without);
            return;
        }
        Span<int> crossed = stackalloc int[4];
        int count = 0;
        if (A != B) crossed[count++] = top;
        if (A != D) crossed[count++] = left;
        if (B != E) crossed[count++] = right;
        if (D != E) crossed[count++] = bottom;
        if (count == 2) join(crossed[0], crossed[1]);
    }

    private int Edge(int r, int c, bool down) => (r * columns + c) * 2 + (down ? 1 : 0);

    private (double X, double Y) Point(int edge, double level)
    {
        int r = edge / 2 / columns, c = edge / 2 % columns;
        bool down = edge % 2 == 1;
        double from = heights[r, c], to = down ? heights[r + 1, c] : heights[r, c + 1];
        double part = double.IsFinite(to - from) ? (level - from) / (to - from)
            : (level / 2 - from / 2) / (to / 2 - from / 2);
        return down ? (c, r + part) : (c + part, r);
    }
}
