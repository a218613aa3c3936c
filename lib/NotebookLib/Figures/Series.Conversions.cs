namespace NotebookLib;

// The forms a series can be written in. A tuple converts only by an exact match of its number types, hence one line for
// each pair.
public sealed partial class Series
{
    /// <summary>A name and pairs (x, y).</summary>
    public static implicit operator Series((string Name, IEnumerable<(int X, int Y)> Points) series) =>
        new(series.Name, Known(series.Points).Select(p => ((double)p.X, (double)p.Y)));

    /// <summary>A name and pairs (x, y).</summary>
    public static implicit operator Series((string Name, IEnumerable<(int X, float Y)> Points) series) =>
        new(series.Name, Known(series.Points).Select(p => ((double)p.X, (double)p.Y)));

    /// <summary>A name and pairs (x, y).</summary>
    public static implicit operator Series((string Name, IEnumerable<(int X, double Y)> Points) series) =>
        new(series.Name, Known(series.Points).Select(p => ((double)p.X, (double)p.Y)));

    /// <summary>A name and pairs (x, y).</summary>
    public static implicit operator Series((string Name, IEnumerable<(float X, int Y)> Points) series) =>
        new(series.Name, Known(series.Points).Select(p => ((double)p.X, (double)p.Y)));

    /// <summary>A name and pairs (x, y).</summary>
    public static implicit operator Series((string Name, IEnumerable<(float X, float Y)> Points) series) =>
        new(series.Name, Known(series.Points).Select(p => ((double)p.X, (double)p.Y)));

    /// <summary>A name and pairs (x, y).</summary>
    public static implicit operator Series((string Name, IEnumerable<(float X, double Y)> Points) series) =>
        new(series.Name, Known(series.Points).Select(p => ((double)p.X, (double)p.Y)));

    /// <summary>A name and pairs (x, y).</summary>
    public static implicit operator Series((string Name, IEnumerable<(double X, int Y)> Points) series) =>
        new(series.Name, Known(series.Points).Select(p => ((double)p.X, (double)p.Y)));

    /// <summary>A name and pairs (x, y).</summary>
    public static implicit operator Series((string Name, IEnumerable<(double X, float Y)> Points) series) =>
        new(series.Name, Known(series.Points).Select(p => ((double)p.X, (double)p.Y)));

    /// <summary>A name and pairs (x, y).</summary>
    public static implicit operator Series((string Name, IEnumerable<(double X, double Y)> Points) series) =>
        new(series.Name, Known(series.Points).Select(p => ((double)p.X, (double)p.Y)));

    /// <summary>A name and labelled points (x, y, label).</summary>
    public static implicit operator Series((string Name,
        IEnumerable<(float X, float Y, string Label)> Points) series) =>
        Labelled(series.Name, Known(series.Points).Select(p => ((double)p.X, (double)p.Y, p.Label)));

    /// <summary>A name and labelled points (x, y, label).</summary>
    public static implicit operator Series((string Name,
        IEnumerable<(double X, double Y, string Label)> Points) series) =>
        Labelled(series.Name, Known(series.Points).Select(p => ((double)p.X, (double)p.Y, p.Label)));

    /// <summary>A name and values; x is 0, 1, 2, …</summary>
    public static implicit operator Series((string Name, IEnumerable<int> Values) series) =>
        new(series.Name, Known(series.Values).Select((y, i) => ((double)i, (double)y)));

    /// <summary>Values without a name; x is 0, 1, 2, …</summary>
    public static implicit operator Series(int[] values) => ("", Known(values).AsEnumerable());

    /// <summary>A name, the x of each point and the y of each point.</summary>
    /// <exception cref="ArgumentException">There are not as many of the one as of the other.</exception>
    public static implicit operator Series((string Name, IEnumerable<int> X, IEnumerable<int> Y) series) =>
        Paired(series.Name, Known(series.X).Select(x => (double)x), Known(series.Y).Select(y => (double)y));

    /// <summary>A name and values; x is 0, 1, 2, …</summary>
    public static implicit operator Series((string Name, IEnumerable<float> Values) series) =>
        new(series.Name, Known(series.Values).Select((y, i) => ((double)i, (double)y)));

    /// <summary>Values without a name; x is 0, 1, 2, …</summary>
    public static implicit operator Series(float[] values) => ("", Known(values).AsEnumerable());

    /// <summary>A name, the x of each point and the y of each point.</summary>
    /// <exception cref="ArgumentException">There are not as many of the one as of the other.</exception>
    public static implicit operator Series((string Name, IEnumerable<float> X, IEnumerable<float> Y) series) =>
        Paired(series.Name, Known(series.X).Select(x => (double)x), Known(series.Y).Select(y => (double)y));

    /// <summary>A name and values; x is 0, 1, 2, …</summary>
    public static implicit operator Series((string Name, IEnumerable<double> Values) series) =>
        new(series.Name, Known(series.Values).Select((y, i) => ((double)i, (double)y)));

    /// <summary>Values without a name; x is 0, 1, 2, …</summary>
    public static implicit operator Series(double[] values) => ("", Known(values).AsEnumerable());

    /// <summary>A name, the x of each point and the y of each point.</summary>
    /// <exception cref="ArgumentException">There are not as many of the one as of the other.</exception>
    public static implicit operator Series((string Name, IEnumerable<double> X, IEnumerable<double> Y) series) =>
        Paired(series.Name, Known(series.X).Select(x => (double)x), Known(series.Y).Select(y => (double)y));

    /// <summary>A name, the whole-numbered x of each point and the y of each point.</summary>
    /// <exception cref="ArgumentException">There are not as many of the one as of the other.</exception>
    public static implicit operator Series((string Name, IEnumerable<int> X, IEnumerable<float> Y) series) =>
        Paired(series.Name, Known(series.X).Select(x => (double)x), Known(series.Y).Select(y => (double)y));

    /// <summary>A name, the whole-numbered x of each point and the y of each point.</summary>
    /// <exception cref="ArgumentException">There are not as many of the one as of the other.</exception>
    public static implicit operator Series((string Name, IEnumerable<int> X, IEnumerable<double> Y) series) =>
        Paired(series.Name, Known(series.X).Select(x => (double)x), Known(series.Y).Select(y => (double)y));

    /// <summary>A name and the x and y of each point, both (n,).</summary>
    /// <exception cref="ArgumentException">There are not as many of the one as of the other.</exception>
    public static implicit operator Series((string Name, Tensor X, Tensor Y) series) =>
        Paired(series.Name, Known(series.X).ToArray().Select(x => (double)x),
            Known(series.Y).ToArray().Select(y => (double)y));

    /// <summary>
    /// A name and a tensor: (n,) gives values with x = 0, 1, 2, …; (n, 2) gives points, one row each.
    /// </summary>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public static implicit operator Series((string Name, Tensor Values) series)
    {
        Tensor t = Known(series.Values);
        return t switch
        {
            { Rank: 1 } => new(series.Name, t.ToArray().Select((y, i) => ((double)i, (double)y))),
            { Rank: 2 } when t.Shape[1] == 2 =>
                new(series.Name, Enumerable.Range(0, t.Shape[0]).Select(i => ((double)t[i, 0], (double)t[i, 1]))),
            _ =>
                throw new ArgumentException($"series: expected a tensor of shape (n,) or (n, 2); got {t.Shape}.",
                    nameof(series)),
        };
    }

    /// <summary>A tensor without a name: (n,) or (n, 2).</summary>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public static implicit operator Series(Tensor values) => ("", values);

    private static Series Labelled(string name, IEnumerable<(double X, double Y, string Label)> points)
    {
        var all = points.ToArray();
        return new(name, all.Select(p => (p.X, p.Y)), all.Select(p => p.Label));
    }

    private static Series Paired(string name, IEnumerable<double> x, IEnumerable<double> y)
    {
        double[] xs = [.. x], ys = [.. y];
        if (xs.Length != ys.Length)
            throw new ArgumentException($"series: expected as many y as x, {xs.Length}; "
                + $"got {ys.Length} (series '{name}').", nameof(y));
        return new(name, xs.Zip(ys));
    }

    private static T Known<T>(T? values) where T : class =>
        values ?? throw new ArgumentNullException(nameof(values), "A series needs values; got null.");
}
