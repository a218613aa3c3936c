using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>What a worker said about the cell that it runs: an output, that the cell is compiled, or that it is done.</summary>
/// <param name="Output">An output, or null.</param>
/// <param name="IsResult">Whether the output is the value of the cell's last expression.</param>
/// <param name="IsDone">Whether the cell has ended.</param>
/// <param name="Failure">Why it failed, if it did.</param>
internal sealed record WorkerMessage(JsonObject? Output, bool IsResult, bool IsDone, CellFailure? Failure);

/// <summary>The conversation with a worker: lines of JSON, bounded and checked.</summary>
/// <remarks>
/// A cell shares its process with the worker and can find the connection. So each request carries a ticket that only its answers repeat, a line has a greatest length,
/// and whatever is not an answer to the cell that runs ends the conversation.
/// </remarks>
internal sealed class WorkerMessages(Stream stream) : IDisposable
{
    /// <summary>The longest line, in bytes: the displays of a cell that are kept, each character in three bytes, and what stands around them.</summary>
    public const int LineLimit = 3 * CellOutput.DisplayLimit + (8 << 20);

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

    /// <summary>The next message about a cell.</summary>
    /// <exception cref="EndOfStreamException">The worker is gone.</exception>
    /// <exception cref="InvalidDataException">What came is no answer to that request; the message says what is wrong with it.</exception>
    public async Task<WorkerMessage> ReceiveAsync(string ticket, int cell, CancellationToken cancellation)
    {
        byte[] line = await ReadLineAsync(cancellation);
        try
        {
            if (JsonNode.Parse(line) is not JsonObject message) throw new InvalidDataException("not a message");
            if (message["ticket"] is not JsonValue got || !got.TryGetValue(out string? given) || given != ticket) throw new InvalidDataException("without the ticket of the request");
            if (message["output"] is JsonObject output) return new WorkerMessage(Checked(output), message["result"] is not null, IsDone: false, Failure: null);
            if (message["compiled"] is not null) return new WorkerMessage(null, IsResult: false, IsDone: false, Failure: null);
            if (message["done"] is null) throw new InvalidDataException("neither an output nor an end");
            return new WorkerMessage(null, IsResult: false, IsDone: true, message["failure"] is { } failure ? CellFailure.FromJson(failure, cell) : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException or NullReferenceException)
        {
            throw new InvalidDataException("not a message", e);
        }
    }

    /// <summary>An output as nbformat has it, or none.</summary>
    private static JsonObject Checked(JsonObject output)
    {
        bool good = (string?)output["output_type"] switch
        {
            "stream" => (string?)output["name"] is "stdout" or "stderr" && output["text"] is JsonArray text && text.All(line => line is JsonValue v && v.TryGetValue(out string? _)),
            "display_data" => output["data"] is JsonObject data && data.All(d => d.Value is not null),
            _ => false,
        };
        return good ? (JsonObject)output.DeepClone() : throw new InvalidDataException("an output that is none");
    }

    private async Task<byte[]> ReadLineAsync(CancellationToken cancellation)
    {
        using var line = new MemoryStream();
        while (true)
        {
            int newline = Array.IndexOf(buffer, (byte)'\n', start, end - start);
            int taken = (newline < 0 ? end : newline) - start;
            if (line.Length + taken > LineLimit) throw new InvalidDataException($"a line of more than {LineLimit >> 20} MB");
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
