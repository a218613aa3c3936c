using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>
/// Where the addresses written in a notebook lead in the site:
/// notebooks and text files become pages, other files are taken along.
/// </summary>
/// <remarks>
/// Files come from the folder that the notebook may publish and from nowhere else; what is refused is told.
/// </remarks>
/// <param name="lesson">The notebook.</param>
/// <param name="frame">The course, whose notebooks have pages.</param>
/// <param name="files">Where files that are linked to are added.</param>
/// <param name="tell">Takes a line about each address that was refused.</param>
/// <param name="cancellation">Comes when nobody waits for the page any more: it then adds no more files.</param>
internal sealed partial class PageLinks(
    Lesson lesson,
    PageFrame frame,
    SiteFiles files,
    Action<string> tell,
    CancellationToken cancellation)
{
    private const int ShownLength = 80;
    private const string NoPicture = "not a picture of a kind that is shown: " + EmbeddedPicture.Kinds;
    private readonly PublicFiles published = PublicFiles.Of(lesson.Source);
    private readonly HashSet<string> given = new(StringComparer.Ordinal); // cleaning meets an address twice

    /// <summary>
    /// The pictures that the Markdown cell at hand carries: a name, and the content by its MIME type.
    /// </summary>
    public JsonObject? Attachments { get; set; }

    /// <summary>
    /// The address of a link in the site, as it is where it leads to the web; null for one that may lead nowhere.
    /// </summary>
    public string? Link(string url)
    {
        string address = AsRead(url);
        if (address.Length == 0 || address[0] == '#' || given.Contains(address) || IsOnTheWeb(address)) return address;
        if (address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)) return address;
        if (Scheme().IsMatch(address)) return null;
        return Resolve(address, file => Target(address, file));
    }

    private string Target(string address, string file)
    {
        Lesson? other = frame.Lessons.FirstOrDefault(l => l.Source == file);
        if (other is not null) return Uri.EscapeDataString(other.Page);
        NamedFile found = published.Find(file);
        return found.IsMissing ? address[..PathLength(address)] : Escaped(Linked(found.Required()));
    }

    /// <summary>
    /// The address of a picture, which must be part of the page
    /// or come from the site; null for one that cannot be shown.
    /// </summary>
    public string? Picture(string url)
    {
        string address = AsRead(url);
        if (address.Length == 0 || IsOnTheWeb(address)) return null;
        if (given.Contains(address)) return address;
        if (address.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return EmbeddedPicture.Checked(address);
        if (address.StartsWith("attachment:", StringComparison.OrdinalIgnoreCase)) return Attachment(address);
        if (Scheme().IsMatch(address)) return null;
        return Resolve(address, file => Escaped(Pictured(published.Find(file).Required())));
    }

    /// <summary>Whether following this address leaves the machine.</summary>
    public static bool IsOnTheWeb(string url) => Web().IsMatch(AsRead(url));

    /// <summary>The address as browsers read it: without control characters, and without blanks around it.</summary>
    private static string AsRead(string url)
    {
        if (!url.AsSpan().ContainsAnyInRange('\0', ' ')) return url;
        return string.Concat(url.Where(c => c >= ' ')).Trim(' ');
    }

    private string? Attachment(string address)
    {
        string name = address["attachment:".Length..];
        JsonNode? attachment = Attachments?[name] ?? Attachments?[Uri.UnescapeDataString(name)];
        if (attachment is not JsonObject kinds) return Refused(address, "the cell has no such attachment");
        IEnumerable<string?> pictures = kinds.Select(k => EmbeddedPicture.Of(k.Key, Cell.Text(k.Value)));
        return pictures.FirstOrDefault(p => p is not null) ?? Refused(address, NoPicture);
    }

    private string? Resolve(string address, Func<string, string> made)
    {
        cancellation.ThrowIfCancellationRequested();
        // Browsers take \ for /, and two of them for the name of another machine.
        if (address[0] is '/' or '\\') return Refused(address, "expected a path from the notebook's folder");
        int length = PathLength(address);
        try
        {
            string folder = Path.GetDirectoryName(lesson.Source)!;
            string file = Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(address[..length])));
            string target = made(file) + address[length..];
            given.Add(target);
            return target;
        }
        catch (NotShownException e)
        {
            return Refused(address, e.Message);
        }
        catch (Exception e)
            when (e is ArgumentException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Refused(address, "cannot be read");
        }
    }

    /// <summary>
    /// A file as a page, where a browser would run it or a reader wants to read it; otherwise the file itself.
    /// </summary>
    private string Linked(string file)
    {
        bool isCode = Path.GetExtension(file).Equals(".cs", StringComparison.OrdinalIgnoreCase);
        if (isCode) return SourcePage.AddTo(files, frame, file);
        return PublicFiles.IsPassive(file) ? files.Copy(file) : SourcePage.AddTo(files, frame, file);
    }

    private string Pictured(string file)
    {
        if (Path.GetExtension(file).Equals(".svg", StringComparison.OrdinalIgnoreCase))
            return files.AddOnce(file, SiteFiles.PathOfCopy(file), () => CleanSvg(file));
        return EmbeddedPicture.IsNameOfOne(file) ? files.Copy(file) : throw new NotShownException(NoPicture + ", SVG");
    }

    private static byte[] CleanSvg(string file)
    {
        var clean = new CleanHtml(new PageNames(), links: null);
        return Encoding.UTF8.GetBytes(clean.OfSvgFile(PublicFiles.Text(file)));
    }

    private string? Refused(string address, string why)
    {
        tell($"{(address.Length > ShownLength ? address[..ShownLength] + "…" : address)}: {why}");
        return null;
    }

    private static int PathLength(string address)
    {
        int end = address.AsSpan().IndexOfAny('#', '?');
        return end >= 0 ? end : address.Length;
    }

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9+.-]*:")]
    private static partial Regex Scheme();

    [GeneratedRegex("^https?:", RegexOptions.IgnoreCase)]
    private static partial Regex Web();
}
