using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace NotebookHost;

/// <summary>The process that knows the language, seen from the kernel: whatever becomes of it,
/// whoever asks has an answer, or none.</summary>
internal sealed class LanguageProcess : IAsyncDisposable
{
    private const long HeapLimit = 1L << 30;
    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>How long it may go on with what nobody waits for any more; when it starts,
    /// everything takes longer.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5), patienceAtStart = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Channel<JsonObject> outgoing = Channel.CreateUnbounded<JsonObject>();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject?>> asked = [];
    private readonly Task writing, reading;
    private int count;
    private volatile bool hasAnswered, hasEnded; // the latter as soon as it is being ended

    private LanguageProcess(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += static (_, _) => { }; // what it says as it dies; read, since it would wait
        process.BeginErrorReadLine();
        writing = WriteAsync();
        reading = ReadAsync();
    }

    /// <summary>Whether it has answered and goes on; false while it starts, and when it is gone.</summary>
    public bool IsReady => hasAnswered && !hasEnded;

    /// <summary>Whether it is gone.</summary>
    public bool HasEnded => hasEnded;

    /// <summary>Starts one; null where that cannot be done.</summary>
    public static LanguageProcess? Start(string folder)
    {
        string host = typeof(LanguageProcess).Assembly.Location;
        var start = new ProcessStartInfo(WorkerProcess.DotnetPath(), ["exec", host, "language", folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x" + HeapLimit.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // its sockets stay where a process is killed
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        try
        {
            return new LanguageProcess(Process.Start(start)!);
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return null;
        }
    }

    /// <summary>Tells it something, which it hears before what is asked later.</summary>
    public void Tell(JsonObject message) => outgoing.Writer.TryWrite(message);

    /// <summary>Asks it something.</summary>
    /// <param name="request">The request; it is given a number.</param>
    /// <param name="cancellation">Ends the wait: it then stops as well, or is ended.</param>
    /// <returns>The answer; null where it has none, or is gone.</returns>
    public async Task<JsonObject?> AskAsync(JsonObject request, CancellationToken cancellation)
    {
        int id = Interlocked.Increment(ref count);
        var answer = new TaskCompletionSource<JsonObject?>(TaskCreationOptions.RunContinuationsAsynchronously);
        asked[id] = answer;
        request["id"] = id;
        Tell(request);
        if (hasEnded) answer.TrySetResult(null);
        try
        {
            return await answer.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            Tell(new JsonObject { ["cancel"] = id });
            _ = EndUnlessAsync(answer.Task);
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        End();
        await reading;
        await writing;
        process.Dispose();
    }

    private async Task EndUnlessAsync(Task answered)
    {
        if (await Task.WhenAny(answered, Task.Delay(hasAnswered ? patience : patienceAtStart)) != answered) End();
    }

    private void End()
    {
        hasEnded = true;
        outgoing.Writer.TryComplete();
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It had ended.
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (JsonObject message in outgoing.Reader.ReadAllAsync())
            {
                await process.StandardInput.WriteLineAsync(message.ToJsonString());
                await process.StandardInput.FlushAsync();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It is gone.
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is string line)
            {
                if (JsonNode.Parse(line) is not JsonObject answer) continue;
                if (!asked.TryRemove((int)answer["id"]!, out var waiting)) continue;
                hasAnswered = true;
                waiting.TrySetResult(answer["reply"] as JsonObject);
            }
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException)
        {
            End(); // a line that it did not finish
        }
        hasEnded = true;
        outgoing.Writer.TryComplete();
        foreach (TaskCompletionSource<JsonObject?> waiting in asked.Values) waiting.TrySetResult(null);
    }
}
