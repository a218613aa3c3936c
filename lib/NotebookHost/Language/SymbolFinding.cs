using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookHost;

/// <summary>Finds what a reader who points into code asks about.</summary>
internal static class SymbolFinding
{
    /// <summary>The symbol at a position, the others of its name behind it; between the brackets of a call,
    /// what can be called there.</summary>
    public static IReadOnlyList<ISymbol> At(
        SemanticModel model, SyntaxNode root, int position, CancellationToken cancellation)
    {
        foreach (SyntaxToken token in Touching(root, position))
        {
            if (token.Parent is null || !CanName(token)) continue;
            if (model.GetDeclaredSymbol(token.Parent, cancellation) is { } declared) return [declared];
            List<ISymbol> named = Named(model, token.Parent, cancellation);
            if (named.Count > 0) return named;
        }
        return Called(model, root, position, cancellation);
    }

    /// <summary>The token that ends at the position, then the one that begins there or lies around it.</summary>
    private static IEnumerable<SyntaxToken> Touching(SyntaxNode root, int position)
    {
        if (position > 0 && root.FindToken(position - 1) is var left && left.Span.End >= position) yield return left;
        if (position < root.FullSpan.End && root.FindToken(position) is var right && right.SpanStart <= position)
            yield return right;
    }

    private static bool CanName(SyntaxToken token) => token.IsKind(SyntaxKind.IdentifierToken)
        || token.Parent is PredefinedTypeSyntax or ThisExpressionSyntax or BaseExpressionSyntax;

    private static List<ISymbol> Named(SemanticModel model, SyntaxNode node, CancellationToken cancellation)
    {
        if (node.Parent is ObjectCreationExpressionSyntax creation && creation.Type == node)
            return Created(model, creation, cancellation);
        if (node is not ExpressionSyntax expression) return [];
        SymbolInfo info = model.GetSymbolInfo(expression, cancellation);
        if (info.Symbol is not (IMethodSymbol or null)) return [info.Symbol];
        return WithOverloads(info, model.GetMemberGroup(expression, cancellation));
    }

    /// <summary>What the call around the position can mean.</summary>
    private static List<ISymbol> Called(
        SemanticModel model, SyntaxNode root, int position, CancellationToken cancellation)
    {
        if (root.FullSpan.End == 0) return [];
        SyntaxNode? node = root.FindToken(Math.Clamp(position - 1, 0, root.FullSpan.End - 1)).Parent;
        foreach (BaseArgumentListSyntax list in node?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>() ?? [])
        {
            if (position <= list.SpanStart || position > list.Span.End) continue;
            switch (list.Parent)
            {
                case InvocationExpressionSyntax call:
                    return WithOverloads(
                        model.GetSymbolInfo(call, cancellation), model.GetMemberGroup(call.Expression, cancellation));
                case BaseObjectCreationExpressionSyntax creation:
                    return Created(model, creation, cancellation);
                case ElementAccessExpressionSyntax access
                    when model.GetSymbolInfo(access, cancellation) is { Symbol: { } indexer }:
                    return [indexer];
            }
        }
        return [];
    }

    private static List<ISymbol> Created(
        SemanticModel model, BaseObjectCreationExpressionSyntax creation, CancellationToken cancellation)
    {
        ITypeSymbol? type = model.GetTypeInfo(creation, cancellation).Type;
        return WithOverloads(model.GetSymbolInfo(creation, cancellation), Constructors(type));
    }

    private static IEnumerable<ISymbol> Constructors(ITypeSymbol? type) => type is INamedTypeSymbol named
        ? named.InstanceConstructors.Where(c => c.DeclaredAccessibility == Accessibility.Public)
        : [];

    private static List<ISymbol> WithOverloads(SymbolInfo info, IEnumerable<ISymbol> overloads) =>
        [.. new[] { info.Symbol }.OfType<ISymbol>()
            .Concat(overloads)
            .Concat(info.CandidateSymbols)
            .Distinct(SymbolEqualityComparer.Default)
            .OfType<ISymbol>()];
}
