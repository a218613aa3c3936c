using System.Diagnostics;
using System.Runtime.InteropServices;

namespace NotebookHost.Tests;

/// <summary>
/// However a host or a worker is ended, nothing that a cell started stays, no worker stands still for ever, and no file
/// is left.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int SigKill = 9, SigTerm = 15, SigStop = 19, Sleepers = 4;

    private const string Spawning = """
        string again = "setsid setsid sh -c 'sleep 7900 & wait'";
        foreach (string how in new[] { "sleep 7900 & wait", "setsid sleep 7900", again, "env -i setsid sleep 7900" })
            System.Diagnostics.Process.Start("sh", new[] { "-c", how });
        System.Threading.Thread.Sleep(300);

        """;

    private readonly TemporaryNotebooks notebooks = new();
    private readonly string temporary = Directory.CreateTempSubdirectory("kill-").FullName;

    public void Dispose()
    {
        notebooks.Dispose();
        Directory.Delete(temporary, recursive: true);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int process, int signal);

    /// <summary>What runs below a process, it among them; those too that were stopped.</summary>
    private static KnownProcess[] Below(int process)
    {
        var found = new List<int> { process };
        for (int i = 0; i < found.Count; i++)
        {
            try
            {
                foreach (string task in Directory.GetDirectories($"/proc/{found[i]}/task"))
                {
                    string children = File.ReadAllText($"{task}/children");
                    found.AddRange(children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
                }
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }
        return [.. found.Distinct().Select(KnownProcess.Of).OfType<KnownProcess>()];
    }

    private static async Task AssertGone(IEnumerable<KnownProcess> processes)
    {
        KnownProcess[] left = [.. processes];
        for (int i = 0; i < 400 && (left = [.. left.Where(process => process.Runs)]).Length > 0; i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        string told = string.Join("; ", left.Select(process => $"{process.Id}: {process.Command}"));
        foreach (KnownProcess process in left) process.Kill();
        Assert.Equal("", told);
    }

    private Process Run(string notebook)
    {
        string[] command = ["exec", HostProcess.Host, "run", notebook, "--timeout", "1.5"];
        var start = new ProcessStartInfo(HostProcess.Dotnet, command)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["TMPDIR"], start.Environment["DOTNET_EnableDiagnostics"]) = (temporary, "0");
        return Process.Start(start)!;
    }

    /// <summary>Waits until the cell has started all that it starts.</summary>
    private static async Task<KnownProcess[]> Spawned(Process host)
    {
        KnownProcess[] found = [];
        for (int i = 0; i < 600 && found.Count(IsSleeper) < Sleepers; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            found = Below(host.Id);
        }
        Assert.Equal(Sleepers, found.Count(IsSleeper));
        return found;
    }

    private static bool IsSleeper(KnownProcess process) => process.Command == "sleep 7900";

    [LongTheory]
    [InlineData(SigKill, false), InlineData(SigTerm, false), InlineData(SigKill, true)]
    public async Task A_run_that_is_killed_leaves_nothing_running_and_no_file(int signal, bool workerStands)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        using Process host = Run(notebooks.Write(Spawning + "System.Threading.Thread.Sleep(60_000);"));
        KnownProcess[] all = await Spawned(host);
        if (workerStands) _ = Signal(all[1].Id, SigStop); // as a cell can do to its own process
        _ = Signal(host.Id, signal);

        await AssertGone(all);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary));
    }

    [Fact]
    public async Task A_kernel_that_is_killed_leaves_nothing_running_and_no_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        using KernelClient client =
            KernelClient.Start(environment: [("TMPDIR", temporary), ("DOTNET_EnableDiagnostics", "0")]);
        client.Execute(Spawning + "while (true) { }");
        KnownProcess[] all = await Spawned(client.Process);
        client.Kill();

        await AssertGone(all);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary));
    }

    [LongTheory]
    [InlineData("Environment.Exit(0);")]
    [InlineData("int F(int n) => F(n + 1) + 1;\nF(0)")]
    public async Task What_a_cell_started_ends_with_its_worker_also_when_that_ends_itself(string end)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        using KernelClient client = KernelClient.Start();
        string marked = Spawning.Replace("env -i ", "", StringComparison.Ordinal);
        string id = client.Execute(marked + "System.Threading.Thread.Sleep(2000);\n" + end);
        KnownProcess[] all = await Spawned(client.Process);
        Assert.Equal("error", (string?)client.Reply(id)["status"]);

        await AssertGone(all.Where(process => process.Id != client.Process.Id));
    }

    [LongFact]
    public async Task Hosts_that_are_killed_at_any_moment_leave_no_worker()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        string notebook = notebooks.Write(Spawning + "1 + 1", "while (true) { }");
        int times = LongTests.AreWanted ? 50 : 2;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async lane =>
        {
            var random = new Random(lane);
            for (int i = 0; i < times; i++)
                await KillAtAnyMoment(notebook, random, atItsEnd: i % 2 == 1, i % 3 == 0 ? SigTerm : SigKill);
        }));
    }

    /// <summary>Kills a host as it starts, or while it ends its worker, whose time is over.</summary>
    private async Task KillAtAnyMoment(string notebook, Random random, bool atItsEnd, int signal)
    {
        using Process host = Run(notebook);
        var seen = new HashSet<KnownProcess>();
        var sleepers = new HashSet<KnownProcess>();
        int start = random.Next(1500);
        var time = Stopwatch.StartNew();
        bool IsTime() => atItsEnd ? sleepers.Any(process => !process.Runs) : time.ElapsedMilliseconds > start;
        while (!IsTime() && !host.HasExited)
        {
            bool hasSpawned = sleepers.Count == Sleepers; // from here on the moment matters, to a millisecond
            await Task.Delay(1, TestContext.Current.CancellationToken);
            if (hasSpawned) continue;
            seen.UnionWith(Below(host.Id));
            sleepers.UnionWith(seen.Where(IsSleeper));
        }
        if (atItsEnd) await Task.Delay(random.Next(4), TestContext.Current.CancellationToken);
        seen.UnionWith(Below(host.Id));
        _ = Signal(host.Id, signal);
        await AssertGone(seen);
    }
}
