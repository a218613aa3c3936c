namespace NotebookLib;

/// <summary>
/// A number that a reader works out: its value, how many decimals count, and wrong answers that are known.
/// </summary>
public sealed class NumberExercise
{
    private readonly string name;
    private readonly int decimals;

    /// <summary>An exercise.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="value">The right number.</param>
    /// <param name="decimals">How many decimals count; 0 for a whole number.</param>
    /// <param name="mistakes">Wrong answers, each with a sentence in the second person.</param>
    public NumberExercise(string name, double value, int decimals, params (string Says, double Result)[] mistakes)
    {
        ArgumentNullException.ThrowIfNull(mistakes);
        (this.name, Value, this.decimals, Mistakes) = (name, value, decimals, mistakes);
    }

    internal double Value { get; }

    internal (string Says, double Result)[] Mistakes { get; }

    /// <summary>How far an answer that is rounded to as many decimals as count can be off.</summary>
    internal double Half => 0.5000001 * Math.Pow(10, -decimals);

    /// <summary>Says below the cell what there is to say of an answer.</summary>
    /// <param name="mine">The answer; null counts as not attempted yet.</param>
    public void Check(double? mine) => NotebookOutput.Show(Judge(mine));

    /// <summary>Judges an answer without showing anything.</summary>
    /// <param name="mine">The answer; null counts as not attempted yet.</param>
    public Verdict Judge(double? mine)
    {
        if (mine is not double answer) return new(VerdictKind.NotAttempted, $"{name}: not attempted yet");
        string got = GridText.Number(answer, 9);
        if (!double.IsFinite(answer))
            return Array.Find(Mistakes, m => m.Result.Equals(answer)).Says is { } known
                ? new(VerdictKind.Mistake, $"{name}: {known}")
                : new(VerdictKind.Wrong, $"{name}: {got} is no answer; {Wanted()}");
        if (Math.Abs(answer - Value) <= Half && (decimals > 0 || answer == Math.Round(answer)))
            return new(VerdictKind.Right, $"{name}: {Quantity.Fixed(Value, decimals)}");
        double off = Math.Abs(answer - Value);
        foreach ((string says, double result) in Mistakes.OrderBy(m => Math.Abs(answer - m.Result)).Take(1))
            if (Math.Abs(answer - result) <= Around(result, off)) return new(VerdictKind.Mistake, $"{name}: {says}");
        if (decimals == 0 && answer == Math.Round(answer))
            return new(VerdictKind.Wrong, $"{name}: {got} is not it yet");
        if (off <= 10 * Half || off <= 0.01 * Math.Abs(Value))
            return new(VerdictKind.Resembles, $"{name}: {got} is nearly right; {Wanted()}");
        if (Math.Abs(answer + Value) <= Half) return new(VerdictKind.Related, $"{name}: {got} has the wrong sign");
        return new(VerdictKind.Wrong, $"{name}: {got} is not it yet; {Wanted()}");
    }

    /// <summary>
    /// How near to a known wrong answer keeps its name: a hundredth of it, and much nearer than to the right one.
    /// </summary>
    private double Around(double mistake, double off) =>
        Math.Max(Math.Min(Half, off / 4), Math.Min(0.01 * Math.Abs(mistake), off / 4));

    private string Wanted() => decimals switch
    {
        0 => "a whole number is asked for",
        1 => "it should be right to 1 decimal",
        _ => $"it should be right to {decimals} decimals",
    };
}
