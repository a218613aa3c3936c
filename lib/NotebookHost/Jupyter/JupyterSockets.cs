using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace NotebookHost;

/// <summary>The five ports of a kernel.</summary>
/// <remarks>
/// They are served by our own small part of ZeroMQ, and not by NetMQ: that takes what a peer claims for true, ends the
/// process by an exception on a thread of its own, and knows no bounds for what peers send.
/// </remarks>
internal sealed class JupyterSockets : IDisposable
{
    private const int Remembered = 10_000;
    private const long WaitingLimit = 64 << 20; // bytes: more than all outputs of a cell that are kept
    private static readonly TimeSpan farewell = TimeSpan.FromMilliseconds(500);

    private readonly MessageKey key;
    private readonly string session;
    private readonly EndPoint[] ends;
    private readonly List<ZmtpPort> ports = [];
    private readonly ZmtpPort shell, control, stdin, publisher;
    private readonly Channel<JupyterMessage> requests = Channel.CreateUnbounded<JupyterMessage>();
    private readonly Channel<JupyterMessage> urgent = Channel.CreateUnbounded<JupyterMessage>();
    private readonly Channel<JupyterMessage> answers = Channel.CreateUnbounded<JupyterMessage>();
    private readonly Lock gate = new();
    private readonly HashSet<string> seen = [];
    private readonly Queue<string> order = new();

    /// <summary>Opens the ports.</summary>
    /// <param name="connection">Where, and the key.</param>
    /// <param name="session">The kernel's session: what carries it was sent by the kernel, and is no request.</param>
    /// <exception cref="CannotStartException">A port is taken.</exception>
    public JupyterSockets(ConnectionFile connection, string session)
    {
        (key, this.session) = (connection.Key, session);
        ends = [connection.Shell, connection.Control, connection.Stdin, connection.Heartbeat, connection.IOPub];
        var bound = new List<Socket>();
        try
        {
            foreach (EndPoint end in ends) bound.Add(ListeningSocket.Bind(end));
        }
        catch
        {
            foreach (Socket socket in bound) socket.Dispose();
            throw;
        }
        shell = Open(bound[0], "ROUTER", WaitingLimit, (peer, frames) => Receive(JupyterChannel.Shell, peer, frames));
        control =
            Open(bound[1], "ROUTER", WaitingLimit, (peer, frames) => Receive(JupyterChannel.Control, peer, frames));
        stdin = Open(bound[2], "ROUTER", WaitingLimit, (peer, frames) => Receive(JupyterChannel.Stdin, peer, frames));
        Open(bound[3], "ROUTER", ZmtpConnection.StrangersLimit, Echo);
        publisher = Open(bound[4], "XPUB", WaitingLimit, Subscribe);
    }

    /// <summary>Requests, in the order in which they came.</summary>
    public ChannelReader<JupyterMessage> Requests => requests.Reader;

    /// <summary>Requests that do not wait for those.</summary>
    public ChannelReader<JupyterMessage> Urgent => urgent.Reader;

    /// <summary>What users answered to a cell.</summary>
    public ChannelReader<JupyterMessage> Answers => answers.Reader;

    /// <summary>Sends to one front end, whose name is the first frame.</summary>
    public void Send(JupyterChannel channel, IReadOnlyList<byte[]> frames)
    {
        ZmtpPort port = channel switch
        {
            JupyterChannel.Shell => shell,
            JupyterChannel.Control => control,
            _ => stdin,
        };
        port.Send(frames[0], frames.Skip(1));
    }

    /// <summary>Sends to everybody.</summary>
    public void Publish(IReadOnlyList<byte[]> frames) => publisher.Publish(frames);

    /// <summary>Sends what still waits, then closes.</summary>
    public void Dispose()
    {
        Task.WhenAll(ports.Select(port => port.FinishAsync())).Wait(farewell);
        foreach (ZmtpPort port in ports) port.Dispose();
        foreach (string path in ends.OfType<UnixDomainSocketEndPoint>().Select(end => end.ToString()))
            File.Delete(path);
    }

    private ZmtpPort Open(
        Socket bound, string socketType, long waitingLimit, Func<ZmtpConnection, List<byte[]>, bool> receive)
    {
        var port = new ZmtpPort(bound, socketType, waitingLimit, receive);
        ports.Add(port);
        return port;
    }

    /// <summary>Takes a message.</summary>
    /// <returns>Whether its signature holds.</returns>
    private bool Receive(JupyterChannel channel, ZmtpConnection peer, List<byte[]> frames)
    {
        List<byte[]> named = [peer.Identity, .. frames];
        if (JupyterMessage.Read(channel, named, key) is not { } message || message.Session == session || !IsNew(named))
            return false;
        Channel<JupyterMessage> queue = requests;
        if (channel == JupyterChannel.Stdin) queue = answers;
        else if (IsUrgent(message)) queue = urgent;
        queue.Writer.TryWrite(message);
        return true;
    }

    /// <summary>Whoever asks to interrupt or to end does not wait for what runs; older front ends
    /// ask on the shell channel.</summary>
    private static bool IsUrgent(JupyterMessage message) => message.Type is "interrupt_request" or "shutdown_request"
        || message.Channel == JupyterChannel.Control && message.Type == "kernel_info_request";

    /// <summary>Whether a message was not received before: who overhears a signed one cannot send it again.</summary>
    private bool IsNew(List<byte[]> frames)
    {
        if (!key.Signs) return true;
        string signature = JupyterMessage.SignatureOf(frames);
        lock (gate)
        {
            if (!seen.Add(signature)) return false;
            order.Enqueue(signature);
            if (order.Count > Remembered) seen.Remove(order.Dequeue());
            return true;
        }
    }

    private static bool Subscribe(ZmtpConnection peer, List<byte[]> frames)
    {
        if (frames is [var only]) peer.Subscribe(only);
        return false;
    }

    private static bool Echo(ZmtpConnection peer, List<byte[]> frames)
    {
        peer.Send(ZmtpFrames.Message(frames));
        return false;
    }
}
