namespace Course.Tests;

/// <summary>
/// Whether the tests shall take the time for all of their cases, as .ci/run wants, or for a part that shows the same.
/// </summary>
internal static class LongTests
{
    public static bool AreWanted { get; } = Environment.GetEnvironmentVariable("NOTEBOOKLIB_LONG_TESTS") == "1";
}
