using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace NotebookLib;

/// <summary>The end of a lesson: what was seen, each beside the numbers measured in this run.</summary>
/// <remarks>Numbers are written the same way in every culture.</remarks>
[TypeFormatterSource(typeof(SummaryFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class Summary
{
    private readonly (string Seen, string Measured)[] rows;

    /// <summary>A table with one row for each thing seen.</summary>
    /// <param name="rows">What was seen, and an interpolated string with the numbers that showed it.</param>
    public Summary(params (string Seen, FormattableString Measured)[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        this.rows = [.. rows.Select(r => (r.Seen,
            Exponent()
                .Replace(r.Measured.ToString(CultureInfo.InvariantCulture),
                    e => $"e{(e.Groups[1].Value == "-" ? '−' : '+')}{e.Groups[2].Value}")))];
    }

    // As claims and charts write it: 5e−6, not 5E-06.
    [GeneratedRegex(@"(?<=[0-9])[eE]([+-]?)0*([0-9]+)\b")]
    private static partial Regex Exponent();

    /// <summary>One line for each thing seen.</summary>
    public override string ToString() => string.Join('\n', rows.Select(r => $"{r.Seen}: {r.Measured}"));

    /// <summary>A table with two columns.</summary>
    public string ToHtml() =>
        "<table><thead><tr><th style=\"text-align:left\">What you have seen</th><th "
            + "style=\"text-align:left\">measured in this run</th></tr></thead><tbody>"
        + string.Concat(rows.Select(r =>
            $"<tr><td style=\"text-align:left\">{WebUtility.HtmlEncode(r.Seen)}</td><td "
                + $"style=\"text-align:left\">{WebUtility.HtmlEncode(r.Measured)}</td></tr>"))
        + "</tbody></table>";
}

internal sealed class SummaryFormatters
{
    public static IEnumerable<object> CreateTypeFormatters() =>
        [new ValueFormatter<Summary>("text/html", summary => summary.ToHtml()),
            new ValueFormatter<Summary>("text/plain", summary => summary.ToString())];
}
