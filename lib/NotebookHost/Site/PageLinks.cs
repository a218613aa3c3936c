using System.Net;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>Where the addresses written in a notebook lead in the site: notebooks and C# files become pages, other files are taken along.</summary>
internal sealed partial class PageLinks(Lesson lesson, PageFrame frame, SiteFiles files)
{
    /// <summary>What a reference becomes that a reader's machine would have to fetch from elsewhere: nothing.</summary>
    public const string Nothing = "data:,";

    /// <summary>The address of a link in the site; a link that leads elsewhere stays as it is.</summary>
    public string Link(string url)
    {
        if (url.Length == 0 || url[0] is '#' or '/' || HasScheme(url)) return url;
        int end = url.AsSpan().IndexOfAny('#', '?');
        (string path, string rest) = end < 0 ? (url, "") : (url[..end], url[end..]);
        string file;
        try
        {
            file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(lesson.Source)!, Uri.UnescapeDataString(path)));
        }
        catch (ArgumentException)
        {
            return url;
        }
        if (frame.Lessons.FirstOrDefault(l => l.Source == file) is Lesson target) return Uri.EscapeDataString(target.Page) + rest;
        if (!File.Exists(file)) return url;
        string copy = Path.GetExtension(file) == ".cs" ? SourcePage.AddTo(files, frame, file) : files.Copy(file);
        return string.Join('/', copy.Split('/').Select(Uri.EscapeDataString)) + rest;
    }

    /// <summary>The address of a picture or other part of the page, which must come from the site itself.</summary>
    public string Part(string url) => IsElsewhere(url) ? Nothing : Link(url);

    /// <summary>Whether loading this address would leave the machine.</summary>
    public static bool IsElsewhere(string url) =>
        url.StartsWith("//", StringComparison.Ordinal) || (HasScheme(url) && !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase));

    /// <summary>Raw HTML with its links and parts led into the site.</summary>
    public string InHtml(string html) => Reference().Replace(html, match =>
    {
        string url = WebUtility.HtmlDecode(match.Groups["url"].Value);
        bool isLink = match.Groups["name"].Value.Equals("href", StringComparison.OrdinalIgnoreCase)
            && match.Groups["tag"].Value.Equals("a", StringComparison.OrdinalIgnoreCase);
        return match.Groups["before"].Value + WebUtility.HtmlEncode(isLink ? Link(url) : Part(url)) + match.Groups["quote"].Value;
    });

    private static bool HasScheme(string url) => Scheme().IsMatch(url);

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9+.-]*:")]
    private static partial Regex Scheme();

    [GeneratedRegex("""(?<before><(?<tag>\w+)\b[^<>]*?\s(?<name>src|href|xlink:href|poster)\s*=\s*(?<quote>["']))(?<url>[^"']*)\k<quote>""", RegexOptions.IgnoreCase)]
    private static partial Regex Reference();
}
