using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>A process that runs the cells of one notebook, seen from the host.</summary>
/// <remarks>
/// What the process sends is input from outside, since a cell can write to any of its connections: see <see cref="WorkerMessages"/>. Nothing that it sends, and
/// no child that it leaves behind, makes the host wait longer than the time that a cell may take.
/// </remarks>
internal sealed class WorkerProcess : IAsyncDisposable
{
    /// <summary>How long the process may take to start, and its first cell longer than others to compile.</summary>
    private static readonly TimeSpan startLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan endLimit = TimeSpan.FromSeconds(5);

    private const int RunsRemembered = 2000;

    private readonly Process process;
    private readonly NamedPipeServerStream pipe;
    private readonly RawText output, errors;
    private readonly MemoryWatch memory;
    private readonly WorkerMessages messages;
    private readonly ConcurrentDictionary<string, CellRun> runs = [];
    private readonly Queue<string> tickets = [];
    private readonly CancellationTokenSource closing = new();
    private Task receiving = Task.CompletedTask;
    private volatile Exception? broken;
    private volatile string? endedBecause;
    private bool hasCompiled;

    private WorkerProcess(Process process, NamedPipeServerStream pipe, long memoryLimit)
    {
        (this.process, this.pipe) = (process, pipe);
        output = new RawText(process.StandardOutput.BaseStream, CellOutput.TextLimit);
        errors = new RawText(process.StandardError.BaseStream, 100_000);
        memory = new MemoryWatch(process, memoryLimit);
        messages = new WorkerMessages(pipe);
    }

    /// <summary>Starts a worker in the notebook's folder.</summary>
    /// <exception cref="CannotStartException">It cannot be started; the message says why in one line.</exception>
    public static async Task<WorkerProcess> StartAsync(string folder, long memoryLimit, CancellationToken cancellation)
    {
        string name = WorkerPipe.NewName();
        NamedPipeServerStream pipe = WorkerPipe.Listen(name);
        var start = new ProcessStartInfo(DotnetPath())
        {
            ArgumentList = { "exec", typeof(WorkerProcess).Assembly.Location, "worker", name },
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x" + MemoryWatch.HeapLimit(memoryLimit).ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // a process that is killed would leave the sockets for debuggers and profilers behind, three files each time
        Process process;
        try
        {
            process = Process.Start(start)!;
            process.StandardInput.Close(); // for cells, and for the programs that they start, input is at its end
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            await pipe.DisposeAsync();
            throw new CannotStartException($"the process for the cells cannot be started: {PlainText.OneLine(e.Message)}");
        }
        var worker = new WorkerProcess(process, pipe, memoryLimit);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(startLimit);
        try
        {
            Task connected = pipe.WaitForConnectionAsync(limit.Token);
            if (await Task.WhenAny(connected, process.WaitForExitAsync(limit.Token)) != connected && !limit.IsCancellationRequested)
                throw new CannotStartException($"the process for the cells ended with code {process.ExitCode}: {PlainText.OneLine(worker.errors.Start)}");
            await connected;
            worker.receiving = worker.ReceiveAsync();
            return worker;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await worker.DisposeAsync();
            throw new CannotStartException("the process for the cells did not start within a minute");
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether cells can be run; false once it died or was ended.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>Runs a cell and hands on its outputs as they come; also those of what it leaves running, as long as the process lives.</summary>
    /// <param name="cell">The cell's number, as people count.</param>
    /// <param name="code">Its source.</param>
    /// <param name="timeout">How long it may take, compiling included; the first cell has a minute more to compile, since it waits for the compiler to be loaded.</param>
    /// <param name="output">Told of each output, and whether it is the value of the cell's last expression; from one thread at a time, which need not be the caller's.</param>
    /// <param name="cancellation">Ends the wait; the process is then of no more use.</param>
    /// <param name="ask">Asks the user for a line, null for none; left out where nobody can be asked.</param>
    /// <returns>Why it failed, or null.</returns>
    public async Task<CellFailure?> RunAsync(int cell, string code, TimeSpan timeout, Action<JsonObject, bool> output, CancellationToken cancellation, Func<Task<string?>>? ask = null)
    {
        string ticket = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, memory.Exceeded);
        if (timeout != Timeout.InfiniteTimeSpan) limit.CancelAfter(hasCompiled ? timeout : timeout + startLimit);
        var run = new CellRun(cell, new OutputBudget(output), ask, Compiled: () =>
        {
            if (hasCompiled) return;
            hasCompiled = true; // once for a process: no message gives a cell more time
            if (timeout != Timeout.InfiniteTimeSpan) limit.CancelAfter(timeout);
        });
        Remember(ticket, run);
        this.output.Begin();
        CellFailure? failure;
        try
        {
            var request = new JsonObject { ["cell"] = cell, ["code"] = code, ["ticket"] = ticket };
            if (ask is not null) request["input"] = true;
            await messages.SendAsync(request, limit.Token);
            failure = await run.Done.Task.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (memory.Exceeded.IsCancellationRequested)
        {
            failure = Ended(memory.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            failure = Ended(FormattableString.Invariant($"stopped after {timeout.TotalSeconds:0.#} s, the time a cell may take (--timeout)"));
        }
        catch (InvalidDataException e)
        {
            failure = Ended($"the process for the cells was ended, since it sent what is no answer ({e.Message}); a cell must have written to a connection that is not its own");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            cancellation.ThrowIfCancellationRequested(); // the process is gone, perhaps amid a line; what it left on standard error tells why
            await WaitForExitAsync();
            failure = Ended(memory.Exceeded.IsCancellationRequested ? memory.Message : endedBecause ?? WorkerDeath.Why(process, errors.Start), [.. WorkerDeath.Traces(errors.Start)]);
        }
        finally
        {
            run.HasEnded = true;
        }
        foreach (JsonObject raw in await this.output.TakeAsync()) run.Outputs.Add(raw); // what a native library or a child wrote past .NET's console stands behind the rest
        run.Outputs.End();
        return failure;

        CellFailure Ended(string message, params string[] details)
        {
            IsUsable = false;
            return CellFailure.OfProcess(cell, message, details);
        }
    }

    /// <summary>Takes messages as they come, until the process is gone or sends what is none.</summary>
    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                WorkerMessage message = await messages.ReceiveAsync(ticket => runs.TryGetValue(ticket, out CellRun? known) ? known.Cell : null, closing.Token);
                CellRun run = runs[message.Ticket];
                if (message.Kind == WorkerMessageKind.Output) run.Outputs.Add(message.Output!, message.IsResult);
                else if (run.HasEnded) continue;
                else if (message.Kind == WorkerMessageKind.Compiled) run.Compiled();
                else if (message.Kind == WorkerMessageKind.Question) _ = AnswerAsync(run);
                else run.Done.TrySetResult(message.Failure);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException or OperationCanceledException)
        {
            broken = e is OperationCanceledException ? new EndOfStreamException() : e;
            foreach (CellRun run in runs.Values) run.Done.TrySetException(broken);
        }
    }

    private async Task AnswerAsync(CellRun run)
    {
        string? line = run.Ask is null ? null : await run.Ask();
        if (!run.HasEnded) await SendAsync(new JsonObject { ["answer"] = line });
    }

    /// <summary>Knows a cell by its ticket; the oldest are forgotten, after thousands, with what they may still say.</summary>
    private void Remember(string ticket, CellRun run)
    {
        runs[ticket] = run;
        tickets.Enqueue(ticket);
        if (tickets.Count > RunsRemembered) runs.TryRemove(tickets.Dequeue(), out _);
        if (broken is { } e) run.Done.TrySetException(e);
    }

    /// <summary>A cell that was sent.</summary>
    private sealed record CellRun(int Cell, OutputBudget Outputs, Func<Task<string?>>? Ask, Action Compiled)
    {
        public TaskCompletionSource<CellFailure?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public volatile bool HasEnded;
    }

    /// <summary>Interrupts the cell that runs; what earlier cells declared is kept. A cell that cannot be reached goes on: then only ending the process helps.</summary>
    public Task InterruptAsync() => SendAsync(new JsonObject { ["interrupt"] = true });

    private async Task SendAsync(JsonObject request)
    {
        try
        {
            await messages.SendAsync(request, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It is gone.
        }
    }

    /// <summary>Ends the process at once; the cell that runs ends with a failure.</summary>
    /// <param name="why">What is told of it.</param>
    public void Kill(string why)
    {
        endedBecause = why;
        ProcessGroup.Kill(process);
    }

    /// <summary>Ends the process, whatever it is doing, and its children.</summary>
    public async ValueTask DisposeAsync()
    {
        await memory.DisposeAsync();
        ProcessGroup.Kill(process);
        await WaitForExitAsync();
        await closing.CancelAsync();
        await receiving;
        closing.Dispose();
        process.Dispose(); // and with it the ends of the pipes that a child may still hold
        await pipe.DisposeAsync();
        messages.Dispose();
    }

    private async Task WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(endLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            ProcessGroup.Kill(process); // it could not be waited for, or had ended
        }
    }

    /// <summary>The dotnet that runs the host itself, which need not be the one on the path.</summary>
    internal static string DotnetPath() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
