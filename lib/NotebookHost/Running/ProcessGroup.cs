using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NotebookHost;

/// <summary>
/// A worker and the programs that its cells start, so that they end together, whoever of host
/// and worker ends first, and however.
/// </summary>
/// <remarks>
/// On Unix a worker leads a session and a process group of its own. On Linux it also adopts what its children leave
/// behind, and is told to go on when its host is gone, even where somebody had stopped it: then it hears that, and ends
/// what <see cref="CellProcesses"/> finds, and itself. So a host ends the children before the worker: if it is killed
/// meanwhile, there is still somebody to finish it. On Windows a job holds them all, which ends with the host. On macOS
/// a child that leaves the group is not found.
/// </remarks>
internal static class ProcessGroup
{
    private const int SigKill = 9, SigContinueOnLinux = 18, DeathSignal = 1, ChildSubreaper = 36;
    private const int FewRounds = 3, ManyRounds = 50;

    /// <summary>Called by the worker as it starts.</summary>
    public static void Lead()
    {
        if (OperatingSystem.IsWindows()) return;
        _ = SetSession();
        if (!OperatingSystem.IsLinux()) return;
        _ = ProcessControl(ChildSubreaper, 1, 0, 0, 0);
        // This signal comes with the end of the thread that started the worker, too, and does no harm then.
        _ = ProcessControl(DeathSignal, SigContinueOnLinux, 0, 0, 0);
    }

    /// <summary>Called by the host when it has started a worker.</summary>
    public static void Join(Process worker)
    {
        if (OperatingSystem.IsWindows()) WindowsJob.Add(worker);
    }

    /// <summary>Ends a worker, its children and theirs.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="mark">What its children carry.</param>
    public static void Kill(Process worker, string mark)
    {
        try
        {
            CellProcesses.Kill(mark, FewRounds, except: worker.Id);
            worker.Kill(entireProcessTree: !OperatingSystem.IsLinux());
        }
        catch (Exception e)
            when (e is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
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
        CellProcesses.Kill(mark, ManyRounds);
    }

    /// <summary>Ends the caller with all that belongs to it: for a worker whose host is gone.</summary>
    public static void KillOwn(string mark)
    {
        CellProcesses.Kill(mark, ManyRounds, except: Environment.ProcessId);
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
