namespace NotebookLib;

/// <summary>Finds what to say of a function from what came of it: first the plainest fault, last the vaguest.</summary>
/// <param name="name">The name of the exercise.</param>
/// <param name="shape">The letters of the result's shape; empty if it has none.</param>
/// <param name="tolerance">How far numbers may be off, as a part of their size.</param>
/// <param name="expected">What the reference does.</param>
/// <param name="mistakes">What each known wrong version does, and what it is called.</param>
internal sealed class Judgement(
    string name, string shape, double tolerance, CaseRun[] expected, (string Says, CaseRun[] Runs)[] mistakes)
{
    private const string Remembers = "yours remembers something from call to call, or draws at random";

    /// <summary>Judges the runs of a function.</summary>
    /// <param name="mine">Each case, run once.</param>
    /// <param name="again">Each case, run once more.</param>
    public Verdict Of(CaseRun[] mine, CaseRun[] again)
    {
        if (Array.Find(mine, run => run.Changed is not null) is { } changing)
            return Says(VerdictKind.ChangesInput, Changed(changing), Given(changing));
        int other = Array.FindIndex(Indices, i => !Fits(again[i], mine[i]));
        if (other >= 0)
            return Says(VerdictKind.Remembers, Remembers, Given(mine[other]));
        int[] failing = [.. Indices.Where(i => !Fits(mine[i], expected[i]))];
        if (failing.Length == 0) return Says(VerdictKind.Right, $"right on {Count()}");
        Array.Sort(failing, SmallestFirst);
        return Named(mine, failing) ?? Resembling(mine, failing) ?? Unnamed(mine, failing);
    }

    private int[] Indices => [.. Enumerable.Range(0, expected.Length)];

    /// <summary>Shown ones first, then the smaller, then by name: the order of the cases does not matter.</summary>
    private int SmallestFirst(int a, int b)
    {
        CaseRun first = expected[a], second = expected[b];
        if (first.Shown != second.Shown) return first.Shown ? -1 : 1;
        if (first.Size != second.Size) return first.Size - second.Size;
        return string.CompareOrdinal(first.Given, second.Given);
    }

    private bool Fits(CaseRun run, CaseRun other) => run.Agrees(other, tolerance);

    private static string Changed(CaseRun run) => $"you changed `{run.Changed}`; the caller still needs it";

    private Verdict Says(VerdictKind kind, string text, params Verdict.Line[] detail) =>
        new(kind, $"{name}: {text}", detail);

    /// <summary>Equal to a known wrong version on every case.</summary>
    private Verdict? Named(CaseRun[] mine, int[] failing)
    {
        foreach ((string says, CaseRun[] runs) in mistakes)
            if (Indices.All(i => Fits(mine[i], runs[i])) && IsEvidence(mine, runs, failing))
                return Says(VerdictKind.Mistake, says, Detail(mine, failing[0]));
        return null;
    }

    /// <summary>Exceptions of one type have many causes: alone they name a mistake only by their message.</summary>
    private static bool IsEvidence(CaseRun[] mine, CaseRun[] runs, int[] failing) =>
        failing.Any(i => mine[i].Thrown is null)
        || failing.All(i => mine[i].Thrown!.Message == runs[i].Thrown!.Message);

    /// <summary>Equal to exactly one wrong version where it fails, and right elsewhere.</summary>
    private Verdict? Resembling(CaseRun[] mine, int[] failing)
    {
        bool IsLike(CaseRun[] runs) => failing.All(i => Fits(mine[i], runs[i]) && runs[i].Thrown is null);
        string[] alike = [.. mistakes.Where(m => IsLike(m.Runs)).Select(m => m.Says).Distinct()];
        if (alike.Length != 1) return null;
        string text = $"{RightOn(failing)}; on the others it looks as if {alike[0]}";
        return Says(VerdictKind.Resembles, text, Detail(mine, failing[0]));
    }

    private Verdict Unnamed(CaseRun[] mine, int[] failing)
    {
        CaseRun run = mine[failing[0]], right = expected[failing[0]];
        Verdict.Line[] detail = Detail(mine, failing[0]);
        if (run.Thrown is not null) return Says(VerdictKind.Throws, $"yours throws {run.ThrownText()}", detail);
        if (run.Result is Words { Text: "null" }) return Says(VerdictKind.Wrong, "yours gives back null", detail);
        if (Misshapen(run, right) is string misshapen) return Says(VerdictKind.WrongShape, misshapen, detail);
        if (Related(mine, failing) is string relation) return Says(VerdictKind.Related, relation, detail);
        string others = failing.Length < expected.Length ? $"{RightOn(failing)}; " : "";
        return Says(VerdictKind.Wrong, others + Where(run, right), detail);
    }

    /// <summary>What all failing cases have in common, if all of them have the right shape.</summary>
    private string? Related(CaseRun[] mine, int[] failing)
    {
        var pairs = new List<(Grid Got, Grid Expected)>();
        foreach (int i in failing)
        {
            if (mine[i].Result is not Grid got || expected[i].Result is not Grid right) return null;
            if (got.Shape != right.Shape) return null;
            pairs.Add((got, right));
        }
        return Relation.Of(pairs);
    }

    private string? Misshapen(CaseRun run, CaseRun right) => (run.Result, right.Result) switch
    {
        (Grid got, Grid wanted) when got.Shape != wanted.Shape => Shapes(got, wanted, run.Shown),
        (Parts got, Parts wanted) when got.Items.Length != wanted.Items.Length => Lengths(got, wanted, run.Shown),
        (Parts got, Grid { Size: 0 }) => $"your result has {got.Items.Length} items; expected none",
        (Grid { Size: 0 }, Parts) => "your result is empty",
        _ => null,
    };

    private string Shapes(Grid got, Grid right, bool shown)
    {
        string letters = shape.Length == 0 ? "" : $" = {shape}";
        string wanted = shown || shape.Length == 0 ? $"{right.Shape}{letters}" : shape;
        string turned = Relation.IsTransposed(got, right) ? $"; {Relation.Exchanged}" : "";
        return $"your result has shape {got.Shape}; expected {wanted}{turned}";
    }

    private static string Lengths(Parts got, Parts right, bool shown)
    {
        string wanted = shown ? $"expected {right.Items.Length}" : "in a case that is not shown that is wrong";
        return $"your result has {got.Items.Length} items; {wanted}";
    }

    private string Where(CaseRun run, CaseRun right)
    {
        string where = "the smallest case that fails stands below";
        if (!run.Shown) where = $"it fails where the numbers are not shown: {run.Given}";
        if (run.Result is not Grid got || right.Result is not Grid grid || got.Shape.Count == 0) return where;
        string place = got.Place(got.FirstDifference(grid, tolerance));
        return $"{where}; the first wrong number is at {place} of {got.Shape}";
    }

    /// <summary>The case with its numbers, if they may be seen.</summary>
    private Verdict.Line[] Detail(CaseRun[] mine, int at)
    {
        CaseRun run = mine[at], right = expected[at];
        if (!run.Shown) return [Given(run)];
        List<Verdict.Line> lines = [Given(run)];
        lines.AddRange(run.Inputs.Select(input => Verdict.Line.Of($"{input.Name} =", input.Value)));
        int framed = FirstWrong(run.Result as Grid, right.Result as Grid);
        int digits = framed >= 0 && Looks(run, framed) == Looks(right, framed) ? 9 : 4;
        if (right.Result is not null) lines.Add(Verdict.Line.Of("expected", right.Result, framed, digits));
        if (run.Result is not null) lines.Add(Verdict.Line.Of("got", run.Result, framed, digits));
        else lines.Add(Verdict.Line.Of("got", run.Thrown!.GetType().Name));
        return [.. lines];
    }

    private int FirstWrong(Grid? got, Grid? right)
    {
        if (got is null || right is null || got.Shape != right.Shape) return -1;
        return got.FirstDifference(right, tolerance);
    }

    private static string Looks(CaseRun run, int place) => GridText.Number(((Grid)run.Result!).Values[place], 4);

    private static Verdict.Line Given(CaseRun run) => Verdict.Line.Of("in the case:", run.Given);

    private string RightOn(int[] failing) => $"right on {expected.Length - failing.Length} of {Count()}";

    private string Count()
    {
        int hidden = expected.Count(c => !c.Shown);
        string all = expected.Length == 1 ? "1 case" : $"{expected.Length} cases";
        return hidden == 0 ? all : $"{all}, {hidden} of them unshown";
    }
}
