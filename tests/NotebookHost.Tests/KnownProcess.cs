using System.Runtime.InteropServices;

namespace NotebookHost.Tests;

/// <summary>A process by its number and its start, so that no later one with its number is taken for it.</summary>
internal readonly record struct KnownProcess(int Id, string Start)
{
    private const int SigKill = 9, StartOfStat = 19; // counted behind the name
    private static readonly string[] gone = ["X", "Z"];

    /// <summary>The process that has a number now.</summary>
    public static KnownProcess? Of(int id) => Stat(id) is { } stat ? new(id, stat[StartOfStat]) : null;

    /// <summary>Whether it runs; one that ended and was not waited for does not.</summary>
    public bool Runs => Stat(Id) is { } stat && stat[StartOfStat] == Start && !gone.Contains(stat[0]);

    /// <summary>Its program and arguments; empty where it is gone.</summary>
    public string Command => Read(Id, "cmdline")?.Replace('\0', ' ').TrimEnd() ?? "";

    /// <summary>Ends it, if it runs.</summary>
    public void Kill()
    {
        if (Runs) _ = Signal(Id, SigKill);
    }

    private static string[]? Stat(int id) => Read(id, "stat")?.Split(") ")[^1].Split(' ');

    private static string? Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (IOException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int process, int signal);
}
