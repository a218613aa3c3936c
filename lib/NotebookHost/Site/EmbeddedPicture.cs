using System.Buffers;
using System.Buffers.Text;

namespace NotebookHost;

/// <summary>Pictures that are part of a page: of raster kinds only, since others can hold scripts.</summary>
internal static class EmbeddedPicture
{
    /// <summary>The kinds in words.</summary>
    public const string Kinds = "PNG, JPEG, GIF, WebP, BMP, AVIF";

    private static readonly string[] mimeTypes =
    [
        "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif",
    ];

    private static readonly HashSet<string> extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".avif",
    };

    private static readonly SearchValues<char> blanks = SearchValues.Create(" \t\r\n");

    /// <summary>The kinds in the order in which an output's forms are tried.</summary>
    public static IReadOnlyList<string> MimeTypes => mimeTypes;

    /// <summary>Whether a file of this name is such a picture.</summary>
    public static bool IsNameOfOne(string file) => extensions.Contains(Path.GetExtension(file));

    /// <summary>The address of a picture as nbformat stores it, base64; null if it is not one.</summary>
    public static string? Of(string mimeType, string base64)
    {
        if (!mimeTypes.Contains(mimeType)) return null;
        if (base64.AsSpan().ContainsAny(blanks)) base64 = string.Concat(base64.Where(c => !blanks.Contains(c)));
        return base64.Length > 0 && Base64.IsValid(base64) ? $"data:{mimeType};base64,{base64}" : null;
    }

    /// <summary>
    /// An address of that form which somebody else wrote, if it holds such a picture; otherwise null.
    /// </summary>
    public static string? Checked(string address)
    {
        int comma = address.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !address.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return null;
        string written = address["data:".Length..comma].ToLowerInvariant();
        string kind = written.Replace("image/jpg", "image/jpeg", StringComparison.Ordinal);
        if (kind.Split(';') is not [string mimeType, "base64"]) return null;
        return Of(mimeType.Trim(), Uri.UnescapeDataString(address[(comma + 1)..]));
    }
}
