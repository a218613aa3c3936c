using System.Globalization;
using System.Net;
using System.Text;

namespace NotebookLib;

/// <summary>A tensor as a table with named rows and columns, each cell shaded by its value.</summary>
/// <remarks>
/// Up to 16 rows and 12 columns stand whole, of longer dimensions the first and the last; at most 12 matrices of a
/// stack. The caption gives the shape and what is shown.
/// </remarks>
[TypeFormatterSource(typeof(TensorTableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class TensorTable
{
    private const int MaxSlices = 12;
    private const string Blue = "55,130,205", Orange = "224,112,32", Teal = "33,145,140";
    private const string CellStyle = "padding:2px 7px;border:0;text-align:right;white-space:nowrap;";

    private readonly Tensor tensor;
    private readonly string[]? rows, columns;
    private readonly string title;
    private readonly int decimals;
    private readonly double largest;
    private readonly bool signed;

    internal TensorTable(Tensor tensor, IEnumerable<string>? rows, IEnumerable<string>? columns, string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        (this.tensor, this.title) = (tensor, title);
        this.rows = Names(rows, tensor.Rank < 2 ? 1 : tensor.Shape[^2], nameof(rows));
        this.columns = Names(columns, tensor.Rank < 1 ? 1 : tensor.Shape[^1], nameof(columns));
        largest = tensor.ToArray().Where(float.IsFinite).Select(v => (double)MathF.Abs(v)).DefaultIfEmpty(0).Max();
        signed = tensor.ToArray().Any(v => v < 0);
        decimals = largest is >= 1e6 or (> 0 and < 1e-3) ? -1 : Quantity.Decimals(tensor.ToArray(), extra: 1);
    }

    /// <summary>The title, the shape, and the values as text.</summary>
    public override string ToString() => title.Length == 0 ? tensor.ToString() : $"{title}\n{tensor}";

    /// <summary>The table as HTML, with inline styles only.</summary>
    public string ToHtml()
    {
        if (tensor.Rank == 0)
            return $"<span>{Encode(title.Length == 0 ? "" : title + ": ")}<code>{Number(tensor.Values[0])}"
                + $"</code></span>";
        Shape shape = tensor.Shape;
        int rowCount = shape.Count < 2 ? 1 : shape[^2], columnCount = shape[^1];
        int slices = rowCount * columnCount == 0 ? 0 : tensor.Length / (rowCount * columnCount);
        var html = new StringBuilder("<figure style=\"margin:.5em 0;overflow-x:auto\"><figcaption "
            + "style=\"margin-bottom:.35em\">");
        if (title.Length > 0) html.Append("<strong>").Append(Encode(title)).Append("</strong> ");
        html.Append("<span style=\"opacity:.8\">").Append(shape);
        if (tensor.Length == 0) return html.Append(", no values</span></figcaption></figure>").ToString();
        Elision across = new(columnCount, 12, 6, 3), down = new(rowCount, 16, 8, 4);
        int shown = Math.Min(slices, MaxSlices);
        string fewer = shown < slices
            ? string.Create(CultureInfo.InvariantCulture, $"the first {shown} of {slices} matrices")
            : "";
        string[] said = [down.Says("rows"), across.Says("columns"), fewer];
        string[] parts = [.. said.Where(p => p.Length > 0)];
        if (parts.Length > 0) html.Append(": showing ").AppendJoin(", ", parts);
        html.Append("</span></figcaption>")
            .Append("<div style=\"display:flex;flex-wrap:wrap;gap:.8em 1.4em;align-items:flex-start\">");
        for (int s = 0; s < shown; s++) Matrix(html, s, shape, down, across);
        return html.Append("</div></figure>").ToString();
    }

    private void Matrix(StringBuilder html, int slice, Shape shape, Elision down, Elision across)
    {
        html.Append("<div>");
        if (shape.Count > 2) html.Append("<div style=\"opacity:.8\">").Append(Place(slice, shape)).Append("</div>");
        html.Append("<table style=\"border-collapse:collapse;border:0;margin:0;width:auto;font-size:.92em;")
            .Append("font-variant-numeric:tabular-nums\"><thead><tr style=\"background:none\">");
        bool rowNames = shape.Count > 1 || rows is not null;
        if (rowNames) html.Append("<th style=\"border:0\"></th>");
        foreach (int c in across) html.Append(c < 0 ? Heading("…", "col") : Heading(Name(columns, c), "col"));
        html.Append("</tr></thead><tbody>");
        foreach (int r in down)
        {
            html.Append("<tr style=\"background:none\">");
            if (rowNames) html.Append(r < 0 ? Heading("⋮", "row") : Heading(Name(rows, r), "row"));
            foreach (int c in across)
                html.Append(r < 0 || c < 0
                    ? $"<td style=\"{CellStyle}text-align:center;opacity:.6\">"
                        + $"{Dots(r, c)}</td>"
                    : Cell(tensor.Values[(slice * down.Count + r) * across.Count + c]));
            html.Append("</tr>");
        }
        html.Append("</tbody></table></div>");
    }

    private string Cell(float value)
    {
        double strength = largest == 0 || !float.IsFinite(value) ? 0 : Math.Min(1, Math.Abs(value) / largest);
        string hue = value < 0 ? Blue : Orange;
        string shade = strength < 0.005
            ? ""
            : string.Create(CultureInfo.InvariantCulture,
                $"background:rgba({(signed ? hue : Teal)},{0.06 + 0.5 * strength:0.##});");
        return $"<td style=\"{CellStyle}{shade}{(float.IsFinite(value) ? "" : "opacity:.6;")}\">{Number(value)}</td>";
    }

    /// <summary>What stands for cells that are left out, −1 being a row or a column of them.</summary>
    private static string Dots(int row, int column) => (row, column) switch
    {
        ( < 0, < 0) => "⋱",
        ( < 0, _) => "⋮",
        _ => "…",
    };

    private string Number(float value) =>
        decimals < 0 || !float.IsFinite(value) ? Tensor.Format(value) : Quantity.Fixed(value, decimals);

    private static string Heading(string name, string scope) =>
        $"<th scope=\"{scope}\" style=\"{CellStyle}font-weight:normal;opacity:.8;background:none\">{Encode(name)}</th>";

    private static string Name(string[]? names, int index) =>
        names is null ? index.ToString(CultureInfo.InvariantCulture) : Label.Token(names[index]);

    private static string Encode(string text) => WebUtility.HtmlEncode(Label.Clean(text));

    /// <summary>The leading indices of a matrix in a stack: "[1, 0]".</summary>
    private static string Place(int slice, Shape shape)
    {
        var indices = new List<int>();
        for (int d = shape.Count - 3; d >= 0; d--)
        {
            indices.Insert(0, slice % shape[d]);
            slice /= shape[d];
        }
        return $"[{string.Join(", ", indices)}]";
    }

    private static string[]? Names(IEnumerable<string>? names, int count, string argument)
    {
        if (names is null) return null;
        string[] all = [.. names];
        return all.Length == count
            ? all
            : throw new ArgumentException($"{argument}: expected {count} names; got {all.Length}.", argument);
    }
}

/// <summary>How a notebook shows a <see cref="TensorTable"/>.</summary>
internal sealed class TensorTableFormatters
{
    public static IEnumerable<object> CreateTypeFormatters() =>
    [
        new ValueFormatter<TensorTable>("text/html", table => table.ToHtml()),
        new ValueFormatter<TensorTable>("text/plain", table => table.ToString()),
    ];
}
