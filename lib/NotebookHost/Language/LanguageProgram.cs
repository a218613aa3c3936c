using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace NotebookHost;

/// <summary>The process that knows the language, and runs no cell: it reads requests from its input and answers on
/// its output, a line of JSON each.</summary>
/// <remarks>It ends when its input does. What ends it otherwise,
/// such as code that takes all of its stack, costs an answer.</remarks>
internal static class LanguageProgram
{
    /// <summary>The names of what can be asked for.</summary>
    public const string Complete = "complete_request", Inspect = "inspect_request";

    /// <inheritdoc cref="Complete"/>
    public const string IsComplete = "is_complete_request", Warm = "warm";

    private static readonly JsonSerializerOptions asShortAsCanBe = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Running running = new();

    /// <summary>Answers until nobody is there.</summary>
    /// <param name="folder">The notebook's folder, against which <c>#r</c> paths resolve.</param>
    public static async Task<int> RunAsync(string folder)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        // Ctrl+C goes to every process of the terminal; the kernel decides what it means.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        await using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        Console.SetOut(TextWriter.Null); // what a library says is no answer
        var messages = Channel.CreateUnbounded<JsonNode>();
        new Thread(() => Read(messages.Writer)) { IsBackground = true }.Start();
        using var language = new LanguageService(folder);
        bool isUntidy = false;
        while (true)
        {
            if (!messages.Reader.TryRead(out JsonNode? message))
            {
                if (isUntidy) isUntidy = await TidyAsync(language);
                else if (!await messages.Reader.WaitToReadAsync()) return HostCommand.AllRan;
                continue;
            }
            if (message["clear"] is not null) language.Clear();
            if (message["add"] is { } cell) isUntidy |= await AddAsync(language, (string)cell!);
            if (message["id"] is not { } id) continue;
            var answer = new JsonObject { ["id"] = (int)id, ["reply"] = await AnswerAsync(language, message) };
            await output.WriteLineAsync(answer.ToJsonString(asShortAsCanBe));
        }
    }

    private static async Task<bool> AddAsync(LanguageService language, string code)
    {
        if (CodeNesting.Beyond(code) is not null) return false;
        await language.AddAsync(code);
        return true;
    }

    private static async Task<bool> TidyAsync(LanguageService language)
    {
        try
        {
            return await language.TidyAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return true; // the cell that Roslyn cannot follow is left out
        }
    }

    /// <summary>The answer; null where there is none.</summary>
    private static async Task<JsonObject?> AnswerAsync(LanguageService language, JsonNode request)
    {
        string code = (string?)request["code"] ?? "";
        int position = (int?)request["position"] ?? int.MaxValue;
        string? asked = (string?)request["ask"];
        bool isTooDeep = CodeNesting.Beyond(code) is not null;
        if (isTooDeep) return asked == IsComplete ? new JsonObject { ["status"] = "invalid" } : null;
        try
        {
            CancellationToken cancellation = running.Begin((int)request["id"]!);
            IEnumerable<string> above = (request["before"] as JsonArray ?? []).Select(cell => (string)cell!);
            string[] before = [.. above.Where(cell => CodeNesting.Beyond(cell) is null)];
            switch (asked)
            {
                case Complete:
                    return await language.CompleteAsync(before, code, position, cancellation);
                case Inspect:
                    return await language.InspectAsync(before, code, position, cancellation);
                case IsComplete:
                    return CodeCompleteness.Reply(code);
                default:
                    await language.WarmAsync(cancellation);
                    return [];
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException) // whatever Roslyn meets, it costs this answer
        {
            return null;
        }
    }

    private static void Read(ChannelWriter<JsonNode> messages)
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        while (input.ReadLine() is string line)
        {
            JsonNode message = JsonNode.Parse(line)!;
            if (message["cancel"] is { } id) running.Cancel((int)id);
            else messages.TryWrite(message);
        }
        Environment.Exit(HostCommand.AllRan);
    }

    /// <summary>The request that is answered, for the thread that hears that nobody waits for it.</summary>
    private sealed class Running : IDisposable
    {
        private readonly Lock gate = new();
        private CancellationTokenSource source = new();
        private int current, cancelled; // requests are numbered as they come

        public CancellationToken Begin(int id)
        {
            lock (gate)
            {
                source.Dispose();
                source = new CancellationTokenSource();
                current = id;
                if (cancelled >= id) source.Cancel();
                return source.Token;
            }
        }

        public void Cancel(int id)
        {
            lock (gate)
            {
                cancelled = Math.Max(cancelled, id);
                if (current == id) source.Cancel();
            }
        }

        public void Dispose() => source.Dispose();
    }
}
