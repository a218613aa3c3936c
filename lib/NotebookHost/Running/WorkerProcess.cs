using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>A process that runs the cells of one notebook, seen from the host.</summary>
internal sealed partial class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan startLimit = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly NamedPipeServerStream pipe;
    private readonly StringBuilder errors = new();
    private StreamReader reader = StreamReader.Null;
    private StreamWriter writer = StreamWriter.Null;

    private WorkerProcess(Process process, NamedPipeServerStream pipe) => (this.process, this.pipe) = (process, pipe);

    /// <summary>Starts a worker in the notebook's folder.</summary>
    public static async Task<WorkerProcess> StartAsync(string folder, long heapLimit, CancellationToken cancellation)
    {
        string name = $"notebook-{Guid.NewGuid():N}";
        var pipe = new NamedPipeServerStream(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        var start = new ProcessStartInfo(DotnetPath())
        {
            ArgumentList = { "exec", typeof(WorkerProcess).Assembly.Location, "worker", name },
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x" + heapLimit.ToString("x", CultureInfo.InvariantCulture);
        var worker = new WorkerProcess(Process.Start(start)!, pipe);
        worker.process.OutputDataReceived += static (_, _) => { };
        worker.process.ErrorDataReceived += (_, e) => worker.KeepError(e.Data);
        worker.process.BeginOutputReadLine();
        worker.process.BeginErrorReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(startLimit);
        try
        {
            Task connected = pipe.WaitForConnectionAsync(limit.Token);
            if (await Task.WhenAny(connected, worker.process.WaitForExitAsync(limit.Token)) != connected && !limit.IsCancellationRequested)
                throw new CannotStartException($"the process for the cells ended with code {worker.process.ExitCode}: {worker.errors}");
            await connected;
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
        worker.reader = new StreamReader(pipe, leaveOpen: true);
        worker.writer = new StreamWriter(pipe, leaveOpen: true) { AutoFlush = true };
        return worker;
    }

    /// <summary>Runs a cell and hands on its outputs as they come.</summary>
    /// <returns>Why it failed, or null.</returns>
    public async Task<CellFailure?> RunAsync(int cell, string code, TimeSpan timeout, Action<JsonObject> output, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout + startLimit);
        try
        {
            await writer.WriteLineAsync(new JsonObject { ["cell"] = cell, ["code"] = code }.ToJsonString());
            while (await reader.ReadLineAsync(limit.Token) is string line)
            {
                var message = JsonNode.Parse(line)!.AsObject();
                if (message["output"] is JsonObject shown) output((JsonObject)shown.DeepClone());
                else if (message.ContainsKey("compiled")) limit.CancelAfter(timeout); // loading a compiler on a busy machine is not the cell's time
                else return message["failure"] is JsonNode failure ? CellFailure.FromJson(failure) : null;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return CellFailure.OfProcess(cell, FormattableString.Invariant($"stopped after {timeout.TotalSeconds:0.#} s, the time a cell may take (--timeout)"));
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // The process is gone, perhaps amid a line; what it left on standard error tells why.
        }
        cancellation.ThrowIfCancellationRequested();
        await process.WaitForExitAsync(cancellation);
        return CellFailure.OfProcess(cell, WhyItEnded(), [.. Traces()]);
    }

    /// <summary>Ends the process, whatever it is doing.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        catch (InvalidOperationException)
        {
            // It had ended.
        }
        process.Dispose();
        await pipe.DisposeAsync();
    }

    private string WhyItEnded()
    {
        string text = errors.ToString();
        return text.Contains("Stack overflow", StringComparison.Ordinal) ? "stack overflow: a call chain without an end"
            : text.Contains("Out of memory", StringComparison.Ordinal) ? "out of memory"
            : FormattableString.Invariant($"the process ended with code {process.ExitCode}");
    }

    /// <summary>The frames of cells and libraries in what .NET wrote as it died.</summary>
    private IEnumerable<string> Traces() => errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(line => line.StartsWith("at ", StringComparison.Ordinal) && !line.StartsWith("at System.", StringComparison.Ordinal)
            && !line.StartsWith("at Microsoft.CodeAnalysis", StringComparison.Ordinal) && !line.StartsWith("at NotebookHost.", StringComparison.Ordinal) && !line.Contains("<Initialize>", StringComparison.Ordinal) && !line.Contains("<Factory>", StringComparison.Ordinal) && !line.StartsWith("at Program", StringComparison.Ordinal))
        .Select(line => SubmissionName().Replace(line, "")).Distinct().Take(8);

    [GeneratedRegex(@"Submission#\d+[.+]")]
    private static partial Regex SubmissionName();

    private void KeepError(string? line)
    {
        lock (errors)
            if (line is not null && errors.Length < 20_000) errors.Append(line).Append('\n');
    }

    /// <summary>The dotnet that runs the host itself, which need not be the one on the path.</summary>
    private static string DotnetPath() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
