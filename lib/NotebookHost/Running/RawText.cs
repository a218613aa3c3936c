using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>What a process writes to standard output or standard error itself, past .NET's console:
/// read as it comes, kept up to a limit, the rest counted.</summary>
/// <remarks>Never waited for to end: a child that outlives the process may hold the other end.</remarks>
internal sealed class RawText
{
    private static readonly TimeSpan quiet = TimeSpan.FromMilliseconds(30), patience = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly StringBuilder kept = new();
    private readonly int limit;
    private long total, last;

    public RawText(Stream stream, int limit)
    {
        this.limit = limit;
        _ = ReadAsync(stream);
    }

    /// <summary>What was kept so far: the beginning.</summary>
    public string Start
    {
        get
        {
            lock (gate) return kept.ToString();
        }
    }

    /// <summary>Forgets what came before.</summary>
    public void Begin()
    {
        lock (gate) (_, total) = (kept.Clear(), 0);
    }

    /// <summary>What came since, as outputs of a cell; waits a moment for what is still on its way.</summary>
    public async Task<IReadOnlyList<JsonObject>> TakeAsync()
    {
        long begun = Stopwatch.GetTimestamp();
        while (Interlocked.Read(ref total) > 0
            && Stopwatch.GetElapsedTime(Interlocked.Read(ref last)) < quiet
            && Stopwatch.GetElapsedTime(begun) < patience)
        {
            await Task.Delay(10);
        }
        lock (gate)
        {
            if (total == 0) return [];
            JsonObject text = CellOutput.Stream("stdout", kept.ToString());
            long cut = total - kept.Length;
            Begin();
            if (cut == 0) return [text];
            string told = FormattableString.Invariant($"\n… cut: {cut:N0} more characters\n");
            return [text, CellOutput.Stream("stdout", told)];
        }
    }

    private async Task ReadAsync(Stream stream)
    {
        var bytes = new byte[1 << 16];
        var characters = new char[1 << 16];
        Decoder decoder = Encoding.UTF8.GetDecoder();
        try
        {
            for (int read; (read = await stream.ReadAsync(bytes)) > 0;)
            {
                int decoded = decoder.GetChars(bytes, 0, read, characters, 0);
                lock (gate)
                {
                    kept.Append(characters, 0, (int)Math.Clamp(limit - kept.Length, 0, decoded));
                    total += decoded;
                    last = Stopwatch.GetTimestamp();
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process was given up.
        }
    }
}
