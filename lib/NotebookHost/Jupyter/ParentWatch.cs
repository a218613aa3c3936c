using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotebookHost;

/// <summary>
/// Tells when the process that started a kernel is gone, for front ends that ask for it: one that dies does not say so,
/// and nobody is left who could.
/// </summary>
/// <remarks>
/// They ask with the variable JPY_PARENT_PID: the number of a process, on Windows a handle of it. A kernel that is
/// started by hand lives until it is told to end.
/// </remarks>
internal static class ParentWatch
{
    private const string Variable = "JPY_PARENT_PID";
    private const int NotPermitted = 1;
    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns when it is gone.</summary>
    public static Task GoneAsync(CancellationToken cancellation)
    {
        string? said = Environment.GetEnvironmentVariable(Variable);
        bool isAsked = nint.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out nint parent);
        if (!isAsked) return Task.Delay(Timeout.Infinite, cancellation);
        return OperatingSystem.IsWindows()
            ? GoneOnWindowsAsync(parent, cancellation) : GoneOnUnixAsync((int)parent, cancellation);
    }

    private static async Task GoneOnUnixAsync(int parent, CancellationToken cancellation)
    {
        bool isOurs = ParentId() == parent; // else there is a script between, and only whether it exists can be seen
        // Of another container nothing can be seen.
        if (parent <= 1 || !isOurs && !Exists(parent)) await Task.Delay(Timeout.Infinite, cancellation);
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            bool isThere = isOurs ? ParentId() == parent : Exists(parent); // orphans are given another parent
            if (!isThere) return;
        }
    }

    private static async Task GoneOnWindowsAsync(nint handle, CancellationToken cancellation)
    {
        using var parent = new ManualResetEvent(false)
        {
            SafeWaitHandle = new SafeWaitHandle(handle, ownsHandle: true),
        };
        var gone = new TaskCompletionSource();
        RegisteredWaitHandle waiting = ThreadPool.RegisterWaitForSingleObject(
            parent, (_, _) => gone.TrySetResult(), null, Timeout.Infinite, executeOnlyOnce: true);
        try
        {
            await gone.Task.WaitAsync(cancellation);
        }
        finally
        {
            waiting.Unregister(null);
        }
    }

    private static bool Exists(int process) => Signal(process, 0) == 0 || Marshal.GetLastPInvokeError() == NotPermitted;

    [DllImport("libc", EntryPoint = "getppid")]
    private static extern int ParentId();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Signal(int process, int signal);
}
