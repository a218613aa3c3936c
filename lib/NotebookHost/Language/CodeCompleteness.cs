using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookHost;

/// <summary>Whether a cell is whole, or goes on in the next line.</summary>
internal static class CodeCompleteness
{
    private const string Indent = "    ";
    private const string LineEndsInText = "CS1010";
    private const string RawTextIsOpen = "CS8997"; // of which Roslyn's own answer takes no account

    /// <summary>The content of an is_complete_reply.</summary>
    public static JsonObject Reply(string code)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(code, CSharpSession.AsScript);
        Diagnostic[] errors = [.. tree.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)];
        bool isLost = errors.Any(error => error.Id == LineEndsInText)
            || errors.Any(error => error.Id == RawTextIsOpen && !BeginsInNextLine(tree, error));
        if (isLost) return new JsonObject { ["status"] = "invalid" };
        bool goesOn = !SyntaxFactory.IsCompleteSubmission(tree) || errors.Any(error => error.Id == RawTextIsOpen);
        if (goesOn) return new JsonObject { ["status"] = "incomplete", ["indent"] = Indent };
        return new JsonObject { ["status"] = errors.Length > 0 ? "invalid" : "complete" };
    }

    /// <summary>Whether nothing stands behind the quotes that open a raw text:
    /// only then it may have several lines.</summary>
    private static bool BeginsInNextLine(SyntaxTree tree, Diagnostic error)
    {
        SyntaxToken last = tree.GetRoot().FindToken(Math.Max(0, error.Location.SourceSpan.Start - 1));
        int start = last.Parent?.FirstAncestorOrSelf<InterpolatedStringExpressionSyntax>()?.SpanStart ?? last.SpanStart;
        ReadOnlySpan<char> text = tree.GetText().ToString().AsSpan(start).TrimStart("$\"");
        int end = text.IndexOf('\n');
        return text[..(end < 0 ? text.Length : end)].IsWhiteSpace();
    }
}
