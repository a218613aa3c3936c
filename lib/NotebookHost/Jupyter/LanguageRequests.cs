using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace NotebookHost;

/// <summary>Requests about the language, which a process of its own answers: it is started when somebody asks, or may
/// soon, and let go when nobody has asked for long.</summary>
/// <remarks>
/// An answer is worth less than whatever waits behind it. So a request is given up when a cell comes,
/// soon when anything else comes, and after some seconds when nothing does; its reply is then one without content.
/// A process that dies, or goes on with what was given up, is replaced, and nobody hears of it.
/// </remarks>
/// <param name="folder">The notebook's folder, against which <c>#r</c> paths resolve.</param>
/// <param name="idle">How long nobody has asked when the process is let go; five minutes, where it is left out.</param>
internal sealed class LanguageRequests(string folder, TimeSpan? idle = null) : IAsyncDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(4), patienceAtStart = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan patienceOfOthers = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan idleBeforeWarming = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan idleBeforeEnding = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly List<string> run = [];
    private LanguageProcess? process;
    private int told; // how many cells that were run the process knows
    private bool wasWarmed, isDisposed;
    private Timer? warming, ending;

    /// <summary>The cells that were run in this session, and whose names can be used.</summary>
    public IReadOnlyList<string> Run => run;

    /// <summary>A cell was run: those after it see what it declares.</summary>
    public void Add(string code)
    {
        lock (gate)
        {
            run.Add(code);
            if (process is not null) TellAll(process);
        }
    }

    /// <summary>The session is new.</summary>
    public void Clear()
    {
        lock (gate)
        {
            run.Clear();
            told = 0;
            process?.Tell(new JsonObject { ["clear"] = true });
        }
    }

    /// <summary>A cell begins.</summary>
    public void Pause()
    {
        lock (gate) warming?.Dispose();
    }

    /// <summary>A cell has ended: if the kernel then rests, the process is started, once, so that the first answer is
    /// there when somebody asks.</summary>
    public void WarmWhenIdle()
    {
        lock (gate)
        {
            if (wasWarmed || isDisposed) return;
            warming?.Dispose();
            warming = new Timer(_ => Warm(), null, idleBeforeWarming, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The content of the reply to a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="before">Cells above that were not run.</param>
    /// <param name="next">The requests that come after it.</param>
    /// <param name="cancellation">The kernel ends.</param>
    public async Task<JsonObject> AnswerAsync(
        JupyterMessage request,
        IReadOnlyList<string> before,
        ChannelReader<JupyterMessage> next,
        CancellationToken cancellation)
    {
        LanguageProcess? asked = Current();
        if (asked is null) return Nothing(request);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(asked.IsReady ? patience : patienceAtStart);
        Task<JsonObject?> answer = asked.AskAsync(new JsonObject
        {
            ["ask"] = request.Type,
            ["code"] = request.Text("code"),
            ["position"] = request.Number("cursor_pos", int.MaxValue),
            ["before"] = new JsonArray([.. before.Select(cell => (JsonNode)cell)]),
        }, limit.Token);
        Task other = next.WaitToReadAsync(limit.Token).AsTask();
        if (await Task.WhenAny(answer, other) == other && !answer.IsCompleted)
        {
            bool isCell = next.TryPeek(out JupyterMessage? waiting) && waiting.Type == "execute_request";
            if (isCell) await limit.CancelAsync();
            else limit.CancelAfter(patienceOfOthers);
        }
        JsonObject reply = await answer ?? Nothing(request);
        EndWhenIdle();
        cancellation.ThrowIfCancellationRequested();
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        LanguageProcess? last;
        lock (gate)
        {
            isDisposed = true;
            warming?.Dispose();
            ending?.Dispose();
            last = process;
            process = null;
        }
        if (last is not null) await last.DisposeAsync();
    }

    private static JsonObject Nothing(JupyterMessage request)
    {
        int position = Math.Max(0, request.Number("cursor_pos", 0));
        return request.Type switch
        {
            LanguageProgram.Complete => new JsonObject
            {
                ["status"] = "ok",
                ["matches"] = new JsonArray(),
                ["cursor_start"] = position,
                ["cursor_end"] = position,
                ["metadata"] = new JsonObject(),
            },
            LanguageProgram.Inspect => new JsonObject
            {
                ["status"] = "ok",
                ["found"] = false,
                ["data"] = new JsonObject(),
                ["metadata"] = new JsonObject(),
            },
            _ => new JsonObject { ["status"] = "unknown" },
        };
    }

    /// <summary>The process, which knows all cells; a new one where there is none, or the last one died.</summary>
    private LanguageProcess? Current()
    {
        lock (gate)
        {
            if (isDisposed) return null;
            if (process is { HasEnded: true }) Release();
            if (process is null)
            {
                told = 0;
                process = LanguageProcess.Start(folder);
            }
            if (process is not null) TellAll(process);
            ending?.Dispose(); // until it has answered
            wasWarmed = true;
            return process;
        }
    }

    private void TellAll(LanguageProcess to)
    {
        for (; told < run.Count; told++) to.Tell(new JsonObject { ["add"] = run[told] });
    }

    private void Warm()
    {
        _ = Current()?.AskAsync(new JsonObject { ["ask"] = LanguageProgram.Warm }, CancellationToken.None);
        EndWhenIdle();
    }

    private void EndWhenIdle()
    {
        lock (gate)
        {
            ending?.Dispose();
            TimeSpan wait = idle ?? idleBeforeEnding;
            if (!isDisposed) ending = new Timer(_ => EndIdle(), null, wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void EndIdle()
    {
        lock (gate) Release();
    }

    private void Release()
    {
        _ = process?.DisposeAsync().AsTask();
        process = null;
    }
}
