using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Course.Tests;

/// <summary>A text of code with one token exchanged for another that people confuse it with.</summary>
/// <param name="Code">The changed code.</param>
/// <param name="Change">The line before and after.</param>
internal sealed record Mutant(string Code, string Change)
{
    /// <summary>Token by token, and what stands in its place.</summary>
    private const string Pairs = "+ - - + * / / * < <= <= < > >= >= > == != != == && || "
        + "Sin Cos Cos Sin sin cos cos sin Log Exp OrderByDescending OrderBy Softmax LogSoftmax "
        + "NegativeInfinity MinValue q k k v v k query key key query wq wk wk wv wv wq a b b a T d d T H d heads 2 "
        + "width 3 start 0 theta 100";

    private static readonly Dictionary<string, string> others =
        Pairs.Split(' ').Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>Each mutant of a function.</summary>
    public static IEnumerable<Mutant> Of(string code)
    {
        var options = new CSharpParseOptions(kind: SourceCodeKind.Script);
        SyntaxNode root = CSharpSyntaxTree.ParseText(code, options).GetRoot();
        foreach (SyntaxToken token in root.DescendantTokens().Where(IsInBody))
            foreach (string other in Others(token))
                yield return With(code, token, other);
    }

    private static IEnumerable<string> Others(SyntaxToken token)
    {
        if (token.IsKind(SyntaxKind.NumericLiteralToken))
        {
            yield return token.Text + " + 1";
            yield return token.Text == "0" ? "-1" : "0";
        }
        else if (others.TryGetValue(token.Text, out string? other) && !IsDeclared(token))
            yield return other;
    }

    private static bool IsInBody(SyntaxToken token) =>
        token.Parent!.AncestorsAndSelf().Any(node => node is BlockSyntax or ArrowExpressionClauseSyntax);

    /// <summary>A name where it is declared, and a new name would not be known.</summary>
    private static bool IsDeclared(SyntaxToken token) =>
        token.Parent is VariableDeclaratorSyntax or SingleVariableDesignationSyntax or ParameterSyntax;

    private static Mutant With(string code, SyntaxToken token, string other)
    {
        string placed = token.IsKind(SyntaxKind.NumericLiteralToken) ? $"({other})" : other;
        string changed = code[..token.SpanStart] + placed + code[token.Span.End..];
        int line = token.GetLocation().GetLineSpan().StartLinePosition.Line;
        return new(changed, $"{code.Split('\n')[line].Trim()} → {changed.Split('\n')[line].Trim()}");
    }
}
