namespace NotebookLib;

/// <summary>Files that are replaced whole or not at all.</summary>
internal static class AtomicFile
{
    private const string Unfinished = ".unfinished";

    /// <summary>
    /// Writes a file such that, whenever the program dies, the old content or the new is there, complete.
    /// </summary>
    /// <remarks>
    /// The new content goes into a hidden file beside it, is forced to the disk, and then takes the name in one step.
    /// What a program that died left behind is removed by the next one that writes the same file: nobody holds it open
    /// any more.
    /// </remarks>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.GetFullPath(path);
        if (new FileInfo(target) is { LinkTarget: not null } link)
            target = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        string folder = Path.GetDirectoryName(target)!, name = Path.GetFileName(target);
        foreach (string left in Directory.EnumerateFiles(folder, $".{name}.*{Unfinished}")) RemoveIfNobodyWrites(left);
        string unfinished =
            Path.Combine(folder, $".{name}.{Path.GetFileNameWithoutExtension(Path.GetRandomFileName())}{Unfinished}");
        try
        {
            using var stream =
                new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 1 << 16);
            write(stream);
            stream.Flush(flushToDisk: true);
            File.Move(unfinished, target, overwrite: true); // still open, so that nobody takes it for left behind
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static void RemoveIfNobodyWrites(string path)
    {
        try
        {
            // fails while somebody has it open
            using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody is at work on it, or it is not ours to remove.
        }
    }
}
