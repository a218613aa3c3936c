using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace NotebookHost;

/// <summary>
/// Holds the workers of a host and all that they start; Windows ends them when the host is gone, however it went.
/// </summary>
/// <remarks>
/// https://learn.microsoft.com/windows/win32/procthread/job-objects: the last handle of a job is closed with the
/// process that holds it.
/// </remarks>
[SupportedOSPlatform("windows")]
internal static class WindowsJob
{
    private const int ExtendedLimits = 9;
    private const uint KillOnClose = 0x2000;

    private static readonly Lazy<SafeFileHandle> job = new(Create);

    /// <summary>Takes in a process; where Windows refuses, it is ended as before.</summary>
    public static void Add(Process process) => _ = AssignProcessToJobObject(job.Value, process.SafeHandle);

    private static SafeFileHandle Create()
    {
        SafeFileHandle handle = CreateJobObject(0, null);
        var limits = new Limits { Flags = KillOnClose };
        _ = SetInformationJobObject(handle, ExtendedLimits, ref limits, Marshal.SizeOf<Limits>());
        return handle;
    }

    [DllImport("kernel32", EntryPoint = "CreateJobObjectW", CharSet = CharSet.Unicode)]
    private static extern SafeFileHandle CreateJobObject(nint attributes, string? name);

    [DllImport("kernel32")]
    private static extern int SetInformationJobObject(SafeFileHandle job, int kind, ref Limits limits, int size);

    [DllImport("kernel32")]
    private static extern int AssignProcessToJobObject(SafeFileHandle job, SafeProcessHandle process);

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public long ProcessTime, JobTime;
        public uint Flags;
        public nuint SmallestWorkingSet, LargestWorkingSet;
        public uint ActiveProcesses;
        public nuint Affinity;
        public uint Priority, Scheduling;
        public ulong Reads, Writes, Others, ReadBytes, WrittenBytes, OtherBytes;
        public nuint ProcessMemory, JobMemory, PeakProcessMemory, PeakJobMemory;
    }
}
