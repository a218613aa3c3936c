using System.Globalization;
using System.Xml.Linq;

namespace NotebookLib.Tests;

/// <summary>The rectangle that a text of a drawing takes, which may be turned.</summary>
/// <param name="Word">The text.</param>
/// <param name="X">Where the turned rectangle is hung up.</param>
/// <param name="Y">Likewise.</param>
/// <param name="Turn">By how many degrees it is turned about that point.</param>
/// <param name="From">Where it begins along the line of writing, from that point.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Size">The font size.</param>
internal sealed record WordBox(string Word, double X, double Y, double Turn, double From, double To, double Size)
{
    private const double Ascent = 0.75, Descent = 0.2; // of letters without accents, in parts of the font size

    private readonly (double X, double Y)[] corners = Corners(X, Y, Turn, From, To, Size);

    public static WordBox Of(XElement text)
    {
        string word = Drawn.Says(text);
        double size = text.Attribute("font-size") is null ? 13 : Drawn.N(text, "font-size");
        double width = FontFaces.Width(word, size, text.Attribute("font-weight") is not null);
        double from = text.Attribute("text-anchor")?.Value switch { "middle" => -width / 2, "end" => -width, _ => 0 };
        double[] place = text.Attribute("transform") is { } turned
            ? [.. turned.Value.Split([' ', '(', ')', ','], StringSplitOptions.RemoveEmptyEntries)
                .Where(n => n is not ("translate" or "rotate"))
                .Select(n => double.Parse(n, CultureInfo.InvariantCulture))]
            : [Drawn.N(text, "x"), Drawn.N(text, "y"), 0];
        return new(word, place[0], place[1], place[2], from, from + width, size);
    }

    /// <summary>How far it leaves a drawing of this size; negative inside of it.</summary>
    public double Beyond(double width, double height) =>
        corners.Max(c => Math.Max(Math.Max(-c.X, c.X - width), Math.Max(-c.Y, c.Y - height)));

    /// <summary>How deep two of them overlap, along the direction in which they overlap least; negative where they do
    /// not.</summary>
    /// <remarks>Two rectangles are apart if a side of one of them has the other wholly beyond it.</remarks>
    public double Overlap(WordBox other)
    {
        double least = double.PositiveInfinity;
        foreach (double degrees in new[] { Turn, Turn + 90, other.Turn, other.Turn + 90 })
        {
            (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
            double Along((double X, double Y) c) => c.X * cos + c.Y * sin;
            least = Math.Min(least, Math.Min(corners.Max(Along), other.corners.Max(Along))
                - Math.Max(corners.Min(Along), other.corners.Min(Along)));
            if (least < 0) break;
        }
        return least;
    }

    private static (double X, double Y)[] Corners(
        double x, double y, double turn, double from, double to, double size)
    {
        (double sin, double cos) = Math.SinCos(turn * Math.PI / 180);
        (double, double) Corner(double along, double across) =>
            (x + along * cos - across * sin, y + along * sin + across * cos);
        return [Corner(from, -Ascent * size), Corner(to, -Ascent * size), Corner(to, Descent * size),
            Corner(from, Descent * size)];
    }
}
