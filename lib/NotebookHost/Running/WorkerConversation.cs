using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>A cell that was sent to a worker.</summary>
/// <param name="Ticket">What its answers repeat.</param>
/// <param name="Cell">Its number.</param>
/// <param name="Outputs">Where its outputs go.</param>
/// <param name="Ask">Asks the user for a line; null where nobody can be asked.</param>
/// <param name="Compiled">Told when it is compiled.</param>
internal sealed record CellRun(string Ticket, int Cell, OutputBudget Outputs, Func<Task<string?>>? Ask, Action Compiled)
{
    /// <summary>Ends with the cell: with why it failed, or null.</summary>
    public TaskCompletionSource<CellFailure?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether nobody waits for it any more.</summary>
    public volatile bool HasEnded;
}

/// <summary>
/// What is said between the host and a worker: cells go there, and what comes back is told to each of them.
/// </summary>
/// <remarks>
/// What comes may be wrong in any way: then it ends, with every cell that is waited for, and nothing is thrown past it.
/// </remarks>
internal sealed class WorkerConversation(Stream pipe) : IDisposable
{
    private const int RunsRemembered = 2000;

    private readonly WorkerMessages messages = new(pipe);
    private readonly ConcurrentDictionary<string, CellRun> runs = [];
    private readonly Queue<string> tickets = [];
    private volatile Exception? broken;

    /// <summary>
    /// Knows a cell by a ticket that nobody can guess; the oldest are forgotten,
    /// after thousands, with what they may still say.
    /// </summary>
    public CellRun Begin(int cell, OutputBudget outputs, Func<Task<string?>>? ask, Action compiled)
    {
        string ticket = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var run = new CellRun(ticket, cell, outputs, ask, compiled);
        runs[run.Ticket] = run;
        tickets.Enqueue(run.Ticket);
        if (tickets.Count > RunsRemembered) runs.TryRemove(tickets.Dequeue(), out _);
        if (broken is { } e) run.Done.TrySetException(e);
        return run;
    }

    /// <summary>Sends a request.</summary>
    public Task SendAsync(JsonObject request, CancellationToken cancellation) =>
        messages.SendAsync(request, cancellation);

    /// <summary>Sends a request to a worker that may be gone.</summary>
    public async Task TrySendAsync(JsonObject request)
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

    /// <summary>Takes messages as they come, until the worker is gone or sends what is none.</summary>
    public async Task ReceiveAllAsync(CancellationToken cancellation)
    {
        try
        {
            int? CellOf(string ticket) => runs.GetValueOrDefault(ticket)?.Cell;
            while (true) Take(await messages.ReceiveAsync(CellOf, cancellation));
        }
        catch (Exception e)
        {
            broken = e switch
            {
                IOException or InvalidDataException or ObjectDisposedException => e,
                OperationCanceledException => new EndOfStreamException(),
                _ => new InvalidDataException($"what nobody can take: {PlainText.OneLine(e.Message)}", e),
            };
            foreach (CellRun run in runs.Values) run.Done.TrySetException(broken);
        }
    }

    public void Dispose() => messages.Dispose();

    private void Take(WorkerMessage message)
    {
        if (!runs.TryGetValue(message.Ticket, out CellRun? run)) return; // forgotten meanwhile
        if (message.Kind == WorkerMessageKind.Output) run.Outputs.Add(message.Output!, message.IsResult);
        else if (run.HasEnded) return;
        else if (message.Kind == WorkerMessageKind.Compiled) run.Compiled();
        else if (message.Kind == WorkerMessageKind.Question) _ = AnswerAsync(run);
        else run.Done.TrySetResult(message.Failure);
    }

    private async Task AnswerAsync(CellRun run)
    {
        string? line = run.Ask is null ? null : await run.Ask();
        if (!run.HasEnded) await TrySendAsync(new JsonObject { ["answer"] = line });
    }
}
