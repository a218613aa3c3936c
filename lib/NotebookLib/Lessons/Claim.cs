using System.Net;
using System.Text.RegularExpressions;

namespace NotebookLib;

/// <summary>
/// A line that begins with ✓, ✗ or ○ and says what was claimed and measured: the output of <see cref="Check"/>.
/// </summary>
/// <remarks>
/// What stands in backticks shows as code. A claim that does not hold stands out by weight, by a bar beside it and by
/// colour.
/// </remarks>
/// <param name="Mark">✓ held, ✗ did not, ○ not attempted yet.</param>
/// <param name="Text">What is claimed, and what was measured.</param>
[TypeFormatterSource(typeof(ClaimFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
internal sealed partial record Claim(char Mark, string Text)
{
    private const string Green = "var(--vscode-charts-green,var(--jp-success-color1,#2f7d32))";
    private const string Red = "var(--vscode-charts-red,var(--jp-error-color1,#c62828))";

    /// <summary>One block, close to those above and below it.</summary>
    public string ToHtml()
    {
        string text = Code().Replace(WebUtility.HtmlEncode(Text), "<code>$1</code>");
        return Mark switch
        {
            '✓' => $"<div style=\"margin:.1em 0\"><span style=\"color:{Green};font-weight:600\">✓</span> {text}</div>",
            '✗' =>
                $"<div style=\"margin:.25em 0;padding-left:.5em;border-left:.3em solid {Red};font-weight:700\"><span "
                    + $"style=\"color:{Red}\">✗</span> {text}</div>",
            _ => $"<div style=\"margin:.1em 0;opacity:.75\">{Mark} {text}</div>",
        };
    }

    /// <summary>The line.</summary>
    public override string ToString() => $"{Mark} {Text}";

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}

internal sealed class ClaimFormatters
{
    public static IEnumerable<object> CreateTypeFormatters() =>
        [new ValueFormatter<Claim>("text/html", claim => claim.ToHtml()),
            new ValueFormatter<Claim>("text/plain", claim => claim.ToString())];
}
