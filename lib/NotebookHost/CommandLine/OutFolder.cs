namespace NotebookHost;

/// <summary>
/// The folder of <c>--out</c>: executed notebooks go there, never
/// onto a notebook that was read, and two of one name keep apart.
/// </summary>
internal sealed class OutFolder
{
    private readonly string folder;
    private readonly HashSet<string> sources, written = new(StringComparer.Ordinal);

    private OutFolder(string folder, HashSet<string> sources) => (this.folder, this.sources) = (folder, sources);

    /// <summary>Makes the folder, before anything runs.</summary>
    /// <exception cref="CannotStartException">It cannot be made or written to.</exception>
    public static OutFolder Open(string path, IEnumerable<string> sources)
    {
        try
        {
            string folder = Directory.CreateDirectory(path).FullName;
            AtomicFile.RequireWritableFolder(folder);
            return new OutFolder(folder, [.. sources.Select(TargetOf)]);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new CannotStartException($"--out {PlainText.OneLine(path)}: {PlainText.OneLine(e.Message)}");
        }
    }

    /// <summary>
    /// The file that a path leads to; the path itself where its links lead in a circle, so that nothing is read
    /// through it.
    /// </summary>
    private static string TargetOf(string source)
    {
        try
        {
            return AtomicFile.TargetOf(source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Path.GetFullPath(source);
        }
    }

    /// <summary>Writes an executed notebook under its name, or, where that is taken, under one with a number.</summary>
    /// <returns>The path, if it is not under its name.</returns>
    public string? Write(RunResult result)
    {
        string name = Path.GetFileNameWithoutExtension(result.Path), extension = Path.GetExtension(result.Path);
        for (int copy = 1; ; copy++)
        {
            string suffix = copy == 1 ? "" : FormattableString.Invariant($"-{copy}");
            string path = Path.Combine(folder, name + suffix + extension);
            string target = AtomicFile.TargetOf(path);
            if (sources.Contains(target) || !written.Add(target)) continue;
            AtomicFile.Write(path, result.Notebook.ToBytes());
            return copy == 1 ? null : path;
        }
    }
}
