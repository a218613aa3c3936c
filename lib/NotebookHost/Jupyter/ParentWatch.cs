using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotebookHost;

/// <summary>Tells when the process that started a kernel is gone: an editor that dies does not say so, and then nobody is left who could ask for anything.</summary>
internal static class ParentWatch
{
    private static readonly TimeSpan interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns when the parent is gone.</summary>
    public static Task GoneAsync(CancellationToken cancellation) => OperatingSystem.IsWindows() ? GoneOnWindowsAsync(cancellation) : GoneOnUnixAsync(cancellation);

    /// <summary>Orphans are given another parent.</summary>
    private static async Task GoneOnUnixAsync(CancellationToken cancellation)
    {
        int parent = ParentId();
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(cancellation) && ParentId() == parent) { }
    }

    /// <summary>Jupyter's clients hand down a handle of themselves.</summary>
    private static async Task GoneOnWindowsAsync(CancellationToken cancellation)
    {
        if (!nint.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out nint handle)) await Task.Delay(Timeout.Infinite, cancellation);
        using var parent = new ManualResetEvent(false) { SafeWaitHandle = new SafeWaitHandle(handle, ownsHandle: true) };
        var gone = new TaskCompletionSource();
        RegisteredWaitHandle waiting = ThreadPool.RegisterWaitForSingleObject(parent, (_, _) => gone.TrySetResult(), null, Timeout.Infinite, executeOnlyOnce: true);
        try
        {
            await gone.Task.WaitAsync(cancellation);
        }
        finally
        {
            waiting.Unregister(null);
        }
    }

    [DllImport("libc", EntryPoint = "getppid")]
    private static extern int ParentId();
}
