using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NotebookLib.Tests;

/// <summary>
/// The values of a drawing of lines, bars or dots, read from its tips and, of long lines, from its paths.
/// </summary>
internal static partial class DrawnValues
{
    private const double Unseen = 5e-5; // of the axis: a path is rounded to a hundredth of its 300 units

    /// <summary>
    /// Over how many decades the positive values spread that a linear axis shows; null where the axis is logarithmic,
    /// values are negative, or the drawing is of another kind.
    /// </summary>
    public static double? DecadesOnLinearAxis(string summary, string svg)
    {
        string kind = summary.Split(' ', ':')[0];
        if (kind is not ("Lines" or "Bars" or "Dots" or "Stacked")) return null;
        XElement[] all = [.. XDocument.Parse(svg).Descendants()];
        (double At, double Value)[] marks = Marks(all, up: kind is "Lines" or "Bars");
        if (marks.Length < 2 || !IsLinear(marks)) return null;
        double[] values = [.. all.Select(Tip).OfType<double>()];
        if (kind == "Lines") values = [.. values, .. OnPaths(all, marks)];
        double[] positive = [.. values.Where(v => v > 0)];
        return positive.Length == 0 || values.Any(v => v < 0) ? null : Math.Log10(positive.Max() / positive.Min());
    }

    /// <summary>The numbers along an axis and where they stand.</summary>
    private static (double At, double Value)[] Marks(XElement[] all, bool up) =>
        [.. all.Where(e => e.Name.LocalName == "text" && e.Attribute("x") is not null)
            .Where(t => t.Attribute("text-anchor")?.Value == (up ? "end" : "middle"))
            .Select(t => (Line: Drawn.N(t, up ? "x" : "y"), At: up ? Drawn.N(t, "y") - 4.5 : Drawn.N(t, "x"),
                Value: Number(Drawn.Says(t))))
            .Where(t => t.Value is not null)
            .GroupBy(t => t.Line).OrderByDescending(g => g.Count()).Take(1)
            .SelectMany(g => g.Select(t => (t.At, t.Value!.Value)).OrderBy(t => t.At))];

    private static bool IsLinear((double At, double Value)[] marks)
    {
        var (first, last) = (marks[0], marks[^1]);
        return marks.All(m => Math.Abs((m.Value - first.Value) / (last.Value - first.Value)
            - (m.At - first.At) / (last.At - first.At)) < 0.02);
    }

    /// <summary>"name (x, y)", "label: value", "label, part: value, share".</summary>
    private static double? Tip(XElement element)
    {
        if (element.Name.LocalName != "title") return null;
        Match value = TipValue().Match(element.Value);
        return value.Success ? Number(value.Groups["value"].Value) : null;
    }

    /// <summary>The heights of lines that have no markers, less those too small to be read from the drawing.</summary>
    private static IEnumerable<double> OnPaths(XElement[] all, (double At, double Value)[] marks)
    {
        var (top, bottom) = (marks[0], marks[^1]); // downwards
        double unit = (top.Value - bottom.Value) / (bottom.At - top.At), span = Math.Abs(top.Value - bottom.Value);
        return from path in all
               where path.Name.LocalName == "path" && path.Attribute("stroke-width")?.Value == "2.2"
               from point in PathPoint().Matches(path.Attribute("d")!.Value)
               let y = double.Parse(point.Groups["y"].Value, CultureInfo.InvariantCulture)
               where y >= top.At - 60 // the legend is above
               let value = bottom.Value + (bottom.At - y) * unit
               where value > Unseen * span || value < -Unseen * span
               select value;
    }

    private static double? Number(string text)
    {
        string plain = text.Replace('−', '-');
        if (double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return number;
        if (!text.StartsWith("10", StringComparison.Ordinal)) return null;
        string power = string.Concat(text[2..].Select(c => c == '⁻' ? '-' : (char)('0' + "⁰¹²³⁴⁵⁶⁷⁸⁹".IndexOf(c))));
        return int.TryParse(power, CultureInfo.InvariantCulture, out int exponent) ? Math.Pow(10, exponent) : null;
    }

    [GeneratedRegex(@", (?<value>[−0-9.e+]+)\)$|: (?<value>[−0-9.e+]+)(, .*)?$")]
    private static partial Regex TipValue();

    [GeneratedRegex(@"[ML][0-9.]+ (?<y>[0-9.]+)")]
    private static partial Regex PathPoint();
}
