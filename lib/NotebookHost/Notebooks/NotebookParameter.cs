using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookHost;

/// <summary>One parameter: its declaration, and the range and the meaning that its comment states.</summary>
/// <remarks>The comment begins with the range, <c>1..8</c> or <c>slippery | clumsy</c>, and after a colon
/// or a comma tells the meaning.</remarks>
/// <param name="Name">The variable.</param>
/// <param name="Type">Its type, as declared.</param>
/// <param name="Default">The value in the notebook, as written.</param>
/// <param name="Low">The least value, or null where none is stated.</param>
/// <param name="High">The greatest value, or null where none is stated.</param>
/// <param name="Choices">The values there are, or none where none are stated.</param>
/// <param name="Meaning">What it is.</param>
internal sealed partial record NotebookParameter(
    string Name, string Type, string Default, string? Low, string? High, IReadOnlyList<string> Choices, string Meaning)
{
    /// <summary>A parameter from its declaration and the comment beside it.</summary>
    public static NotebookParameter Of(string name, string type, string value, string comment)
    {
        if (Range().Match(comment) is { Success: true } range)
        {
            (string low, string high) = (range.Groups["low"].Value, range.Groups["high"].Value);
            return new(name, type, value, low, high, [], range.Groups["meaning"].Value.Trim());
        }
        if (ChoiceList().Match(comment) is { Success: true } list)
        {
            string[] choices = list.Groups["choices"].Value.Split('|', StringSplitOptions.TrimEntries);
            return new(name, type, value, null, null, choices, list.Groups["meaning"].Value.Trim());
        }
        return new(name, type, value, null, null, type == "bool" ? ["false", "true"] : [], comment);
    }

    /// <summary>The values at the ends of the range: least and greatest, or every choice.</summary>
    public IReadOnlyList<string> Ends => Low is not null && High is not null ? [Low, High] : Choices;

    /// <summary>A value as C#.</summary>
    /// <exception cref="CannotStartException">It cannot be read as the parameter's type,
    /// or is out of range.</exception>
    public string Literal(string value)
    {
        if (Type != "string") value = value.Trim(); // of a text, every character is meant
        string literal = Type.EndsWith("[]", StringComparison.Ordinal)
            ? $"[{string.Join(", ", Elements(value).Select(v => Element(Type[..^2], v)))}]"
            : Element(Type, value);
        if (Choices.Count > 0 && Type != "bool" && !Choices.Contains(value))
            throw Wrong($"expected one of {string.Join(", ", Choices)}; got {value}");
        if (Low is not null && (Number(value) < Number(Low) || Number(value) > Number(High!)))
            throw Wrong($"expected {Low}..{High}; got {value}");
        return literal;
    }

    /// <summary>The declaration, for a list of what there is.</summary>
    public override string ToString()
    {
        string range = Low is not null ? $"{Low}..{High}" : string.Join(" | ", Choices);
        string separator = range.Length > 0 && Meaning.Length > 0 ? ": " : "";
        string comment = range + Meaning == "" ? "" : $"  // {range}{separator}{Meaning}";
        return $"{Type} {Name} = {Default}{comment}";
    }

    /// <summary>The elements of a list as it is printed, ["a, b", "c"], or without brackets and quotes: a, b.</summary>
    /// <exception cref="CannotStartException">A quote is not closed.</exception>
    private List<string> Elements(string list)
    {
        if (list is ['[', .., ']']) list = list[1..^1];
        else if (list is ['[', ..] or [.., ']']) throw Wrong($"a bracket stands alone in {PlainText.OneLine(list)}");
        var elements = new List<string>();
        for (int at = 0; at < list.Length;)
        {
            while (at < list.Length && char.IsWhiteSpace(list[at])) at++;
            if (at < list.Length && list[at] == '"')
            {
                int end = at + 1;
                while (end < list.Length && list[end] != '"') end += list[end] == '\\' ? 2 : 1;
                if (end >= list.Length) throw Wrong($"a quote is not closed in {PlainText.OneLine(list)}");
                elements.Add(Unquoted(list[at..(end + 1)]));
                at = end + 1;
                while (at < list.Length && char.IsWhiteSpace(list[at])) at++;
                if (at < list.Length && list[at] != ',')
                    throw Wrong($"expected a comma after {PlainText.OneLine(list[..at])}");
            }
            else
            {
                int end = list.IndexOf(',', at) is var comma and >= 0 ? comma : list.Length;
                if (list[at..end].Trim() is { Length: > 0 } bare) elements.Add(bare);
                at = end;
            }
            at++; // the comma
        }
        return elements;
    }

    private string Unquoted(string quoted)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(quoted)!;
        }
        catch (JsonException)
        {
            throw Wrong($"expected a text in quotes, with \\\" and \\\\ inside; got {PlainText.OneLine(quoted)}");
        }
    }

    private string Element(string type, string value) => type switch
    {
        "int" or "long" when Whole(type, value) is long n => n.ToString(CultureInfo.InvariantCulture),
        "float" when Float(value) is float f => f.ToString("R", CultureInfo.InvariantCulture) + "f",
        "double" when Number(value) is var d && double.IsFinite(d) =>
            d.ToString("R", CultureInfo.InvariantCulture) + "d",
        "bool" when bool.TryParse(value, out bool b) => b ? "true" : "false",
        "string" => SymbolDisplay.FormatLiteral(value, quote: true),
        "int" or "long" or "float" or "double" or "bool" => throw Wrong($"cannot read '{value}' as {type}"),
        _ => throw Wrong($"values of type {type} cannot be given from outside"),
    };

    private CannotStartException Wrong(string what) => new($"parameter '{Name}': {what}\n  {this}");

    private static long? Whole(string type, string value)
    {
        bool isWhole = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long n);
        return isWhole && (type == "long" || n is >= int.MinValue and <= int.MaxValue) ? n : null;
    }

    private static float? Float(string value)
    {
        bool isNumber = float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out float f);
        return isNumber && float.IsFinite(f) ? f : null;
    }

    private static double Number(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double n) ? n : double.NaN;

    private const string Bound = @"[-+]?[0-9.]*[0-9](?:[eE][-+]?[0-9]+)?";

    [GeneratedRegex($@"^(?<low>{Bound})\.\.(?<high>{Bound})(?:\s*[:,]\s*(?<meaning>.*))?$")]
    private static partial Regex Range();

    [GeneratedRegex(@"^(?<choices>[^|:,]+(?:\|[^|:,]+)+)(?:[:,]\s*(?<meaning>.*))?$")]
    private static partial Regex ChoiceList();
}
