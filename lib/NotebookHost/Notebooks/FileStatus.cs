using System.Runtime.InteropServices;

namespace NotebookHost;

/// <summary>What .NET does not tell about a file: whether it is a regular one, how many names it has, whose it is, and which it is.</summary>
/// <remarks>Linux only; elsewhere a file counts as regular with one name, and files are told apart by their paths.</remarks>
internal readonly partial record struct FileStatus(bool IsRegular, uint Names, (uint User, uint Group) Owner, (ulong Device, ulong Number) Identity)
{
    private const int CurrentFolder = -100, BasicFields = 0x7ff, TypeMask = 0xf000, Regular = 0x8000;

    /// <summary>The status of the file that a path leads to, links followed; null where it cannot be told.</summary>
    public static FileStatus? Of(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var status = new byte[256]; // struct statx, the same on every processor
        if (ReadStatus(CurrentFolder, path, 0, BasicFields, status) != 0) return null;
        uint At(int offset) => BitConverter.ToUInt32(status, offset);
        return new((BitConverter.ToUInt16(status, 28) & TypeMask) == Regular, At(16), (At(20), At(24)), (((ulong)At(136) << 32) | At(140), BitConverter.ToUInt64(status, 32)));
    }

    /// <summary>Whether two paths lead to one file.</summary>
    public static bool AreOne(string a, string b) => Of(a) is { } first && Of(b) is { } second ? first.Identity == second.Identity
        : string.Equals(Path.GetFullPath(a), Path.GetFullPath(b), OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ReadStatus(int folder, string path, int flags, uint fields, [Out] byte[] status);
}
