using System.Globalization;

namespace NotebookLib;

/// <summary>A colour for each number between 0 and 1, ordered so that every reader sees more as more.</summary>
internal sealed class ColorMap
{
    private readonly (byte R, byte G, byte B)[] stops;

    private ColorMap(params string[] stops) => this.stops = [.. stops.Select(Parse)];

    /// <summary>From dark violet to yellow: van der Walt and Smith's viridis, at nine points.</summary>
    public static ColorMap Viridis { get; } =
        new("440154", "472D7B", "3B528B", "2C728E", "21918C", "28AE80", "5EC962", "ADDC30", "FDE725");

    /// <summary>Blue below, orange above, pale in the middle.</summary>
    public static ColorMap BlueOrange { get; } =
        new("1F4E8C", "3C7FBC", "7FB2DA", "BDD7EA", "F1F0EC", "F8D3AE", "F0A35C", "D3731C", "8F4306");

    /// <summary>The colour at <paramref name="t"/>, held between 0 and 1, as #RRGGBB.</summary>
    public string At(double t)
    {
        var (r, g, b) = Mix(t);
        return string.Create(CultureInfo.InvariantCulture, $"#{r:X2}{g:X2}{b:X2}");
    }

    /// <summary>Black or white, whichever reads better on the colour at <paramref name="t"/>.</summary>
    /// <remarks>By the contrast ratio of WCAG 2.1.</remarks>
    public string Ink(double t) => InkOn(Mix(t));

    /// <summary>Black or white, whichever reads better on a colour #RRGGBB.</summary>
    public static string InkOn(string color) => InkOn(Parse(color[1..]));

    private static string InkOn((byte R, byte G, byte B) color)
    {
        var (r, g, b) = color;
        double luminance = 0.2126 * Linear(r) + 0.7152 * Linear(g) + 0.0722 * Linear(b);
        return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#FFFFFF" : "#000000";
    }

    private (byte R, byte G, byte B) Mix(double t)
    {
        double at = Math.Clamp(t, 0, 1) * (stops.Length - 1);
        int i = Math.Min((int)at, stops.Length - 2);
        double f = at - i;
        byte Between(byte a, byte b) => (byte)Math.Round(a + (b - a) * f);
        return (Between(stops[i].R, stops[i + 1].R), Between(stops[i].G, stops[i + 1].G),
            Between(stops[i].B, stops[i + 1].B));
    }

    private static double Linear(byte channel)
    {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }

    private static (byte R, byte G, byte B) Parse(string hex) =>
        (Convert.ToByte(hex[..2], 16), Convert.ToByte(hex[2..4], 16), Convert.ToByte(hex[4..], 16));
}
