using System.Net;
using System.Net.Sockets;

namespace NotebookHost;

/// <summary>
/// A port on which peers of ZeroMQ connect: as many as are bounded,
/// each with what it may send and what may wait for it.
/// </summary>
/// <remarks>
/// What comes is an attacker's until its signature holds. So a peer that has not proven itself may send messages of a
/// few hundred kilobytes, and where there are too many peers, one that has not proven itself makes room for the next.
/// </remarks>
internal sealed class ZmtpPort : IDisposable
{
    /// <summary>So many peers are served at a time.</summary>
    public const int MostPeers = 128;

    private const int SecondsUntilAsked = 60;
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);

    private readonly Func<ZmtpConnection, List<byte[]>, bool> receive;
    private readonly Socket listener;
    private readonly Lock gate = new();
    private volatile ZmtpConnection[] peers = []; // replaced as a whole, so that who sends need not wait

    /// <param name="listener">Bound, and not yet listening.</param>
    /// <param name="socketType">What it is to ZeroMQ: ROUTER, or XPUB.</param>
    /// <param name="waitingLimit">How many bytes may wait for a peer before it is sent away.</param>
    /// <param name="receive">Takes a message of a peer; tells whether it proves that the peer has the key.</param>
    public ZmtpPort(
        Socket listener, string socketType, long waitingLimit, Func<ZmtpConnection, List<byte[]>, bool> receive)
    {
        (this.listener, this.receive, SocketType, WaitingLimit) = (listener, receive, socketType, waitingLimit);
        PeerTypes = socketType == "ROUTER" ? ["DEALER", "REQ", "ROUTER"] : ["SUB", "XSUB"];
        listener.Listen();
        _ = AcceptAsync();
    }

    /// <summary>What it is to ZeroMQ.</summary>
    public string SocketType { get; }

    /// <summary>What its peers may be.</summary>
    public IReadOnlyCollection<string> PeerTypes { get; }

    /// <summary>How many bytes may wait for a peer.</summary>
    public long WaitingLimit { get; }

    /// <summary>Takes a message of a peer.</summary>
    public bool Receive(ZmtpConnection from, List<byte[]> frames) => receive(from, frames);

    /// <summary>
    /// Sends to the peers of a name. Of several with one name each hears: so nobody takes what is another's.
    /// </summary>
    public void Send(byte[] identity, IEnumerable<byte[]> frames)
    {
        byte[]? message = null;
        foreach (ZmtpConnection peer in peers)
            if (peer.Identity.AsSpan().SequenceEqual(identity)) peer.Send(message ??= ZmtpFrames.Message(frames));
    }

    /// <summary>Sends to those who want to hear of its topic, which is the first frame.</summary>
    public void Publish(IReadOnlyList<byte[]> frames)
    {
        byte[]? message = null;
        foreach (ZmtpConnection peer in peers)
            if (peer.Wants(frames[0])) peer.Send(message ??= ZmtpFrames.Message(frames));
    }

    /// <summary>Sends what waits, and takes nothing new.</summary>
    /// <returns>A task that ends when it is sent.</returns>
    public Task FinishAsync()
    {
        listener.Dispose();
        return Task.WhenAll(peers.Select(peer => peer.FinishAsync()));
    }

    public void Dispose()
    {
        listener.Dispose();
        foreach (ZmtpConnection peer in peers) peer.Close();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                Socket socket = await listener.AcceptAsync();
                _ = ServeAsync(socket);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(pause); // it left before it was met, or there are too many files open
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            if (socket.LocalEndPoint is IPEndPoint) Prepare(socket);
            var peer = new ZmtpConnection(socket, this);
            if (!Welcome(peer)) return;
            try
            {
                await peer.ServeAsync();
            }
            finally
            {
                lock (gate) peers = [.. peers.Where(other => other != peer)];
            }
        }
    }

    /// <summary>Small messages go at once; a peer on another machine that vanishes does not keep its place.</summary>
    private static void Prepare(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SecondsUntilAsked);
    }

    /// <summary>
    /// Takes in a peer, if need be in the place of the newest among the least: who has been here for long stays,
    /// whoever crowds in.
    /// </summary>
    private bool Welcome(ZmtpConnection peer)
    {
        lock (gate)
        {
            if (peers.Length >= MostPeers)
            {
                int lowest = peers.Min(other => other.Rank);
                if (lowest == ZmtpConnection.ProvenRank) return false;
                ZmtpConnection least = peers.Last(other => other.Rank == lowest);
                least.Close();
                peers = [.. peers.Where(other => other != least)];
            }
            peers = [.. peers, peer];
            return true;
        }
    }
}
