using System.Buffers.Binary;
using System.Text;

namespace NotebookHost;

/// <summary>A frame of ZeroMQ's transport protocol: a part of a message, or a command.</summary>
/// <param name="IsCommand">Whether it is a command.</param>
/// <param name="HasMore">Whether the message goes on with another frame.</param>
/// <param name="Body">What it carries.</param>
internal readonly record struct ZmtpFrame(bool IsCommand, bool HasMore, byte[] Body);

/// <summary>Frames as bytes: flags, a length of one byte or of eight, the body.</summary>
/// <remarks>https://rfc.zeromq.org/spec/23, "ZMTP 3.0".</remarks>
internal static class ZmtpFrames
{
    private const int Step = 1 << 16, MoreFlag = 1, LongFlag = 2, CommandFlag = 4;

    /// <summary>A message as it is sent.</summary>
    public static byte[] Message(IEnumerable<byte[]> frames)
    {
        byte[][] parts = [.. frames];
        using var bytes = new MemoryStream(parts.Sum(part => part.Length + 9));
        for (int i = 0; i < parts.Length; i++) Write(bytes, i + 1 < parts.Length ? MoreFlag : 0, parts[i]);
        return bytes.ToArray();
    }

    /// <summary>A command as it is sent.</summary>
    public static byte[] Command(string name, ReadOnlySpan<byte> data)
    {
        using var bytes = new MemoryStream();
        Write(bytes, CommandFlag, [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. data]);
        return bytes.ToArray();
    }

    /// <summary>Reads a frame; memory is taken as bytes come, not as the length claims.</summary>
    /// <param name="stream">Where from.</param>
    /// <param name="limit">The longest body that is read.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="InvalidDataException">It is no frame, or a longer one.</exception>
    /// <exception cref="EndOfStreamException">The peer is gone.</exception>
    public static async ValueTask<ZmtpFrame> ReadAsync(Stream stream, long limit, CancellationToken cancellation)
    {
        var head = new byte[9];
        await stream.ReadExactlyAsync(head.AsMemory(0, 2), cancellation);
        int flags = head[0];
        if ((flags & ~(MoreFlag | LongFlag | CommandFlag)) != 0)
            throw new InvalidDataException("flags of another time");
        if ((flags & LongFlag) != 0) await stream.ReadExactlyAsync(head.AsMemory(2, 7), cancellation);
        ulong size = (flags & LongFlag) != 0 ? BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(1)) : head[1];
        if (limit < 0 || size > (ulong)limit) throw new InvalidDataException("a frame longer than is read");
        byte[] body = await ReadBodyAsync(stream, (int)size, cancellation);
        return new ZmtpFrame((flags & CommandFlag) != 0, (flags & MoreFlag) != 0, body);
    }

    private static async ValueTask<byte[]> ReadBodyAsync(Stream stream, int size, CancellationToken cancellation)
    {
        byte[] body = new byte[Math.Min(size, Step)];
        for (int read = 0; ;)
        {
            await stream.ReadExactlyAsync(body.AsMemory(read), cancellation);
            read = body.Length;
            if (read == size) return body;
            Array.Resize(ref body, (int)Math.Min(size, 2L * read));
        }
    }

    private static void Write(MemoryStream to, int flags, byte[] body)
    {
        bool isLong = body.Length > byte.MaxValue;
        to.WriteByte((byte)(flags | (isLong ? LongFlag : 0)));
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)body.Length);
        to.Write(isLong ? length : length[7..]);
        to.Write(body);
    }
}
