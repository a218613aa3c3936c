using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>What can be said of CSS before it is parsed.</summary>
/// <remarks>
/// A parser of CSS recurses into brackets, so their depth is counted first; and what
/// loads something is told by its text, since a value can be passed on by a variable.
/// </remarks>
internal static partial class StyleText
{
    /// <summary>Characters of a style attribute.</summary>
    public const int MaximumDeclarations = 10_000;

    /// <summary>Characters of a style sheet.</summary>
    public const int MaximumSheet = 1_000_000;

    private const int MaximumDepth = 12;

    /// <summary>Whether the text is shallow and neither loads anything nor hides what it says behind escapes.</summary>
    public static bool IsHarmless(string css, int maximumLength)
    {
        if (css.Length > maximumLength || css.AsSpan().ContainsAny('\\', '<') || Loads().IsMatch(css)) return false;
        return Brackets.Beyond(css, MaximumDepth) < 0;
    }

    /// <summary>Whether a declaration takes something out of the place where it stands.</summary>
    public static bool PullsOut(string css) => Negative().IsMatch(css);

    /// <summary>
    /// An address other than a part of this page, a function that takes
    /// one without saying url, an import, an old browser's script.
    /// </summary>
    [GeneratedRegex(
        """url\((?!\s{0,9}["']?#)"""
        + @"|\b(image-set|image|cross-fade|element|paint|src|expression|attr|env)\("
        + @"|@import|@font-face|@namespace|@charset|-moz-binding|behavior\s*:",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Loads();

    [GeneratedRegex(@"[:\s(]-\s*[\d.]|calc\(", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Negative();
}
