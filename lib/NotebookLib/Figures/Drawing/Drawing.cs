using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace NotebookLib;

/// <summary>An SVG under construction, in units that are about pixels at its natural size.</summary>
/// <remarks>
/// Text is 13 units and a drawing at most 600 wide, so that it still reads in an output area of 443 pixels. Colours
/// follow the page: VS Code's and JupyterLab's classes, a page's data-theme, else the system's setting. Where the
/// drawing is a document of its own, as in the images that JupyterLab and GitHub make, no page reaches it: there it
/// brings ink and paper.
/// </remarks>
internal sealed class Drawing
{
    public const double MaxWidth = 600, FontSize = 13, TitleSize = 15, LineHeight = 17;
    private const double Enlarge = 1.12; // natural size in a wide page: text a little larger than 13 pixels

    private const string Ink = "var(--vscode-editor-foreground,var(--figure-ink,currentColor))";
    private const string Fonts =
        "var(--vscode-font-family,system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif)";

    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";
    private readonly XElement root = new(Namespace + "g");
    private double right, bottom; // where the words end

    public void Rectangle(
        double x, double y, double width, double height, string fill,
        double opacity = 1, double radius = 0, string? tip = null, string? stroke = null) =>
        Add("rect", tip,
            ("x", N(x)), ("y", N(y)), ("width", N(width)), ("height", N(height)),
            ("fill", fill), ("fill-opacity", opacity == 1 ? null : N(opacity)),
            ("rx", radius == 0 ? null : N(radius)), ("stroke", stroke));

    public void Line(
        double x1, double y1, double x2, double y2,
        string stroke = "currentColor", double width = 1, double opacity = 1, string dash = "") =>
        Path($"M{N(x1)} {N(y1)}L{N(x2)} {N(y2)}", stroke, width, opacity, dash);

    public void Path(
        string d, string stroke, double width = 1, double opacity = 1,
        string dash = "", string fill = "none", string? tip = null) =>
        Add("path", tip,
            ("d", d), ("fill", fill), ("stroke", stroke == "none" ? null : stroke),
            ("stroke-width", stroke == "none" || width == 1 ? null : N(width)),
            ("stroke-opacity", opacity == 1 || stroke == "none" ? null : N(opacity)),
            ("stroke-dasharray", dash.Length == 0 ? null : dash),
            ("stroke-linejoin", stroke == "none" ? null : "round"));

    /// <summary>Cells of one colour in one element, for grids too fine for an element each.</summary>
    /// <remarks>The path counts in cells, so that neighbours share their edges exactly and no seam shows.</remarks>
    public void Cells(string d, string fill, double opacity, double x, double y, double cellWidth, double cellHeight) =>
        Add("path", null,
            ("d", d), ("fill", fill), ("fill-opacity", opacity == 1 ? null : N(opacity)),
            ("shape-rendering", "crispEdges"),
            ("transform", $"translate({N(x)} {N(y)}) scale({Factor(cellWidth)} {Factor(cellHeight)})"));

    /// <summary>Text whose baseline begins, is centred or ends at a point; turned by an angle in degrees.</summary>
    public void Text(
        double x, double y, string text, string anchor = "start", double size = FontSize,
        string fill = "currentColor", double opacity = 1, bool bold = false, double turn = 0, string? tip = null)
    {
        Reach(x, y, Label.Width(text, size, bold), anchor, size, turn);
        Add("text", tip, text,
            ("x", turn == 0 ? N(x) : null), ("y", turn == 0 ? N(y) : null),
            ("transform", turn == 0 ? null : $"translate({N(x)} {N(y)}) rotate({N(turn)})"),
            ("text-anchor", anchor == "start" ? null : anchor), ("font-size", size == FontSize ? null : N(size)),
            ("fill", fill == "currentColor" ? null : fill),
            ("fill-opacity", opacity == 1 ? null : N(opacity)), ("font-weight", bold ? "600" : null));
    }

    /// <summary>Notes how far to the right and down a text reaches, which is turned about its anchor.</summary>
    private void Reach(double x, double y, double width, string anchor, double size, double turn)
    {
        double from = anchor switch { "middle" => -width / 2, "end" => -width, _ => 0 };
        (double sin, double cos) = Math.SinCos(turn * Math.PI / 180);
        foreach (double along in (ReadOnlySpan<double>)[from, from + width])
            foreach (double across in (ReadOnlySpan<double>)[-0.75 * size, 0.2 * size])
            {
                right = Math.Max(right, x + along * cos - across * sin);
                bottom = Math.Max(bottom, y + along * sin + across * cos);
            }
    }

    /// <summary>
    /// The marker of series <paramref name="index"/>: circle, square, triangle, diamond, then the same hollow; with a
    /// rim in the colour of the page if it is to stand out from lines.
    /// </summary>
    public void Marker(int index, double x, double y, double radius, string? tip = null, bool rim = false)
    {
        double r = radius, s = r * 0.9, t = r * 1.15;
        string d = (index % 4) switch
        {
            0 => $"M{N(x - r)} {N(y)}a{N(r)} {N(r)} 0 1 0 {N(2 * r)} 0a{N(r)} {N(r)} 0 1 0 {N(-2 * r)} 0z",
            1 => $"M{N(x - s)} {N(y - s)}h{N(2 * s)}v{N(2 * s)}h{N(-2 * s)}z",
            2 => $"M{N(x)} {N(y - t)}l{N(t)} {N(2 * s)}h{N(-2 * t)}z",
            _ => $"M{N(x)} {N(y - t)}l{N(t)} {N(t)}l{N(-t)} {N(t)}l{N(-t)} {N(-t)}z",
        };
        bool hollow = index / 4 % 2 == 1;
        string color = Palette.Color(index), around = rim ? "var(--page)" : "none";
        Path(d, hollow ? color : around, 1.6, fill: hollow ? "var(--page)" : color, tip: tip);
    }

    /// <summary>The finished SVG, at least so large and so that it holds all words. Its id is a digest of what it
    /// shows.</summary>
    public string Finish(double width, double height, string alternativeText)
    {
        (width, height) = (Math.Max(width, right), Math.Max(height, bottom + 1));
        string written = string.Concat(root.Elements().Select(e => e.ToString(SaveOptions.DisableFormatting)));
        string content = written.Replace($" xmlns=\"{Namespace}\"", "", StringComparison.Ordinal);
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(alternativeText + content));
        string id = "fig-" + Convert.ToHexStringLower(digest)[..12];
        var svg = new XElement(Namespace + "svg",
            new XAttribute("id", id),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", Label.Clean(alternativeText)),
            new XAttribute("viewBox", $"0 0 {N(width)} {N(height)}"),
            new XAttribute("width", N(Math.Round(width * Enlarge))),
            new XAttribute("height", N(Math.Round(height * Enlarge))),
            new XAttribute("style", $"max-width:100%;height:auto;display:block;color:{Ink};font:{FontSize}px {Fonts}"),
            new XAttribute("fill", "currentColor"),
            new XElement(Namespace + "style", Theme('#' + id)),
            root.Elements());
        return svg.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>A coordinate, to a hundredth.</summary>
    public static string N(double value) =>
        (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Factor(double value) => value.ToString("0.#####", CultureInfo.InvariantCulture);

    private static string Theme(string id)
    {
        string light = Colors(Palette.Light, "#fff"), dark = Colors(Palette.Dark, "#1e1e1e");
        const string darkPages = "body.vscode-dark {0},body.vscode-high-contrast:not(.vscode-high-contrast-light) {0},"
            + "body[data-jp-theme-light=false] {0},:root[data-theme=dark] {0}";
        return $"{id}{{{light}}}:root{id}{{--figure-ink:#1f1f1f;background:#fff}}"
            + "@media (prefers-color-scheme:dark){"
            + ":root:not([data-theme]) body:not(.vscode-light):not([data-jp-theme-light=true]):not(.notebook_app) "
            + $"{id},:root{id}{{{dark}}}"
            + $":root{id}{{--figure-ink:#d4d4d4;background:#1e1e1e}}}}"
            + $"{darkPages.Replace("{0}", id, StringComparison.Ordinal)}{{{dark}}}";
    }

    private static string Colors(string[] palette, string page) =>
        string.Concat(palette.Select((c, i) => $"--c{i}:{c};--i{i}:{ColorMap.InkOn(c)};"))
        + $"--page:var(--vscode-editor-background,{page})";

    private void Add(string name, string? tip, params (string Name, string? Value)[] attributes) =>
        Add(name, tip, null, attributes);

    private void Add(string name, string? tip, string? text, params (string Name, string? Value)[] attributes)
    {
        Interruption.Check(); // a figure can have millions of elements
        root.Add(new XElement(
            Namespace + name,
            attributes.Where(a => a.Value is not null).Select(a => new XAttribute(a.Name, a.Value!)),
            text is null ? null : Label.Clean(text),
            tip is null ? null : new XElement(Namespace + "title", Label.Clean(tip))));
    }
}
