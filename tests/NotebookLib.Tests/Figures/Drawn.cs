using System.Globalization;
using System.Xml.Linq;

namespace NotebookLib.Tests;

/// <summary>A figure as its tests read it.</summary>
internal static class Drawn
{
    public static IEnumerable<XElement> Elements(Figure figure, string name) =>
        XDocument.Parse(figure.Svg).Descendants().Where(e => e.Name.LocalName == name);

    public static double N(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    /// <summary>The text itself, without its tip.</summary>
    public static string Says(XElement text) => string.Concat(text.Nodes().OfType<XText>().Select(t => t.Value));

    /// <summary>
    /// Words that touch each other or leave the drawing, measured a little on the narrow side; none is what a reader
    /// wants.
    /// </summary>
    public static IEnumerable<string> Collisions(Figure figure)
    {
        XElement svg = XDocument.Parse(figure.Svg).Root!;
        double[] size = [.. svg.Attribute("viewBox")!.Value.Split(' ').Skip(2)
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        var boxes = Elements(figure, "text").Where(t => t.Attribute("x") is not null).Select(Box).ToArray();
        foreach (var (i, box) in boxes.Index())
        {
            if (box.Left < -2 || box.Right > size[0] + 2 || box.Top < 0 || box.Bottom > size[1] + 1)
                yield return $"'{box.Word}' leaves the drawing";
            foreach (var other in boxes.Take(i))
                if (box.Left < other.Right && other.Left < box.Right && box.Top < other.Bottom
                    && other.Top < box.Bottom)
                    yield return $"'{box.Word}' touches '{other.Word}'";
        }
    }

    private static (string Word, double Left, double Right, double Top, double Bottom) Box(XElement text)
    {
        double font = text.Attribute("font-size") is null ? 13 : N(text, "font-size");
        double width = 0.5 * font * Says(text).Length, x = N(text, "x"), y = N(text, "y");
        double left =
            text.Attribute("text-anchor")?.Value switch { "middle" => x - width / 2, "end" => x - width, _ => x };
        return (Says(text), left, left + width, y - 0.75 * font, y + 0.2 * font);
    }
}
