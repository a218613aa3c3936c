using System.Globalization;
using System.Text;

namespace NotebookLib;

public sealed partial class Tensor
{
    private const int EdgeItems = 3;     // shown at each end of an elided dimension
    private const int ElideAbove = 12;   // sizes up to this are shown whole

    /// <summary>The shape, then the values in brackets as NumPy prints them; sizes above 12 show their first and last three.</summary>
    public override string ToString()
    {
        if (Rank == 0) return $"Tensor () {Format(data[0])}";
        var text = new StringBuilder($"Tensor {Shape}");
        if (Length == 0) return text.Append(" []").ToString();
        int width = VisibleOffsets(0, 0).Max(offset => Format(data[offset]).Length);
        Append(text.Append('\n'), 0, 0, width);
        return text.ToString();
    }

    /// <summary>A value as it is shown: four decimals, or scientific where that would hide it.</summary>
    internal static string Format(float value)
    {
        float size = MathF.Abs(value);
        string format = value == MathF.Round(value) && size < 1e6f ? "0" : size is >= 1e-4f and < 1e6f ? "0.0000" : "0.00e+0";
        return float.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−')
            : float.IsNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
    }

    private void Append(StringBuilder text, int dim, int offset, int width)
    {
        if (dim == Rank)
        {
            text.Append(Format(data[offset]).PadLeft(width));
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
            Append(text, dim + 1, offset + i * step, width);
            last = i;
        }
        text.Append(']');
    }

    private IEnumerable<int> VisibleOffsets(int dim, int offset) => dim == Rank ? [offset]
        : Visible(Shape[dim]).SelectMany(i => VisibleOffsets(dim + 1, offset + i * new Shape(Shape.Sizes[(dim + 1)..]).Size));

    /// <summary>The indices of a dimension that are shown.</summary>
    private static IEnumerable<int> Visible(int size) => size <= ElideAbove ? Enumerable.Range(0, size)
        : [.. Enumerable.Range(0, EdgeItems), .. Enumerable.Range(size - EdgeItems, EdgeItems)];
}
