using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace NotebookLib;

/// <summary>Named tensors in a file, in the format in which most published models come.</summary>
/// <remarks>
/// Hugging Face, safetensors: eight bytes that give the length of the header, the header as JSON (for each tensor its
/// type, shape and place), then the values, little-endian, row-major, without gaps. F32, F16 and BF16 are read; F32 and
/// BF16 are written. Nothing in a file is believed before it is checked: whatever the header says, memory is taken only
/// for what the file really holds.
/// </remarks>
public sealed class Safetensors
{
    private Safetensors(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata) =>
        (Tensors, Metadata) = (tensors, metadata);

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>Notes that came with them, such as the framework that wrote the file; often none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public Tensor this[string name] => Tensors.TryGetValue(name, out Tensor? tensor) ? tensor
        : throw new ArgumentException($"name: expected one of the {Tensors.Count} tensors {Sample(Tensors.Keys)}; "
            + $"got '{name}'.", nameof(name));

    /// <summary>Reads a file once, from beginning to end.</summary>
    /// <param name="path">The file, usually model.safetensors.</param>
    /// <param name="wanted">Which tensors to read, by name; the others are passed over. All of them if not
    /// given.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or holds a tensor of a type that is not read here;
    /// the message says what was expected and what was found.</exception>
    public static Safetensors Read(string path, Func<string, bool>? wanted = null)
    {
        // Sharing deletion lets a writer replace the file meanwhile; this reader keeps the old one.
        using var stream =
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        try
        {
            return Read(stream, wanted);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: {e.Message}", e);
        }
    }

    /// <summary>Reads from where a stream stands to its end.</summary>
    /// <inheritdoc cref="Read(string, Func{string, bool})"/>
    /// <exception cref="ArgumentException">The stream does not know its length.</exception>
    public static Safetensors Read(Stream stream, Func<string, bool>? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
            throw new ArgumentException("stream: expected one that knows its length, such as a file; "
                + "got one that cannot seek.", nameof(stream));
        try
        {
            SafetensorsHeader header = SafetensorsHeader.Read(stream, wanted ?? (_ => true));
            var tensors = new Dictionary<string, Tensor>();
            foreach (SafetensorsEntry entry in header.Entries)
            {
                if (entry.Wanted) tensors.Add(entry.Name, new Tensor(ReadValues(stream, entry), entry.Shape));
                else stream.Seek(entry.End - entry.Begin, SeekOrigin.Current);
            }
            return new Safetensors(tensors, header.Metadata);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("expected as many bytes as the file had when it was opened; "
                + "it became shorter while it was read.", e);
        }
    }

    /// <summary>
    /// Writes a file, or replaces it: whenever the program dies, the old file or the new one is there, complete.
    /// </summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="tensors">The tensors by name; written ordered by name, so that equal tensors make equal
    /// files.</param>
    /// <param name="metadata">Notes to go with them.</param>
    /// <param name="format">How each number is written.</param>
    /// <exception cref="ArgumentException">A name comes twice, or is the reserved "__metadata__".</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null, NumberFormat format = NumberFormat.F32) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata, format));

    /// <summary>Writes to a stream.</summary>
    /// <inheritdoc cref="Write(string, IEnumerable{KeyValuePair{string, Tensor}}, IReadOnlyDictionary{string, string},
    /// NumberFormat)"/>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null, NumberFormat format = NumberFormat.F32)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        KeyValuePair<string, Tensor>[] ordered = [.. tensors.OrderBy(tensor => tensor.Key, StringComparer.Ordinal)];
        stream.Write(SafetensorsHeader.Write(ordered, metadata, format));
        foreach ((_, Tensor tensor) in ordered)
        {
            if (format == NumberFormat.BF16)
                stream.Write(MemoryMarshal.AsBytes(NumberFormats.ToBFloat16(tensor.Values).AsSpan()));
            else stream.Write(MemoryMarshal.AsBytes(tensor.Values));
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Tensors.Count} tensors: {Sample(Tensors.Select(tensor => $"{tensor.Key} {tensor.Value.Shape}"))}";

    private static float[] ReadValues(Stream stream, SafetensorsEntry entry)
    {
        var values = new float[entry.Shape.Size];
        if (entry.Type == "F32")
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }
        var halves = new ushort[Math.Min(values.Length, 1 << 15)];
        for (int start = 0; start < values.Length; start += halves.Length)
        {
            Span<float> target = values.AsSpan(start, Math.Min(halves.Length, values.Length - start));
            Span<ushort> source = halves.AsSpan(0, target.Length);
            stream.ReadExactly(MemoryMarshal.AsBytes(source));
            if (entry.Type == "F16") TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<ushort, Half>(source), target);
            // BF16: the upper half of a float32
            else
                for (int i = 0; i < source.Length; i++)
                    target[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
        }
        return values;
    }

    private static string Sample(IEnumerable<string> names)
    {
        string[] first = [.. names.Take(6)];
        return first.Length < 6 ? string.Join(", ", first) : string.Join(", ", first.Take(5)) + ", …";
    }
}
