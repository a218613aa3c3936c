using System.Diagnostics;
using System.Globalization;
using MathNet.Numerics;
using MathNet.Numerics.Statistics;

namespace NotebookLib.Benchmarks;

/// <summary>How cost grows with T, C and B: straight lines on logarithmic axes, whose slope is the exponent.</summary>
internal static class Scaling
{
    private static readonly (string Name, int[] Sizes, Func<int, Action> Prepare)[] series =
    [
        ("T, attention alone (H = 4, d = 32)", [128, 256, 512, 1024, 2048, 4096], length => Alone(length)),
        ("T, a block (C = 128, B = 1)", [32, 64, 128, 256, 512, 1024, 2048], length => Block(1, length, 128)),
        ("C, a block (T = 128, B = 1)", [64, 128, 256, 512, 1024], width => Block(1, 128, width)),
        ("B, a block (T = 128, C = 128)", [1, 2, 4, 8, 16, 32], batch => Block(batch, 128, 128)),
    ];

    /// <summary>Measures on one core, prints the times and exponents, and writes the figure.</summary>
    public static void Run(string svgPath)
    {
        var measured = series.Select(s =>
            (s.Name, Points: s.Sizes.Select(n => (Size: (double)n, Seconds: Time(s.Prepare(n)))).ToArray()))
            .ToArray();
        Console.WriteLine("| grows | exponent | of the last doubling | times |\n|---|---:|---:|---|");
        var lines = new List<Series>();
        foreach (var (name, points) in measured)
        {
            double exponent = Exponent(points), last = Exponent(points[^2..]);
            string times = string.Join(", ", points.Select(p =>
                string.Create(CultureInfo.InvariantCulture, $"{p.Size}: {p.Seconds * 1e3:0.000} ms")));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {exponent:0.00} | {last:0.00} | {times} |"));
            lines.Add((string.Create(CultureInfo.InvariantCulture, $"{name}: exponent {exponent:0.00}"),
                points.Select(p => (p.Size, p.Seconds * 1e3))));
        }
        Figure figure = Chart.Lines("How the cost of a forward pass grows, on one core", Axis.Log("T, C or B"),
            Axis.Log("milliseconds"), [.. lines]);
        // a page cannot give its colour to a picture; this one shows on light and dark
        const string Grey = "<style>:root{color:#808080!important}</style>";
        File.WriteAllText(svgPath, figure.Svg.Insert(figure.Svg.IndexOf('>', StringComparison.Ordinal) + 1, Grey));
        Console.WriteLine($"\n{svgPath}");
    }

    /// <summary>The slope of the line of least squares through the logarithms.</summary>
    private static double Exponent((double Size, double Seconds)[] points) =>
        Fit.Line([.. points.Select(p => Math.Log(p.Size))], [.. points.Select(p => Math.Log(p.Seconds))]).B;

    private static Action Alone(int length)
    {
        var random = new Random(1);
        Tensor q = Tensor.Normal(random, 4, length, 32), k = Tensor.Normal(random, 4, length, 32);
        Tensor v = Tensor.Normal(random, 4, length, 32);
        return () => Attention.Blocked(q, k, v, causal: true);
    }

    private static Action Block(int batch, int length, int width)
    {
        var random = new Random(1);
        var block = new TransformerBlock(width, 4, random);
        Tensor x = Tensor.Normal(random, batch, length, width);
        return () =>
        {
            using IDisposable _ = Tensor.NoGrad();
            block.Forward(x, causal: true);
        };
    }

    /// <summary>Seconds a call: the median of nine rounds, after a warm-up.</summary>
    private static double Time(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        int calls = 0;
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < 0.3 || calls < 3)
        {
            run();
            calls++;
        }
        int each = Math.Max(1, calls / 10);
        return Enumerable.Range(0, 9).Select(_ =>
        {
            long from = Stopwatch.GetTimestamp();
            for (int i = 0; i < each; i++) run();
            return Stopwatch.GetElapsedTime(from).TotalSeconds / each;
        }).Median();
    }
}
