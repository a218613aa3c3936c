using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NotebookHost;

/// <summary>How long a thread has worked: on a loaded machine the clock runs on while it waits for its turn.</summary>
/// <remarks>
/// Linux tells the processor time of a thread, also to others. Elsewhere that of the process is taken, of which the
/// thread is a part; never more than has passed by the clock.
/// </remarks>
internal sealed class ProcessorTime
{
    private readonly long begun = Stopwatch.GetTimestamp();
    private readonly int? clock = ClockOfThisThread();
    private readonly TimeSpan before;

    private ProcessorTime() => before = Now();

    /// <summary>That of the calling thread, from now on.</summary>
    public static ProcessorTime OfThisThread() => new();

    /// <summary>How long it has worked; may be asked from any thread while this one lives.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            TimeSpan passed = Stopwatch.GetElapsedTime(begun), worked = Now() - before;
            return worked < passed ? worked : passed;
        }
    }

    /// <summary>Whether it has worked longer than that; cheap as long as not even the clock says so.</summary>
    public bool Exceeds(TimeSpan limit) => Stopwatch.GetElapsedTime(begun) > limit && Elapsed > limit;

    private TimeSpan Now()
    {
        if (clock is not { } known) return Environment.CpuUsage.TotalTime;
        return GetTime(known, out TimeSpec time) == 0 ? time.ToTimeSpan() : before; // an error: the thread has ended
    }

    private static int? ClockOfThisThread()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            return GetClock(ThisThread(), out int clock) == 0 && GetTime(clock, out _) == 0 ? clock : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        private readonly nint seconds, nanoseconds;

        public TimeSpan ToTimeSpan() =>
            TimeSpan.FromSeconds((long)seconds) + TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    [DllImport("libc", EntryPoint = "pthread_self")]
    private static extern nuint ThisThread();

    [DllImport("libc", EntryPoint = "pthread_getcpuclockid")]
    private static extern int GetClock(nuint thread, out int clock);

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int GetTime(int clock, out TimeSpec time);
}
