namespace NotebookLib;

/// <summary>Finds what to say of a function from what came of it, in the order from the plainest fault to the vaguest.</summary>
/// <param name="name">The name of the exercise.</param>
/// <param name="shape">The letters of the result's shape; empty if it has none.</param>
/// <param name="tolerance">How far numbers may be off, as a part of their size.</param>
/// <param name="expected">What the reference does.</param>
/// <param name="mistakes">What each known wrong version does, and what it is called.</param>
internal sealed class Judgement(
    string name, string shape, double tolerance, CaseRun[] expected, IReadOnlyList<(string Says, CaseRun[] Runs)> mistakes)
{
    /// <summary>Judges the runs of a function.</summary>
    /// <param name="mine">Each case, run once.</param>
    /// <param name="again">Each case, run once more.</param>
    public Verdict Of(CaseRun[] mine, CaseRun[] again)
    {
        if (Array.Find(mine, run => run.Changed is not null) is { } changing)
            return new(VerdictKind.ChangesInput, $"{name}: you changed `{changing.Changed}`; the caller still needs it", [Given(changing)]);
        int[] failing = [.. Indices.Where(i => !Fits(mine[i], expected[i])).OrderBy(i => !expected[i].Shown)
            .ThenBy(i => expected[i].Size).ThenBy(i => expected[i].Given, StringComparer.Ordinal)];
        if (Array.Find(Indices, i => !again[i].Agrees(mine[i], tolerance)) is var other && !again[other].Agrees(mine[other], tolerance))
            return new(VerdictKind.Remembers, $"{name}: yours remembers something from call to call, or draws at random", [Given(mine[other])]);
        if (failing.Length == 0) return new(VerdictKind.Right, $"{name}: right on {Count(expected)}");
        return Named(mine, failing) ?? Resembling(mine, failing) ?? Unnamed(mine, failing);
    }

    private int[] Indices => [.. Enumerable.Range(0, expected.Length)];

    private bool Fits(CaseRun run, CaseRun other) => run.Agrees(other, tolerance);

    /// <summary>Equal to a known wrong version on every case.</summary>
    private Verdict? Named(CaseRun[] mine, int[] failing)
    {
        foreach ((string says, CaseRun[] runs) in mistakes)
            if (Indices.All(i => Fits(mine[i], runs[i])) && IsEvidence(mine, runs, failing))
                return new(VerdictKind.Mistake, $"{name}: {says}", Shown(mine, failing[0]));
        return null;
    }

    /// <summary>Equal to exactly one wrong version where it fails, and right where that one is wrong, too.</summary>
    private Verdict? Resembling(CaseRun[] mine, int[] failing)
    {
        string[] alike = [.. mistakes.Where(m => failing.All(i => Fits(mine[i], m.Runs[i]) && m.Runs[i].Thrown is null)).Select(m => m.Says)];
        if (alike.Length != 1) return null;
        string text = $"{name}: right on {Indices.Length - failing.Length} of {Count(expected)}; on the others it looks as if {alike[0]}";
        return new(VerdictKind.Resembles, text, Shown(mine, failing[0]));
    }

    /// <summary>Exceptions of one type may have many causes: alone they name a mistake only with the same message.</summary>
    private static bool IsEvidence(CaseRun[] mine, CaseRun[] runs, int[] failing) =>
        failing.Any(i => mine[i].Thrown is null) || failing.All(i => mine[i].Thrown!.Message == runs[i].Thrown!.Message);

    private Verdict Unnamed(CaseRun[] mine, int[] failing)
    {
        int first = failing[0];
        CaseRun run = mine[first];
        if (run.Thrown is not null) return new(VerdictKind.Throws, $"{name}: yours throws {run.ThrownText()}", Shown(mine, first));
        if (run.Result is Grid got && expected[first].Result is Grid right && got.Shape != right.Shape)
            return new(VerdictKind.WrongShape, $"{name}: {Shapes(got, right, run.Shown)}", Shown(mine, first));
        if (run.Result is Words { Text: "null" }) return new(VerdictKind.Wrong, $"{name}: yours gives back null", Shown(mine, first));
        if (run.Result is Parts some && expected[first].Result is Parts all && some.Items.Length != all.Items.Length)
            return new(VerdictKind.WrongShape, $"{name}: {Lengths(some, all, run)}", Shown(mine, first));
        (Grid Got, Grid Expected)[] pairs = [.. failing.Select(i => (mine[i].Result as Grid, expected[i].Result as Grid))
            .Where(p => p.Item1 is not null && p.Item2 is not null && p.Item1.Shape == p.Item2.Shape).Select(p => (p.Item1!, p.Item2!))];
        if (pairs.Length == failing.Length && Relation.Of(pairs) is string relation)
            return new(VerdictKind.Related, $"{name}: {relation}", Shown(mine, first));
        string others = failing.Length < Indices.Length ? $"right on {Indices.Length - failing.Length} of {Count(expected)}; " : "";
        return new(VerdictKind.Wrong, $"{name}: {others}{Where(run, expected[first])}", Shown(mine, first));
    }

    private string Where(CaseRun run, CaseRun right)
    {
        string @case = run.Shown ? "the smallest case that fails stands below" : $"it fails where the numbers are not shown: {run.Given}";
        if (run.Result is not Grid got || right.Result is not Grid grid || got.Shape.Count == 0) return @case;
        return $"{@case}; the first wrong number is at {got.Place(got.FirstDifference(grid, tolerance))} of {got.Shape}";
    }

    private string Shapes(Grid got, Grid right, bool shown)
    {
        string letters = shape.Length == 0 ? "" : $" = {shape}";
        string turned = Relation.IsTransposed(got, right) ? "; your numbers are right, but rows and columns are exchanged" : "";
        string wanted = shown || shape.Length == 0 ? $"{right.Shape}{letters}" : shape;
        return $"your result has shape {got.Shape}; expected {wanted}{turned}";
    }

    private static string Lengths(Parts got, Parts right, CaseRun run)
    {
        string wanted = run.Shown ? $"expected {right.Items.Length}" : $"another number is right for this case: {run.Given}";
        return $"your result has {got.Items.Length} items; {wanted}";
    }

    /// <summary>The case with its numbers, if they may be seen.</summary>
    private Verdict.Line[] Shown(CaseRun[] mine, int at)
    {
        CaseRun run = mine[at], right = expected[at];
        if (!run.Shown) return [Given(run)];
        List<Verdict.Line> lines = [Given(run)];
        lines.AddRange(run.Inputs.Select(input => Verdict.Line.Of($"{input.Name} =", input.Value)));
        Grid? got = run.Result as Grid, wanted = right.Result as Grid;
        int framed = got is not null && wanted is not null && got.Shape == wanted.Shape ? got.FirstDifference(wanted, tolerance) : -1;
        int digits = framed >= 0 && Looks(got!, framed) == Looks(wanted!, framed) ? 9 : 4;
        if (right.Result is not null) lines.Add(Verdict.Line.Of("expected", right.Result, framed, digits));
        lines.Add(run.Result is null ? Verdict.Line.Of("got", run.Thrown!.GetType().Name) : Verdict.Line.Of("got", run.Result, framed, digits));
        return [.. lines];
    }

    private static string Looks(Grid grid, int place) => GridText.Number(grid.Values[place], 4);

    private static Verdict.Line Given(CaseRun run) => Verdict.Line.Of("in the case:", run.Given);

    private static string Count(CaseRun[] cases)
    {
        int hidden = cases.Count(c => !c.Shown);
        string all = cases.Length == 1 ? "1 case" : $"{cases.Length} cases";
        return hidden == 0 ? all : $"{all}, {hidden} of them unshown";
    }
}
