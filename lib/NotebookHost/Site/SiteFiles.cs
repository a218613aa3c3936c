using System.Globalization;
using System.Text;

namespace NotebookHost;

/// <summary>The files of a site: gathered, then written at once; what an earlier run wrote and this one does not is deleted.</summary>
/// <remarks>A list of the written files is kept in the folder, so that files which came from elsewhere are never touched.</remarks>
internal sealed class SiteFiles
{
    private const string ListName = "assets/files.txt";
    private readonly SortedDictionary<string, byte[]> contents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> made = new(StringComparer.Ordinal);

    /// <summary>Adds a file at a relative path with forward slashes.</summary>
    public void Add(string path, byte[] content) => contents[path] = content;

    /// <summary>Adds a text file, UTF-8.</summary>
    public void Add(string path, string content) => Add(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Copies a file of the project into the site and returns its path there; the same file is copied once.</summary>
    public string Copy(string file) => AddOnce(file, "assets/files/" + Path.GetFileName(file), () => File.ReadAllBytes(file));

    /// <summary>Adds what is made of a file of the project, under the wished path or, where another file has it, one with a number.</summary>
    public string AddOnce(string file, string wish, Func<byte[]> content)
    {
        if (made.TryGetValue(file, out string? path)) return path;
        path = wish;
        for (int copy = 2; contents.ContainsKey(path); copy++)
            path = string.Create(CultureInfo.InvariantCulture, $"{wish[..^Path.GetExtension(wish).Length]}-{copy}{Path.GetExtension(wish)}");
        Add(path, content());
        return made[file] = path;
    }

    /// <summary>Writes everything, leaving files that already have the right bytes as they are.</summary>
    public void WriteTo(string folder)
    {
        string root = Path.GetFullPath(folder);
        string list = Path.Combine(root, ListName);
        string[] before = File.Exists(list) ? File.ReadAllLines(list) : [];
        Add(ListName, string.Concat(contents.Keys.Where(p => p != ListName).Select(p => p + "\n")));
        foreach ((string path, byte[] content) in contents)
        {
            string target = Path.Combine(root, path);
            if (File.Exists(target) && content.AsSpan().SequenceEqual(File.ReadAllBytes(target))) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, content);
        }
        foreach (string path in before.Where(p => p.Length > 0 && !contents.ContainsKey(p))) Delete(root, path);
    }

    private static void Delete(string root, string path)
    {
        string target = Path.GetFullPath(Path.Combine(root, path));
        if (target.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) File.Delete(target);
    }
}
