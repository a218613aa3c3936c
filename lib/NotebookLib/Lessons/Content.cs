using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace NotebookLib;

/// <summary>
/// What a value holds, apart from its type, so that results can be compared, told and kept whatever they are.
/// </summary>
/// <remarks>An array of floats and a tensor of one dimension with the same numbers have the same content.</remarks>
internal abstract record Content
{
    /// <summary>In one line, for people.</summary>
    public abstract override string ToString();

    /// <summary>How many numbers and words there are.</summary>
    public abstract int Size { get; }

    /// <summary>The content of a value, copied.</summary>
    public static Content Of(object? value) => value switch
    {
        null => new Words("null"),
        string text => new Words($"\"{text}\""),
        char letter => new Words($"'{letter}'"),
        Delegate => new Words("a function"),
        Tensor tensor => new Grid(tensor.Shape, Array.ConvertAll(tensor.ToArray(), v => (double)v)),
        bool truth => new Grid([], [truth ? 1 : 0]),
        _ when IsNumber(value.GetType()) => new Grid([], [Number(value)]),
        ITuple tuple => Parts.Of(Enumerable.Range(0, tuple.Length).Select(i => ($"[{i}]", tuple[i]))),
        IDictionary table => Parts.Of(Entries(table)),
        Array { Rank: 2 } matrix when IsNumber(matrix.GetType().GetElementType()!) => Matrix(matrix),
        IEnumerable items => OfItems(items),
        _ => OfProperties(value),
    };

    /// <summary>Whether two contents are the same, numbers up to a part of their size; NaN is NaN here.</summary>
    /// <param name="other">What it should be; its size sets the scale.</param>
    /// <param name="tolerance">How large a part.</param>
    public abstract bool Agrees(Content other, double tolerance);

    private static Content OfItems(IEnumerable items)
    {
        object?[] all = [.. items.Cast<object?>()];
        Type? kind = items.GetType().GetInterfaces().FirstOrDefault(IsSequence)?.GetGenericArguments()[0];
        if (kind is not null && IsNumber(kind)) return new Grid([all.Length], Array.ConvertAll(all, Number));
        return Parts.Of(all.Select((item, i) => ($"[{i}]", item)));
    }

    private static Content OfProperties(object value)
    {
        PropertyInfo[] properties = value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);
        PropertyInfo[] plain = [.. properties.Where(p => p.GetIndexParameters().Length == 0)];
        if (plain.Length == 0) return new Words(value.ToString() ?? "");
        return Parts.Of(plain.Select(p => (p.Name, p.GetValue(value))));
    }

    private static Grid Matrix(Array matrix) =>
        new([matrix.GetLength(0), matrix.GetLength(1)], [.. matrix.Cast<object>().Select(Number)]);

    private static IEnumerable<(string, object?)> Entries(IDictionary table) =>
        table.Keys.Cast<object>()
            .Select(key => (Convert.ToString(key, CultureInfo.InvariantCulture) ?? "", table[key]))
            .OrderBy(e => e.Item1, StringComparer.Ordinal);

    private static bool IsSequence(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>);

    private static bool IsNumber(Type type) =>
        Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal or TypeCode.Boolean;

    private static double Number(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}

/// <summary>A text, or something of which only its name is known.</summary>
internal sealed record Words(string Text) : Content
{
    public override int Size => 1;

    public override bool Agrees(Content other, double tolerance) => other is Words words && words.Text == Text;

    public override string ToString() => Text;
}

/// <summary>Things side by side, each with a name.</summary>
internal sealed record Parts(string[] Names, Content[] Items) : Content
{
    public override int Size => Items.Sum(item => item.Size);

    public static Parts Of(IEnumerable<(string Name, object? Value)> items)
    {
        (string Name, object? Value)[] all = [.. items];
        return new(Array.ConvertAll(all, i => i.Name), Array.ConvertAll(all, i => Of(i.Value)));
    }

    public override bool Agrees(Content other, double tolerance) => other is Parts parts
        && parts.Names.SequenceEqual(Names)
        && Items.Zip(parts.Items).All(pair => pair.First.Agrees(pair.Second, tolerance));

    public override string ToString() => $"({string.Join(", ", Names.Zip(Items, Told))})";

    private static string Told(string name, Content item) => name.StartsWith('[') ? $"{item}" : $"{name} = {item}";
}
