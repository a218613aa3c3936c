using System.Reflection;

namespace NotebookHost;

/// <summary>
/// The files that pages load, built into the host: style sheet,
/// script, and KaTeX and plotly.js where npm could restore them.
/// </summary>
internal static class SiteAssets
{
    public const string Plotly = "assets/plotly.min.js";
    private const string Prefix = "site/";
    private static readonly Assembly host = typeof(SiteAssets).Assembly;

    /// <summary>Whether formulas can be typeset; otherwise they are shown as TeX.</summary>
    public static bool HasKatex { get; } = host.GetManifestResourceInfo(Prefix + "katex/katex.min.js") is not null;

    /// <summary>Whether interactive charts can be shown.</summary>
    public static bool HasPlotly { get; } = host.GetManifestResourceInfo(Prefix + "plotly.min.js") is not null;

    /// <summary>One of the site's own text files.</summary>
    public static string Text(string name)
    {
        using var reader = new StreamReader(host.GetManifestResourceStream(Prefix + name)!);
        return reader.ReadToEnd();
    }

    /// <summary>
    /// Adds what every page needs, and what only some do if
    /// <paramref name="math"/> or <paramref name="charts"/> ask for it.
    /// </summary>
    public static void AddTo(SiteFiles files, bool math, bool charts)
    {
        string[] all = host.GetManifestResourceNames();
        foreach (string name in all.Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            string path = name[Prefix.Length..];
            if (!IsNeeded(path, math, charts)) continue;
            using Stream content = host.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            files.Add("assets/" + path, bytes.ToArray());
        }
    }

    private static bool IsNeeded(string path, bool math, bool charts)
    {
        if (path.StartsWith("katex/", StringComparison.Ordinal)) return math;
        return path != "plotly.min.js" || charts;
    }
}
