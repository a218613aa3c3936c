using System.Globalization;
using System.Text;

namespace NotebookHost;

/// <summary>
/// The files of a site: gathered, then written at once; what an earlier run wrote and this one does not is deleted.
/// </summary>
/// <remarks>
/// A list of the written files is kept in the folder, so that files which came from elsewhere are never touched.
/// </remarks>
internal sealed class SiteFiles
{
    private const string ListName = "assets/files.txt";
    private const long MaximumTaken = 256L << 20;
    private readonly SortedDictionary<string, byte[]> contents = new(StringComparer.Ordinal);
    private readonly Dictionary<(string File, string Wish), string> made = [];
    private readonly HashSet<string> names; // two that differ in case are one file on some machines
    private readonly Lock gate = new(); // a page that took too long may still be at work
    private long taken;

    /// <param name="reserved">Paths of pages that will be added later, which nothing else may have.</param>
    public SiteFiles(params IEnumerable<string> reserved) =>
        names = new HashSet<string>(reserved, StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a file at a relative path with forward slashes.</summary>
    public void Add(string path, byte[] content)
    {
        lock (gate)
        {
            names.Add(path);
            contents[path] = content;
        }
    }

    /// <summary>Adds a text file, UTF-8.</summary>
    public void Add(string path, string content) => Add(path, Encoding.UTF8.GetBytes(content));

    /// <summary>
    /// Copies a file that may be published into the site and returns its path there; the same file is copied once.
    /// </summary>
    public string Copy(string file) => AddOnce(file, PathOfCopy(file), () => PublicFiles.Bytes(file));

    /// <summary>Where a copy of the file lies in the site, if no other has the name.</summary>
    public static string PathOfCopy(string file) => "assets/files/" + Path.GetFileName(file);

    /// <summary>
    /// Adds what is made of a file of the project, under the wished
    /// path or, where another file has it, one with a number.
    /// </summary>
    /// <exception cref="NotShownException">The site has taken along as much as it may.</exception>
    public string AddOnce(string file, string wish, Func<byte[]> content)
    {
        lock (gate)
            if (made.TryGetValue((file, wish), out string? known)) return known;
        byte[] bytes = content();
        lock (gate)
        {
            if (made.TryGetValue((file, wish), out string? known)) return known;
            if (taken + bytes.Length > MaximumTaken)
            {
                string most = FormattableString.Invariant($"{MaximumTaken >> 20} MiB");
                throw new NotShownException($"with it the site would take along more than {most} of files");
            }
            taken += bytes.Length;
            string path = Free(wish);
            Add(path, bytes);
            return made[(file, wish)] = path;
        }
    }

    /// <summary>The wished path, or where another file has it, one with a number.</summary>
    private string Free(string wish)
    {
        string path = wish, extension = Path.GetExtension(wish);
        for (int copy = 2; names.Contains(path); copy++)
            path = string.Create(CultureInfo.InvariantCulture, $"{wish[..^extension.Length]}-{copy}{extension}");
        return path;
    }

    /// <summary>
    /// Writes everything, each file at once or not at all, leaving those that already have the right bytes as they are.
    /// </summary>
    /// <exception cref="CannotStartException">
    /// The folder cannot be written; the message says why in one line.
    /// </exception>
    public void WriteTo(string folder)
    {
        string root = Path.GetFullPath(folder);
        try
        {
            lock (gate) Write(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"{root}: the site cannot be written: {e.Message}");
        }
    }

    private void Write(string root)
    {
        string list = Path.Combine(root, ListName);
        string[] before = File.Exists(list) ? File.ReadAllLines(list) : [];
        Add(ListName, string.Concat(contents.Keys.Where(p => p != ListName).Select(p => p + "\n")));
        foreach ((string path, byte[] content) in contents)
        {
            string target = Path.Combine(root, path);
            if (File.Exists(target) && content.AsSpan().SequenceEqual(File.ReadAllBytes(target))) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            AtomicFile.Write(target, content);
        }
        foreach (string path in before.Where(p => p.Length > 0 && !contents.ContainsKey(p))) Delete(root, path);
    }

    private static void Delete(string root, string path)
    {
        string target = Path.GetFullPath(Path.Combine(root, path));
        bool isInside = target.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        if (isInside && File.Exists(target)) File.Delete(target);
    }
}
