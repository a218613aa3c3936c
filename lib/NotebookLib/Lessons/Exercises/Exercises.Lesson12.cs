namespace NotebookLib;

/// <summary>
/// The share that each head restores by itself, (H,). <paramref name="run"/> reads the corrupted text with some heads
/// patched and gives the measure.
/// </summary>
public delegate double[] PatchEachFunction(int heads, Func<int[], double> run, double clean);

public static partial class Exercises
{
    /// <summary>Lesson 12: every head, patched by itself.</summary>
    public static Exercise<PatchEachFunction, double[]> PatchEach => field ??= new("patch each", RightPatchEach,
        [
            PatchEachCase("two heads, one of which matters", [0, 5], -6, 4),
            PatchEachCase("three heads, of which two make more of it together", [2, 3, -1], -4, 6, together: 4),
            PatchEachCase("five heads", [1.5, 0.25, -2, 4, 0.5], 3, -7, together: -6, shown: false),
        ],
        [
            new("you left earlier heads patched; each run starts from the corrupted one", (heads, run, clean) =>
                EachOf(heads, h => Effect(run, clean, Enumerable.Range(0, h + 1)))),
            new("you patched all heads but the one; patch that one alone", (heads, run, clean) =>
                EachOf(heads, h => Effect(run, clean, Enumerable.Range(0, heads).Where(other => other != h)))),
            new("you patched all heads each time; patch one alone", (heads, run, clean) =>
                EachOf(heads, _ => Effect(run, clean, Enumerable.Range(0, heads)))),
            new("you count heads from 1; the first is 0",
                (heads, run, clean) => EachOf(heads, h => Effect(run, clean, [h + 1]))),
            new("you patched the first head every time", (heads, run, clean) =>
                EachOf(heads, _ => Effect(run, clean, [0]))),
            new("you patched nothing: every run was the corrupted one", (heads, run, clean) =>
                EachOf(heads, _ => Effect(run, clean, []))),
            new("you left out the last head", (heads, run, clean) => RightPatchEach(heads - 1, run, clean)),
            new("you gave the measure of each run; which share of the way is it?",
                (heads, run, _) => EachOf(heads, h => run([h]))),
            new("you gave how far each went; divide by the whole way",
                (heads, run, _) => EachOf(heads, h => run([h]) - run([]))),
            new("you took 0 for the measure of the corrupted run; run it with nothing patched",
                (heads, run, clean) => EachOf(heads, h => run([h]) / clean)),
            new("you exchanged the clean and the corrupted run: you gave what is left of the way",
                (heads, run, clean) => EachOf(heads, h => 1 - Effect(run, clean, [h]))),
            new("you divided by the clean measure; divide by the whole way, from corrupted to clean",
                (heads, run, clean) => EachOf(heads, h => (run([h]) - run([])) / clean)),
            new("you divided by the corrupted measure; divide by the whole way, from corrupted to clean",
                (heads, run, clean) => EachOf(heads, h => (run([h]) - run([])) / run([]))),
            new("you compared each head with the one before it; compare with the run in which nothing is patched",
                (heads, run, clean) => EachOf(heads, h =>
                    (run([h]) - run(h == 0 ? [] : [h - 1])) / (clean - run([])))),
            new("you counted from 0; the way begins at the corrupted measure",
                (heads, run, clean) => EachOf(heads, h => run([h]) / (clean - run([])))),
            new("you counted from the clean measure; the way begins at the corrupted one",
                (heads, run, clean) => EachOf(heads, h => (run([h]) - clean) / (clean - run([])))),
            new("you turned the fraction round: the whole way is below the line",
                (heads, run, clean) => EachOf(heads, h => 1 / Effect(run, clean, [h]))),
            new("you have the wrong sign: the two differences point in opposite directions",
                (heads, run, clean) => EachOf(heads, h => -Effect(run, clean, [h]))),
            new("you divided by the sum; the way is a difference",
                (heads, run, clean) => EachOf(heads, h => (run([h]) - run([])) / (clean + run([])))),
            new("you divided by the way that is left; divide by the whole way",
                (heads, run, clean) => EachOf(heads, h => (run([h]) - run([])) / (clean - run([h])))),
            new("you cut the shares off at 0 and 1; they may lie outside",
                (heads, run, clean) => EachOf(heads, h => Math.Clamp(Effect(run, clean, [h]), 0, 1))),
            new("you took head 0 patched for the corrupted run; there nothing is patched",
                (heads, run, clean) => EachOf(heads, h => (run([h]) - run([0])) / (clean - run([0])))),
            new("you took the run with all heads patched for the clean one; its measure is given",
                (heads, run, _) => RightPatchEach(heads, run, run([.. Enumerable.Range(0, heads)]))),
            new("you scaled the shares to sum to 1; they need not", (heads, run, clean) =>
            {
                double[] shares = RightPatchEach(heads, run, clean);
                return Array.ConvertAll(shares, share => share / shares.Sum());
            }),
            new("you lost the sign: a head can lead further away, too", (heads, run, clean) =>
                Array.ConvertAll(RightPatchEach(heads, run, clean), Math.Abs)),
        ],
        alsoRight: [PatchEachByLoop],
        shape: "(H,)");

    /// <summary>
    /// Lesson 12, by hand: the effect of a head whose run has −16, where the corrupted one has −12 and the clean one 8.
    /// </summary>
    public static NumberExercise HeadEffect => field ??= new("head's effect", -0.2, decimals: 2,
        ("you lost the sign; the head led further away from the clean run", 0.2),
        ("you divided whole numbers: −4 / 20 is 0 in C#; write -16.0", 0),
        ("you gave a percentage; the effect is a share of 1", -20),
        ("you gave what is left to go", 1.2),
        ("you counted from the clean run; the way begins at the corrupted one", -1.2),
        ("you divided one measure by the other; the way begins at −12", -16.0 / 8),
        ("you gave how far it went; divide by the whole way", -4),
        ("you divided by the measure of the clean run; the way from −12 to 8 is 20", -4.0 / 8),
        ("you divided by 16; the way from −12 to 8 is 20", -4.0 / 16),
        ("you took off the minus signs below the line; from −12 to 8 the way is 20", -4.0 / 4),
        ("you subtracted 12 from the patched measure; less −12 is plus 12", -28.0 / 20),
        ("you divided by the way that is left; divide by the whole way", -4.0 / 24));

    private static double[] RightPatchEach(int heads, Func<int[], double> run, double clean) =>
        EachOf(heads, h => Effect(run, clean, [h]));

    private static double[] EachOf(int heads, Func<int, double> value) =>
        [.. Enumerable.Range(0, heads).Select(value)];

    private static double Effect(Func<int[], double> run, double clean, IEnumerable<int> patched) =>
        (run([.. patched]) - run([])) / (clean - run([]));

    private static double[] PatchEachByLoop(int heads, Func<int[], double> run, double clean)
    {
        double corrupted = run([]);
        var shares = new double[heads];
        for (int h = 0; h < heads; h++)
        {
            int[] patched = [h];
            shares[h] = (run(patched) - corrupted) / (clean - corrupted);
        }
        return shares;
    }

    /// <summary>
    /// A run whose measure grows by what each patched head adds, and once more where the first two are patched both.
    /// </summary>
    private static Case<PatchEachFunction, double[]> PatchEachCase(
        string given, double[] adds, double corrupted, double clean, double together = 0, bool shown = true) =>
        new(given, (patchEach, inputs) =>
        {
            int heads = inputs.Give("heads", adds.Length);
            inputs.Give("clean", clean);
            inputs.Give("run with nothing patched", corrupted);
            inputs.Give("run with one head patched", Array.ConvertAll(adds, add => corrupted + add));
            return patchEach(heads, Run, clean);

            double Run(int[] patched) => corrupted
                + patched.Distinct().Where(h => h < adds.Length).Sum(h => adds[h])
                + (patched.Contains(0) && patched.Contains(1) ? together : 0);
        }, shown);
}
