using System.Runtime.CompilerServices;

namespace LongTesting;

/// <summary>
/// Whether the tests shall take the time for all of their cases, as <c>.ci/run</c> wants, or for a part that shows
/// about the same.
/// </summary>
internal static class LongTests
{
    public const string Reason = "takes long: .ci/run has it";

    public static bool AreWanted { get; } = Environment.GetEnvironmentVariable("NOTEBOOKLIB_LONG_TESTS") == "1";
}

/// <summary>A fact that only <c>.ci/run</c> takes the time for.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = LongTests.AreWanted ? null : LongTests.Reason;
}

/// <summary>A theory that only <c>.ci/run</c> takes the time for.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongTheoryAttribute : TheoryAttribute
{
    public LongTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = LongTests.AreWanted ? null : LongTests.Reason;
}
