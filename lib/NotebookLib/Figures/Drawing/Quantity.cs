using System.Globalization;

namespace NotebookLib;

/// <summary>
/// Numbers as charts and their summaries write them: a true minus sign, four digits at most, never a culture's comma.
/// </summary>
internal static class Quantity
{
    /// <summary>
    /// Four significant digits; what is a millionth of <paramref name="scale"/> or less is rounding noise and reads 0.
    /// </summary>
    public static string Short(double value, double scale = 0)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "∞" : "−∞";
        double size = Math.Abs(value);
        if (size == 0 || size <= scale * 1e-6) return "0";
        if (size is >= 1e-4 and < 1e6) // four digits, then no trailing zeros
            return Minus(Rounded(value).ToString("0.########", CultureInfo.InvariantCulture));
        return Minus(value.ToString("0.###e+0", CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// A value in a sentence or a table: whole numbers whole, other numbers short, anything else as its text.
    /// </summary>
    public static string Told<T>(T value) => value switch
    {
        float or double or Half or decimal =>
            Told(Convert.ToDouble(value is Half half ? (float)half : value, CultureInfo.InvariantCulture)),
        IFormattable number => Minus(number.ToString(null, CultureInfo.InvariantCulture)),
        _ => value?.ToString() ?? "",
    };

    /// <inheritdoc cref="Told{T}(T)"/>
    public static string Told(double value) =>
        value == Math.Round(value) && Math.Abs(value) < 1L << 53 ? Fixed(value, 0) : Short(value);

    /// <summary>Fifteen significant digits, for numbers that differ in the last of them.</summary>
    public static string Long(double value) => double.IsFinite(value)
        ? Minus(value.ToString("0.##############e+0", CultureInfo.InvariantCulture)) : Short(value);

    /// <summary>With a fixed number of decimals; a negative number that rounds to zero loses its sign.</summary>
    public static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value)) return Short(value);
        string text =
            value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.Trim('-', '0', '.').Length == 0 ? text.TrimStart('-') : Minus(text);
    }

    /// <summary>
    /// How many decimals show the values of a grid well: about three digits of the largest and
    /// <paramref name="extra"/>, fewer where fewer are exact.
    /// </summary>
    public static int Decimals(IEnumerable<float> values, int extra = 0)
    {
        float[] finite = [.. values.Where(float.IsFinite)];
        double largest = finite.Select(v => (double)MathF.Abs(v)).DefaultIfEmpty(0).Max();
        int most = largest switch
        {
            >= 100 => 0,
            >= 10 => 1,
            >= 0.1 => 2,
            >= 0.01 => 3,
            _ => 4,
        };
        most += extra;
        for (int fewer = 0; fewer < most; fewer++) // 0.5, 1.0, 1.5 need one decimal, not two
            if (finite.All(v => Math.Abs(v - Math.Round((double)v, fewer)) <= 1e-6 * largest)) return fewer;
        return most;
    }

    /// <summary>10 to a whole power, as 10³ or 10⁻².</summary>
    public static string PowerOfTen(int exponent) =>
        "10"
            + string.Concat(exponent.ToString(CultureInfo.InvariantCulture)
                .Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));

    private static double Rounded(double value)
    {
        int digits = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        double unit = Math.Pow(10, 4 - digits);
        return digits > 4
            ? Math.Round(value / Math.Pow(10, digits - 4)) * Math.Pow(10, digits - 4)
            : Math.Round(value * unit) / unit;
    }

    /// <summary>With a true minus sign.</summary>
    public static string Minus(string text) => text.Replace('-', '−');
}
