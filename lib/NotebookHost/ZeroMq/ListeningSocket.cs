using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace NotebookHost;

/// <summary>Binds the socket of a port, or of a path that no other user can connect to.</summary>
internal static class ListeningSocket
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5), pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Binds; a predecessor with the same connection file may need a moment to let go.</summary>
    /// <exception cref="CannotStartException">It is taken, or not to be had.</exception>
    public static Socket Bind(EndPoint end)
    {
        for (var time = Stopwatch.StartNew(); ; Thread.Sleep(pause))
        {
            try
            {
                return end is UnixDomainSocketEndPoint ? BindPath(end) : Bind(end, ProtocolType.Tcp);
            }
            catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
            {
                bool isTaken = e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse };
                if (isTaken && time.Elapsed < patience) continue;
                string where = PlainText.OneLine(end.ToString()!);
                throw new CannotStartException($"{where} cannot be opened: {PlainText.OneLine(e.Message)}");
            }
        }
    }

    private static Socket BindPath(EndPoint end)
    {
        string path = end.ToString()!;
        if (IsLeftBehind(path, end)) File.Delete(path);
        Socket socket = Bind(end, ProtocolType.Unspecified);
        const UnixFileMode forThisUser = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, forThisUser); // before anybody is let in
        return socket;
    }

    private static Socket Bind(EndPoint end, ProtocolType protocol)
    {
        var socket = new Socket(end.AddressFamily, SocketType.Stream, protocol);
        try
        {
            socket.Bind(end);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether it is the socket of a kernel that was killed: nobody listens, and no file of somebody's would be lost.
    /// </summary>
    private static bool IsLeftBehind(string path, EndPoint end)
    {
        if (new FileInfo(path) is not { Exists: true, Length: 0 }) return false;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(end);
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
