using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>Writes a file so that at every moment it holds the old content or the new one, whole.</summary>
/// <remarks>
/// The content goes to a temporary file beside it, which then takes its place. Symbolic links are followed, the mode is kept. A file with further names
/// (hard links), or of another owner, is written over in place instead, since a new file would part it from them; the temporary file then stays until that is done.
/// What a killed process left behind is removed by the next write into the folder.
/// </remarks>
internal static partial class AtomicFile
{
    private const UnixFileMode AnyMayWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Writes a file.</summary>
    /// <exception cref="IOException">It cannot be written; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written; nothing has changed.</exception>
    public static void Write(string path, byte[] content)
    {
        string target = Target(path);
        bool exists = File.Exists(target) || FileStatus.Of(target) is not null;
        if (exists) RequireWritable(target);
        string folder = Path.GetDirectoryName(target)!;
        RemoveLeftovers(folder);
        string temporary = Path.Combine(folder, $".saving-{Guid.NewGuid():N}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Delete };
        if (exists && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using FileStream file = new(temporary, options); // open until it has its place: the lock tells others that it is no leftover
            file.Write(content);
            if (exists && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(target));
            file.Flush(flushToDisk: true);
            if (exists && FileStatus.Of(target) is { } old && FileStatus.Of(temporary) is { } made && (old.Names > 1 || old.Owner != made.Owner)) WriteInPlace(target, content);
            else File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Makes sure, without a change, that a file may be written over.</summary>
    /// <exception cref="IOException">It is not a regular file, or not writable.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not writable.</exception>
    public static void RequireWritable(string path)
    {
        string target = Target(path);
        if (FileStatus.Of(target) is { IsRegular: false } || Directory.Exists(target)) throw new IOException("not a regular file");
        // Asked of the mode, since an administrator may open anything.
        bool writable = OperatingSystem.IsWindows() ? !File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly) : (File.GetUnixFileMode(target) & AnyMayWrite) != 0;
        if (!writable) throw new IOException("not writable");
        try
        {
            File.OpenHandle(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite).Dispose();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException("not writable", e);
        }
    }

    /// <summary>What grows needs room on the disk and comes first: where there is none, the old content is still whole.</summary>
    private static void WriteInPlace(string target, byte[] content)
    {
        using var handle = File.OpenHandle(target, FileMode.Open, FileAccess.Write);
        long before = RandomAccess.GetLength(handle);
        int common = (int)Math.Min(before, content.Length);
        try
        {
            RandomAccess.Write(handle, content.AsSpan(common), common);
        }
        catch
        {
            RandomAccess.SetLength(handle, before);
            throw;
        }
        RandomAccess.Write(handle, content.AsSpan(0, common), 0);
        RandomAccess.SetLength(handle, content.Length);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>The file that a path leads to, through symbolic links. Of the full path: .NET resolves a link's own relative target against a wrong folder otherwise.</summary>
    public static string Target(string path) =>
        new FileInfo(Path.GetFullPath(path)) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : Path.GetFullPath(path);

    private static void RemoveLeftovers(string folder)
    {
        foreach (string leftover in Directory.EnumerateFiles(folder, ".saving-*.tmp", new EnumerationOptions { AttributesToSkip = 0 }).Where(f => Name().IsMatch(Path.GetFileName(f))))
        {
            try
            {
                new FileStream(leftover, FileMode.Open, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody is writing it.
            }
        }
    }

    [GeneratedRegex(@"^\.saving-[0-9a-f]{32}\.tmp$")]
    private static partial Regex Name();
}
