using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>
/// The names on a page that a notebook must not take: of the
/// page's parts, of what its scripts look for, of its headings.
/// </summary>
internal sealed partial class PageNames
{
    // What the scripts of the page look for by name, before or after the notebook's elements are there.
    private const string Sought =
        "Plotly PlotlyConfig PlotlyGeoAssets PlotlyLocales MathJax katex nbTheme nbTerms nbSearch require define "
        + "module exports big drawn js-plotly-plot reading typeset vscode-dark vscode-light vscode-high-contrast";

    private static readonly FrozenSet<string> own =
        Sought.Split(' ').Concat(ClassNames(SiteAssets.Text("site.css"))).ToFrozenSet(StringComparer.Ordinal);

    private static readonly string mark = "own" + RandomNumberGenerator.GetHexString(24, lowercase: true) + "-";
    private readonly HashSet<string> headings = new(StringComparer.Ordinal);

    /// <summary>
    /// A name as the site's own writers put it into HTML that is cleaned later: nobody else can know the mark.
    /// </summary>
    public static string Marked(string name) => mark + name;

    /// <summary>Makes a heading's name its own.</summary>
    /// <returns>False if another heading has it.</returns>
    public bool AddHeading(string id) => headings.Add(id);

    /// <summary>The id as it may stand on the page; null if it may not.</summary>
    public string? Id(string id)
    {
        if (id.StartsWith(mark, StringComparison.Ordinal)) return id[mark.Length..];
        bool isOfPage = id.StartsWith("nb.", StringComparison.Ordinal)
            || id.StartsWith("cell.", StringComparison.Ordinal)
            || own.Contains(id)
            || headings.Contains(id);
        return id.Length == 0 || isOfPage ? null : id;
    }

    /// <summary>The class names that may stand on the page; empty if none may.</summary>
    public static string Classes(string classes, bool isOutput)
    {
        string[] written = classes.Split(' ', '\t', '\n', '\r', '\f');
        return string.Join(' ', written.Select(name => Class(name, isOutput)).Where(name => name.Length > 0));
    }

    private static string Class(string name, bool isOutput)
    {
        if (name.StartsWith(mark, StringComparison.Ordinal)) return name[mark.Length..];
        return isOutput && !own.Contains(name) ? name : "";
    }

    /// <summary>Whether the page itself goes by this class or id.</summary>
    public static bool IsOwn(string name) => own.Contains(name);

    private static IEnumerable<string> ClassNames(string css) =>
        ClassName().Matches(css).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"\.([a-zA-Z][\w-]*)")]
    private static partial Regex ClassName();
}
