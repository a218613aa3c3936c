using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace NotebookHost.Tests;

/// <summary>The processes of a kernel, as Linux lists them.</summary>
internal static class KernelProcesses
{
    private static readonly string[] gone = ["X", "Z", ""];

    /// <summary>Sends a signal.</summary>
    public static void Signal(int process, int signal)
    {
        if (SendSignal(process, signal) != 0) throw new InvalidOperationException($"no process {process}");
    }

    /// <summary>Whether a process of this id runs; one that ended and was not waited for does not.</summary>
    public static bool Runs(int process)
    {
        try
        {
            return !gone.Contains(File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ')[0]);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The children of a process that run.</summary>
    public static IEnumerable<int> Children(int process)
    {
        IEnumerable<string> lists = Directory.EnumerateDirectories($"/proc/{process}/task")
            .Select(task => File.ReadAllText($"{task}/children"));
        IEnumerable<string> ids = lists.SelectMany(list => list.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return ids.Select(id => int.Parse(id, CultureInfo.InvariantCulture)).Distinct().Where(Runs);
    }

    /// <summary>That of them which knows the language.</summary>
    public static int? Language(int process) =>
        Children(process).Cast<int?>().FirstOrDefault(child =>
            File.ReadAllText($"/proc/{child}/cmdline").Split('\0').Contains("language"));

    /// <summary>Waits for one that knows the language.</summary>
    public static int StartedLanguage(int process, int not = 0)
    {
        var time = Stopwatch.StartNew();
        while (time.Elapsed.TotalSeconds < 60)
        {
            if (Language(process) is { } found && found != not) return found;
            Thread.Sleep(20);
        }
        throw new TimeoutException("no process for the language");
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
