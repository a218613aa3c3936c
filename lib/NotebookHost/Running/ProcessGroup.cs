using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NotebookHost;

/// <summary>A worker and the programs that its cells start, so that they end together.</summary>
/// <remarks>
/// On Unix a worker leads a session and a process group of its own. On Linux it also adopts what its children leave behind, even what turned itself into a daemon, so that
/// ending the tree of processes below it reaches those. On Windows only that tree is ended.
/// </remarks>
internal static class ProcessGroup
{
    private const int SigKill = 9, ChildSubreaper = 36;

    /// <summary>Called by the worker as it starts.</summary>
    public static void Lead()
    {
        if (OperatingSystem.IsWindows()) return;
        _ = SetSession();
        if (OperatingSystem.IsLinux()) _ = ProcessControl(ChildSubreaper, 1, 0, 0, 0);
    }

    /// <summary>Ends a worker, its children and theirs.</summary>
    public static void Kill(Process worker)
    {
        try
        {
            worker.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
        {
            // It had ended, or a child could not be ended.
        }
        try
        {
            if (!OperatingSystem.IsWindows()) _ = Kill(-worker.Id, SigKill);
        }
        catch (InvalidOperationException)
        {
            // It was never started.
        }
    }

    /// <summary>Ends the caller with all of its group: for a worker whose host is gone.</summary>
    public static void KillOwn()
    {
        if (!OperatingSystem.IsWindows()) _ = Kill(0, SigKill);
        Environment.Exit(0);
    }

    [DllImport("libc", EntryPoint = "setsid")]
    private static extern int SetSession();

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int ProcessControl(int option, nuint a, nuint b, nuint c, nuint d);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
