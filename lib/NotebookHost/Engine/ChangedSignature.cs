using Microsoft.CodeAnalysis;

namespace NotebookHost;

/// <summary>
/// Tells readers why the check of their function does not compile: its first line is not the stub's any more.
/// </summary>
internal static class ChangedSignature
{
    private const string Advice = "keep the first line of the function as it was: "
        + "the check hands it on, and has to know its parameters and its result";

    /// <summary>What the compiler calls a method that does not fit a delegate.</summary>
    private static readonly string[] numbers = ["CS0123", "CS0407", "CS0411", "CS1503"];

    /// <summary>A sentence about a cell that checks an exercise; null if there is nothing to say.</summary>
    public static string? About(string code, IEnumerable<Diagnostic> errors) =>
        code.Contains("Exercises.", StringComparison.Ordinal) && errors.Any(error => numbers.Contains(error.Id))
            ? Advice : null;
}
