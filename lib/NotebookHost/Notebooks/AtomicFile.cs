using System.Security.Cryptography;
using System.Text;

namespace NotebookHost;

/// <summary>Files that are replaced whole or not at all, and stay what they were: their mode,
/// and the links that lead to them.</summary>
internal static class AtomicFile
{
    private const string Unfinished = ".unfinished";

    /// <summary>Writes a file such that, whenever the program dies,
    /// the old content or the new is there, complete.</summary>
    /// <remarks>
    /// <para>The new content goes into a hidden file beside it, is forced to the disk, and then takes the name in one
    /// step. Through a symbolic link the file that it leads to is written. What a program that died left behind
    /// is removed by the next one that writes the same file: nobody holds it open any more.</para>
    /// <para>A file that has several names (hard links) is written in place, since another file under one of the names
    /// would part them; if the program dies in that moment, the whole new content lies beside it
    /// until the next save.</para>
    /// </remarks>
    /// <exception cref="IOException">It cannot be written; the file is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string target = TargetOf(path), folder = Path.GetDirectoryName(target)!;
        bool exists = File.Exists(target);
        if (exists) RequireWritable(target);
        // Named after a digest, so that it is not too long where the name is as long as can be.
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(target)));
        string mark = $".{Convert.ToHexStringLower(digest)[..12]}";
        foreach (string left in Directory.EnumerateFiles(folder, $"{mark}.*{Unfinished}")) RemoveIfNobodyWrites(left);
        string random = Path.GetFileNameWithoutExtension(Path.GetRandomFileName());
        string unfinished = Path.Combine(folder, $"{mark}.{random}{Unfinished}");
        try
        {
            using var stream = new FileStream(
                unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 1);
            stream.Write(content);
            stream.Flush(flushToDisk: true);
            if (exists && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(target));
            if (exists && FileKind.Names(target) > 1) WriteInPlace(target, content);
            else File.Move(unfinished, target, overwrite: true); // still open, so that nobody takes it for left behind
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>The file that a path leads to in the end.</summary>
    public static string TargetOf(string path)
    {
        string target = Path.GetFullPath(path);
        if (new FileInfo(target) is not { LinkTarget: not null } link) return target;
        return link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>Makes sure that files can be made in a folder, by making one that goes at once.</summary>
    /// <exception cref="IOException">They cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may they.</exception>
    public static void RequireWritableFolder(string folder)
    {
        string probe = Path.Combine(folder, Path.GetRandomFileName());
        const FileOptions options = FileOptions.DeleteOnClose;
        using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, options)) { }
    }

    private static void WriteInPlace(string target, ReadOnlySpan<byte> content)
    {
        using var stream = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 1);
        stream.Write(content);
        stream.SetLength(content.Length);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Renaming asks only for the folder's permission; the file's own counts, too,
    /// also for an administrator.</summary>
    private static void RequireWritable(string target)
    {
        const UnixFileMode anyone = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        bool isReadOnly = OperatingSystem.IsWindows()
            ? File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly)
            : (File.GetUnixFileMode(target) & anyone) == 0;
        if (isReadOnly) throw new UnauthorizedAccessException("the file is not writable");
        using (new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { }
    }

    private static void RemoveIfNobodyWrites(string path)
    {
        try
        {
            // Fails while somebody has it open.
            using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody is at work on it, or it is not ours to remove.
        }
    }
}
