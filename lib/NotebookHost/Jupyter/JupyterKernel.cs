using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace NotebookHost;

/// <summary>A Jupyter kernel: answers front ends, and has cells run in a worker, as <c>run</c> does.</summary>
/// <remarks>https://jupyter-client.readthedocs.io, "Messaging in Jupyter". Requests on the shell channel are answered
/// one after another; those to interrupt or to end do not wait for them.</remarks>
internal sealed class JupyterKernel : IAsyncDisposable
{
    /// <summary>What the notebooks of this kernel say about their language.</summary>
    /// <remarks>VS Code has its own name of the language, and writes it into every cell where both differ.</remarks>
    public static readonly IReadOnlyDictionary<string, string> LanguageInfo = new Dictionary<string, string>
    {
        ["file_extension"] = ".cs",
        ["mimetype"] = "text/x-csharp",
        ["name"] = KernelSpec.Language,
        ["pygments_lexer"] = "csharp",
        ["version"] = "13.0",
    };

    private const int ThreadsAtOnce = 16;
    private static readonly TimeSpan interruptPatience = TimeSpan.FromSeconds(8);

    private readonly JupyterSockets sockets;
    private readonly MessageKey key;
    private readonly string session = Guid.NewGuid().ToString("N");
    private readonly OpenNotebook notebook = new();
    private readonly KernelHistory history = new();
    private readonly KernelCells cells;
    private readonly LanguageRequests language;
    private readonly CancellationTokenSource ending = new();
    private int toAbort;

    private JupyterKernel(ConnectionFile connection, long memoryLimit)
    {
        key = connection.Key;
        cells = new KernelCells(notebook.Folder, memoryLimit);
        language = new LanguageRequests(notebook.Folder);
        sockets = new JupyterSockets(connection, session);
    }

    /// <summary>Runs a kernel until a front end ends it, or whoever started it is gone.</summary>
    /// <param name="connectionFile">Where they meet.</param>
    /// <param name="options">What else the command line says: what <see cref="KernelSpec"/> wrote.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string connectionFile, string[] options)
    {
        // completion, which computes, keeps no heartbeat waiting
        ThreadPool.SetMinThreads(ThreadsAtOnce, ThreadsAtOnce);
        try
        {
            await using var kernel =
                new JupyterKernel(ConnectionFile.Read(connectionFile), KernelSpec.MemoryLimit(options));
            await kernel.ServeAsync();
            return HostCommand.AllRan;
        }
        catch (CannotStartException e)
        {
            await Console.Error.WriteLineAsync(PlainText.Harmless(e.Message));
            return HostCommand.CouldNotStart;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await cells.DisposeAsync();
        sockets.Dispose();
        await language.DisposeAsync();
        ending.Dispose();
    }

    private async Task ServeAsync()
    {
        // An interrupt goes to all of a terminal or group; front ends ask by message.
        using var interrupt = PosixSignalRegistration.Create(
            PosixSignal.SIGINT, static signal => signal.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            ending.Cancel();
        });
        Publish("status", new JsonObject { ["execution_state"] = "starting" }, parent: null);
        Task[] others = [AnswerAllAsync(sockets.Urgent), HearAnswersAsync(), EndWithParentAsync()];
        await AnswerAllAsync(sockets.Requests);
        await Task.WhenAll(others);
    }

    private async Task AnswerAllAsync(ChannelReader<JupyterMessage> requests) => await UntilEndingAsync(async () =>
    {
        await foreach (JupyterMessage request in requests.ReadAllAsync(ending.Token))
        {
            Publish("status", new JsonObject { ["execution_state"] = "busy" }, request);
            try
            {
                if (requests == sockets.Requests && toAbort > 0 && toAbort-- > 0 && request.Type == "execute_request")
                    Abort(request);
                else
                    await AnswerAsync(request);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whatever is wrong with one request, the kernel answers the next.
                Reply(request, Failed(e.GetType().Name, PlainText.OneLine(e.Message), [PlainText.OneLine(e.Message)]));
            }
            Publish("status", new JsonObject { ["execution_state"] = "idle" }, request);
            if (request.Type == "shutdown_request") await ending.CancelAsync();
        }
    });

    private Task HearAnswersAsync() => UntilEndingAsync(async () =>
    {
        await foreach (JupyterMessage answer in sockets.Answers.ReadAllAsync(ending.Token))
            if (answer.Type == "input_reply") cells.Answer(answer.Text("value"));
    });

    private Task EndWithParentAsync() => UntilEndingAsync(async () =>
    {
        await ParentWatch.GoneAsync(ending.Token);
        await ending.CancelAsync();
    });

    private static async Task UntilEndingAsync(Func<Task> serve)
    {
        try
        {
            await serve();
        }
        catch (OperationCanceledException)
        {
            // The kernel ends.
        }
    }

    private async Task AnswerAsync(JupyterMessage request)
    {
        switch (request.Type)
        {
            case "kernel_info_request":
                Reply(request, KernelInfo());
                break;
            case "execute_request":
                await ExecuteAsync(request);
                break;
            case LanguageProgram.Complete or LanguageProgram.Inspect or LanguageProgram.IsComplete:
                IReadOnlyList<string> notRun = await NotRunAsync(request);
                Reply(request, await language.AnswerAsync(request, notRun, sockets.Requests, ending.Token));
                break;
            case "history_request":
                Reply(request, history.Answer(request));
                break;
            case "comm_info_request":
                Reply(request, new JsonObject { ["status"] = "ok", ["comms"] = new JsonObject() });
                break;
            case "comm_open":
                // Nobody here answers to any target.
                var closed = new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() };
                Publish("comm_close", closed, request);
                break;
            case "interrupt_request":
                await cells.InterruptAsync(interruptPatience);
                Reply(request, new JsonObject { ["status"] = "ok" });
                break;
            case "shutdown_request":
                Reply(request, new JsonObject { ["status"] = "ok", ["restart"] = request.Flag("restart", false) });
                break;
        }
    }

    private static JsonObject KernelInfo() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = JupyterMessage.ProtocolVersion,
        ["implementation"] = "NotebookLib",
        ["implementation_version"] = typeof(JupyterKernel).Assembly.GetName().Version!.ToString(3),
        ["language_info"] = new JsonObject(
            LanguageInfo.Select(said => KeyValuePair.Create(said.Key, (JsonNode?)said.Value))),
        ["banner"] = "C#, run by NotebookLib's host",
        ["help_links"] = new JsonArray(),
    };

    private async Task ExecuteAsync(JupyterMessage request)
    {
        string code = request.Text("code");
        bool silent = request.Flag("silent", false);
        if (!silent && request.Flag("store_history", true)) history.Add(code);
        int number = Math.Max(1, history.Count);
        if (!silent)
            Publish("execute_input", new JsonObject { ["code"] = code, ["execution_count"] = number }, request);

        bool wasCompiled = false;
        language.Pause();
        CellFailure? failure;
        void Say(string name, string said) =>
            Publish("stream", new JsonObject { ["name"] = name, ["text"] = said }, request);
        using (var text = new TextBatch(Say))
        {
            Func<Task<string?>>? ask = request.Flag("allow_stdin", false) ? () => AskAsync(request, text) : null;
            Action<JsonObject, bool> show = (output, isResult) => Publish(output, isResult, number, request, text);
            if (silent) show = static (_, _) => { };
            failure = await cells.RunAsync(number, code, show, ask, ending.Token, compiled: () => wasCompiled = true);
        }
        if (cells.AreNew) language.Clear();
        else if (wasCompiled) language.Add(code); // also one that threw: what it declares can be used
        language.WarmWhenIdle();
        if (failure is null)
        {
            JsonObject expressions = await EvaluateAsync(request.Content["user_expressions"] as JsonObject, number);
            Reply(request, new JsonObject
            {
                ["status"] = "ok",
                ["execution_count"] = number,
                ["user_expressions"] = expressions,
                ["payload"] = new JsonArray(),
            });
            return;
        }
        JsonObject error = Failed(failure, code);
        if (!silent)
        {
            var parts = error.Where(said => said.Key != "status")
                .Select(said => KeyValuePair.Create(said.Key, said.Value?.DeepClone()));
            Publish("error", new JsonObject(parts), request);
        }
        error["execution_count"] = number;
        Reply(request, error);
        // What was sent before anybody could know of the failure.
        if (request.Flag("stop_on_error", true)) toAbort = sockets.Requests.Count;
    }

    /// <summary>Tells that a cell was not run: so it has no number, and does not look as if it had been.</summary>
    private void Abort(JupyterMessage request) => Reply(request, new JsonObject { ["status"] = "aborted" });

    /// <summary>Values that a front end asks for beside the cell.</summary>
    private async Task<JsonObject> EvaluateAsync(JsonObject? expressions, int number)
    {
        var values = new JsonObject();
        foreach (var (name, expression) in expressions ?? [])
        {
            JsonObject data = [];
            string code = expression is JsonValue value && value.TryGetValue(out string? text) ? text : "";
            CellFailure? failure = await cells.RunAsync(number, code, (output, isResult) =>
            {
                if (isResult) data = Wire(output["data"]!.AsObject());
            }, ask: null, ending.Token);
            values[name] = failure is null
                ? new JsonObject { ["status"] = "ok", ["data"] = data, ["metadata"] = new JsonObject() }
                : Failed(failure, code);
        }
        return values;
    }

    private async Task<string?> AskAsync(JupyterMessage request, TextBatch text)
    {
        text.Flush(); // the question, which front ends would show behind the answer
        Task<string?> answer = cells.NextAnswerAsync();
        var prompt = new JsonObject { ["prompt"] = "", ["password"] = false };
        IReadOnlyList<byte[]> question =
            JupyterMessage.Frames(request.Identities, "input_request", prompt, session, request, key);
        sockets.Send(JupyterChannel.Stdin, question);
        return await answer;
    }

    private void Publish(JsonObject output, bool isResult, int number, JupyterMessage parent, TextBatch text)
    {
        string type = (string)output["output_type"]!;
        if (type == "stream")
        {
            text.Add((string)output["name"]!, Cell.Text(output["text"]));
            return;
        }
        text.Flush();
        if (type == "clear_output")
        {
            Publish(type, new JsonObject { ["wait"] = (bool)output["wait"]! }, parent);
            return;
        }
        var content = new JsonObject { ["data"] = Wire(output["data"]!.AsObject()), ["metadata"] = new JsonObject() };
        if (isResult) (type, content["execution_count"]) = ("execute_result", number);
        else content["transient"] = output["transient"]?.DeepClone() ?? new JsonObject();
        Publish(type, content, parent);
    }

    /// <summary>A bundle as messages carry it: texts whole, where files have them in lines.</summary>
    private static JsonObject Wire(JsonObject data) => new(data.Select(d =>
        KeyValuePair.Create(d.Key,
            d.Value is JsonArray && !Cell.IsJson(d.Key) ? (JsonNode?)Cell.Text(d.Value) : d.Value?.DeepClone())));

    /// <summary>The cells above the one at hand that were not run.</summary>
    private async Task<IReadOnlyList<string>> NotRunAsync(JupyterMessage request) =>
        request.Type == LanguageProgram.IsComplete ? []
            : [.. (await notebook.AboveAsync(request.Text("code"), ending.Token)).Except(language.Run)];

    private static JsonObject Failed(CellFailure failure, string code)
    {
        (string name, string message) = failure.Named;
        if (message == CellFailure.Interrupted) return Failed(name, message, [message]);
        return Failed(name, message, FailureText.Of(failure, code).TrimEnd('\n').Split('\n'));
    }

    private static JsonObject Failed(string name, string message, string[] traceback) => new()
    {
        ["status"] = "error",
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = new JsonArray([.. traceback.Select(line => (JsonNode)line)]),
    };

    private void Reply(JupyterMessage request, JsonObject content)
    {
        string type = request.Type.Replace("_request", "_reply", StringComparison.Ordinal);
        sockets.Send(
            request.Channel, JupyterMessage.Frames(request.Identities, type, content, session, request, key));
    }

    private void Publish(string type, JsonObject content, JupyterMessage? parent)
    {
        byte[] topic = Encoding.ASCII.GetBytes($"kernel.{session}.{type}");
        sockets.Publish(JupyterMessage.Frames([topic], type, content, session, parent, key));
    }
}
