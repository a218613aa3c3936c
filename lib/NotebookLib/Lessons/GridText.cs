using System.Globalization;
using System.Net;
using System.Text;

namespace NotebookLib;

/// <summary>A grid as people read it, with one cell framed: in a line of text, or as a small table.</summary>
/// <param name="grid">The numbers.</param>
/// <param name="framed">Where the framed cell stands; −1 for none.</param>
/// <param name="digits">Significant digits.</param>
internal sealed class GridText(Grid grid, int framed, int digits = 4)
{
    private const int Most = 8; // rows or columns shown
    private const string Frame = $"outline:2px solid {Red};font-weight:700;";
    private const string Red = "var(--vscode-charts-red,var(--jp-error-color1,#c62828))";
    private const string TableStyle = "display:inline-table;border-collapse:collapse;border:0;margin:.2em .8em .2em 0;"
        + "width:auto;font-size:.92em;font-variant-numeric:tabular-nums;vertical-align:top";
    private const string CellStyle = "padding:2px 7px;border:1px solid rgba(128,128,128,.35);text-align:right;"
        + "white-space:nowrap;";

    /// <summary>In one line, the framed cell between ‹ and ›.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, 0, 0);
        return text.ToString();
    }

    /// <summary>As a table; a grid of three dimensions is a row of tables, one of more a line of text.</summary>
    public string ToHtml()
    {
        Shape shape = grid.Shape;
        if (shape.Count is 0 or > 3 || grid.Size == 0) return $"<code>{WebUtility.HtmlEncode(ToString())}</code>";
        int columns = shape[^1];
        int rows = shape.Count > 1 ? shape[^2] : 1;
        var html = new StringBuilder();
        for (int start = 0; start < grid.Size; start += rows * columns) Table(html, start, rows, columns);
        return html.ToString();
    }

    private void Table(StringBuilder html, int start, int rows, int columns)
    {
        html.Append($"<table style=\"{TableStyle}\"><tbody>");
        for (int r = 0; r < Math.Min(rows, Most); r++)
        {
            html.Append("<tr style=\"background:none\">");
            for (int c = 0; c < Math.Min(columns, Most); c++) Cell(html, start + r * columns + c);
            if (columns > Most) html.Append("<td style=\"border:0\">…</td>");
            html.Append("</tr>");
        }
        if (rows > Most) html.Append("<tr style=\"background:none\"><td style=\"border:0\">⋮</td></tr>");
        html.Append("</tbody></table>");
    }

    private void Cell(StringBuilder html, int offset)
    {
        string style = offset == framed ? CellStyle + Frame : CellStyle;
        html.Append("<td style=\"").Append(style).Append("\">").Append(Number(offset)).Append("</td>");
    }

    private void Append(StringBuilder text, int dim, int offset)
    {
        if (dim == grid.Shape.Count)
        {
            text.Append(offset == framed && dim > 0 ? $"‹{Number(offset)}›" : Number(offset));
            return;
        }
        int step = grid.Shape.Skip(dim + 1).Aggregate(1, (a, b) => a * b);
        text.Append('[');
        for (int i = 0; i < Math.Min(grid.Shape[dim], Most); i++)
        {
            if (i > 0) text.Append(", ");
            Append(text, dim + 1, offset + i * step);
        }
        text.Append(grid.Shape[dim] > Most ? ", …]" : "]");
    }

    private string Number(int offset) => Number(grid.Values[offset], digits);

    /// <summary>A number with so many significant digits; a whole one with all of its own.</summary>
    public static string Number(double value, int digits)
    {
        bool isWhole = double.IsFinite(value) && value == Math.Round(value) && Math.Abs(value) < 1e15;
        if (isWhole) return Quantity.Fixed(value, 0);
        if (digits <= 4 || !double.IsFinite(value)) return Quantity.Short(value);
        string format = FormattableString.Invariant($"G{digits}");
        return value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
    }
}
