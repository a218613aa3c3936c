using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NotebookHost.Tests;

/// <summary>A peer of ZeroMQ, byte by byte: so it can also say what no library would.</summary>
internal sealed class RawPeer : IDisposable
{
    // 3.1, as libzmq sends now
    public static readonly byte[] Greeting =
        [0xFF, .. new byte[8], 0x7F, 3, 1, .. "NULL"u8, .. new byte[16], .. new byte[32]];

    private readonly Socket socket;
    private readonly NetworkStream stream;

    public RawPeer(EndPoint to)
    {
        socket = new Socket(to.AddressFamily, SocketType.Stream,
            to is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        socket.Connect(to);
        (socket.ReceiveTimeout, socket.SendTimeout) = (20_000, 20_000);
        stream = new NetworkStream(socket);
    }

    public static EndPoint Port(KernelClient client, string port) =>
        new IPEndPoint(IPAddress.Loopback, (int)client.Connection[port]!);

    /// <summary>One that has met the kernel as it should.</summary>
    public static RawPeer Met(EndPoint to, string socketType = "DEALER", string identity = "")
    {
        var peer = new RawPeer(to);
        peer.Send(Greeting);
        peer.Send(Ready(socketType, identity));
        peer.Take(64);
        peer.ReadFrame();
        return peer;
    }

    public static byte[] Ready(string socketType, string identity = "") =>
        Frame(4, [5, .. "READY"u8, .. Property("Socket-Type", socketType), .. Property("Identity", identity)]);

    public static byte[] Property(string name, string value) =>
        [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0, 0, 0, (byte)value.Length,
            .. Encoding.ASCII.GetBytes(value)];

    public static byte[] Frame(byte flags, byte[] body) => [flags, (byte)body.Length, .. body];

    /// <summary>A message of frames of any length.</summary>
    public static byte[] Message(params byte[][] frames) => ZmtpFrames.Message(frames);

    public void Send(byte[] bytes) => stream.Write(bytes);

    /// <summary>Sends, as far as one is let.</summary>
    /// <returns>Whether it was.</returns>
    public bool TrySend(byte[] bytes)
    {
        try
        {
            stream.Write(bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public (byte Flags, byte[] Body) ReadFrame()
    {
        byte flags = Take(1)[0];
        int length = (flags & 2) == 0
            ? Take(1)[0] : (int)System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(Take(8));
        return (flags, Take(length));
    }

    /// <summary>Whether the kernel has closed the connection, within its time.</summary>
    public bool IsSentAway(double seconds)
    {
        socket.ReceiveTimeout = (int)(1000 * seconds);
        try
        {
            while (stream.Read(new byte[1 << 16]) > 0) { }
            return true;
        }
        catch (IOException e)
        {
            var error = (e.InnerException as SocketException)?.SocketErrorCode;
            return error is not (SocketError.TimedOut or SocketError.WouldBlock);
        }
    }

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }

    private byte[] Take(int count)
    {
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
