using System.Globalization;
using System.Text;

namespace NotebookLib;

public sealed partial class Tensor
{
    private const int EdgeItems = 3;     // shown at each end of an elided dimension
    private const int ElideAbove = 12;   // sizes up to this are shown whole

    /// <summary>
    /// The shape, then the values in brackets as NumPy prints them; sizes above 12 show their first and last three.
    /// </summary>
    public override string ToString()
    {
        if (Rank == 0) return $"Tensor () {Format(data[0])}";
        var text = new StringBuilder($"Tensor {Shape}");
        if (Length == 0) return text.Append(" []").ToString();
        int[] visible = [.. VisibleOffsets(0, 0)];
        string format = visible.All(offset => IsShortInteger(data[offset])) ? "0" : "0.0000";
        int width = visible.Max(offset => Format(data[offset], format).Length);
        Append(text.Append('\n'), 0, 0, width, format);
        return text.ToString();
    }

    /// <summary>
    /// A value as it is shown: an integer as such, else four decimals, or scientific where those would hide it.
    /// </summary>
    internal static string Format(float value) => Format(value, IsShortInteger(value) ? "0" : "0.0000");

    private static string Format(float value, string format)
    {
        if (float.IsNaN(value)) return "NaN";
        if (float.IsInfinity(value)) return value > 0 ? "∞" : "−∞";
        if (value == 0) value = 0; // −0 is a zero to a reader
        float size = MathF.Abs(value);
        if (size >= 1e6f || (size < 1e-4f && size > 0)) format = "0.00e+0";
        return value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
    }

    private static bool IsShortInteger(float value) =>
        !float.IsFinite(value) || (value == MathF.Round(value) && MathF.Abs(value) < 1e6f);

    private void Append(StringBuilder text, int dim, int offset, int width, string format)
    {
        if (dim == Rank)
        {
            text.Append(Format(data[offset], format).PadLeft(width));
            return;
        }
        int step = new Shape(Shape.Sizes[(dim + 1)..]).Size;
        string between = dim == Rank - 1 ? " " : new string('\n', Rank - 1 - dim) + new string(' ', dim + 1);
        text.Append('[');
        int last = -1;
        foreach (int i in Visible(Shape[dim]))
        {
            if (last >= 0) text.Append(between);
            if (i != last + 1) text.Append('…').Append(between);
            Append(text, dim + 1, offset + i * step, width, format);
            last = i;
        }
        text.Append(']');
    }

    private IEnumerable<int> VisibleOffsets(int dim, int offset) => dim == Rank ? [offset]
        : Visible(Shape[dim])
            .SelectMany(i => VisibleOffsets(dim + 1, offset + i * new Shape(Shape.Sizes[(dim + 1)..]).Size));

    /// <summary>The indices of a dimension that are shown.</summary>
    private static IEnumerable<int> Visible(int size) => size <= ElideAbove ? Enumerable.Range(0, size)
        : [.. Enumerable.Range(0, EdgeItems), .. Enumerable.Range(size - EdgeItems, EdgeItems)];
}
