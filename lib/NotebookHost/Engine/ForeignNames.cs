using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>What people bring along from other engines and cannot have here, each with a sentence on what to do.</summary>
internal static partial class ForeignNames
{
    private const string OfInteractive = "belongs to .NET Interactive and is not part of C#; of its ways to show a value, this host has display(x), x.Display(), HTML(…), DisplayTable, LaTeXString and MathString";

    private static readonly HashSet<string> interactive =
        ["Kernel", "KernelInvocationContext", "PocketView", "PocketViewTags", "CompositeKernel", "CSharpKernel", "SubmitCode", "Javascript", "CSS", "KernelEvents", "InteractiveEnvironment", "DisplayAs", "SetClipboard"];

    /// <summary>Why a line with <c>#r "nuget: …"</c> cannot be followed; null where there is none.</summary>
    public static (int Line, string Message)? Download(string code)
    {
        return NuGet().Match(code) is { Success: true } found
            ? (code.AsSpan(0, found.Index).Count('\n') + 1,
                $"#r \"nuget: {TerminalText.OneLine(found.Groups["package"].Value)}\" asks for a download, and notebooks run here without network: name a DLL that lies on this machine, as #r \"../lib/bin/NotebookLib.dll\" does")
            : null;
    }

    /// <summary>A sentence about a name that the compiler does not know; null if there is nothing to say.</summary>
    public static string? About(string compilerMessage) => Quoted().Match(compilerMessage) is { Success: true } name && interactive.Contains(name.Groups["name"].Value) ? $"{name.Groups["name"].Value} {OfInteractive}" : null;

    [GeneratedRegex("""^[ \t]*#r[ \t]*"[ \t]*nuget:[ \t]*(?<package>[^"\n]*)""", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex NuGet();

    [GeneratedRegex("'(?<name>[A-Za-z]+)'")]
    private static partial Regex Quoted();
}
