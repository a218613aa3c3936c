using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookHost;

/// <summary>The process that runs the cells of one notebook. It reads requests and answers them, a line of JSON each,
/// over a pipe of its own.</summary>
/// <remarks>The pipe is not standard output: whatever a cell or a native library writes there cannot be taken
/// for an answer. Each answer repeats the ticket of its request.</remarks>
internal static class Worker
{
    private static readonly JsonSerializerOptions asShortAsCanBe =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static int Run(string pipeName)
    {
        ProcessGroup.Lead();
        // As the committed outputs were made.
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CellThread.EndOthersQuietly();
        InterruptibleLibraries.Listen();
        WarmUp.Start();
        using NamedPipeClientStream pipe = WorkerPipe.Connect(pipeName);
        // Ctrl+C goes to every process of the terminal; the host decides what it means.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        var requests = Channel.CreateUnbounded<JsonNode>();
        using var input = new CellInput();
        var running = new RunningCell(input);
        new Thread(() => Read(pipe, pipeName, requests.Writer, running)) { IsBackground = true }.Start();
        ServeAsync(requests.Reader, pipe, running).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task ServeAsync(ChannelReader<JsonNode> requests, Stream pipe, RunningCell running)
    {
        var writer = new StreamWriter(pipe) { AutoFlush = true };
        Console.SetOut(CellOutput.Writer("stdout"));
        Console.SetError(CellOutput.Writer("stderr"));
        Console.SetIn(running.Input);
        // What x.Display() shows.
        using IDisposable displays =
            Formatter.SubscribeToDisplayedValues(static displayed => CellOutput.Current?.Show(displayed));
        Formatter.Register<LaTeXString>(formula => formula.ToString(), "text/latex");
        Formatter.SetPreferredMimeTypesFor(typeof(LaTeXString), "text/latex");
        Formatter.Register<MathString>(formula => formula.ToString(), "text/latex");
        Formatter.SetPreferredMimeTypesFor(typeof(MathString), "text/latex");

        var session = new CSharpSession(Environment.CurrentDirectory);
        await foreach (JsonNode request in requests.ReadAllAsync())
        {
            int cell = (int)request["cell"]!;
            string ticket = (string)request["ticket"]!;
            void Send(JsonObject message)
            {
                message["ticket"] = ticket;
                string line = message.ToJsonString(asShortAsCanBe) + "\n";
                lock (writer) writer.Write(line);
            }
            var answer = new JsonObject { ["done"] = cell };
            using var thread = new CellThread();
            var output = new CellOutput(Send, thread.Interrupted);
            output.Begin();
            running.Input.Begin(request["input"] is null ? null : () =>
            {
                output.PassOn();
                Send(new JsonObject { ["ask"] = cell });
            });
            try
            {
                running.Thread = thread;
                JsonObject? shown = thread.Run(() =>
                {
                    CompiledCell compiled = session.Compile((string)request["code"]!, cell, thread.Interrupted);
                    Send(new JsonObject { ["compiled"] = cell });
                    return compiled;
                }, async compiled =>
                {
                    (bool hasValue, object? value) = await session.RunAsync(compiled);
                    // On the thread of the cell: a value may be a sequence without end.
                    return hasValue ? ValueFormatter.Bundle(value) : null;
                });
                if (shown is not null) output.ShowResult(shown);
            }
            catch (OperationCanceledException) when (thread.Interrupted.IsCancellationRequested)
            {
                answer["failure"] = CellFailure.OfProcess(cell, CellFailure.Interrupted).ToJson();
            }
            catch (CellFailureException e)
            {
                answer["failure"] = e.Failure.ToJson();
            }
            catch (Exception e) // of a formatter, which is code of the notebook's libraries
            {
                string thrown = $"{e.GetType().Name}: {e.Message}";
                answer["failure"] = CellFailure.OfProcess(cell, thrown, e.ToString().Split((char)10)).ToJson();
            }
            finally
            {
                running.Thread = null;
            }
            running.Input.Begin(ask: null);
            output.End();
            Send(answer);
        }
    }

    /// <summary>The cell that runs, for the thread that hears of interrupts and answers.</summary>
    private sealed class RunningCell(CellInput input)
    {
        public CellInput Input => input;

        public volatile CellThread? Thread;
    }

    /// <summary>Reads requests on a thread of its own: when the host is gone, so is the worker,
    /// whatever its cell does.</summary>
    private static void Read(Stream pipe, string mark, ChannelWriter<JsonNode> requests, RunningCell running)
    {
        try
        {
            using var reader = new StreamReader(pipe, leaveOpen: true);
            while (reader.ReadLine() is string line)
            {
                JsonNode request = JsonNode.Parse(line)!;
                if (request["interrupt"] is not null) running.Thread?.Interrupt();
                else if (request.AsObject().TryGetPropertyValue("answer", out JsonNode? answer))
                    running.Input.Answer((string?)answer);
                else requests.TryWrite(request);
            }
        }
        catch (IOException)
        {
            // The host is gone.
        }
        ProcessGroup.KillOwn(mark);
    }
}
