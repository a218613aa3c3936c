using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace NotebookLib;

/// <summary>What the header of a safetensors file says, checked against the file.</summary>
/// <param name="Entries">The tensors in the order of their values, which follow each other without gap or
/// overlap.</param>
/// <param name="Metadata">Notes.</param>
internal sealed record SafetensorsHeader(IReadOnlyList<SafetensorsEntry> Entries,
    IReadOnlyDictionary<string, string> Metadata)
{
    private const long LongestHeader = 100_000_000; // as in Hugging Face's reader
    private const string MetadataName = "__metadata__";
    private static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads and checks the header; the stream then stands at the first value.</summary>
    public static SafetensorsHeader Read(Stream stream, Func<string, bool> wanted)
    {
        long available = stream.Length - stream.Position;
        if (available < 8) throw Damaged($"expected at least 8 bytes, the length of the header; found {available}");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        available -= 8;
        if (length > LongestHeader)
            throw Damaged($"expected a header of at most {LongestHeader} bytes; the file says that it has {length}");
        if (length > (ulong)available)
            throw Damaged($"expected a header of {length} bytes, as the file says; "
                + $"found {available} bytes after its length");

        var json = new byte[length];
        stream.ReadExactly(json);
        if (json.Length == 0 || json[0] != (byte)'{')
            throw Damaged($"expected a header that begins with '{{'; found "
                + $"{(json.Length == 0 ? "none" : $"byte 0x{json[0]:X2}")}");
        if (!Utf8.IsValid(json)) throw Damaged("expected a header in UTF-8; found bytes that are not");
        SafetensorsHeader header = Parse(json, wanted);
        RequireSeamless(header.Entries, available - json.Length);
        return header;
    }

    /// <summary>The bytes that come before the values.</summary>
    public static byte[] Write(KeyValuePair<string, Tensor>[] tensors, IReadOnlyDictionary<string, string>? metadata,
        NumberFormat format)
    {
        using var bytes = new MemoryStream();
        bytes.Write(new byte[8]);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataName);
                foreach ((string key, string value) in metadata.OrderBy(note => note.Key, StringComparer.Ordinal))
                    json.WriteString(Unicode(key, nameof(metadata)), Unicode(value, nameof(metadata)));
                json.WriteEndObject();
            }
            long offset = 0;
            string? previous = null;
            foreach ((string name, Tensor tensor) in tensors)
            {
                if (name is null || tensor is null)
                    throw new ArgumentException("tensors: expected a name and a tensor in each place; got null.",
                        nameof(tensors));
                if (name == MetadataName || name == previous)
                    throw new ArgumentException($"tensors: expected names that are not {MetadataName} and come once; "
                        + $"got '{name}'.", nameof(tensors));
                previous = name;
                json.WriteStartObject(Unicode(name, nameof(tensors)));
                json.WriteString("dtype", format == NumberFormat.BF16 ? "BF16" : "F32");
                json.WriteStartArray("shape");
                foreach (int size in tensor.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += (long)format.Bytes() * tensor.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // so that values can be mapped into memory as they are
        while (bytes.Length % 8 != 0) bytes.WriteByte((byte)' ');
        byte[] header = bytes.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        return header;
    }

    // The JSON writer would put replacement characters for half of a surrogate pair, and two names could become one.
    private static string Unicode(string text, string argument)
    {
        if (text is null) throw new ArgumentException($"{argument}: expected text; got null.", argument);
        try
        {
            StrictUtf8.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException($"{argument}: expected text in whole characters; "
                + $"at position {e.Index} of '{Short(text)}' stands half of a surrogate pair.", argument, e);
        }
    }

    private static SafetensorsHeader Parse(byte[] json, Func<string, bool> wanted)
    {
        try
        {
            var entries = new List<SafetensorsEntry>();
            var names = new HashSet<string>();
            Dictionary<string, string> metadata = [];
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (!names.Add(name)) throw Damaged($"expected each name once; '{Short(name)}' comes again");
                reader.Read();
                if (reader.TokenType != JsonTokenType.StartObject)
                    throw Damaged($"'{Short(name)}': expected an object; found {Kind(reader.TokenType)}");
                if (name == MetadataName) metadata = ParseMetadata(ref reader);
                else entries.Add(SafetensorsEntry.Parse(ref reader, name, wanted(name)));
            }
            reader.Read(); // finds anything but white space after the end
            return new SafetensorsHeader([.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)],
                metadata);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"expected a header in JSON, at most 8 levels deep; found none: {Said(e)}",
                e);
        }
        catch (InvalidOperationException e) // GetString on an escaped half of a surrogate pair
        {
            throw new InvalidDataException($"expected text in the header that is Unicode; found an escape that is "
                + $"not: {Said(e)}", e);
        }
    }

    private static Dictionary<string, string> ParseMetadata(ref Utf8JsonReader reader)
    {
        var metadata = new Dictionary<string, string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Damaged($"{MetadataName}: expected text for '{Short(key)}'; found {Kind(reader.TokenType)}");
            if (!metadata.TryAdd(key, reader.GetString()!))
                throw Damaged($"{MetadataName}: expected each name once; '{Short(key)}' comes again");
        }
        return metadata;
    }

    private static void RequireSeamless(IReadOnlyList<SafetensorsEntry> entries, long dataLength)
    {
        long end = 0;
        string before = "the header";
        foreach (SafetensorsEntry entry in entries)
        {
            if (entry.End > dataLength)
                throw Damaged($"tensor '{Short(entry.Name)}': expected values within the {dataLength} bytes after the "
                    + $"header; its data_offsets are {entry.Begin} to {entry.End}");
            if (entry.Begin != end)
                throw Damaged($"tensor '{Short(entry.Name)}': expected values from byte {end} on, where {before} "
                    + $"ends; its data_offsets are {entry.Begin} to {entry.End}, "
                    + $"{(entry.Begin < end ? "an overlap" : "a gap")}");
            end = entry.End;
            before = $"'{Short(entry.Name)}'";
        }
        if (end != dataLength) throw Damaged($"expected {end} bytes of values, as the header says; found {dataLength}");
    }

    private static InvalidDataException Damaged(string problem) => new(problem + ".");

    /// <summary>What comes from a file, such as a name, cut and cleaned so that a message stays one readable
    /// line.</summary>
    internal static string Short(string text, int most = 60)
    {
        var shown = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, most))) shown.Append(char.IsControl(c) ? '?' : c);
        return text.Length > most ? shown.Append('…').ToString() : shown.ToString();
    }

    /// <summary>What a reader of JSON says, who may quote the file at any length.</summary>
    internal static string Said(Exception e) => Short(e.Message, 240);

    internal static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "text",
        JsonTokenType.Number => "a number",
        _ => "something else",
    };
}
