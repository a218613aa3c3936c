namespace NotebookLib;

/// <summary>The beginning of a text, as a beam search keeps it.</summary>
/// <param name="Tokens">What it has told.</param>
/// <param name="LogP">ln P, the sum of the logarithms of its words' chances.</param>
public sealed record Beginning(int[] Tokens, double LogP)
{
    /// <summary>The tokens, and ln P.</summary>
    public override string ToString() => FormattableString.Invariant($"[{string.Join(", ", Tokens)}] {LogP:0.000}");
}

/// <summary>
/// One step of a beam search: from the beginnings that are kept to those that are kept next, the likeliest first.
/// </summary>
public delegate List<Beginning> BeamStepFunction(List<Beginning> beam, NextToken next, int width, int end);

/// <summary>What a finished text is ranked by.</summary>
public delegate double LengthScoreFunction(double logP, int length, double alpha);

public static partial class Exercises
{
    private const int End = 0;

    /// <summary>Lesson 10: one step of beam search.</summary>
    public static Exercise<BeamStepFunction, List<Beginning>> BeamStep => field ??= new("beam step", RightStep,
        [
            StepCase("the first step: one empty beginning, width 2", 2, () => [new([], 0)]),
            StepCase("two beginnings, where the better one goes on worse", 2, () => [B(0.6, 1), B(0.4, 2)]),
            StepCase("a beginning that is far behind and has the likelier next word", 1,
                () => [B(0.6, 1), B(0.1, 2)]),
            StepCase("a finished beginning among two", 2, () => [B(0.4, 1, End), B(0.3, 2)]),
            StepCase("fewer candidates than the beam is wide", 5, () => [B(0.3, 1, 3)]),
            StepCase("two candidates that are equally likely: the earlier first", 1,
                () => [B(0.5, 1, 3), B(0.5, 2, 4)]),
            StepCase("the end mark is 5, and 0 is a word", 3, () => [B(0.4, 1, 5), B(0.3, 0)], next: EndsWith5, end: 5),
            StepCase("a short beginning that is ahead of a long one", 1, () => [B(0.25, 2), B(0.2, 1, 3, 4, 5)],
                shown: false),
            StepCase("two finished beginnings that are behind an open one", 3,
                () => [B(0.4, 2), B(0.05, 1, End), B(0.03, 2, End)], shown: false),
            StepCase("a beginning that is nothing but the end mark, and the likeliest of three", 3,
                () => [B(0.5, End), B(0.24, 1), B(0.2, 2)], shown: false),
            StepCase("twenty-four words, all equally likely: the earlier first", 3, () => [new([], 0)], shown: false,
                AllAlike),
        ],
        [
            new("you asked the empty beginning for its last token; it has none",
                (beam, next, width, end) => StepOfEmpty(beam, next, width, b => b.Tokens[^1] == end),
                (beam, next, width, end) => StepOfEmpty(beam, next, width, b => b.Tokens.Last() == end)),
            new("you took 0 for the end mark; take the one that you are given",
                (beam, next, width, _) => RightStep(beam, next, width, 0)),
            new("you kept the likeliest of each beginning; the width counts over all of them together",
                (beam, next, width, end) => Likeliest(Each(beam, next, 1, end), width),
                (beam, next, width, end) => Likeliest(Each(beam, next, 1, end)),
                (beam, next, width, end) => [.. Each(beam, next, 1, end)]),
            new("you kept as many of each beginning as the width; it counts over all of them together",
                (beam, next, width, end) => Likeliest(Each(beam, next, width, end)),
                (beam, next, width, end) => [.. Each(beam, next, width, end)]),
            new("you expanded the likeliest beginning alone; all of the beam go on",
                (beam, next, width, end) => RightStep(beam[..1], next, width, end), StepOfBestOpen),
            new("you sorted in a way that may exchange equals; here the earlier one has to stay first",
                StepUnstable(c => c.Sort((x, y) => y.LogP.CompareTo(x.LogP))),
                StepUnstable(c => c.Sort((x, y) => x.LogP.CompareTo(y.LogP)), c => c.Reverse())),
            new("you did not sort all candidates together; the likeliest come first",
                (beam, next, width, end) => [.. Candidates(beam, next, end).Take(width)],
                (beam, next, width, end) => [.. Each(beam, next, int.MaxValue, end).Take(width)]),
            new("you sorted by the last word alone; the whole text counts",
                StepByLastWord(), StepByLastWord(finished => finished.LogP), StepByLastWord(_ => 0)),
            new("you ranked by ln P over the length; in a step ln P alone counts", (beam, next, width, end) =>
                [.. Candidates(beam, next, end).OrderByDescending(c => c.LogP / c.Tokens.Length).Take(width)]),
            new("you sorted from below; the likeliest come first", StepFromBelow, StepLikeliestLast),
            new("you put the later of two equals first; the earlier comes first", StepLaterFirst),
            new("you dropped the ln P that a beginning had; the new logarithm is added to it",
                StepAdding((_, p) => Math.Log(p))),
            new("you added a probability to a logarithm; add logarithms", StepAdding((sum, p) => sum + p)),
            new("you multiplied; logarithms are added",
                StepAdding((sum, p) => sum * p), StepAdding((sum, p) => sum * Math.Log(p))),
            new("you took another logarithm than the natural one, to base e",
                StepAdding((sum, p) => sum + Math.Log10(p)), StepAdding((sum, p) => sum + Math.Log2(p))),
            new("you went on from a finished beginning; it stays as it is",
                (beam, next, width, _) => RightStep(beam, next, width, end: -1)),
            new("you kept a finished beginning and went on from it as well; it goes on no more",
                StepOfFinished(first: true), StepOfFinished(first: false)),
            new("you dropped a finished beginning; it competes on with what it has",
                (beam, next, width, end) => RightStep(Open(beam, end), next, width, end)),
            new("you kept finished beginnings outside the width; they take a place in the beam",
                StepBeside, StepBehind, (beam, next, width, end) => Likeliest(StepBeside(beam, next, width, end))),
            new("you ranked finished beginnings apart from the others; all compete by their ln P",
                (beam, next, width, end) => [.. StepBeside(beam, next, width, end).Take(width)],
                (beam, next, width, end) => Likeliest(StepBeside(beam, next, width, end).Take(width)),
                (beam, next, width, end) => [.. StepBehind(beam, next, width, end).Take(width)],
                StepFilling),
            new("you stopped when a beginning was finished; another may still overtake it",
                StepStopping, StepStoppingEarly),
            new("you kept the new word alone; a beginning is the old words and the new one",
                StepTelling((_, word) => [word])),
            new("you put the new word in front; it goes behind", StepTelling((told, word) => [word, .. told])),
            new("you kept words that cannot follow: their chance is 0", StepOfAll),
            new("you kept all candidates; the beam has a width",
                (beam, next, _, end) => Likeliest(Candidates(beam, next, end))),
        ],
        alsoRight:
        [
            StepByLoops,
            (beam, next, width, end) => Likeliest(Each(beam, next, width, end), width),
        ]);

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
            new("you took the penalty of Wu et al.; here the divisor is L to the power of α",
                (logP, length, alpha) => logP / Math.Pow((5.0 + length) / 6, alpha),
                (logP, length, alpha) => logP / Math.Pow((5 + length) / 6, alpha)),
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
        ("you counted one beginning in one step; ten steps have four, but the first", 199),
        ("you counted the beginnings that are kept; each of them scores every word", 10 * 4),
        ("you added the first step to ten more; it is one of the ten", 199 + 10 * 4 * 199));

    private static Beginning B(double p, params int[] told) => new(told, Math.Log(p));

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

    /// <summary>The same language, its full stop behind the words: 0 the, 1 a, 2 robot, 3 glass, 4 cup, 5.</summary>
    private static double[] EndsWith5(IReadOnlyList<int> told)
    {
        double[] chances = LessonNext([.. told.Select(word => word + 1)]);
        return [.. chances[1..], chances[0]];
    }

    private static Case<BeamStepFunction, List<Beginning>> StepCase(
        string given, int width, Func<List<Beginning>> beam, bool shown = true, NextToken? next = null, int end = End)
    {
        NextToken language = next ?? LessonNext;
        return new(given, (step, inputs) =>
        {
            List<Beginning> before = inputs.Give("beam", beam());
            foreach (Beginning open in Open(beam(), end))
                inputs.Give($"next([{string.Join(", ", open.Tokens)}])", language(open.Tokens));
            return step(before, language, inputs.Give("width", width), inputs.Give("end", end));
        }, shown);
    }

    private static Case<LengthScoreFunction, double> ScoreCase(
        string given, double logP, int length, double alpha, bool shown = true) =>
        new(given, (score, inputs) =>
            score(inputs.Give("logP", logP), inputs.Give("length", length), inputs.Give("alpha", alpha)), shown);
}
