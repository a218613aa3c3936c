using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace NotebookLib.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Models/safetensors_reference.py wrote both files, with torch.
    [Fact]
    public void Every_type_is_read_to_the_bit_as_torch_reads_it()
    {
        Safetensors file =
            Safetensors.Read(Repository.File("tests", "NotebookLib.Tests", "Models", "reference.safetensors"));
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(Repository.File("tests", "NotebookLib.Tests",
            "Models", "reference.json")));

        Assert.Equal(9, file.Tensors.Count);
        foreach (JsonProperty expected in reference.RootElement.EnumerateObject())
        {
            Tensor tensor = file[expected.Name];
            Assert.Equal(expected.Value.GetProperty("shape").EnumerateArray().Select(n => n.GetInt32()), tensor.Shape);
            float[] values = [.. expected.Value
                .GetProperty("bits")
                .EnumerateArray()
                .Select(bits => BitConverter.UInt32BitsToSingle(bits.GetUInt32()))];
            Assert.Equal(values.Select(Bits), tensor.ToArray().Select(Bits));
        }
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(2, file.Metadata.Count);

        // any NaN is as good as another
        static uint Bits(float value) => float.IsNaN(value) ? 0x7FC00000 : BitConverter.SingleToUInt32Bits(value);
    }

    [Fact]
    public void Written_bytes_are_those_of_the_format()
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, new Dictionary<string, Tensor> { ["b"] = new([1, -2], 2, 1), ["a"] = 0.5f },
            new Dictionary<string, string> { ["k"] = "v" });

        // 134 characters, padded to 136.
        const string header = """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":"""
            + """{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]}}""";
        Assert.Equal(
            [136, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(header), 0x20, 0x20, 0, 0, 0, 0x3F, 0, 0, 0x80, 0x3F,
                0, 0, 0, 0xC0],
            stream.ToArray());
    }

    [Fact]
    public void What_is_written_is_read() =>
        Gen.Select(ArbitraryText.Any, Gen.Int[0, 3].Array[0, 3], Gen.Single).Array[0, 5].Sample(parts =>
        {
            var tensors = parts.DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => Tensor.Full(p.Item3, p.Item2));
            var metadata = parts.DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => p.Item1 + "!");
            using var stream = new MemoryStream();
            Safetensors.Write(stream, tensors, metadata);
            stream.Position = 0;

            Safetensors file = Safetensors.Read(stream);

            Assert.Equal(tensors.Keys.Order(), file.Tensors.Keys.Order());
            foreach ((string name, Tensor tensor) in tensors)
            {
                Assert.Equal(tensor.Shape, file[name].Shape);
                Assert.Equal(tensor.ToArray(), file[name].ToArray());
            }
            Assert.Equal(metadata, file.Metadata);
        });

    [Fact]
    public void Only_wanted_tensors_are_read_and_others_may_have_any_type()
    {
        const string header = """{"mask":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]},"w":"""
            + """{"dtype":"F32","shape":[1],"data_offsets":[3,7]}}""";
        using MemoryStream stream = Bytes(header, [1, 0, 1, 0, 0, 0x80, 0x3F]);

        Safetensors file = Safetensors.Read(stream, name => name == "w");

        Assert.Equal(["w"], file.Tensors.Keys);
        Assert.Equal(1f, file["w"].Item());
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""",
        "tensor 'w': expected dtype F32, F16 or BF16; found 'I64'.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""",
        "tensor 'w': expected 12 bytes for shape [3] in F32; its data_offsets span 8.")]
    [InlineData("""{"w":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}""",
        "tensor 'w': expected 4 bytes for shape [2] in F16; its data_offsets span 8.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""",
        "tensor 'w': expected values within the 8 bytes after the header; its data_offsets are 0 to 12.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
        "expected 4 bytes of values, as the header says; found 8.")]
    [InlineData("{}", "expected 0 bytes of values, as the header says; found 8.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        "tensor 'w': expected values from byte 0 on, where the header ends; its data_offsets are 4 to 8, a gap.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"v":"""
        + """{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
        "tensor 'v': expected values from byte 4 on, where 'w' ends; its data_offsets are 0 to 8, an overlap.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""",
        "tensor 'w': expected data_offsets of two numbers, the first not above the second; found [8, 0].")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8]}}""",
        "tensor 'w': expected data_offsets of two numbers, the first not above the second; found [8].")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}""",
        "tensor 'w': expected at most 2 numbers in data_offsets; found more.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""",
        "tensor 'w': expected sizes whose product is at most 2147483591, as an array can hold; "
            + "found [4294967296, 4294967296].")]
    [InlineData("""{"w":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,8]}}""",
        "tensor 'w': expected sizes whose product is at most 2147483591, as an array can hold; found [65536, 65536].")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""",
        "tensor 'w': expected whole numbers from 0 on in shape; found another number.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""",
        "tensor 'w': expected whole numbers from 0 on in shape; found another number.")]
    [InlineData("""{"w":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""",
        "tensor 'w': expected whole numbers from 0 on in shape; found text.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}""",
        "tensor 'w': expected whole numbers from 0 on in shape; found a list.")]
    [InlineData("""{"w":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""",
        "tensor 'w': expected a list as shape; found a number.")]
    [InlineData("""{"w":{"dtype":32,"shape":[2],"data_offsets":[0,8]}}""",
        "tensor 'w': expected text as dtype; found a number.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2]}}""",
        "tensor 'w': expected dtype, shape and data_offsets; found no data_offsets.")]
    [InlineData("""{"w":{"dtype":"F32","dtype":"F16","shape":[2],"data_offsets":[0,8]}}""",
        "tensor 'w': expected dtype once; found it twice.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":"""
        + """{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""", "expected each name once; 'w' comes again.")]
    [InlineData("""{"w":[0,8]}""", "'w': expected an object; found a list.")]
    [InlineData("""{"__metadata__":{"a":1}}""", "__metadata__: expected text for 'a'; found a number.")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", "__metadata__: expected each name once; 'a' comes again.")]
    [InlineData("[]", "expected a header that begins with '{'; found byte 0x5B.")]
    [InlineData(" {}", "expected a header that begins with '{'; found byte 0x20.")]
    [InlineData("", "expected a header that begins with '{'; found none.")]
    [InlineData("""{"w":{"dtype":"F32","shape":[NaN],"data_offsets":[0,8]}}""",
        "expected a header in JSON, at most 8 levels deep; found none: ")]
    [InlineData("""{"w":{"x":[[[[[[[[[1]]]]]]]]]}}""",
        "expected a header in JSON, at most 8 levels deep; found none: ")]
    [InlineData("{} {}", "expected a header in JSON, at most 8 levels deep; found none: ")]
    [InlineData("""{"w":{"dtype":"F32",""", "expected a header in JSON, at most 8 levels deep; found none: ")]
    [InlineData("""{"\ud800":{}}""", "expected text in the header that is Unicode; found an escape that is not: ")]
    public void Header_that_lies_is_an_error_that_says_how(string header, string expected)
    {
        using MemoryStream stream = Bytes(header, new byte[8]);
        Assert.StartsWith(expected, Assert.Throws<InvalidDataException>(() => Safetensors.Read(stream)).Message);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "expected at least 8 bytes, the length of the header; found 3.")]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D },
        "expected a header of 9 bytes, as the file says; found 2 bytes after its length.")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 0x7B, 0x7D },
        "expected a header of at most 100000000 bytes; the file says that it has 18446744073709551615.")]
    [InlineData(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0xFF, 0x7D },
        "expected a header in UTF-8; found bytes that are not.")]
    public void File_that_is_cut_or_no_such_file_at_all_is_named_with_the_problem(byte[] bytes, string expected)
    {
        string path = Path.Combine(folder, "cut.safetensors");
        File.WriteAllBytes(path, bytes);
        Assert.Equal("cut.safetensors: " + expected,
            Assert.Throws<InvalidDataException>(() => Safetensors.Read(path)).Message);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        using var stream = new MemoryStream();
        KeyValuePair<string, Tensor> w = new("w", 1f);

        Assert.StartsWith("tensors: expected names that are not __metadata__ and come once; got 'w'.",
            Assert.Throws<ArgumentException>(() => Safetensors.Write(stream, [w, w])).Message);
        Assert.StartsWith("tensors: expected names that are not __metadata__",
            Assert.Throws<ArgumentException>(() => Safetensors.Write(stream, [new("__metadata__", 1f)])).Message);
        Assert.StartsWith("tensors: expected text in whole characters; at position 1 of 'a\ud800' stands half",
            Assert.Throws<ArgumentException>(() => Safetensors.Write(stream, [new("a\ud800", 1f)])).Message);
        Assert.Equal(0, stream.Length);

        Safetensors.Write(stream, [w]);
        stream.Position = 0;
        Assert.StartsWith("stream: expected one that knows its length",
            Assert.Throws<ArgumentException>(() =>
                Safetensors.Read(new GZipStream(stream, CompressionMode.Decompress))).Message);

        Safetensors file = Safetensors.Read(stream);
        Assert.StartsWith("name: expected one of the 1 tensors w; got 'v'.",
            Assert.Throws<ArgumentException>(() => file["v"]).Message);
        Assert.Equal("1 tensors: w ()", file.ToString());
    }

    // 1 + 2⁻⁸ lies in the middle between the BF16 numbers 1 and 1 + 2⁻⁷: to the even one; 1 + 3·2⁻⁸ likewise, upwards.
    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(1f + 1f / 256, 1f)]
    [InlineData(1f + 1.01f / 256, 1f + 1f / 128)]
    [InlineData(1f + 3f / 256, 1f + 2f / 128)]
    [InlineData(-0.1f, -0.10009765625f)]
    [InlineData(float.MaxValue, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(0f, 0f)]
    public void Two_bytes_hold_the_nearest_number_with_eight_significant_bits(float value, float stored)
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, [new("w", new Tensor([value, 1], 2))], format: NumberFormat.BF16);
        stream.Position = 0;

        Assert.Equal(stored, Safetensors.Read(stream)["w"][0]);
        Assert.Equal([0x80, 0x3F], stream.ToArray()[^2..]); // 1, little-endian
    }

    [Fact]
    public void A_format_that_is_not_one_is_refused()
    {
        using var stream = new MemoryStream();

        Assert.StartsWith("format: expected F32 or BF16; got 7.",
            Assert.Throws<ArgumentException>(() =>
                Safetensors.Write(stream, [new("w", new Tensor([1], 1))], format: (NumberFormat)7)).Message);
    }

    [Fact]
    public void Write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        string path = Path.Combine(folder, "model.safetensors");
        Safetensors.Write(path, [new("w", 1f)]);

        Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("the disk is full");
        }));

        Assert.Equal(1f, Safetensors.Read(path)["w"].Item());
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void Reader_meets_the_old_file_or_the_new_one_and_never_a_half()
    {
        string path = Path.Combine(folder, "model.safetensors");
        Safetensors.Write(path, [new("w", Tensor.Full(-1, 50_000))]);
        var seen = new HashSet<float>();
        var writer = new Thread(() =>
        {
            for (int round = 0; round < 100; round++)
                Safetensors.Write(path, [new("w", Tensor.Full(round, 50_000 + round))]);
        });

        writer.Start();
        while (writer.IsAlive)
        {
            Tensor w = Safetensors.Read(path)["w"];
            Assert.All(w.ToArray(), value => Assert.Equal(w[0], value));
            Assert.Equal(w[0] < 0 ? 50_000 : 50_000 + (int)w[0], w.Length);
            seen.Add(w[0]);
        }
        writer.Join();

        Assert.True(seen.Count > 1, "the reader met one file only");
        Assert.Equal(99f, Safetensors.Read(path)["w"][0]);
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    internal static MemoryStream Bytes(string header, byte[] values)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return new MemoryStream([.. length, .. json, .. values]);
    }
}
