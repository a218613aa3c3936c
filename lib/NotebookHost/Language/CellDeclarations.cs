using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookHost;

/// <summary>What a cell brings that later cells can see, and which names it uses itself.</summary>
/// <param name="Code">Its text, which may be that of several cells.</param>
/// <param name="Signatures">What it declares, by name.</param>
/// <param name="Names">All names in it.</param>
/// <param name="HasTypes">Whether it declares types, after which others of the same name are not the same.</param>
/// <param name="StandsAlone">Whether it has what must stand at the beginning, such as <c>using</c>.</param>
internal sealed record CellDeclarations(
    string Code,
    IReadOnlyDictionary<string, string> Signatures,
    IReadOnlySet<string> Names,
    bool HasTypes,
    bool StandsAlone)
{
    private const int LongestJoined = 20_000; // characters

    private static readonly SymbolDisplayFormat format = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeConstantValue)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeExtensionThis)
        .WithGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    /// <summary>Reads them from the cell behind those before it.</summary>
    public static async Task<CellDeclarations> OfAsync(Submission submission, CancellationToken cancellation)
    {
        Compilation compilation = (await submission.Document.Project.GetCompilationAsync(cancellation))!;
        var root = (CompilationUnitSyntax)compilation.SyntaxTrees.Single().GetRoot(cancellation);
        IEnumerable<ISymbol> all = compilation.ScriptClass!.GetMembers();
        ISymbol[] members = [.. all.Where(m => m.CanBeReferencedByName && !m.IsImplicitlyDeclared)];
        int beginnings = root.Usings.Count + root.Externs.Count + root.AttributeLists.Count;
        bool mustBegin = root.ContainsDirectives || beginnings > 0;
        IEnumerable<SyntaxToken> names = root.DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken));
        return new CellDeclarations(
            root.ToFullString(),
            members.GroupBy(m => m.Name).ToDictionary(same => same.Key, Signature),
            names.Select(token => token.ValueText).ToHashSet(),
            members.Any(m => m is INamedTypeSymbol),
            mustBegin || root.ContainsDiagnostics);
    }

    /// <summary>Whether nobody behind it sees a difference: all that it declares is known, and the same.</summary>
    public bool AddsNothing(IReadOnlyDictionary<string, string> visible) =>
        !StandsAlone && !HasTypes && Signatures.All(said => visible.GetValueOrDefault(said.Key) == said.Value);

    /// <summary>This and the next cell as one; null where one text would mean something else than two.</summary>
    /// <remarks>
    /// In one text, a name in the first cell would mean what the second declares. So the second must
    /// declare no name that the first has anywhere. Nor does it bring what must stand at the beginning;
    /// the first may, but for directives, which reach to the end of a text.
    /// </remarks>
    public CellDeclarations? With(CellDeclarations next)
    {
        bool canJoin = !next.StandsAlone && !Code.Contains('#', StringComparison.Ordinal);
        if (!canJoin || Code.Length + next.Code.Length > LongestJoined) return null;
        if (next.Signatures.Keys.Any(Names.Contains)) return null;
        return new CellDeclarations(
            $"{Code}\n;\n{next.Code}", // an expression may have no semicolon; behind one it is an empty statement
            Signatures.Concat(next.Signatures).ToDictionary(),
            Names.Union(next.Names).ToHashSet(),
            HasTypes || next.HasTypes,
            StandsAlone);
    }

    private static string Signature(IEnumerable<ISymbol> sameName) =>
        string.Join('\n', sameName.Select(m => m.ToDisplayString(format)));
}
