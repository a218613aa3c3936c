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

    /// <summary>How large a drawing is, in its own units.</summary>
    public static (double Width, double Height) Size(Figure figure) => Size(XDocument.Parse(figure.Svg).Root!);

    /// <summary>Words that touch each other or leave the drawing, as the widest font draws them.</summary>
    public static IEnumerable<string> Collisions(Figure figure) => Collisions(figure.Svg);

    /// <inheritdoc cref="Collisions(Figure)"/>
    public static IEnumerable<string> Collisions(string drawing)
    {
        const double Tolerance = 0.5; // nobody sees it
        XElement svg = XDocument.Parse(drawing).Root!;
        var (width, height) = Size(svg);
        WordBox[] boxes =
            [.. svg.Descendants().Where(e => e.Name.LocalName == "text").Select(WordBox.Of).Where(b => b.Word != "")];
        foreach (var (i, box) in boxes.Index())
        {
            double outside = box.Beyond(width, height);
            if (outside > Tolerance) yield return $"'{box.Word}' leaves the drawing by {outside:F1}";
            foreach (WordBox other in boxes.Take(i))
                if (box.Overlap(other) is var depth && depth > Tolerance)
                    yield return $"'{box.Word}' touches '{other.Word}' by {depth:F1}";
        }
    }

    private static (double Width, double Height) Size(XElement svg)
    {
        double[] box = [.. svg.Attribute("viewBox")!.Value.Split(' ')
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture))];
        return (box[2], box[3]);
    }
}
