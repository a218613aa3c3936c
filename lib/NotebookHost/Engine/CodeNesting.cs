using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookHost;

/// <summary>Whether code is nested deeper than a compiler follows: Roslyn recurses into it,
/// and a stack ends, or takes minutes.</summary>
/// <remarks>
/// Three looks, each of which keeps the next one short. At the text, whatever stands around a bracket; at the tokens,
/// without what strings and comments hold; and at the tree, which is parsed on a stack of its own and walked without
/// recursion, so that it does not matter by what code is nested: signs before a value, stars behind a type, arrows,
/// else-if, calls of calls. A level of the tree has a character at least, so short code is not parsed for it.
/// </remarks>
internal static class CodeNesting
{
    private const int DeepestText = 1000, DeepestTokens = 200, DeepestTree = 1000;

    /// <summary>Each level takes half as long again to compile: 8 take 0.2 s, 12 a second,
    /// 20 above half a minute.</summary>
    private const int DeepestInterpolation = 8;

    private const int SmallestStack = 16 << 20, LargestStack = 512 << 20, StackForCharacter = 2048; // bytes
    private const string Brackets = "brackets", Interpolations = "strings within strings";
    private const string Anything = "parts of an expression, a type or a statement";

    /// <summary>The first place that is too deep, and a sentence about it; null where there is none.</summary>
    public static (int Position, string Message)? Beyond(string code)
    {
        int at = Openings.Beyond(code, DeepestText);
        if (at >= 0) return (at, Sentence(Brackets, DeepestText));
        if (Openings.Beyond(code, DeepestTokens) >= 0)
        {
            at = Openings.Beyond(WithoutTexts(code), DeepestTokens);
            if (at >= 0) return (at, Sentence(Brackets, DeepestTokens));
        }
        if (code.Length < DeepestTree && code.AsSpan().Count('$') <= DeepestInterpolation) return null;
        return OnOwnStack(code, () => InTree(CSharpSyntaxTree.ParseText(code, CSharpSession.AsScript).GetRoot()));
    }

    private static string Sentence(string what, int limit) =>
        FormattableString.Invariant($"{what} are nested {limit} deep and more: no compiler follows that");

    /// <summary>The code with blanks in the place of comments, texts and names; of the same length.</summary>
    private static string WithoutTexts(string code)
    {
        char[] signs = new char[code.Length];
        Array.Fill(signs, ' ');
        foreach (SyntaxToken token in SyntaxFactory.ParseTokens(code, options: CSharpSession.AsScript))
        {
            if (!SyntaxFacts.IsPunctuation(token.Kind())) continue;
            token.Text.CopyTo(0, signs, token.SpanStart, token.Text.Length);
        }
        return new string(signs);
    }

    private static (int, string)? OnOwnStack(string code, Func<(int, string)?> look)
    {
        (int, string)? found = null;
        int stack = (int)Math.Clamp((long)code.Length * StackForCharacter, SmallestStack, LargestStack);
        var thread = new Thread(() => found = look(), stack);
        thread.Start();
        thread.Join();
        return found;
    }

    private static (int, string)? InTree(SyntaxNode root)
    {
        var left = new Stack<(SyntaxNode Node, int Depth, int Interpolations)>([(root, 1, 0)]);
        while (left.TryPop(out var at))
        {
            int start = at.Node.SpanStart;
            if (at.Depth > DeepestTree) return (start, Sentence(Anything, DeepestTree));
            if (at.Interpolations > DeepestInterpolation)
                return (start, Sentence(Interpolations, DeepestInterpolation));
            int beside = 0;
            foreach (SyntaxNode child in Children(at.Node))
            {
                if (IsUnfolded(at.Node)) beside++;
                int inside = child is InterpolatedStringExpressionSyntax ? 1 : 0;
                left.Push((child, at.Depth + 1 + beside, at.Interpolations + inside));
            }
        }
        return null;
    }

    /// <summary>Lists in the text of which a compiler makes one in another:
    /// the clauses of a query, and arrays of arrays.</summary>
    private static bool IsUnfolded(SyntaxNode node) => node is QueryBodySyntax or ArrayTypeSyntax;

    /// <summary>The nodes below one, those of comments with documentation among them.</summary>
    private static IEnumerable<SyntaxNode> Children(SyntaxNode node)
    {
        foreach (SyntaxNodeOrToken child in node.ChildNodesAndTokens())
        {
            if (child.AsNode() is { } inner) yield return inner;
            else if (child.AsToken() is { HasStructuredTrivia: true } token)
            {
                foreach (SyntaxTrivia trivia in token.LeadingTrivia.Concat(token.TrailingTrivia))
                    if (trivia.GetStructure() is { } structure) yield return structure;
            }
        }
    }
}
