using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>What a worker says about a cell.</summary>
internal enum WorkerMessageKind
{
    /// <summary>An output of it.</summary>
    Output,

    /// <summary>It is compiled, and runs now.</summary>
    Compiled,

    /// <summary>It wants a line from the user.</summary>
    Question,

    /// <summary>It has ended.</summary>
    Done,
}

/// <summary>What a worker said.</summary>
/// <param name="Ticket">Of the cell that it is about.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Output">The output, if it is one.</param>
/// <param name="IsResult">Whether the output is the value of the cell's last expression.</param>
/// <param name="Failure">Why the cell failed, if it ended so.</param>
internal sealed record WorkerMessage(
    string Ticket,
    WorkerMessageKind Kind,
    JsonObject? Output = null,
    bool IsResult = false,
    CellFailure? Failure = null);

/// <summary>The conversation with a worker: lines of JSON, bounded and checked.</summary>
/// <remarks>
/// A cell shares its process with the worker and can find the connection. So each request carries a ticket that only
/// its answers repeat, a line has a greatest length, and whatever is not an answer to a request ends the conversation.
/// </remarks>
internal sealed class WorkerMessages(Stream stream) : IDisposable
{
    /// <summary>The longest line, in bytes: the displays of a cell that are kept, each character in three bytes,
    /// and what stands around them.</summary>
    public const int LineLimit = 3 * CellOutput.DisplayLimit + (8 << 20);

    private const int LongestId = 200, LongestMetadata = 10_000;
    private static readonly JsonDocumentOptions strict =
        new() { AllowDuplicateProperties = false, MaxDepth = CellOutput.JsonDepth + 3 };

    private readonly byte[] buffer = new byte[1 << 16];
    private readonly SemaphoreSlim sending = new(1);
    private int start, end; // of what was received and not yet read

    /// <summary>Sends a request; one at a time, whoever asks.</summary>
    public async Task SendAsync(JsonObject request, CancellationToken cancellation)
    {
        await sending.WaitAsync(cancellation);
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToJsonString() + "\n"), cancellation);
            await stream.FlushAsync(cancellation);
        }
        finally
        {
            sending.Release();
        }
    }

    public void Dispose() => sending.Dispose();

    /// <summary>The next message.</summary>
    /// <param name="cellOf">The number of the cell that a ticket belongs to; null where it belongs to none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EndOfStreamException">The worker is gone.</exception>
    /// <exception cref="InvalidDataException">What came is no answer to a request;
    /// the message says what is wrong with it.</exception>
    public async Task<WorkerMessage> ReceiveAsync(Func<string, int?> cellOf, CancellationToken cancellation)
    {
        byte[] line = await ReadLineAsync(cancellation);
        try
        {
            if (JsonNode.Parse(line, documentOptions: strict) is not JsonObject message)
                throw new InvalidDataException("not a message");
            var given = message["ticket"] as JsonValue;
            if (given is null || !given.TryGetValue(out string? ticket) || cellOf(ticket) is not int cell)
                throw new InvalidDataException("without the ticket of a request");
            if (message["output"] is JsonObject output)
                return Output(ticket, Checked(output), isResult: message["result"] is not null);
            if (message["compiled"] is not null) return new WorkerMessage(ticket, WorkerMessageKind.Compiled);
            if (message["ask"] is not null) return new WorkerMessage(ticket, WorkerMessageKind.Question);
            if (message["done"] is null) throw new InvalidDataException("neither an output nor an end");
            CellFailure? failure = message["failure"] is { } told ? CellFailure.FromJson(told, cell) : null;
            return new WorkerMessage(ticket, WorkerMessageKind.Done, Failure: failure);
        }
        catch (Exception e) when (e is not InvalidDataException) // whatever is wrong with it
        {
            throw new InvalidDataException("not a message", e);
        }
    }

    private static WorkerMessage Output(string ticket, JsonObject output, bool isResult) =>
        new(ticket, WorkerMessageKind.Output, output, isResult && (string?)output["output_type"] == "display_data");

    /// <summary>An output as nbformat has it, with nothing in it that is not known.</summary>
    private static JsonObject Checked(JsonObject output)
    {
        string type = Text(output["output_type"]);
        var good = new JsonObject();
        switch (type)
        {
            case "stream":
                good["name"] = Text(output["name"]) is var name and ("stdout" or "stderr") ? name
                    : throw new InvalidDataException("a stream without a name");
                good["text"] = Cell.Lines(Lines(output["text"]));
                break;
            case "display_data" or "update_display_data":
                (good["data"], good["metadata"]) = (Data(output["data"]), Metadata(output["metadata"]));
                if (output["transient"] is { } transient)
                    good["transient"] = new JsonObject { ["display_id"] = Id(transient["display_id"]) };
                break;
            case "clear_output":
                good["wait"] = output["wait"]!.GetValue<bool>();
                break;
            default:
                throw new InvalidDataException("an output that is none");
        }
        if (type == "update_display_data" && good["transient"] is null)
            throw new InvalidDataException("an update of nothing");
        good["output_type"] = type;
        return good;
    }

    private static JsonObject Data(JsonNode? data)
    {
        var good = new JsonObject();
        foreach (var (mimeType, value) in data!.AsObject())
        {
            Notebook.RequireCharacters(JsonValue.Create(mimeType), "");
            if (Cell.IsJson(mimeType)) good[mimeType] = Json(value);
            else if (value is JsonArray) good[mimeType] = Cell.Lines(Lines(value));
            else good[mimeType] = Text(value);
        }
        return good;
    }

    /// <summary>What is said about data, which no budget counts.</summary>
    private static JsonObject Metadata(JsonNode? metadata)
    {
        if (metadata is not JsonObject said) return [];
        return said.ToJsonString().Length <= LongestMetadata ? Json(said)!.AsObject() : [];
    }

    /// <summary>A copy, which does not hold all that came with it.</summary>
    private static JsonNode? Json(JsonNode? value)
    {
        Notebook.RequireCharacters(value, "");
        return JsonNode.Parse(value?.ToJsonString() ?? "null");
    }

    private static string Id(JsonNode? id) =>
        Text(id) is { Length: <= LongestId } text ? text : throw new InvalidDataException("a name that is too long");

    private static string Lines(JsonNode? lines) => string.Concat(lines!.AsArray().Select(Text));

    private static string Text(JsonNode? node)
    {
        Notebook.RequireCharacters(node, "");
        return node!.GetValue<string>();
    }

    private async Task<byte[]> ReadLineAsync(CancellationToken cancellation)
    {
        using var line = new MemoryStream();
        while (true)
        {
            int newline = Array.IndexOf(buffer, (byte)'\n', start, end - start);
            int taken = (newline < 0 ? end : newline) - start;
            if (line.Length + taken > LineLimit)
                throw new InvalidDataException($"a line of more than {LineLimit >> 20} MB");
            line.Write(buffer, start, taken);
            start += taken;
            if (newline >= 0)
            {
                start++;
                return line.ToArray();
            }
            (start, end) = (0, await stream.ReadAsync(buffer, cancellation));
            if (end == 0) throw new EndOfStreamException();
        }
    }
}
