using System.IO.Pipes;

namespace NotebookHost;

/// <summary>The connection between the host and a worker: a named pipe, which on Unix
/// is a socket with a path.</summary>
internal static class WorkerPipe
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    private const int LongestSocketPath = 100; // 104 bytes on macOS, 108 on Linux

    /// <summary>A name that nobody else has; on Unix a whole path, since the folder for temporary files may be missing
    /// or its path too long for a socket.</summary>
    /// <exception cref="CannotStartException">No folder can hold the socket.</exception>
    public static string NewName()
    {
        string name = $"notebook-{Guid.NewGuid():N}";
        if (OperatingSystem.IsWindows()) return name;
        string[] folders =
            [Path.GetTempPath(), "/tmp", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)];
        string? found = folders
            .Where(folder => folder.Length > 0 && Directory.Exists(folder))
            .Select(folder => Path.GetFullPath(Path.Combine(folder, name)))
            .Where(path => System.Text.Encoding.UTF8.GetByteCount(path) <= LongestSocketPath)
            .FirstOrDefault(path => CanWriteIn(Path.GetDirectoryName(path)!));
        return found ?? throw new CannotStartException(
            "no folder for the connection to the process of the cells: expected one that can be written to, " +
            $"with a short path, among {string.Join(", ", folders.Select(PlainText.OneLine))}; set TMPDIR");
    }

    /// <summary>Waits for a worker to connect; for those of this user alone.</summary>
    /// <exception cref="CannotStartException">The system refuses the connection.</exception>
    public static NamedPipeServerStream Listen(string name)
    {
        try
        {
            const PipeOptions options = PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly;
            return new NamedPipeServerStream(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CannotStartException(
                $"the connection to the process of the cells cannot be made: {PlainText.OneLine(e.Message)}");
        }
    }

    /// <summary>
    /// Connects a worker to its host, and removes what was only there for that,
    /// since nobody does when the host is killed.
    /// </summary>
    /// <exception cref="TimeoutException">There is no host.</exception>
    public static NamedPipeClientStream Connect(string name)
    {
        var pipe = new NamedPipeClientStream(".", name, PipeDirection.InOut,
            PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        try
        {
            pipe.Connect(patience);
            return pipe;
        }
        finally
        {
            if (!OperatingSystem.IsWindows()) File.Delete(name);
        }
    }

    private static bool CanWriteIn(string folder)
    {
        try
        {
            AtomicFile.RequireWritableFolder(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
