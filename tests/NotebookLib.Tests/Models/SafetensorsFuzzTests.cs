using System.Buffers.Binary;
using System.Text;

namespace NotebookLib.Tests;

public class SafetensorsFuzzTests
{
    private static readonly string[] Fragments =
        ["-1", "0", "1e9", "NaN", "null", "99999999999999999999", "4294967296", "2147483647", "[", "]", "{", "}", "\"",
            ",", ":", "[[[[[[[[[[", "F64", "BF16", "F16", "\\ud800", "__metadata__", "\0", "é", "\"shape\":[]",
            "\"dtype\""];

    [Fact]
    public void Ten_thousand_damaged_files_are_read_or_refused_and_take_no_more_memory_than_they_should()
    {
        byte[] sound =
            File.ReadAllBytes(Repository.File("tests", "NotebookLib.Tests", "Models", "reference.safetensors"));
        var random = new Random(2026);
        int read = 0, refused = 0;
        for (int n = 0; n < 10_000; n++)
        {
            byte[] damaged = Damage(sound, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Safetensors file = Safetensors.Read(new MemoryStream(damaged));
                read++;
                // two bytes a value at least
                Assert.True(file.Tensors.Values.Sum(tensor => 2L * tensor.Length) <= damaged.Length);
            }
            catch (InvalidDataException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Message);
            }
            // the file has a thousand; exceptions and JSON take the rest
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
        }
        // damage to the values alone cannot be noticed
        Assert.True(read > 300 && refused > 5000, $"{read} read, {refused} refused");
    }

    private static byte[] Damage(byte[] sound, Random random)
    {
        byte[] file = [.. sound];
        int header = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        switch (random.Next(8))
        {
            case 0: // bits anywhere
                for (int i = random.Next(1, 9); i > 0; i--)
                    file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                return file;
            case 1: // one bit of the header
                file[random.Next(8, header)] ^= (byte)(1 << random.Next(8));
                return file;
            case 2: // the end missing
                return file[..random.Next(file.Length)];
            case 3: // bytes too many, or a piece missing from the middle
                int cut = random.Next(file.Length);
                return random.Next(2) == 0
                    ? [.. file[..cut], .. new byte[random.Next(1, 100)], .. file[cut..]]
                    : [.. file[..cut], .. file[random.Next(cut, file.Length)..]];
            case 4: // another length of the header
                BinaryPrimitives.WriteUInt64LittleEndian(file,
                    random.Next(3) switch
                    {
                        0 => (ulong)random.Next(2000),
                        1 => (ulong)random.NextInt64(),
                        _ => ulong.MaxValue - (ulong)random.Next(20),
                    });
                return file;
            case 5: // another digit
                int[] digits = [.. Enumerable.Range(8, header - 8).Where(i => char.IsAsciiDigit((char)file[i]))];
                file[digits[random.Next(digits.Length)]] = (byte)('0' + random.Next(10));
                return file;
            default: // a header with something else in one or two places, and a length that fits it
                string json = Encoding.UTF8.GetString(file, 8, header - 8);
                for (int i = random.Next(1, 3); i > 0; i--)
                {
                    int start = random.Next(json.Length), end = Math.Min(json.Length, start + random.Next(6));
                    json = json[..start] + Fragments[random.Next(Fragments.Length)] + json[end..];
                }
                return SafetensorsTests.Bytes(json, file[header..]).ToArray();
        }
    }
}
