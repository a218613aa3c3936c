using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>Charts of XPlot.Plotly, made to load the plotly.js that the site serves.</summary>
/// <remarks>
/// XPlot's <c>GetInlineHtml()</c> is a sized <c>div</c> and a script that calls a global <c>Plotly</c>; <c>GetHtml()</c> is a whole page that loads it
/// from cdn.plot.ly; its extension for .NET Interactive asks require.js for it, by an address there. The site defines <c>Plotly</c> and a
/// <c>require</c> that answers with it (theme.js), so only the addresses have to go.
/// </remarks>
internal static partial class PlotlyCharts
{
    /// <summary>Whether the output draws with Plotly.</summary>
    public static bool IsIn(string html) => html.Contains("Plotly", StringComparison.Ordinal) || html.Contains("plotly", StringComparison.Ordinal);

    /// <summary>The output without references to other machines.</summary>
    public static string MadeLocal(string html) => LoaderAddress().Replace(LoaderTag().Replace(html, ""), SiteAssets.Plotly);

    [GeneratedRegex("""<script[^>]*\ssrc\s*=\s*["'](https?:)?//[^"']*["'][^>]*>\s*</script>""", RegexOptions.IgnoreCase)]
    private static partial Regex LoaderTag();

    [GeneratedRegex("""https?://(cdn\.plot\.ly|cdnjs\.cloudflare\.com|cdn\.jsdelivr\.net|unpkg\.com)/[^"'\s<>]*""", RegexOptions.IgnoreCase)]
    private static partial Regex LoaderAddress();
}
