using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace NotebookHost;

/// <summary>The process that runs the cells of one notebook. It reads requests and answers them, a line of JSON each, over a pipe of its own.</summary>
/// <remarks>The pipe is not standard output: whatever a cell or a native library writes there cannot be taken for an answer.</remarks>
internal static class Worker
{
    public static int Run(string pipeName)
    {
        WarmUp.Start();
        using var pipe = new NamedPipeClientStream(".", pipeName, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        pipe.Connect(10_000);
        // Ctrl+C goes to every process of the terminal; the host decides what it means.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        var requests = Channel.CreateUnbounded<JsonNode>();
        new Thread(() => Read(pipe, requests.Writer)) { IsBackground = true }.Start();
        ServeAsync(requests.Reader, pipe).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task ServeAsync(ChannelReader<JsonNode> requests, Stream pipe)
    {
        var writer = new StreamWriter(pipe) { AutoFlush = true };
        var send = (JsonObject message) =>
        {
            lock (writer) writer.Write(message.ToJsonString() + "\n");
        };
        var output = new CellOutput(send);
        Console.SetOut(output.Writer("stdout"));
        Console.SetError(output.Writer("stderr"));
        Console.SetIn(TextReader.Null);
        Displaying.Show = (value, mimeTypes) => output.Show(ValueFormatter.Bundle(value, mimeTypes));

        var session = new CSharpSession(Environment.CurrentDirectory);
        await foreach (JsonNode request in requests.ReadAllAsync())
        {
            int cell = (int)request["cell"]!;
            var answer = new JsonObject { ["done"] = cell };
            output.Begin();
            try
            {
                (bool hasValue, object? value) = await session.RunAsync((string)request["code"]!, cell, () => send(new JsonObject { ["compiled"] = cell }));
                if (hasValue) output.Show(ValueFormatter.Bundle(value, []));
            }
            catch (CellFailureException e)
            {
                answer["failure"] = e.Failure.ToJson();
            }
            catch (Exception e) // of a formatter, which is code of the notebook's libraries
            {
                answer["failure"] = CellFailure.OfProcess(cell, $"{e.GetType().Name}: {e.Message}", e.ToString().Split((char)10)).ToJson();
            }
            output.End();
            send(answer);
        }
    }

    /// <summary>Reads requests on a thread of its own: when the host is gone, so is the worker, whatever its cell does.</summary>
    private static void Read(Stream pipe, ChannelWriter<JsonNode> requests)
    {
        try
        {
            using var reader = new StreamReader(pipe, leaveOpen: true);
            while (reader.ReadLine() is string line) requests.TryWrite(JsonNode.Parse(line)!);
        }
        catch (IOException)
        {
            // The host is gone.
        }
        Environment.Exit(0);
    }
}
