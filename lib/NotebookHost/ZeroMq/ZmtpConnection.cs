using System.Net.Sockets;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace NotebookHost;

/// <summary>
/// One peer of a <see cref="ZmtpPort"/>: reads what it sends, within bounds, and sends it what waits for it.
/// </summary>
/// <param name="socket">The connection.</param>
/// <param name="port">Whose peer it is.</param>
internal sealed class ZmtpConnection(Socket socket, ZmtpPort port)
{
    /// <summary>The longest message of a peer that has proven itself, and of any other, in bytes.</summary>
    public const long ProvenLimit = 256 << 20, StrangersLimit = 256 << 10;

    private const int PingLength = 7; // its name, and for how long; then comes what to repeat
    private const int CommandLimit = 4096, PongsWaiting = 4096, FrameCost = 64;
    private const int MostTopics = 100, LongestTopic = 1000, LongestIdentity = 255;
    private static readonly TimeSpan handshakeLimit = TimeSpan.FromSeconds(10);

    private readonly Channel<byte[]> waiting = Channel.CreateUnbounded<byte[]>();
    private readonly List<byte[]> topics = [];
    private readonly TaskCompletionSource sent = new();
    private long waitingBytes;
    private volatile bool isProven, hasMet;

    /// <summary>What it is called, by itself or by us.</summary>
    public byte[] Identity { get; private set; } = [];

    /// <summary>The rank of a peer that has proven itself.</summary>
    public const int ProvenRank = 2;

    /// <summary>
    /// When there are too many, the lowest goes: 2 has proven that it has the key, 1 has met us, 0 has not.
    /// </summary>
    public int Rank => (isProven ? 1 : 0) + (hasMet ? 1 : 0);

    /// <summary>Serves it until it leaves, or does what is not done.</summary>
    public async Task ServeAsync()
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            await using var input = new BufferedStream(stream, 8192);
            await MeetAsync(input, stream);
            Task sending = SendAllAsync(stream);
            try
            {
                while (true) await ReceiveAsync(input);
            }
            finally
            {
                Close();
                await sending;
            }
        }
        catch (Exception e) when (IsOfThePeer(e))
        {
            // It left, was sent away, or does not speak this protocol.
        }
        finally
        {
            Close();
            sent.TrySetResult();
        }
    }

    /// <summary>Has a message sent; a peer that lets too much of it wait is sent away, and may come again.</summary>
    public void Send(byte[] message)
    {
        long before = Interlocked.Add(ref waitingBytes, message.Length + FrameCost) - message.Length - FrameCost;
        if (before > port.WaitingLimit) Close();
        else waiting.Writer.TryWrite(message);
    }

    /// <summary>Whether it wants to hear of a topic.</summary>
    public bool Wants(byte[] topic)
    {
        lock (topics) return topics.Exists(wanted => topic.AsSpan().StartsWith(wanted));
    }

    /// <summary>Takes what it says about topics: 1 to hear of one, 0 to hear no more.</summary>
    public void Subscribe(ReadOnlySpan<byte> said)
    {
        if (said is not [0 or 1, ..] || said.Length > LongestTopic) return;
        byte[] topic = said[1..].ToArray();
        lock (topics)
        {
            if (said[0] == 0 && topics.FindIndex(wanted => wanted.AsSpan().SequenceEqual(topic)) is var at and >= 0)
                topics.RemoveAt(at);
            else if (said[0] == 1 && topics.Count < MostTopics) topics.Add(topic);
        }
    }

    /// <summary>Sends what waits, and nothing after it.</summary>
    /// <returns>A task that ends when it is sent.</returns>
    public Task FinishAsync()
    {
        waiting.Writer.TryComplete();
        return hasMet ? sent.Task : Task.CompletedTask;
    }

    /// <summary>Sends it away.</summary>
    public void Close()
    {
        waiting.Writer.TryComplete();
        socket.Dispose();
    }

    private static bool IsOfThePeer(Exception e) =>
        e is IOException or InvalidDataException or OperationCanceledException or SocketException
            or ObjectDisposedException;

    private async Task MeetAsync(Stream input, Stream output)
    {
        using var limit = new CancellationTokenSource(handshakeLimit);
        byte[] chosen = await ZmtpHandshake.MeetAsync(input, output, port.SocketType, port.PeerTypes, limit.Token);
        bool isGood = chosen is [not 0, ..] && chosen.Length <= LongestIdentity; // 0 begins those that we give
        Identity = isGood ? chosen : [0, .. RandomNumberGenerator.GetBytes(8)];
        hasMet = true;
    }

    /// <summary>Reads a message, and the commands before it.</summary>
    private async Task ReceiveAsync(Stream input)
    {
        long left = isProven ? ProvenLimit : StrangersLimit;
        var frames = new List<byte[]>();
        while (true)
        {
            ZmtpFrame frame = await ZmtpFrames.ReadAsync(input, left, CancellationToken.None);
            if (frame.IsCommand)
            {
                Obey(frame.Body);
                continue;
            }
            left -= frame.Body.Length + FrameCost; // so that empty ones are not for nothing
            frames.Add(frame.Body);
            if (!frame.HasMore) break;
        }
        if (port.Receive(this, frames)) isProven = true;
    }

    private void Obey(byte[] command)
    {
        if (command.Length > CommandLimit) throw new InvalidDataException("a command longer than there are");
        switch (ZmtpHandshake.CommandName(command))
        {
            case "PING" when command.Length >= PingLength && Interlocked.Read(ref waitingBytes) < PongsWaiting:
                Send(ZmtpFrames.Command("PONG", command.AsSpan(PingLength)));
                break;
            case "" or "READY" or "ERROR":
                throw new InvalidDataException("a command out of place");
        }
    }

    private async Task SendAllAsync(NetworkStream output)
    {
        try
        {
            await foreach (byte[] message in waiting.Reader.ReadAllAsync())
            {
                await output.WriteAsync(message);
                Interlocked.Add(ref waitingBytes, -message.Length - FrameCost);
            }
            sent.TrySetResult();
        }
        catch (Exception e) when (IsOfThePeer(e))
        {
            Close();
        }
    }
}
