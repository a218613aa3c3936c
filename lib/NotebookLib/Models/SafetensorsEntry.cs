using System.Text.Json;

namespace NotebookLib;

/// <summary>What the header says about one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">F32, F16 or BF16, if it is wanted.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Begin">Where its values begin, in bytes from the end of the header.</param>
/// <param name="End">Where they end; End − Begin is the number of bytes that type and shape need.</param>
/// <param name="Wanted">False if it is passed over, and its type and shape do not matter.</param>
internal sealed record SafetensorsEntry(string Name, string Type, Shape Shape, long Begin, long End, bool Wanted)
{
    private const int MostDimensions = 64; // NumPy's limit

    /// <summary>Reads an entry from its opening brace to its closing one.</summary>
    public static SafetensorsEntry Parse(ref Utf8JsonReader reader, string name, bool wanted)
    {
        string? type = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            reader.Read();
            bool again = field switch
            {
                "dtype" => type is not null,
                "shape" => shape is not null,
                "data_offsets" => offsets is not null,
                _ => false,
            };
            if (again) throw Damaged(name, $"expected {field} once; found it twice");
            switch (field)
            {
                case "dtype":
                    type = reader.TokenType == JsonTokenType.String
                        ? reader.GetString()!
                        : throw Damaged(name,
                            $"expected text as dtype; found {SafetensorsHeader.Kind(reader.TokenType)}");
                    break;
                case "shape": shape = Numbers(ref reader, name, field, MostDimensions); break;
                case "data_offsets": offsets = Numbers(ref reader, name, field, 2); break;
                default: reader.Skip(); break;
            }
        }
        if (type is null || shape is null || offsets is null)
        {
            string first = shape is null ? "shape" : "data_offsets";
            throw Damaged(name,
                $"expected dtype, shape and data_offsets; found no {(type is null ? "dtype" : first)}");
        }
        if (offsets.Count != 2 || offsets[0] > offsets[1])
            throw Damaged(name,
                $"expected data_offsets of two numbers, the first not above the second; "
                    + $"found [{string.Join(", ", offsets)}]");
        return new(name, type, wanted ? CheckedShape(name, type, shape, offsets[1] - offsets[0]) : [], offsets[0],
            offsets[1], wanted);
    }

    private static Shape CheckedShape(string name, string type, List<long> sizes, long bytes)
    {
        int width = type switch
        {
            "F32" => 4,
            "F16" or "BF16" => 2,
            _ => throw Damaged(name, $"expected dtype F32, F16 or BF16; found '{SafetensorsHeader.Short(type)}'"),
        };
        long count = 1;
        foreach (long size in sizes)
        {
            if (size > Array.MaxLength || (count *= size) > Array.MaxLength) // so no product overflows
                throw Damaged(name,
                    $"expected sizes whose product is at most {Array.MaxLength}, as an array can hold; "
                        + $"found [{string.Join(", ", sizes)}]");
        }
        if (count * width != bytes)
            throw Damaged(name,
                $"expected {count * width} bytes for shape [{string.Join(", ", sizes)}] in {type}; "
                    + $"its data_offsets span {bytes}");
        return [.. sizes.Select(size => (int)size)];
    }

    private static List<long> Numbers(ref Utf8JsonReader reader, string name, string field, int most)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Damaged(name, $"expected a list as {field}; found {SafetensorsHeader.Kind(reader.TokenType)}");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                bool isNumber = reader.TokenType == JsonTokenType.Number;
                string found = isNumber ? "another number" : SafetensorsHeader.Kind(reader.TokenType);
                throw Damaged(name, $"expected whole numbers from 0 on in {field}; found {found}");
            }
            if (numbers.Count == most) throw Damaged(name, $"expected at most {most} numbers in {field}; found more");
            numbers.Add(number);
        }
        return numbers;
    }

    private static InvalidDataException Damaged(string name, string problem) =>
        new($"tensor '{SafetensorsHeader.Short(name)}': {problem}.");
}
