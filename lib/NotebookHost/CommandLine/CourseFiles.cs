namespace NotebookHost;

/// <summary>Where the course lies, and which notebooks a path names.</summary>
internal static class CourseFiles
{
    /// <summary>
    /// The repository: the folder with the solution, upwards from the current folder or from the program.
    /// </summary>
    /// <exception cref="CannotStartException">There is none.</exception>
    public static string Root() =>
        Above(Environment.CurrentDirectory)
        ?? Above(AppContext.BaseDirectory)
        ?? throw new CannotStartException(
            "no NotebookLib.sln in this folder or above it: start this inside the repository");

    /// <summary>The notebooks that files, folders and patterns name, each once, in order.</summary>
    /// <exception cref="CannotStartException">One names none, or cannot be read.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths) =>
        [.. paths.SelectMany(Find).Distinct(StringComparer.Ordinal)];

    /// <summary>The same; a path that names none, or cannot be read, is told, and costs itself alone.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths, Batch batch)
    {
        IEnumerable<string> found = paths.SelectMany(path => batch.TryStart(() => Find([path])) ?? []);
        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private static string? Above(string folder)
    {
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "NotebookLib.sln"))) return at.FullName;
        return null;
    }

    private static IEnumerable<string> Find(string path)
    {
        try
        {
            return Named(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CannotStartException($"{PlainText.OneLine(path)}: {PlainText.OneLine(e.Message)}");
        }
    }

    private static IEnumerable<string> Named(string path)
    {
        if (File.Exists(path)) return [path];
        string[] found = [];
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        if (Directory.Exists(path)) found = Directory.GetFiles(path, "*.ipynb");
        else if (path.AsSpan().ContainsAny('*', '?') && Directory.Exists(folder))
        {
            string[] matches = Directory.GetFiles(folder, Path.GetFileName(path));
            found = folder == "." ? [.. matches.Select(f => Path.GetFileName(f))] : matches;
        }
        if (found.Length > 0) return found.Order(StringComparer.Ordinal);
        bool isFolder = Directory.Exists(path);
        string why = isFolder ? "no notebooks (*.ipynb) in this folder" : "no such file, folder or pattern";
        throw new CannotStartException($"{PlainText.OneLine(path)}: {why}");
    }
}
