using System.Runtime.InteropServices;
using System.Text;

namespace NotebookHost;

/// <summary>
/// The programs that the cells of a worker started, as Linux lists them: also those that left its group, and those
/// whose parents are gone.
/// </summary>
/// <remarks>
/// A worker is started with a mark in its environment, which its children inherit. Whoever carries it, or stands below
/// one that does, belongs to it.
/// </remarks>
internal static class CellProcesses
{
    /// <summary>The variable that holds the mark.</summary>
    public const string Variable = "NOTEBOOK_WORKER";

    private const int SigKill = 9, AfterName = 2; // columns of stat behind the name: state, parent
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Ends them, and looks again for what they started meanwhile.</summary>
    /// <param name="mark">The worker's.</param>
    /// <param name="rounds">How often it is looked at most.</param>
    /// <param name="except">A process that stays, such as the worker.</param>
    public static void Kill(string mark, int rounds, int except = 0)
    {
        if (!OperatingSystem.IsLinux()) return;
        for (int round = 0; round < rounds; round++)
        {
            int[] found = [.. Of(mark).Where(process => process != except)];
            if (found.Length == 0) return;
            foreach (int process in found) _ = Kill(process, SigKill);
            Thread.Sleep(pause);
        }
    }

    /// <summary>Those that run, the worker among them.</summary>
    public static IEnumerable<int> Of(string mark)
    {
        byte[] carried = Encoding.UTF8.GetBytes($"{Variable}={mark}\0");
        var parents = new Dictionary<int, int>();
        var belong = new HashSet<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out int process) || ParentOf(folder) is not { } parent)
                continue;
            parents[process] = parent;
            if (Read(Path.Combine(folder, "environ")).AsSpan().IndexOf(carried) >= 0) belong.Add(process);
        }
        return parents.Keys.Where(process => IsBelow(process, parents, belong));
    }

    private static bool IsBelow(int process, Dictionary<int, int> parents, HashSet<int> belong)
    {
        for (int steps = 0; steps < parents.Count; steps++)
        {
            if (belong.Contains(process)) return true;
            if (!parents.TryGetValue(process, out process)) return false;
        }
        return false;
    }

    /// <summary>The parent of a process; null if it has ended.</summary>
    private static int? ParentOf(string folder)
    {
        string stat = Encoding.UTF8.GetString(Read(Path.Combine(folder, "stat")));
        string behind = stat[(stat.LastIndexOf(')') + 1)..]; // the name, which may hold anything
        string[] columns = behind.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool runs = columns.Length >= AfterName && columns[0] is not ("Z" or "X");
        return runs && int.TryParse(columns[1], out int parent) ? parent : null;
    }

    private static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // it ended, or is somebody else's
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
