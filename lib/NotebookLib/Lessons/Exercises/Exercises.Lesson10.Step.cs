namespace NotebookLib;

/// <summary>One step of beam search: the right one and the ways in which people get it wrong.</summary>
public static partial class Exercises
{
    private static readonly Func<double, double, double> natural = (logP, chance) => logP + Math.Log(chance);
    private static readonly Func<int[], int, int[]> behind = (told, word) => [.. told, word];

    private static List<Beginning> RightStep(List<Beginning> beam, NextToken next, int width, int end) =>
        Likeliest(Candidates(beam, next, end), width);

    /// <summary>With another way to add a word's chance to ln P.</summary>
    private static BeamStepFunction StepAdding(Func<double, double, double> add) =>
        (beam, next, width, end) => Likeliest(Candidates(beam, next, end, add), width);

    /// <summary>With another way to put a word to those before it.</summary>
    private static BeamStepFunction StepTelling(Func<int[], int, int[]> extend) =>
        (beam, next, width, end) => Likeliest(Candidates(beam, next, end, extend: extend), width);

    private static List<Beginning> Candidates(
        IEnumerable<Beginning> beam, NextToken next, int end,
        Func<double, double, double>? add = null, Func<int[], int, int[]>? extend = null) =>
        [.. beam.SelectMany(b => IsFinished(b, end) ? [b] : Extended(b, next, add, extend))];

    /// <summary>A beginning with each word behind it that can follow.</summary>
    private static IEnumerable<Beginning> Extended(
        Beginning beginning, NextToken next, Func<double, double, double>? add = null,
        Func<int[], int, int[]>? extend = null)
    {
        foreach ((int word, double chance) in next(beginning.Tokens).Index())
            if (chance > 0)
                yield return new((extend ?? behind)(beginning.Tokens, word), (add ?? natural)(beginning.LogP, chance));
    }

    private static bool IsFinished(Beginning beginning, int end) =>
        beginning.Tokens.Length > 0 && beginning.Tokens[^1] == end;

    private static IEnumerable<Beginning> Finished(List<Beginning> beam, int end) =>
        beam.Where(b => IsFinished(b, end));

    private static List<Beginning> Open(List<Beginning> beam, int end) => [.. beam.Where(b => !IsFinished(b, end))];

    private static List<Beginning> Likeliest(IEnumerable<Beginning> candidates, int width = int.MaxValue) =>
        [.. candidates.OrderByDescending(c => c.LogP).Take(width)];

    private static List<Beginning> StepByLoops(List<Beginning> beam, NextToken next, int width, int end)
    {
        var kept = new List<Beginning>();
        foreach (Beginning beginning in beam)
        {
            bool finished = IsFinished(beginning, end);
            double[] chances = finished ? [1] : next(beginning.Tokens);
            for (int word = 0; word < chances.Length; word++)
            {
                double logP = Math.Log(chances[word]) + beginning.LogP;
                if (double.IsNegativeInfinity(logP)) continue;
                int place = kept.TakeWhile(k => k.LogP >= logP).Count();
                kept.Insert(place, finished ? beginning : new([.. beginning.Tokens, word], logP));
            }
        }
        return kept.Count > width ? kept[..width] : kept;
    }

    private static IEnumerable<Beginning> Each(List<Beginning> beam, NextToken next, int width, int end) =>
        beam.SelectMany(b => RightStep([b], next, width, end));

    private static BeamStepFunction StepUnstable(params Action<List<Beginning>>[] sort) => (beam, next, width, end) =>
    {
        List<Beginning> candidates = Candidates(beam, next, end);
        foreach (Action<List<Beginning>> part in sort) part(candidates);
        return [.. candidates.Take(width)];
    };

    /// <summary>Sorted by the chance of the last word alone, and finished ones perhaps by something else.</summary>
    private static BeamStepFunction StepByLastWord(Func<Beginning, double>? ofFinished = null) =>
        (beam, next, width, end) =>
        {
            double Key(Beginning candidate) => ofFinished is not null && beam.Contains(candidate)
                ? ofFinished(candidate)
                : Math.Log(next(candidate.Tokens[..^1])[candidate.Tokens[^1]]);
            return [.. Candidates(beam, next, end).OrderByDescending(Key).Take(width)];
        };

    private static List<Beginning> StepFromBelow(List<Beginning> beam, NextToken next, int width, int end) =>
        [.. Candidates(beam, next, end).OrderBy(c => c.LogP).Take(width)];

    private static List<Beginning> StepLikeliestLast(List<Beginning> beam, NextToken next, int width, int end) =>
        [.. Candidates(beam, next, end).OrderBy(c => c.LogP).TakeLast(width)];

    private static List<Beginning> StepLaterFirst(List<Beginning> beam, NextToken next, int width, int end) =>
        Likeliest(Candidates(beam, next, end).AsEnumerable().Reverse(), width);

    private static List<Beginning> StepBeside(List<Beginning> beam, NextToken next, int width, int end) =>
        [.. Finished(beam, end), .. RightStep(Open(beam, end), next, width, end)];

    private static List<Beginning> StepBehind(List<Beginning> beam, NextToken next, int width, int end) =>
        [.. RightStep(Open(beam, end), next, width, end), .. Finished(beam, end)];

    /// <summary>Finished beginnings keep their places, and what is left is filled.</summary>
    private static List<Beginning> StepFilling(List<Beginning> beam, NextToken next, int width, int end)
    {
        List<Beginning> open = Open(beam, end);
        return [.. RightStep(open, next, width - (beam.Count - open.Count), end), .. Finished(beam, end)];
    }

    /// <summary>Finished beginnings are kept and gone on from, too.</summary>
    private static BeamStepFunction StepOfFinished(bool first) => (beam, next, width, end) =>
        Likeliest(beam.SelectMany(b =>
        {
            if (!IsFinished(b, end)) return Extended(b, next);
            return first ? Extended(b, next).Prepend(b) : Extended(b, next).Append(b);
        }), width);

    private static List<Beginning> StepOfEmpty(
        List<Beginning> beam, NextToken next, int width, Predicate<Beginning> isFinished) =>
        Likeliest(beam.SelectMany(b => isFinished(b) ? [b] : Extended(b, next)), width);

    private static List<Beginning> StepStopping(List<Beginning> beam, NextToken next, int width, int end) =>
        IsFinished(beam[0], end) ? [.. beam] : RightStep(beam, next, width, end);

    private static List<Beginning> StepStoppingEarly(List<Beginning> beam, NextToken next, int width, int end) =>
        Finished(beam, end).Any() ? [.. beam] : RightStep(beam, next, width, end);

    private static List<Beginning> StepOfBestOpen(List<Beginning> beam, NextToken next, int width, int end) =>
        Likeliest([.. Finished(beam, end), .. Candidates(Open(beam, end).Take(1), next, end)], width);

    /// <summary>Words that cannot follow are candidates, too, their ln P −∞.</summary>
    private static List<Beginning> StepOfAll(List<Beginning> beam, NextToken next, int width, int end) =>
        Likeliest(beam.SelectMany(b => IsFinished(b, end) ? [b] : next(b.Tokens)
            .Select((chance, word) => new Beginning([.. b.Tokens, word], b.LogP + Math.Log(chance)))), width);
}
