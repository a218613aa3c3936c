using System.Text.RegularExpressions;

namespace Course.Tests;

/// <summary>
/// The cell after a stub, where it is one line that hands the reader's work to an exercise of the library.
/// </summary>
internal static partial class ExerciseCheck
{
    /// <summary>The exercises of the library, by name.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(NotebookLib.Exercises).GetProperties().Select(property => property.Name)];

    /// <summary>The name of the exercise; null if the cell is not such a line.</summary>
    public static string? OfLibrary(string check) =>
        Line().Match(check.Trim()) is { Success: true } line ? line.Groups["name"].Value : null;

    /// <summary>What the line hands on.</summary>
    public static string Argument(string check) => Line().Match(check.Trim()).Groups["argument"].Value;

    [GeneratedRegex(@"^(?:\w+ \w+ = )?Exercises\.(?<name>\w+)\.Check\((?<argument>\w+)\);$")]
    private static partial Regex Line();
}
