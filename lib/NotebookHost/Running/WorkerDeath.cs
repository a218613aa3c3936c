using System.Diagnostics;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>Why a worker ended by itself, from what .NET wrote on standard error as it did.</summary>
internal static partial class WorkerDeath
{
    /// <summary>In one line.</summary>
    public static string Why(Process process, string errors)
    {
        if (errors.Contains("Stack overflow", StringComparison.Ordinal))
            return "stack overflow: a call chain without an end";
        bool isOutOfMemory = errors.Contains("Out of memory", StringComparison.Ordinal)
            || errors.Contains("OutOfMemoryException", StringComparison.Ordinal);
        if (isOutOfMemory) return "out of memory (--memory)";
        if (Unhandled().Match(errors) is { Success: true } thrown)
        {
            string exception = $"{LastName(thrown.Groups["type"].Value)}: {thrown.Groups["message"].Value.Trim()}";
            return $"{exception}, thrown on another thread, where no cell could catch it";
        }
        if (Terminated().Match(errors) is { Success: true } ended)
            return $"the process was ended by Environment.FailFast: {ended.Groups["message"].Value.Trim()}";
        if (!process.HasExited) return "the process closed its connection";
        int code = process.ExitCode;
        return !OperatingSystem.IsWindows() && code > 128
            ? FormattableString.Invariant($"the process was ended by signal {code - 128} (code {code})")
            : FormattableString.Invariant($"the process ended with code {code}");
    }

    /// <summary>The frames of cells and libraries.</summary>
    public static IEnumerable<string> Traces(string errors) => errors
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(line => line.StartsWith("at ", StringComparison.Ordinal) && !IsMachinery(line))
        .Select(line => SubmissionName().Replace(line, ""))
        .Distinct()
        .Take(8);

    private static readonly string[] machinery =
        ["at System.", "at Microsoft.CodeAnalysis", "at NotebookHost.", "at Program", "<Initialize>", "<Factory>"];

    private static bool IsMachinery(string line) =>
        machinery.Any(part => line.Contains(part, StringComparison.Ordinal));

    private static string LastName(string type) => type[(type.LastIndexOf('.') + 1)..];

    [GeneratedRegex(@"Submission#\d+[.+]")]
    private static partial Regex SubmissionName();

    [GeneratedRegex(
        @"Unhandled exception\. (?<type>[\w.+`]+)(?:: (?<message>.*?))?(?=\r?\n\s+at |\r?\n *--- |\r?\n ---> |\z)",
        RegexOptions.Singleline)]
    private static partial Regex Unhandled();

    [GeneratedRegex(@"Process terminated\.\s+(?<message>.*?)(?=\r?\n\s*at |\z)", RegexOptions.Singleline)]
    private static partial Regex Terminated();
}
