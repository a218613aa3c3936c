using System.Text;

namespace NotebookHost;

/// <summary>A file that a notebook names.</summary>
/// <param name="Path">Where it is, all symbolic links followed.</param>
/// <param name="Refusal">Why it is not published; null if it may be.</param>
/// <param name="IsMissing">Whether there is no such file.</param>
internal sealed record NamedFile(string Path, string? Refusal, bool IsMissing = false)
{
    /// <summary>The path of a file that may be published.</summary>
    /// <exception cref="NotShownException">It may not.</exception>
    public string Required() => Refusal is null ? Path : throw new NotShownException(Refusal);
}

/// <summary>
/// The files that a notebook may publish: those of the repository
/// it lies in, or else of its own folder; none that is hidden.
/// </summary>
/// <remarks>
/// The repository is the folder above the notebook with NotebookLib.sln. Symbolic links count for
/// where they end. Hidden is what lies below a name with a dot in front, such as .git. Nothing is
/// opened that has no length: pipes, devices and sockets have none, and opening one may wait for ever.
/// </remarks>
internal sealed class PublicFiles
{
    /// <summary>Bytes of a file that is copied.</summary>
    public const int MaximumLength = 32 << 20;

    private const int MaximumTextLength = 1 << 20, MaximumLinks = 40;

    // Kinds that browsers run, or may run where they guess the kind from the content.
    private static readonly HashSet<string> active = new(StringComparer.OrdinalIgnoreCase)
    {
        ".htm", ".html", ".xhtml", ".xht", ".shtml", ".mht", ".mhtml",
        ".svg", ".svgz", ".xml", ".xsl", ".xslt", ".rdf",
        ".js", ".mjs", ".css", ".hta", ".swf", ".wasm",
        ".url", ".webloc", ".desktop", ".lnk",
    };

    private readonly string root;

    private PublicFiles(string root) => this.root = Path.TrimEndingDirectorySeparator(root);

    /// <summary>Those of a notebook.</summary>
    public static PublicFiles Of(string notebook)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(notebook))!, at = folder;
        while (!File.Exists(Path.Combine(at, "NotebookLib.sln")))
            if (Path.GetDirectoryName(at) is string above) at = above;
            else return new PublicFiles(Real(folder) ?? folder);
        return new PublicFiles(Real(at) ?? at);
    }

    /// <summary>Looks a file up.</summary>
    public NamedFile Find(string path)
    {
        string published = $"{Path.GetFileName(root)}, which alone is published";
        string? real = Real(path);
        bool isNamedInside = IsInside(Path.GetFullPath(path));
        if (!isNamedInside && !IsInside(real ?? "")) return new NamedFile(path, $"lies outside {published}");
        if (real is null) return new NamedFile(path, "its symbolic links lead in a circle");
        if (!IsInside(real)) return new NamedFile(path, $"leads outside {published}");
        if (IsHidden(real)) return new NamedFile(path, "is hidden, and hidden files are not published");
        if (Directory.Exists(real)) return new NamedFile(path, "is a folder");
        if (!File.Exists(real)) return new NamedFile(path, "there is no such file", IsMissing: true);
        return new NamedFile(real, RefusalOf(new FileInfo(real).Length));
    }

    private bool IsHidden(string file)
    {
        string[] names = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar);
        return names.Any(name => name.StartsWith('.') && name.Length > 1);
    }

    private static string? RefusalOf(long length)
    {
        if (length == 0) return "is empty or not a plain file";
        if (length <= MaximumLength) return null;
        return FormattableString.Invariant($"{length >> 20} MiB; at most {MaximumLength >> 20} are copied");
    }

    /// <summary>Whether a browser that opens the file shows or saves it, and can in no case run it.</summary>
    public static bool IsPassive(string file)
    {
        if (active.Contains(Path.GetExtension(file))) return false;
        Span<byte> start = stackalloc byte[512];
        using FileStream stream = File.OpenRead(file);
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.StartsWith(Encoding.UTF8.Preamble)) start = start[3..];
        return start.TrimStart(" \t\r\n\f\v\0"u8) is [not (byte)'<', ..]; // what begins like HTML may be taken for it
    }

    /// <summary>The bytes of a file, as many as it had when it was looked up.</summary>
    public static byte[] Bytes(string file)
    {
        using FileStream stream = File.OpenRead(file);
        byte[] bytes = new byte[Math.Min(stream.Length, MaximumLength)];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A file as text.</summary>
    /// <exception cref="NotShownException">It is not UTF-8, or too long for a page.</exception>
    public static string Text(string file)
    {
        byte[] bytes = Bytes(file);
        if (bytes.Length > MaximumTextLength)
        {
            string size = FormattableString.Invariant($"{bytes.Length >> 10} KiB; at most {MaximumTextLength >> 10}");
            throw new NotShownException($"a text of {size} are shown");
        }
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        try
        {
            return utf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new NotShownException("neither a text in UTF-8 nor of a kind that is copied");
        }
    }

    private bool IsInside(string path) => path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>
    /// The path with each symbolic link on it followed; null if they never end. What does not exist stays as written.
    /// </summary>
    private static string? Real(string path)
    {
        path = Path.GetFullPath(path);
        string at = Path.GetPathRoot(path)!;
        var rest = new Stack<string>(Parts(path[at.Length..]));
        for (int followed = 0; rest.TryPop(out string? part);)
        {
            if (part == "..") at = Path.GetDirectoryName(at) ?? at;
            if (part is "" or "." or "..") continue;
            string next = Path.Combine(at, part);
            if (new FileInfo(next).LinkTarget is not string target) at = next;
            else if (++followed > MaximumLinks) return null;
            else
            {
                if (Path.IsPathRooted(target)) at = Path.GetPathRoot(target)!;
                foreach (string p in Parts(target[(Path.IsPathRooted(target) ? at.Length : 0)..])) rest.Push(p);
            }
        }
        return at;

        static IEnumerable<string> Parts(string path) =>
            path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Reverse();
    }
}
