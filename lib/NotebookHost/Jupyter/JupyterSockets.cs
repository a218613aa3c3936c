using System.Diagnostics;
using System.Threading.Channels;
using NetMQ;
using NetMQ.Sockets;

namespace NotebookHost;

/// <summary>The five sockets of a kernel, all of them owned by one thread; others hand it messages through a queue.</summary>
internal sealed class JupyterSockets : IDisposable
{
    private const int Remembered = 10_000;
    private static readonly TimeSpan bindPatience = TimeSpan.FromSeconds(5), farewell = TimeSpan.FromMilliseconds(500);

    private readonly MessageKey key;
    private readonly RouterSocket shell = new(), control = new(), stdin = new(), heartbeat = new();
    private readonly PublisherSocket publisher = new();
    private readonly NetMQQueue<(NetMQSocket Socket, IReadOnlyList<byte[]> Frames)> outgoing = new();
    private readonly NetMQPoller poller;
    private readonly Channel<JupyterMessage> requests = Channel.CreateUnbounded<JupyterMessage>(), urgent = Channel.CreateUnbounded<JupyterMessage>(), answers = Channel.CreateUnbounded<JupyterMessage>();
    private readonly HashSet<string> seen = [];
    private readonly Queue<string> order = new();

    /// <summary>Opens the sockets.</summary>
    /// <exception cref="CannotStartException">A port is taken.</exception>
    public JupyterSockets(ConnectionFile connection)
    {
        key = connection.Key;
        (NetMQSocket Socket, int Port)[] sockets = [(shell, connection.Shell), (control, connection.Control), (stdin, connection.Stdin), (heartbeat, connection.Heartbeat), (publisher, connection.IOPub)];
        var time = Stopwatch.StartNew();
        foreach (var (socket, port) in sockets)
        {
            socket.Options.SendHighWatermark = 0; // else half of a burst of many messages is lost
            socket.Options.Linger = farewell;
            Bind(socket, $"tcp://{connection.Host}:{port}", time);
        }
        shell.ReceiveReady += (_, e) => Receive(e.Socket, JupyterChannel.Shell);
        control.ReceiveReady += (_, e) => Receive(e.Socket, JupyterChannel.Control);
        stdin.ReceiveReady += (_, e) => Receive(e.Socket, JupyterChannel.Stdin);
        heartbeat.ReceiveReady += static (_, e) => Echo(e.Socket);
        outgoing.ReceiveReady += static (_, e) =>
        {
            while (e.Queue.TryDequeue(out var message, TimeSpan.Zero)) message.Socket.SendMultipartMessage(new NetMQMessage(message.Frames));
        };
        poller = new NetMQPoller { shell, control, stdin, heartbeat, outgoing };
        poller.RunAsync("Jupyter", isBackgroundThread: true);
    }

    /// <summary>Requests, in the order in which they came.</summary>
    public ChannelReader<JupyterMessage> Requests => requests.Reader;

    /// <summary>Requests that do not wait for those.</summary>
    public ChannelReader<JupyterMessage> Urgent => urgent.Reader;

    /// <summary>What users answered to a cell.</summary>
    public ChannelReader<JupyterMessage> Answers => answers.Reader;

    /// <summary>Sends to one front end.</summary>
    public void Send(JupyterChannel channel, IReadOnlyList<byte[]> frames) =>
        outgoing.Enqueue((channel switch { JupyterChannel.Shell => shell, JupyterChannel.Control => control, _ => stdin }, frames));

    /// <summary>Sends to everybody.</summary>
    public void Publish(IReadOnlyList<byte[]> frames) => outgoing.Enqueue((publisher, frames));

    /// <summary>Sends what is still in the queue, then closes.</summary>
    public void Dispose()
    {
        SpinWait.SpinUntil(() => outgoing.IsEmpty, farewell);
        poller.Stop();
        poller.Dispose();
        foreach (NetMQSocket socket in new NetMQSocket[] { shell, control, stdin, heartbeat, publisher }) socket.Dispose();
        outgoing.Dispose();
    }

    /// <summary>Binds; a predecessor with the same connection file may need a moment to let go.</summary>
    private static void Bind(NetMQSocket socket, string endpoint, Stopwatch time)
    {
        while (true)
        {
            try
            {
                socket.Bind(endpoint);
                return;
            }
            catch (NetMQException) when (time.Elapsed < bindPatience)
            {
                Thread.Sleep(50);
            }
            catch (NetMQException e)
            {
                throw new CannotStartException($"{endpoint} cannot be opened: {PlainText.OneLine(e.Message)}");
            }
        }
    }

    private void Receive(NetMQSocket socket, JupyterChannel channel)
    {
        List<byte[]> frames = [];
        while (socket.TryReceiveMultipartBytes(TimeSpan.Zero, ref frames!, 7))
        {
            if (JupyterMessage.Read(channel, frames, key) is not { } message || !IsNew(frames)) continue;
            Channel<JupyterMessage> queue = channel == JupyterChannel.Stdin ? answers : IsUrgent(message) ? urgent : requests;
            queue.Writer.TryWrite(message);
        }
    }

    /// <summary>Whoever asks to interrupt or to end does not wait for what runs; older front ends ask on the shell channel.</summary>
    private static bool IsUrgent(JupyterMessage message) =>
        message.Type is "interrupt_request" or "shutdown_request" || message.Channel == JupyterChannel.Control && message.Type == "kernel_info_request";

    /// <summary>Whether a message was not received before: who overhears a signed one cannot send it again.</summary>
    private bool IsNew(List<byte[]> frames)
    {
        if (!key.Signs) return true;
        string signature = JupyterMessage.SignatureOf(frames);
        if (!seen.Add(signature)) return false;
        order.Enqueue(signature);
        if (order.Count > Remembered) seen.Remove(order.Dequeue());
        return true;
    }

    private static void Echo(NetMQSocket socket)
    {
        NetMQMessage? message = null;
        while (socket.TryReceiveMultipartMessage(TimeSpan.Zero, ref message, 3)) socket.SendMultipartMessage(message);
    }
}
