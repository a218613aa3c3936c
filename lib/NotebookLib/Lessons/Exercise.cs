using System.Diagnostics.CodeAnalysis;

namespace NotebookLib;

/// <summary>A function that a reader writes: what it should do, the cases that show it, known wrong versions.</summary>
/// <remarks>
/// A mistake is named from behaviour: where the reader's function does on every case what a wrong version does.
/// Nothing is read from the reader's code, and nothing of the solution is told but the numbers of a small case.
/// </remarks>
/// <typeparam name="TFunction">The function's delegate.</typeparam>
/// <typeparam name="TResult">What comes of a case.</typeparam>
public sealed class Exercise<TFunction, TResult>
    where TFunction : Delegate
{
    private static readonly TimeSpan usualPatience = TimeSpan.FromSeconds(5);

    private readonly string name, shape;
    private readonly Lazy<Judgement> judgement;

    /// <summary>An exercise.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="reference">The right function.</param>
    /// <param name="cases">The small ones first, and at least one that is shown.</param>
    /// <param name="mistakes">Wrong versions; each differs from the others and from the reference in some case.</param>
    /// <param name="alsoRight">Other ways to write it that have to be accepted; for tests.</param>
    /// <param name="tolerance">How far a number may be off, as a part of the largest.</param>
    /// <param name="shape">The letters of the result's shape, such as <c>(Tq, dv)</c>.</param>
    public Exercise(
        string name, TFunction reference, Case<TFunction, TResult>[] cases, Mistake<TFunction>[] mistakes,
        TFunction[]? alsoRight = null, double tolerance = 1e-5, string shape = "")
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(mistakes);
        if (cases.Length == 0) throw new ArgumentException("cases: expected at least one.", nameof(cases));
        (this.name, this.shape, Reference, Cases, Mistakes) = (name, shape, reference, cases, mistakes);
        (AlsoRight, Tolerance) = (alsoRight ?? [], tolerance);
        judgement = new(() => Prepared());
    }

    /// <summary>After so long it is told that the function is still running.</summary>
    internal TimeSpan Patience { get; init; } = usualPatience;

    internal TFunction Reference { get; }

    internal Case<TFunction, TResult>[] Cases { get; }

    internal Mistake<TFunction>[] Mistakes { get; }

    internal TFunction[] AlsoRight { get; }

    internal double Tolerance { get; }

    /// <summary>Says below the cell what there is to say of the reader's function.</summary>
    /// <param name="mine">The function; null counts as not written yet.</param>
    /// <returns>The reader's function if it is right, else the reference, so that the lesson goes on.</returns>
    public TFunction Check(TFunction? mine)
    {
        Verdict verdict = Judge(mine);
        NotebookOutput.Show(verdict);
        return verdict.Kind == VerdictKind.Right ? mine! : Reference;
    }

    /// <summary>Judges a function without showing anything.</summary>
    /// <param name="mine">The function; null counts as not written yet.</param>
    public Verdict Judge(TFunction? mine)
    {
        if (mine is null) return NotAttempted();
        using IDisposable recording = Tensor.Recording();
        using var running = new StillRunning(name, Patience);
        CaseRun first = CaseRun.Of(Cases[0], mine);
        if (first.Thrown is NotImplementedException) return NotAttempted();
        CaseRun[] runs = [first, .. Cases[1..].Select(c => CaseRun.Of(c, mine))];
        CaseRun[] again = RunAll(mine);
        Verdict verdict = judgement.Value.Of(runs, again);
        return verdict.Kind == VerdictKind.Right ? new(VerdictKind.Right, verdict.Text + Remark(mine)) : verdict;
    }

    internal CaseRun[] RunAll(TFunction function) => Array.ConvertAll(Cases, c => CaseRun.Of(c, function));

    private Verdict NotAttempted() => new(VerdictKind.NotAttempted, $"{name}: not attempted yet");

    private Judgement Prepared() =>
        new(name, shape, Tolerance, RunAll(Reference),
            [.. Mistakes.SelectMany(m => m.Does.Select(version => (m.Says, RunAll(version))))]);

    /// <summary>Right, and yet of no use in training: what the numbers do not show.</summary>
    private string Remark(TFunction mine)
    {
        if (CaseRun.Records(Cases[0], Reference) != true) return "";
        return CaseRun.Records(Cases[0], mine) switch
        {
            true => "",
            false => "; written number by number, so no gradient flows through it",
            null => "; it writes into a result, so no gradient can flow through it",
        };
    }
}
