using System.Diagnostics;

namespace NotebookLib;

/// <summary>What came of one case: a result or an exception, what went in, and whether that was changed.</summary>
internal sealed record CaseRun(
    string Given, bool Shown, IReadOnlyList<(string Name, Content Value)> Inputs, Content? Result,
    Exception? Thrown, string? Changed)
{
    /// <summary>Calls a function as the case says. An exception is a result; what stops a cell is not.</summary>
    public static CaseRun Of<TFunction, TResult>(Case<TFunction, TResult> @case, TFunction function)
        where TFunction : Delegate
    {
        var inputs = new Inputs(recording: false);
        try
        {
            Content result = Content.Of(@case.Run(function, inputs));
            return new(@case.Given, @case.Shown, inputs.Given, result, null, inputs.Changed);
        }
        catch (Exception e) when (!Stops(e))
        {
            return new(@case.Given, @case.Shown, inputs.Given, null, e, null);
        }
    }

    /// <summary>
    /// Whether the case fails to record its result for gradients; null where it can, or where nobody's would be.
    /// </summary>
    public static bool? Records<TFunction, TResult>(Case<TFunction, TResult> @case, TFunction function)
        where TFunction : Delegate
    {
        using IDisposable recording = Tensor.Recording();
        try
        {
            return @case.Run(function, new Inputs(recording: true)) is Tensor { IsResult: true };
        }
        catch (Exception e) when (!Stops(e))
        {
            return null;
        }
    }

    /// <summary>How much there is to read.</summary>
    public int Size => Inputs.Sum(i => i.Value.Size) + (Result?.Size ?? 0);

    /// <summary>Whether it came out as it should: the same result, or an exception of the same type.</summary>
    public bool Agrees(CaseRun expected, double tolerance)
    {
        if (Thrown is not null || expected.Thrown is not null) return Thrown?.GetType() == expected.Thrown?.GetType();
        return Result!.Agrees(expected.Result!, tolerance);
    }

    /// <summary>Where it threw: the exception, and the line of the cell, where that is known.</summary>
    public string ThrownText()
    {
        string where = Line() is int line ? $" (line {line})" : "";
        return $"{Thrown!.GetType().Name}{where}: {Thrown.Message.ReplaceLineEndings(" ")}";
    }

    private int? Line()
    {
        StackFrame[] frames = new StackTrace(Thrown!, fNeedFileInfo: true).GetFrames();
        return Array.Find(frames, frame => frame.GetFileLineNumber() > 0 && !IsOfLibrary(frame))?.GetFileLineNumber();
    }

    private static bool IsOfLibrary(StackFrame frame) =>
        frame.GetMethod()?.DeclaringType?.Assembly == typeof(CaseRun).Assembly;

    private static bool Stops(Exception e) =>
        e is OperationCanceledException or ThreadInterruptedException or ThreadAbortException;
}
