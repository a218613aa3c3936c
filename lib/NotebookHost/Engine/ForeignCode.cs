using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NotebookHost;

/// <summary>What a cell may hold that is not for this compiler: what people bring along from other engines,
/// and code that no compiler follows. Each gets a sentence.</summary>
internal static partial class ForeignCode
{
    private const string OfInteractive =
        "belongs to .NET Interactive and is not part of C#; of its ways to show a value, this host has " +
        "display(x), x.Display(), HTML(…), DisplayTable, LaTeXString and MathString";

    private static readonly HashSet<string> interactive =
    [
        "Kernel", "KernelInvocationContext", "PocketView", "PocketViewTags", "CompositeKernel", "CSharpKernel",
        "SubmitCode", "Javascript", "CSS", "KernelEvents", "InteractiveEnvironment", "SetClipboard",
    ];

    /// <summary>Why a line with <c>#r "nuget: …"</c> cannot be followed; null where there is none.</summary>
    public static (int Line, string Message)? Download(string code)
    {
        if (NuGet().Match(code) is not { Success: true } found) return null;
        string package = PlainText.OneLine(found.Groups["package"].Value);
        string sentence =
            $"#r \"nuget: {package}\" asks for a download, and notebooks run here without network: " +
            "name a DLL that lies on this machine, as #r \"../lib/bin/NotebookLib.dll\" does";
        return (LineAt(code, found.Index), sentence);
    }

    /// <summary>Why a magic command cannot be followed; null where there is none. <c>#!csharp</c> at the top
    /// changes nothing and passes.</summary>
    public static (int Line, string Message)? Magic(string code)
    {
        if (IPythonMagic().Match(code) is { Success: true } python)
        {
            Group command = python.Groups["command"];
            string name = PlainText.OneLine(command.Value);
            return (LineAt(code, command.Index), $"{name} is a command of IPython; cells here are C#");
        }
        if (!code.Contains("#!", StringComparison.Ordinal)) return null;
        SyntaxNode root = CSharpSyntaxTree.ParseText(code, CSharpSession.AsScript).GetRoot();
        foreach (SyntaxTrivia trivia in root.DescendantTrivia())
        {
            string text = trivia.ToString().Trim();
            if (!trivia.IsDirective || !text.StartsWith("#!", StringComparison.Ordinal)) continue;
            if (text is "#!csharp" or "#!c#" or "#!cs") continue;
            int line = trivia.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
            string sentence =
                $"{PlainText.OneLine(text)} is a command of .NET Interactive, to change the language or to steer it; " +
                "cells here are C# and nothing else";
            return (line, sentence);
        }
        return null;
    }

    /// <summary>Why code is nested too deep for a compiler, which would take minutes to say so;
    /// null where it is not.</summary>
    public static (int Line, string Message)? Nesting(string code)
    {
        return CodeNesting.Beyond(code) is var (position, message) ? (LineAt(code, position), message) : null;
    }

    private static int LineAt(string code, int position) => code.AsSpan(0, position).Count('\n') + 1;

    /// <summary>A sentence about a name that the compiler does not know; null if there is nothing to say.</summary>
    public static string? About(string compilerMessage)
    {
        if (Quoted().Match(compilerMessage) is not { Success: true } quoted) return null;
        string name = quoted.Groups["name"].Value;
        return interactive.Contains(name) ? $"{name} {OfInteractive}" : null;
    }

    [GeneratedRegex(
        """^[ \t]*#r[ \t]*"[ \t]*nuget:[ \t]*(?<package>[^"\n]*)""",
        RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex NuGet();

    [GeneratedRegex(@"\A\s*(?<command>%%?[A-Za-z]\w*)")]
    private static partial Regex IPythonMagic();

    [GeneratedRegex("'(?<name>[A-Za-z]+)'")]
    private static partial Regex Quoted();
}
