using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NotebookHost;

/// <summary>Why a cell failed, and where in it.</summary>
/// <param name="Cell">The cell's number among all cells, counted from 1.</param>
/// <param name="Message">The compiler's or the exception's message.</param>
/// <param name="Line">The line of the cell, counted from 1; 0 where it is not known.</param>
/// <param name="Column">The column, counted from 1; 0 where it is not known.</param>
/// <param name="Width">How many characters are at fault.</param>
/// <param name="Details">The cause chain and the stack, or further messages of the compiler.</param>
internal sealed record CellFailure(
    int Cell, string Message, int Line, int Column, int Width, IReadOnlyList<string> Details)
{
    /// <summary>What is told of a cell that was interrupted.</summary>
    public const string Interrupted = "interrupted";

    private const int MessageLimit = 20_000, DetailLimit = 2_000, MostDetails = 60; // characters, and lines

    private static readonly string[] machinery =
        ["System.Runtime", "System.Threading", "Microsoft.CodeAnalysis", nameof(NotebookHost)];

    /// <summary>The message in two: the type of the exception or the number of the compiler's message,
    /// where it begins with one, and the rest.</summary>
    public (string Name, string Text) Named
    {
        get
        {
            if (Message == Interrupted) return (nameof(OperationCanceledException), Message);
            int colon = Message.IndexOf(": ", StringComparison.Ordinal);
            bool beginsWithName = colon > 0 && Message[..colon].All(char.IsLetterOrDigit);
            return beginsWithName ? (Message[..colon], Message[(colon + 2)..]) : ("Error", Message);
        }
    }

    /// <summary>What a cell is called in debug information and stack traces.</summary>
    public static string FileName(int cell) => FormattableString.Invariant($"cell {cell}");

    public static CellFailure OfProcess(int cell, string message, params IReadOnlyList<string> details) =>
        new(cell, message, 0, 0, 0, details);

    public static CellFailure OfCompiler(int cell, IReadOnlyList<Diagnostic> errors)
    {
        FileLinePositionSpan where = errors[0].Location.GetLineSpan();
        LinePosition start = where.StartLinePosition;
        LinePosition end = where.EndLinePosition;
        int width = start.Line == end.Line ? end.Character - start.Character : 1;
        IEnumerable<string> others = errors.Skip(1)
            .Select(e => FormattableString.Invariant($"line {LineOf(e)}: {Message(e)}"));
        IEnumerable<string> advice = errors.Select(e => ForeignCode.About(Message(e))).OfType<string>().Distinct();
        return new(
            cell, Message(errors[0]), start.Line + 1, start.Character + 1, Math.Max(1, width), [.. others, .. advice]);

        static int LineOf(Diagnostic d) => d.Location.GetLineSpan().StartLinePosition.Line + 1;

        static string Message(Diagnostic d) =>
            $"{d.Id}: {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
    }

    /// <param name="cell">The cell that ran.</param>
    /// <param name="exception">What it threw.</param>
    /// <param name="oneLineCells">The cells without debug information, by the name of their class.</param>
    public static CellFailure OfException(int cell, Exception exception, IReadOnlyDictionary<string, int> oneLineCells)
    {
        var details = new List<string>();
        for (Exception? cause = exception.InnerException; cause is not null; cause = cause.InnerException)
            details.Add($"because of {cause.GetType().Name}: {cause.Message}");
        var frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames()
            .Select(f => (Frame: f, Place: Place(f, oneLineCells)))
            .ToArray();
        details.AddRange(frames
            .Where(f => f.Place is not null || IsOfLibrary(f.Frame))
            .Select(f => Describe(f.Frame, f.Place)));
        int line = frames.FirstOrDefault(f => f.Place?.Cell == FileName(cell)).Place?.Line ?? 0;
        return new(cell, $"{exception.GetType().Name}: {exception.Message}", line, 0, 0, details);
    }

    /// <summary>The cell and the line that a frame belongs to; null if it is not a cell's.</summary>
    private static (string Cell, int Line)? Place(StackFrame frame, IReadOnlyDictionary<string, int> oneLineCells)
    {
        string? file = Path.GetFileName(frame.GetFileName()); // debug information names a cell by a path
        if (file is not null && file.StartsWith("cell ", StringComparison.Ordinal))
            return (file, frame.GetFileLineNumber());
        Type? outermost = frame.GetMethod()?.DeclaringType;
        while (outermost?.DeclaringType is { } outer) outermost = outer;
        if (outermost is null) return null;
        return oneLineCells.TryGetValue(outermost.Name, out int cell) ? (FileName(cell), 1) : null;
    }

    /// <summary>Frames of libraries, not those of the compiler's machinery between and below the cells.</summary>
    private static bool IsOfLibrary(StackFrame frame)
    {
        string space = frame.GetMethod()?.DeclaringType?.Namespace ?? "";
        return space.Length > 0 && !machinery.Any(s => space.StartsWith(s, StringComparison.Ordinal));
    }

    private static string Describe(StackFrame frame, (string Cell, int Line)? place)
    {
        if (place is var (cell, line)) return FormattableString.Invariant($"at {cell}, line {line}");
        string method = $"at {frame.GetMethod()!.DeclaringType!.Name}.{frame.GetMethod()!.Name}";
        int fileLine = frame.GetFileLineNumber();
        if (fileLine == 0) return method;
        return FormattableString.Invariant($"{method}, {Path.GetFileName(frame.GetFileName())}:{fileLine}");
    }

    public JsonObject ToJson() => new()
    {
        ["message"] = Bounded(Message, MessageLimit),
        ["line"] = Line,
        ["column"] = Column,
        ["width"] = Width,
        ["details"] = new JsonArray([.. Details.Take(MostDetails).Select(d => (JsonNode)Bounded(d, DetailLimit))]),
    };

    /// <summary>A failure that a worker reports, which is not believed to be short or to be one.</summary>
    public static CellFailure FromJson(JsonNode json, int cell)
    {
        string message = Bounded((string)json["message"]!, MessageLimit);
        int line = Math.Max(0, (int)json["line"]!);
        int column = Math.Max(0, (int)json["column"]!);
        int width = Math.Max(0, (int)json["width"]!);
        IEnumerable<JsonNode?> details = json["details"]!.AsArray().Take(MostDetails);
        return new(cell, message, line, column, width, [.. details.Select(d => Bounded((string)d!, DetailLimit))]);
    }

    private static string Bounded(string text, int limit) => text.Length <= limit
        ? text
        : FormattableString.Invariant($"{text[..limit]}… and {text.Length - limit:N0} more characters");

    /// <summary>The failure as an output of the cell.</summary>
    public JsonObject ToOutput() => new()
    {
        ["ename"] = "Error",
        ["evalue"] = Line == 0 ? Message : FormattableString.Invariant($"line {Line}: {Message}"),
        ["output_type"] = "error",
        ["traceback"] = new JsonArray([.. Details.Select(d => (JsonNode)d)]),
    };
}

/// <summary>Carries a failure out of the session.</summary>
internal sealed class CellFailureException(CellFailure failure) : Exception(failure.Message)
{
    public CellFailure Failure => failure;
}
