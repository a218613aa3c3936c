using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>JSON as JavaScript's <c>JSON.stringify</c> writes it, with which VS Code saves.</summary>
/// <remarks>https://tc39.es/ecma262, "QuoteJSONString" and "Number::toString".</remarks>
internal static partial class JavaScriptJson
{
    private const long LargestWhole = 1L << 53; // beyond it JavaScript has no longer every whole number
    private const int SmallestPlain = 6; // 0.000001 is written so, 1e-7 is not

    private static readonly JsonSerializerOptions indented = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text, indented by one space a level.</summary>
    /// <remarks>.NET escapes more characters than JavaScript, such as all beyond U+FFFF, and in capitals.</remarks>
    public static string Write(JsonNode node) => Escape().Replace(node.ToJsonString(indented), static escape =>
    {
        if (!escape.Groups["code"].Success) return escape.Value;
        ReadOnlySpan<char> code = escape.Groups["code"].ValueSpan;
        char character = (char)int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return character < ' ' ? escape.Value.ToLowerInvariant() : character.ToString();
    });

    /// <summary>The same value with its numbers as JavaScript writes them: 0 for 0.0.</summary>
    public static JsonNode? WithItsNumbers(JsonNode? node) => node switch
    {
        JsonObject keys => new JsonObject(keys.Select(p => KeyValuePair.Create(p.Key, WithItsNumbers(p.Value)))),
        JsonArray items => new JsonArray([.. items.Select(WithItsNumbers)]),
        JsonValue when node.GetValueKind() == JsonValueKind.Number => JsonNode.Parse(Number(node.ToJsonString())),
        _ => node?.DeepClone(),
    };

    private static string Number(string text)
    {
        double value = double.Parse(text, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value) || Math.Abs(value) > LargestWhole) return text; // others may round it
        if (double.IsInteger(value)) return ((long)value).ToString(CultureInfo.InvariantCulture);
        string[] parts = value.ToString("R", CultureInfo.InvariantCulture).Split("E-");
        if (parts.Length == 1) return parts[0];
        int exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        if (exponent > SmallestPlain) return FormattableString.Invariant($"{parts[0]}e-{exponent}");
        string digits = parts[0].Replace(".", "", StringComparison.Ordinal).TrimStart('-');
        return $"{(value < 0 ? "-" : "")}0.{new string('0', exponent - 1)}{digits}";
    }

    [GeneratedRegex(@"\\(?:u(?<code>[0-9A-Fa-f]{4})|.)")]
    private static partial Regex Escape();
}
