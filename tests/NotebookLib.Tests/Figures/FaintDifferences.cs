using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NotebookLib.Tests;

/// <summary>
/// Differences in a heatmap that its numbers show and its colours do not: a figure whose point lies in one of them
/// needs other ends of its scale, another chart, or words.
/// </summary>
internal static partial class FaintDifferences
{
    private const double VisibleStep = 10; // in CIE's L*a*b* of 1976: two patches apart from each other, at a glance
    private const double Ratio = 2; // how many times as large the larger number is
    private const double Small = 0.05; // of the largest of all: less is nothing beside it

    /// <summary>Pairs of cells of a row or of a column, those of the largest numbers first.</summary>
    public static IReadOnlyList<string> In(string svg)
    {
        Cell[] cells = [.. XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName == "rect").Select(Read)
            .OfType<Cell>()];
        double largest = cells.Select(c => Math.Abs(c.Value)).DefaultIfEmpty(0).Max();
        var pairs = from second in cells.Index()
                    from first in cells.Take(second.Index)
                    where first.X == second.Item.X || first.Y == second.Item.Y
                    where IsTold(first.Value, second.Item.Value, largest)
                    let step = Step(first.Fill, second.Item.Fill)
                    where step < VisibleStep
                    orderby Math.Max(Math.Abs(first.Value), Math.Abs(second.Item.Value)) descending
                    select $"{first.Tip} and {second.Item.Tip} ({step:F1} apart)";
        return [.. pairs];
    }

    /// <summary>How far two colours #RRGGBB are apart: the distance in L*a*b*, where 1 can just be seen side by
    /// side.</summary>
    public static double Step(string first, string second)
    {
        var (a, b) = (Lab(first), Lab(second));
        return Math.Sqrt(Math.Pow(a.L - b.L, 2) + Math.Pow(a.A - b.A, 2) + Math.Pow(a.B - b.B, 2));
    }

    /// <summary>Whether a reader of the numbers would speak of a difference.</summary>
    private static bool IsTold(double a, double b, double largest)
    {
        double more = Math.Max(Math.Abs(a), Math.Abs(b)), less = Math.Min(Math.Abs(a), Math.Abs(b));
        return more >= Small * largest && (more >= Ratio * less || a * b < 0);
    }

    private static (double L, double A, double B) Lab(string color) // of sRGB, under D65
    {
        double[] c = [.. new[] { 1, 3, 5 }
            .Select(i => int.Parse(color.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];
        double x = F((0.4124 * c[0] + 0.3576 * c[1] + 0.1805 * c[2]) / 0.95047);
        double y = F(0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]);
        double z = F((0.0193 * c[0] + 0.1192 * c[1] + 0.9505 * c[2]) / 1.08883);
        return (116 * y - 16, 500 * (x - y), 200 * (y - z));

        static double F(double t) => t > 0.008856 ? Math.Cbrt(t) : 7.787 * t + 16 / 116.0;
    }

    private static Cell? Read(XElement rectangle)
    {
        Match tip = CellTip().Match(rectangle.Value);
        string fill = rectangle.Attribute("fill")!.Value;
        if (!tip.Success || !fill.StartsWith('#')) return null;
        double value = double.Parse(tip.Groups["value"].Value.Replace('−', '-'), CultureInfo.InvariantCulture);
        return new(rectangle.Value, value, fill, rectangle.Attribute("x")!.Value, rectangle.Attribute("y")!.Value);
    }

    [GeneratedRegex(@" → .*?(?<value>[−0-9.e+]+)$")]
    private static partial Regex CellTip();

    private sealed record Cell(string Tip, double Value, string Fill, string X, string Y);
}
