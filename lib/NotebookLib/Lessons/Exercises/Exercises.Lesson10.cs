namespace NotebookLib;

/// <summary>A beginning that a beam search keeps.</summary>
/// <param name="Tokens">What it has told.</param>
/// <param name="LogP">ln P, the sum of the logarithms of its words' chances.</param>
public sealed record Beam(int[] Tokens, double LogP)
{
    /// <summary>The tokens, and ln P.</summary>
    public override string ToString() => FormattableString.Invariant($"[{string.Join(", ", Tokens)}] {LogP:0.000}");
}

/// <summary>
/// One step of a beam search: from the beams that are kept to those that are kept next, the likeliest first.
/// </summary>
public delegate List<Beam> BeamStepFunction(List<Beam> beams, NextToken next, int width, int end);

/// <summary>What a finished text is ranked by.</summary>
public delegate double LengthScoreFunction(double logP, int length, double alpha);

public static partial class Exercises
{
    private const int End = 0;

    /// <summary>Lesson 10: one step of beam search.</summary>
    public static Exercise<BeamStepFunction, List<Beam>> BeamStep =>
        field ??= new("beam step", (beams, next, width, end) => StepWith(beams, next, width, end),
        [
            StepCase("the first step: one empty beam, width 2", 2, () => [new([], 0)]),
            StepCase("two beams, where the better one goes on worse", 2, () => [B(0.6, 1), B(0.4, 2)]),
            StepCase("a beginning that is far behind and has the likelier next word", 1,
                () => [B(0.6, 1), B(0.1, 2)]),
            StepCase("a short beginning that is ahead of a long one", 1, () => [B(0.2, 1, 3, 4, 5), B(0.25, 2)],
                shown: false),
            StepCase("a finished beam that is behind an open one", 2, () => [B(0.4, 2), B(0.05, 1, End)], shown: false),
            StepCase("a finished beam among two", 2, () => [B(0.4, 1, End), B(0.3, 2)]),
            StepCase("a beam that is nothing but the end mark, and the likeliest of three", 3,
                () => [B(0.5, End), B(0.24, 1), B(0.2, 2)], shown: false),
            StepCase("fewer candidates than the beam is wide", 5, () => [B(0.3, 1, 3)], shown: false),
            StepCase("twenty-four words, all equally likely: the earlier first", 3, () => [new([], 0)], shown: false,
                AllAlike),
            StepCase("two candidates that are equally likely: the earlier first", 1, () => [B(0.5, 1, 3), B(0.5, 2, 4)],
                shown: false),
        ],
        [
            new("you kept the likeliest of each beam; the width counts over all beams together", StepOfEach),
            new("you kept as many of each beam as the width; it counts over all beams together",
                (b, next, width, end) => ByLogP(b.SelectMany(beam => StepWith([beam], next, width, end)))),
            new("you sorted in a way that may exchange equals; here the earlier one has to stay first",
                StepUnstable),
            new("you sorted by the last word alone; the whole text counts",
                (b, next, width, end) => StepWith(b, next, width, end, key: (beam, logP) => logP)),
            new("you dropped the ln P that a beginning had; the new logarithm is added to it",
                (b, next, width, end) => StepWith(b, next, width, end, add: (_, p) => Math.Log(p))),
            new("you ranked by ln P over the length; in a step ln P alone counts", (b, next, width, end) =>
                [.. StepWith(b, next, int.MaxValue, end).OrderByDescending(x => x.LogP / x.Tokens.Length).Take(width)]),
            new("you put finished beams first; they compete by their ln P", StepFinishedFirst),
            new("you added a probability to a logarithm; add logarithms",
                (b, next, width, end) => StepWith(b, next, width, end, add: (sum, p) => sum + p)),
            new("you multiplied by the probability; logarithms are added",
                (b, next, width, end) => StepWith(b, next, width, end, add: (sum, p) => sum * p)),
            new("you multiplied logarithms; they are added",
                (b, next, width, end) => StepWith(b, next, width, end, add: (sum, p) => sum * Math.Log(p))),
            new("you went on from a finished beam; it stays as it is",
                (b, next, width, _) => StepWith(b, next, width, end: -1)),
            new("you dropped a finished beam; it competes on with what it has",
                (b, next, width, end) => StepWith([.. b.Where(beam => !IsFinished(beam, end))], next, width, end)),
            new("you kept finished beams outside the width; they take a place in it", StepBeside),
            new("you stopped when the likeliest beam was finished; another may still overtake it", StepStopping),
            new("you kept the least likely", StepFromBelow),
            new("you put the later of two equals first; the earlier comes first", StepLaterFirst),
            new("you took the new word alone; a beam is the old words and the new one",
                (b, next, width, end) => [.. StepWith(b, next, width, end).Select(LastAlone)]),
            new("you put the new word in front; it goes behind",
                (b, next, width, end) => StepWith(b, next, width, end, extend: (told, word) => [word, .. told])),
            new("you kept words that cannot follow: their chance is 0", StepOfAll),
            new("you kept all candidates; the beam has a width",
                (b, next, _, end) => StepWith(b, next, int.MaxValue, end)),
        ],
        alsoRight: [StepByLoops]);

    /// <summary>Lesson 10, going further: ln P divided by a power of the length.</summary>
    public static Exercise<LengthScoreFunction, double> LengthScore =>
        field ??= new("length score", (logP, length, alpha) => logP / Math.Pow(length, alpha),
        [
            ScoreCase("one word: nothing changes", -2, 1, 0.5),
            ScoreCase("four words, α = ½", -6, 4, 0.5),
            ScoreCase("α = 0: no penalty", -6, 3, 0),
            ScoreCase("thirty words, α = 0.2", -18, 30, 0.2, shown: false),
        ],
        [
            new("you multiplied; divide by the power", (logP, length, alpha) => logP * Math.Pow(length, alpha)),
            new("you took L times α; it is L to the power of α", (logP, length, alpha) => logP / (length * alpha)),
            new("you left α out: that is the mean of a word", (logP, length, _) => logP / length),
            new("you left the penalty out", (logP, _, _) => logP),
            new("you divided by L and multiplied by α; α is an exponent",
                (logP, length, alpha) => logP / length * alpha),
            new("you raised ln P as well", (logP, length, alpha) => -Math.Pow(-logP / length, alpha)),
            new("you lost the sign: ln P is negative, and so is the score",
                (logP, length, alpha) => -logP / Math.Pow(length, alpha)),
            new("you counted the end mark once more; the length has it already",
                (logP, length, alpha) => logP / Math.Pow(length + 1, alpha)),
            new("you did not count the end mark; it is one of the tokens",
                (logP, length, alpha) => logP / Math.Pow(length - 1, alpha)),
            new("you turned the power round: it is L to α, not α to L",
                (logP, length, alpha) => logP / Math.Pow(alpha, length)),
        ],
        alsoRight: [(logP, length, alpha) => logP * Math.Exp(-alpha * Math.Log(length))]);

    /// <summary>Lesson 10, by hand: how many candidates a beam of width 4 scores in 10 steps with 199 words.</summary>
    public static NumberExercise Scored => field ??= new("scored", 199 + 9 * 4 * 199, decimals: 0,
        ("you began with four beginnings; the first step has one", 10 * 4 * 199),
        ("you counted one beginning: that is greedy", 10 * 199),
        ("you let each beginning go on with four words; it goes on with every word", 10 * 4 * 4),
        ("you let the beam grow; four are kept in each step", 10 * 4 * 4 * 199),
        ("you left the first step out", 9 * 4 * 199),
        ("you counted one step of ten", 4 * 199),
        ("you added the first step to ten more; it is one of the ten", 199 + 10 * 4 * 199));

    private static List<Beam> StepWith(
        List<Beam> beams, NextToken next, int width, int end, Func<double, double, double>? add = null,
        Func<Beam, double, double>? key = null, Func<int[], int, int[]>? extend = null)
    {
        var candidates = new List<(Beam Beam, double Key)>();
        foreach (Beam beam in beams)
        {
            if (IsFinished(beam, end)) candidates.Add((beam, beam.LogP));
            else candidates.AddRange(Extended(beam, next(beam.Tokens), add, key, extend));
        }
        return [.. candidates.OrderByDescending(c => c.Key).Take(width).Select(c => c.Beam)];
    }

    private static IEnumerable<(Beam Beam, double Key)> Extended(
        Beam beam, double[] chances, Func<double, double, double>? add, Func<Beam, double, double>? key,
        Func<int[], int, int[]>? extend)
    {
        for (int word = 0; word < chances.Length; word++)
        {
            if (chances[word] == 0) continue;
            double logP = add is null ? beam.LogP + Math.Log(chances[word]) : add(beam.LogP, chances[word]);
            int[] told = extend is null ? [.. beam.Tokens, word] : extend(beam.Tokens, word);
            yield return (new(told, logP), key is null ? logP : key(beam, Math.Log(chances[word])));
        }
    }

    private static bool IsFinished(Beam beam, int end) => beam.Tokens.Length > 0 && beam.Tokens[^1] == end;

    private static List<Beam> StepOfEach(List<Beam> beams, NextToken next, int width, int end) =>
        [.. beams.SelectMany(b => StepWith([b], next, 1, end)).OrderByDescending(b => b.LogP).Take(width)];

    private static List<Beam> StepFromBelow(List<Beam> beams, NextToken next, int width, int end) =>
        [.. StepWith(beams, next, int.MaxValue, end).OrderBy(b => b.LogP).Take(width)];

    private static List<Beam> StepLaterFirst(List<Beam> beams, NextToken next, int width, int end) =>
        [.. StepWith(beams, next, int.MaxValue, end).AsEnumerable().Reverse()
            .OrderByDescending(b => b.LogP).Take(width)];

    private static List<Beam> StepBeside(List<Beam> beams, NextToken next, int width, int end)
    {
        List<Beam> finished = [.. beams.Where(b => IsFinished(b, end))];
        List<Beam> open = StepWith([.. beams.Where(b => !IsFinished(b, end))], next, width, end);
        return [.. finished.Concat(open).OrderByDescending(b => b.LogP)];
    }

    private static List<Beam> StepStopping(List<Beam> beams, NextToken next, int width, int end) =>
        beams.Count > 0 && IsFinished(beams.MaxBy(b => b.LogP)!, end) ? [.. beams] : StepWith(beams, next, width, end);

    private static List<Beam> StepFinishedFirst(List<Beam> beams, NextToken next, int width, int end)
    {
        List<Beam> finished = [.. beams.Where(b => IsFinished(b, end))];
        List<Beam> open = StepWith([.. beams.Where(b => !IsFinished(b, end))], next, int.MaxValue, end);
        return [.. finished.OrderByDescending(b => b.LogP).Concat(open).Take(width)];
    }

    private static List<Beam> ByLogP(IEnumerable<Beam> beams) => [.. beams.OrderByDescending(b => b.LogP)];

    private static List<Beam> StepUnstable(List<Beam> beams, NextToken next, int width, int end)
    {
        List<Beam> candidates = StepWith(beams, next, int.MaxValue, end);
        candidates.Sort((a, b) => b.LogP.CompareTo(a.LogP));
        return candidates.Count > width ? candidates[..width] : candidates;
    }

    private static Beam LastAlone(Beam beam) => beam with { Tokens = beam.Tokens[^1..] };

    private static List<Beam> StepOfAll(List<Beam> beams, NextToken next, int width, int end)
    {
        double[] Possible(IReadOnlyList<int> told) => Array.ConvertAll(next(told), p => p == 0 ? double.Epsilon : p);
        Beam Impossible(Beam beam) =>
            beam.LogP < Math.Log(1e-300) ? beam with { LogP = double.NegativeInfinity } : beam;
        return [.. StepWith(beams, Possible, width, end).Select(Impossible)];
    }

    private static List<Beam> StepByLoops(List<Beam> beams, NextToken next, int width, int end)
    {
        var kept = new List<Beam>();
        foreach (Beam beam in beams)
        {
            bool finished = IsFinished(beam, end);
            double[] chances = finished ? [1] : next(beam.Tokens);
            for (int word = 0; word < chances.Length; word++)
            {
                double logP = Math.Log(chances[word]) + beam.LogP;
                if (double.IsNegativeInfinity(logP)) continue;
                int place = kept.TakeWhile(k => k.LogP >= logP).Count();
                kept.Insert(place, finished ? beam : new([.. beam.Tokens, word], logP));
            }
        }
        return kept.Count > width ? kept[..width] : kept;
    }

    private static Beam B(double p, params int[] told) => new(told, Math.Log(p));

    /// <summary>
    /// The language of the lesson, without its ties: 0 is the full stop, 1 the, 2 a, 3 robot, 4 glass, 5 cup.
    /// </summary>
    private static double[] LessonNext(IReadOnlyList<int> told) => told.Count switch
    {
        0 => [0, 0.6, 0.4, 0, 0, 0],
        1 when told[0] == 1 => [0, 0, 0, 0.4, 0.35, 0.25],
        1 => [0, 0, 0, 0.1, 0.9, 0],
        _ => [1, 0, 0, 0, 0, 0],
    };

    /// <summary>Twenty-four words, none likelier than another.</summary>
    private static double[] AllAlike(IReadOnlyList<int> told) => [0, .. Enumerable.Repeat(1 / 24.0, 24)];

    private static Case<BeamStepFunction, List<Beam>> StepCase(
        string given, int width, Func<List<Beam>> beams, bool shown = true, NextToken? next = null) =>
        new(given, (step, inputs) =>
        {
            List<Beam> before = inputs.Give("beams", beams());
            return step(before, next ?? LessonNext, inputs.Give("width", width), inputs.Give("end", End));
        }, shown);

    private static Case<LengthScoreFunction, double> ScoreCase(
        string given, double logP, int length, double alpha, bool shown = true) =>
        new(given, (score, inputs) =>
            score(inputs.Give("logP", logP), inputs.Give("length", length), inputs.Give("alpha", alpha)), shown);
}
