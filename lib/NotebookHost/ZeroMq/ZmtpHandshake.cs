using System.Buffers.Binary;
using System.Text;

namespace NotebookHost;

/// <summary>How two peers of ZeroMQ's transport protocol meet: each sends a greeting, then what it is.</summary>
/// <remarks>
/// https://rfc.zeromq.org/spec/23, "ZMTP 3.0"; newer peers speak that as well.
/// Of the mechanisms there is NULL alone, as in Jupyter, whose messages carry signatures of their own.
/// So everything here comes from somebody who may be anybody.
/// </remarks>
internal static class ZmtpHandshake
{
    private const int GreetingLength = 64, MechanismLength = 20, ReadyLimit = 4096;
    private static readonly byte[] mechanism = [.. "NULL"u8, .. new byte[MechanismLength - 4]];
    private static readonly byte[] greeting = [0xFF, .. new byte[8], 0x7F, 3, 0, .. mechanism, .. new byte[32]];

    /// <summary>Meets a peer.</summary>
    /// <param name="input">What it sends.</param>
    /// <param name="output">Where to answer.</param>
    /// <param name="socketType">What we are, such as ROUTER.</param>
    /// <param name="peerTypes">What the peer may be.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The identity that it chose; empty if it chose none.</returns>
    /// <exception cref="InvalidDataException">It speaks another protocol, or is another kind of peer.</exception>
    /// <exception cref="EndOfStreamException">It is gone.</exception>
    public static async Task<byte[]> MeetAsync(
        Stream input,
        Stream output,
        string socketType,
        IReadOnlyCollection<string> peerTypes,
        CancellationToken cancellation)
    {
        await output.WriteAsync(greeting, cancellation);
        var theirs = new byte[GreetingLength];
        await input.ReadExactlyAsync(theirs.AsMemory(0, 1), cancellation);
        // A browser, say, waits for an answer before it sends more.
        if (theirs[0] != 0xFF) throw new InvalidDataException("no greeting");
        await input.ReadExactlyAsync(theirs.AsMemory(1), cancellation);
        if ((theirs[9] & 1) == 0 || theirs[10] < 3) throw new InvalidDataException("a greeting of another time");
        if (!theirs.AsSpan(12, MechanismLength).SequenceEqual(mechanism))
            throw new InvalidDataException("another mechanism");
        await output.WriteAsync(ZmtpFrames.Command("READY", Property("Socket-Type", socketType)), cancellation);
        ZmtpFrame ready = await ZmtpFrames.ReadAsync(input, ReadyLimit, cancellation);
        if (!ready.IsCommand || CommandName(ready.Body) != "READY") throw new InvalidDataException("not ready");
        (string type, byte[] identity) = Properties(ready.Body.AsSpan("READY".Length + 1));
        return peerTypes.Contains(type) ? identity : throw new InvalidDataException("another kind of peer");
    }

    /// <summary>The name of a command; empty if it has none.</summary>
    public static string CommandName(ReadOnlySpan<byte> body) =>
        body.Length > 0 && body.Length > body[0] ? Encoding.ASCII.GetString(body[1..(body[0] + 1)]) : "";

    private static byte[] Property(string name, string value)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        return [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. length, .. Encoding.ASCII.GetBytes(value)];
    }

    private static (string SocketType, byte[] Identity) Properties(ReadOnlySpan<byte> rest)
    {
        (string type, byte[] identity) = ("", []);
        while (rest.Length > 0)
        {
            string name = Encoding.ASCII.GetString(Take(ref rest, Take(ref rest, 1)[0]));
            ReadOnlySpan<byte> value = Take(ref rest, BinaryPrimitives.ReadUInt32BigEndian(Take(ref rest, 4)));
            if (name.Equals("Socket-Type", StringComparison.OrdinalIgnoreCase)) type = Encoding.ASCII.GetString(value);
            else if (name.Equals("Identity", StringComparison.OrdinalIgnoreCase)) identity = value.ToArray();
        }
        return (type, identity);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> from, uint count)
    {
        if (count > from.Length) throw new InvalidDataException("a property that ends before its end");
        ReadOnlySpan<byte> taken = from[..(int)count];
        from = from[(int)count..];
        return taken;
    }
}
