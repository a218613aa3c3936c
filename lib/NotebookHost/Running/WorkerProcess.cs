using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>A process that runs the cells of one notebook, seen from the host.</summary>
/// <remarks>
/// What the process sends is input from outside, since a cell can write to any of its connections:
/// see <see cref="WorkerMessages"/>. Nothing that it sends, and no child that it leaves behind, makes the host wait
/// longer than the time that a cell may take.
/// </remarks>
internal sealed class WorkerProcess : IAsyncDisposable
{
    /// <summary>How long the process may take to start, and its first cell longer than others to compile.</summary>
    private static readonly TimeSpan startLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan endLimit = TimeSpan.FromSeconds(5);

    private readonly Process process;
    private readonly NamedPipeServerStream pipe;
    private readonly string name;
    private readonly RawText output, errors;
    private readonly MemoryWatch memory;
    private readonly WorkerConversation conversation;
    private readonly CancellationTokenSource closing = new();
    private Task receiving = Task.CompletedTask;
    private volatile string? endedBecause;
    private bool hasCompiled;

    private WorkerProcess(Process process, NamedPipeServerStream pipe, string name, long memoryLimit)
    {
        (this.process, this.pipe, this.name) = (process, pipe, name);
        output = new RawText(process.StandardOutput.BaseStream, CellOutput.TextLimit);
        errors = new RawText(process.StandardError.BaseStream, 100_000);
        memory = new MemoryWatch(process, memoryLimit);
        conversation = new WorkerConversation(pipe);
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
        string heapLimit = MemoryWatch.HeapLimit(memoryLimit).ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x" + heapLimit;
        start.Environment[CellProcesses.Variable] = name;
        // A process that is killed would leave the sockets for debuggers and profilers behind, three files each time.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        Process process;
        try
        {
            process = Process.Start(start)!;
            ProcessGroup.Join(process);
            process.StandardInput.Close(); // for cells, and for the programs that they start, input is at its end
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            await pipe.DisposeAsync();
            throw new CannotStartException(
                $"the process for the cells cannot be started: {PlainText.OneLine(e.Message)}");
        }
        var worker = new WorkerProcess(process, pipe, name, memoryLimit);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(startLimit);
        try
        {
            Task connected = pipe.WaitForConnectionAsync(limit.Token);
            Task first = await Task.WhenAny(connected, process.WaitForExitAsync(limit.Token));
            if (first != connected && !limit.IsCancellationRequested)
            {
                string ended = $"the process for the cells ended with code {process.ExitCode}";
                throw new CannotStartException($"{ended}: {PlainText.OneLine(worker.errors.Start)}");
            }
            await connected;
            worker.receiving = worker.conversation.ReceiveAllAsync(worker.closing.Token);
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

    /// <summary>Runs a cell and hands on its outputs as they come; also those of what it leaves running,
    /// as long as the process lives.</summary>
    /// <param name="cell">The cell's number, as people count.</param>
    /// <param name="code">Its source.</param>
    /// <param name="timeout">How long it may take, compiling included; the first cell has a minute more to compile,
    /// since it waits for the compiler to be loaded.</param>
    /// <param name="output">Told of each output, and whether it is the value of the cell's last expression;
    /// from one thread at a time, which need not be the caller's.</param>
    /// <param name="cancellation">Ends the wait; the process is then of no more use.</param>
    /// <param name="ask">Asks the user for a line, null for none; left out where nobody can be asked.</param>
    /// <param name="compiled">Told when the cell is compiled and runs:
    /// what it declares can then be used, however it ends.</param>
    /// <returns>Why it failed, or null.</returns>
    public async Task<CellFailure?> RunAsync(int cell, string code, TimeSpan timeout, Action<JsonObject, bool> output,
        CancellationToken cancellation, Func<Task<string?>>? ask = null, Action? compiled = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, memory.Exceeded);
        if (timeout != Timeout.InfiniteTimeSpan) limit.CancelAfter(hasCompiled ? timeout : timeout + startLimit);
        CellRun run = conversation.Begin(cell, new OutputBudget(output), ask, compiled: () =>
        {
            compiled?.Invoke();
            if (hasCompiled) return;
            hasCompiled = true; // once for a process: no message gives a cell more time
            if (timeout != Timeout.InfiniteTimeSpan) limit.CancelAfter(timeout);
        });
        this.output.Begin();
        CellFailure? failure;
        try
        {
            var request = new JsonObject { ["cell"] = cell, ["code"] = code, ["ticket"] = run.Ticket };
            if (ask is not null) request["input"] = true;
            await conversation.SendAsync(request, limit.Token);
            failure = await run.Done.Task.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (memory.Exceeded.IsCancellationRequested)
        {
            failure = Ended(memory.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            failure = Ended(FormattableString.Invariant(
                $"stopped after {timeout.TotalSeconds:0.#} s, the time a cell may take (--timeout)"));
        }
        catch (InvalidDataException e)
        {
            failure = Ended(
                $"the process for the cells was ended, since it sent what is no answer ({e.Message}); " +
                "a cell must have written to a connection that is not its own");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process is gone, perhaps amid a line; what it left on standard error tells why.
            cancellation.ThrowIfCancellationRequested();
            await WaitForExitAsync();
            string why = memory.Exceeded.IsCancellationRequested
                ? memory.Message
                : endedBecause ?? WorkerDeath.Why(process, errors.Start);
            failure = Ended(why, [.. WorkerDeath.Traces(errors.Start)]);
        }
        finally
        {
            run.HasEnded = true;
        }
        // What a native library or a child wrote past .NET's console stands behind the rest.
        foreach (JsonObject raw in await this.output.TakeAsync()) run.Outputs.Add(raw);
        run.Outputs.End();
        return failure;

        CellFailure Ended(string message, params string[] details)
        {
            IsUsable = false;
            return CellFailure.OfProcess(cell, message, details);
        }
    }

    /// <summary>Interrupts the cell that runs; what earlier cells declared is kept. A cell that cannot be reached goes
    /// on: then only ending the process helps.</summary>
    public Task InterruptAsync() => conversation.TrySendAsync(new JsonObject { ["interrupt"] = true });

    /// <summary>Ends the process at once; the cell that runs ends with a failure.</summary>
    /// <param name="why">What is told of it.</param>
    public void Kill(string why)
    {
        endedBecause = why;
        ProcessGroup.Kill(process, name);
    }

    /// <summary>Ends the process, whatever it is doing, and its children.</summary>
    public async ValueTask DisposeAsync()
    {
        await memory.DisposeAsync();
        ProcessGroup.Kill(process, name);
        await WaitForExitAsync();
        await closing.CancelAsync();
        await receiving;
        closing.Dispose();
        process.Dispose(); // and with it the ends of the pipes that a child may still hold
        await pipe.DisposeAsync();
        conversation.Dispose();
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
            ProcessGroup.Kill(process, name); // it could not be waited for, or had ended
        }
    }

    /// <summary>The dotnet that runs the host itself, which need not be the one on the path.</summary>
    internal static string DotnetPath()
    {
        string program = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        return Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", program));
    }
}
