namespace NotebookLib;

/// <summary>Files that are replaced whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file such that, whenever the program dies, the old content or the new is there, complete.</summary>
    /// <remarks>The new content goes into a hidden file beside it, is forced to the disk, and then takes the name in one step.</remarks>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.GetFullPath(path);
        string unfinished = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, target, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
