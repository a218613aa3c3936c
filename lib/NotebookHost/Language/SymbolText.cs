using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookHost;

/// <summary>A symbol and its documentation, as text.</summary>
internal static partial class SymbolText
{
    private static readonly SymbolDisplayFormat format = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeConstantValue,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        localOptions: SymbolDisplayLocalOptions.IncludeType,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>For front ends that show plain text.</summary>
    public static string Plain(IReadOnlyList<ISymbol> symbols, Compilation compilation) =>
        string.Join("\n\n", Sections(symbols, compilation).Select(section => Plain(section)));

    /// <summary>For those that set it.</summary>
    public static string Markdown(IReadOnlyList<ISymbol> symbols, Compilation compilation) =>
        string.Join("\n\n", Sections(symbols, compilation).Select((section, i) => Markdown(section, isCode: i == 0)));

    private static string Plain((string Title, string Text) section)
    {
        if (section.Title.Length == 0) return section.Text;
        IEnumerable<string> lines = section.Text.Split('\n').Select(line => "  " + line);
        return $"{section.Title}\n{string.Join("\n", lines)}";
    }

    private static string Markdown((string Title, string Text) section, bool isCode)
    {
        if (isCode) return $"```csharp\n{section.Text}\n```";
        if (section.Title.Length == 0) return Escaped(section.Text);
        IEnumerable<string> lines = section.Text.Split('\n').Select(line => "- " + Escaped(line));
        return $"**{section.Title}**\n\n{string.Join("\n", lines)}";
    }

    private static List<(string Title, string Text)> Sections(IReadOnlyList<ISymbol> symbols, Compilation compilation)
    {
        string declarations = string.Join("\n", symbols.Select(s => s.ToDisplayString(format)));
        var sections = new List<(string, string)> { ("", declarations) };
        if (Documentation(symbols[0], compilation, depth: 0) is not { } xml) return sections;
        Add("", Text(xml.Element("summary")));
        Add("Parameters", Named(xml, "param", "name"));
        Add("Returns", Text(xml.Element("returns") ?? xml.Element("value")));
        Add("Errors", Named(xml, "exception", "cref"));
        Add("Remarks", Text(xml.Element("remarks")));
        return sections;

        void Add(string title, string text)
        {
            if (text.Length > 0) sections.Add((title, text));
        }
    }

    /// <summary>The documentation of a symbol; of a constructor without one, its type's;
    /// of one that inherits it, that.</summary>
    private static XElement? Documentation(ISymbol symbol, Compilation compilation, int depth)
    {
        if (symbol is IMethodSymbol { ReducedFrom: { } extension }) symbol = extension;
        symbol = symbol.OriginalDefinition;
        if (symbol is IParameterSymbol parameter)
        {
            XElement? said = Documentation(parameter.ContainingSymbol, compilation, depth)
                ?.Elements("param")
                .FirstOrDefault(p => (string?)p.Attribute("name") == parameter.Name);
            return said is null ? null : new XElement("member", new XElement("summary", said.Nodes()));
        }
        string text = symbol.GetDocumentationCommentXml() ?? "";
        if (text.Length == 0)
        {
            bool isConstructor = symbol is IMethodSymbol { MethodKind: MethodKind.Constructor };
            return isConstructor && depth < 5 ? Documentation(symbol.ContainingType, compilation, depth + 1) : null;
        }
        XElement xml;
        try
        {
            bool isWhole = text.StartsWith("<member", StringComparison.Ordinal);
            xml = XElement.Parse(isWhole ? text : $"<member>{text}</member>");
        }
        catch (XmlException)
        {
            return null;
        }
        if (xml.Element("inheritdoc") is not { } inherits || depth > 5) return xml;
        ISymbol? from = (string?)inherits.Attribute("cref") is string cref
            ? DocumentationCommentId.GetFirstSymbolForDeclarationId(cref, compilation)
            : Inherited(symbol);
        if (from is null || Documentation(from, compilation, depth + 1) is not { } inherited) return xml;
        xml.Add(inherited.Elements().Where(part => !Holds(xml, part)));
        return xml;
    }

    private static ISymbol? Inherited(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { OverriddenMethod: { } method } => method,
        IPropertySymbol { OverriddenProperty: { } property } => property,
        INamedTypeSymbol { BaseType: { } type } => type,
        _ => symbol.ContainingType?.AllInterfaces
            .SelectMany(i => i.GetMembers())
            .FirstOrDefault(m => Implements(symbol, m)),
    };

    private static bool Implements(ISymbol symbol, ISymbol member) => SymbolEqualityComparer.Default.Equals(
        symbol.ContainingType.FindImplementationForInterfaceMember(member), symbol);

    /// <summary>Whether documentation has a part of the same kind and for the same name.</summary>
    private static bool Holds(XElement xml, XElement part) =>
        xml.Elements(part.Name).Any(own => (string?)own.Attribute("name") == (string?)part.Attribute("name"));

    private static string Named(XElement xml, string element, string attribute)
    {
        IEnumerable<string> lines = xml.Elements(element)
            .Where(e => Text(e).Length > 0)
            .Select(e => $"{Short((string?)e.Attribute(attribute) ?? "")}: {Text(e)}");
        return string.Join("\n", lines);
    }

    private static string Text(XElement? element)
    {
        if (element is null) return "";
        var text = new StringBuilder();
        foreach (XNode node in element.Nodes())
        {
            if (node is XText plain) text.Append(Space().Replace(plain.Value, " "));
            if (node is not XElement inner) continue;
            string said = inner.Name.LocalName switch
            {
                "see" or "seealso" when inner.IsEmpty => Short(Reference(inner)),
                "paramref" or "typeparamref" => (string?)inner.Attribute("name") ?? "",
                _ => Text(inner),
            };
            text.Append(inner.Name.LocalName is "para" or "item" ? $"\n{said}\n" : said);
        }
        return BlankLines().Replace(text.ToString(), "\n").Trim();
    }

    private static string Reference(XElement see) => (string?)see.Attribute("cref")
        ?? (string?)see.Attribute("langword")
        ?? (string?)see.Attribute("href")
        ?? "";

    /// <summary>The name at the end of a reference such as T:System.ArgumentException.</summary>
    private static string Short(string reference)
    {
        if (reference.Length < 2 || reference[1] != ':') return reference;
        string name = reference[2..];
        int bracket = name.IndexOf('(', StringComparison.Ordinal);
        if (bracket >= 0) name = name[..bracket];
        int from = name.LastIndexOf('.');
        if (reference[0] is 'M' or 'P' or 'F' or 'E' && from > 0) from = name.LastIndexOf('.', from - 1);
        return Arity().Replace(name[(from + 1)..], "");
    }

    private static string Escaped(string text) => MarkdownSigns().Replace(text, @"\$0");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"[ ]*\n\s*")]
    private static partial Regex BlankLines();

    [GeneratedRegex("`+[0-9]+")]
    private static partial Regex Arity();

    [GeneratedRegex(@"[\\`*_\[\]<>|#]")]
    private static partial Regex MarkdownSigns();
}
