namespace NotebookHost.Tests;

/// <summary>
/// How often what depends on chance is tried: all of it in <c>.ci/run</c>, about a tenth in <c>dotnet test</c>.
/// </summary>
internal static class LongTests
{
    public static bool AreWanted { get; } = Environment.GetEnvironmentVariable("NOTEBOOKLIB_LONG_TESTS") == "1";
}
