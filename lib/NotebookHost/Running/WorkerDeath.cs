using System.Diagnostics;
using System.Text.RegularExpressions;

namespace NotebookHost;

/// <summary>Why a worker ended by itself, from what .NET wrote on standard error as it did.</summary>
internal static partial class WorkerDeath
{
    /// <summary>In one line.</summary>
    public static string Why(Process process, string errors)
    {
        if (errors.Contains("Stack overflow", StringComparison.Ordinal)) return "stack overflow: a call chain without an end";
        if (errors.Contains("Out of memory", StringComparison.Ordinal) || errors.Contains("OutOfMemoryException", StringComparison.Ordinal)) return "out of memory (--memory)";
        if (Unhandled().Match(errors) is { Success: true } thrown) return $"{LastName(thrown.Groups["type"].Value)}: {thrown.Groups["message"].Value.Trim()}, thrown on another thread, where no cell could catch it";
        if (Terminated().Match(errors) is { Success: true } ended) return $"the process was ended by Environment.FailFast: {ended.Groups["message"].Value.Trim()}";
        return !process.HasExited ? "the process closed its connection"
            : !OperatingSystem.IsWindows() && process.ExitCode > 128 ? FormattableString.Invariant($"the process was ended by signal {process.ExitCode - 128} (code {process.ExitCode})")
            : FormattableString.Invariant($"the process ended with code {process.ExitCode}");
    }

    /// <summary>The frames of cells and libraries.</summary>
    public static IEnumerable<string> Traces(string errors) => errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(line => line.StartsWith("at ", StringComparison.Ordinal) && !machinery.Any(part => line.Contains(part, StringComparison.Ordinal)))
        .Select(line => SubmissionName().Replace(line, "")).Distinct().Take(8);

    private static readonly string[] machinery = ["at System.", "at Microsoft.CodeAnalysis", "at NotebookHost.", "at Program", "<Initialize>", "<Factory>"];

    private static string LastName(string type) => type[(type.LastIndexOf('.') + 1)..];

    [GeneratedRegex(@"Submission#\d+[.+]")]
    private static partial Regex SubmissionName();

    [GeneratedRegex(@"Unhandled exception\. (?<type>[\w.+`]+)(?:: (?<message>.*?))?(?=\r?\n\s+at |\r?\n *--- |\r?\n ---> |\z)", RegexOptions.Singleline)]
    private static partial Regex Unhandled();

    [GeneratedRegex(@"Process terminated\.\s+(?<message>.*?)(?=\r?\n\s*at |\z)", RegexOptions.Singleline)]
    private static partial Regex Terminated();
}
