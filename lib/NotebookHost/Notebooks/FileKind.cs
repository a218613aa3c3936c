using System.Runtime.InteropServices;
using System.Text;

namespace NotebookHost;

/// <summary>What .NET does not tell about a file: whether it is one, and how many names it has. Asked of Linux;
/// elsewhere the usual is assumed.</summary>
internal static class FileKind
{
    private const int CurrentFolder = -100, BufferSize = 256;
    private const uint Type = 1, LinkCount = 4;
    private const int LinkCountAt = 16, ModeAt = 28; // in struct statx, which is the same on every processor
    private const ushort TypeMask = 0xF000, Regular = 0x8000;

    /// <summary>Whether a path leads to a regular file, and not to a device, a pipe or a socket,
    /// which might never end.</summary>
    public static bool IsRegular(string path) =>
        Ask(path, Type) is not { } answer || (BitConverter.ToUInt16(answer, ModeAt) & TypeMask) == Regular;

    /// <summary>How many names a file has.</summary>
    public static int Names(string path) =>
        Ask(path, LinkCount) is { } answer ? BitConverter.ToInt32(answer, LinkCountAt) : 1;

    private static byte[]? Ask(string path, uint what)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var answer = new byte[BufferSize];
        try
        {
            return StatX(CurrentFolder, Encoding.UTF8.GetBytes(path + "\0"), 0, what, answer) == 0 ? answer : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null; // a C library from before 2018
        }
    }

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int StatX(int folder, byte[] path, int flags, uint what, byte[] answer);
}
