using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookHost;

/// <summary>The process that runs the cells of one notebook. It reads requests and answers them, a line of JSON each, over a pipe of its own.</summary>
/// <remarks>The pipe is not standard output: whatever a cell or a native library writes there cannot be taken for an answer. Each answer repeats the ticket of its request.</remarks>
internal static class Worker
{
    private static readonly JsonSerializerOptions asShortAsCanBe = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static int Run(string pipeName)
    {
        ProcessGroup.Lead();
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture; // as the committed outputs were made
        WarmUp.Start();
        using var pipe = new NamedPipeClientStream(".", pipeName, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        pipe.Connect(10_000);
        // Ctrl+C goes to every process of the terminal; the host decides what it means.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        var requests = Channel.CreateUnbounded<JsonNode>();
        var running = new RunningCell();
        new Thread(() => Read(pipe, requests.Writer, running)) { IsBackground = true }.Start();
        ServeAsync(requests.Reader, pipe, running).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task ServeAsync(ChannelReader<JsonNode> requests, Stream pipe, RunningCell running)
    {
        var writer = new StreamWriter(pipe) { AutoFlush = true };
        string? ticket = null;
        var send = (JsonObject message) =>
        {
            lock (writer)
            {
                message["ticket"] = ticket;
                writer.Write(message.ToJsonString(asShortAsCanBe) + "\n");
            }
        };
        var output = new CellOutput(send);
        Console.SetOut(output.Writer("stdout"));
        Console.SetError(output.Writer("stderr"));
        Console.SetIn(TextReader.Null);
        Formatter.Register<LaTeXString>(formula => formula.ToString(), "text/latex");
        Formatter.SetPreferredMimeTypesFor(typeof(LaTeXString), "text/latex");
        Formatter.Register<MathString>(formula => formula.ToString(), "text/latex");
        Formatter.SetPreferredMimeTypesFor(typeof(MathString), "text/latex");
        Displaying.Show = (value, mimeTypes) => output.Show(ValueFormatter.Bundle(value, mimeTypes));

        var session = new CSharpSession(Environment.CurrentDirectory);
        await foreach (JsonNode request in requests.ReadAllAsync())
        {
            int cell = (int)request["cell"]!;
            ticket = (string)request["ticket"]!;
            var answer = new JsonObject { ["done"] = cell };
            output.Begin();
            using var thread = new CellThread();
            try
            {
                running.Thread = thread;
                (bool hasValue, object? value) = thread.Run(() =>
                {
                    Script<object> script = session.Compile((string)request["code"]!, cell, thread.Interrupted);
                    send(new JsonObject { ["compiled"] = cell });
                    return script;
                }, script => session.RunAsync(script, cell));
                if (hasValue) output.Show(ValueFormatter.Bundle(value, []), isResult: true);
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
                answer["failure"] = CellFailure.OfProcess(cell, $"{e.GetType().Name}: {e.Message}", e.ToString().Split((char)10)).ToJson();
            }
            finally
            {
                running.Thread = null;
            }
            output.End();
            send(answer);
        }
    }

    /// <summary>The cell that runs, for the thread that hears of interrupts.</summary>
    private sealed class RunningCell
    {
        public volatile CellThread? Thread;
    }

    /// <summary>Reads requests on a thread of its own: when the host is gone, so is the worker, whatever its cell does.</summary>
    private static void Read(Stream pipe, ChannelWriter<JsonNode> requests, RunningCell running)
    {
        try
        {
            using var reader = new StreamReader(pipe, leaveOpen: true);
            while (reader.ReadLine() is string line)
            {
                JsonNode request = JsonNode.Parse(line)!;
                if (request["interrupt"] is not null) running.Thread?.Interrupt();
                else requests.TryWrite(request);
            }
        }
        catch (IOException)
        {
            // The host is gone.
        }
        ProcessGroup.KillOwn();
    }
}
