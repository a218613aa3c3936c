using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookHost;

/// <summary>
/// C# as coloured HTML, from the compiler's own tokens, so that it knows every keyword and literal the cells can use.
/// </summary>
internal static class CSharpColours
{
    private const int MaximumDepth = 100, MaximumLength = 200_000;
    private static readonly CSharpParseOptions asCell = new(LanguageVersion.Preview, kind: SourceCodeKind.Script);

    /// <summary>
    /// The source with a <c>span</c> around each keyword, literal, comment, type and called method;
    /// text and line ends are unchanged. What is longer or deeper than anybody reads stays plain.
    /// </summary>
    public static string ToHtml(string source)
    {
        if (source.Length > MaximumLength || IsDeep(source)) return WebUtility.HtmlEncode(source);
        var html = new StringBuilder();
        SyntaxNode root = CSharpSyntaxTree.ParseText(source, asCell).GetRoot();
        foreach (SyntaxToken token in root.DescendantTokens()) Append(html, token);
        return html.ToString();
    }

    /// <summary>
    /// The compiler's parser recurses into brackets without end where strings
    /// are interpolated, and tries each &lt; both as a type and as a comparison.
    /// </summary>
    private static bool IsDeep(string source)
    {
        if (Brackets.Beyond(source, MaximumDepth) >= 0) return true;
        int angles = 0;
        foreach (char c in source)
        {
            angles = c switch { '<' => angles + 1, '>' => Math.Max(0, angles - 1), ';' => 0, _ => angles };
            if (angles > MaximumDepth) return true;
        }
        return false;
    }

    private static void Append(StringBuilder html, SyntaxToken token)
    {
        foreach (SyntaxTrivia trivia in token.LeadingTrivia) Append(html, trivia);
        Append(html, token.Text, KindOf(token));
        foreach (SyntaxTrivia trivia in token.TrailingTrivia) Append(html, trivia);
    }

    private static void Append(StringBuilder html, SyntaxTrivia trivia)
    {
        if (trivia.IsDirective)
            foreach (SyntaxToken part in trivia.GetStructure()!.DescendantTokens()) Append(html, part);
        else
            Append(html, trivia.ToFullString(), KindOf(trivia));
    }

    private static void Append(StringBuilder html, string text, string kind)
    {
        if (text.Length == 0) return;
        string escaped = WebUtility.HtmlEncode(text);
        html.Append(kind.Length == 0 ? escaped : $"<span class=\"{kind}\">{escaped}</span>");
    }

    /// <summary>c comment and the like; empty for blanks.</summary>
    private static string KindOf(SyntaxTrivia trivia) => trivia.Kind() switch
    {
        SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia or SyntaxKind.SkippedTokensTrivia => "",
        _ => "c",
    };

    /// <summary>k keyword, s string, n number, t type, f called or declared method; empty for the rest.</summary>
    private static string KindOf(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.IdentifierToken => KindOfName(token),
        SyntaxKind.NumericLiteralToken => "n",
        SyntaxKind.CharacterLiteralToken or SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken
            or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringEndToken
            or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.InterpolatedSingleLineRawStringStartToken
            or SyntaxKind.InterpolatedMultiLineRawStringStartToken or SyntaxKind.InterpolatedRawStringEndToken => "s",
        SyntaxKind.HashToken => "k",
        var kind when SyntaxFacts.IsKeywordKind(kind) || SyntaxFacts.IsPreprocessorKeyword(kind) => "k",
        _ => "",
    };

    private static string KindOfName(SyntaxToken name) => name.Parent switch
    {
        IdentifierNameSyntax { IsVar: true } => "k",
        BaseTypeDeclarationSyntax or TypeParameterSyntax or ConstructorDeclarationSyntax => "t",
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => "f",
        SimpleNameSyntax simple when IsCalled(simple) => "f",
        SimpleNameSyntax simple when SyntaxFacts.IsInTypeOnlyContext(simple) => "t",
        // Without binding, a capital before a dot is a type far more often than a property.
        SimpleNameSyntax simple when IsBeforeDot(simple) && IsCapital(name.Text) => "t",
        _ => "",
    };

    private static bool IsBeforeDot(SimpleNameSyntax name) =>
        name.Parent is MemberAccessExpressionSyntax access && access.Expression == name;

    private static bool IsCapital(string name) => name is [var first, ..] && char.IsUpper(first);

    private static bool IsCalled(SimpleNameSyntax name) => name.Parent switch
    {
        InvocationExpressionSyntax call => call.Expression == name,
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access =>
            access.Name == name && call.Expression == access,
        _ => false,
    };
}
