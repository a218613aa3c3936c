namespace NotebookLib;

/// <summary>
/// Colours that tell things apart: eight hues after Okabe and Ito, one set for light pages and one for dark.
/// </summary>
/// <remarks>
/// Okabe and Ito 2008, "Color Universal Design"; yellow is darkened and black replaced, so that every hue holds on
/// white.
/// </remarks>
internal static class Palette
{
    public static readonly string[] Light =
        ["#0072B2", "#D55E00", "#009E73", "#B4519A", "#BD8600", "#3793D6", "#6A51A3", "#6B6B6B"];
    public static readonly string[] Dark =
        ["#58ADE6", "#FF8F52", "#35C79A", "#E69BCB", "#F0BC45", "#A3D6FF", "#B5A2EA", "#B5B5B5"];

    /// <summary>Dashes, as the second channel beside colour; the first is solid.</summary>
    public static readonly string[] Dashes = ["", "7 4", "2 3", "9 3 2 3", "12 4", "4 2", "1 4", "9 3 2 3 2 3"];

    /// <summary>The colour of thing <paramref name="index"/> as the drawing's style defines it.</summary>
    public static string Color(int index) => $"var(--c{index % Light.Length})";

    /// <summary>Black or white, whichever reads better on that colour.</summary>
    public static string Ink(int index) => $"var(--i{index % Light.Length})";

    public static string Dash(int index) => Dashes[index % Dashes.Length];
}
