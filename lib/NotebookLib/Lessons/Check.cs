using System.Globalization;
using System.Runtime.CompilerServices;

namespace NotebookLib;

/// <summary>
/// Claims of a lesson, asserted from what was measured: each shows a line that begins with ✓ or ✗, and never throws.
/// </summary>
/// <remarks>
/// With changed parameters a claim may no longer hold; that is a finding, and the lesson goes on. Text in backticks
/// shows as code.
/// </remarks>
public static partial class Check
{
    // from here on neighbouring doubles are more than 1 apart, and all of them whole
    private const double ExactUpTo = 1L << 53;

    /// <summary>Asserts that something holds.</summary>
    /// <param name="claim">What is claimed, as a sentence that reads true as it stands, with its number in it.</param>
    /// <param name="holds">Whether it is so.</param>
    public static void That(ClaimText claim, bool holds) => Report(holds, claim, "", "it does not hold here");

    /// <summary>Asserts that a measured number lies between bounds; leave out the one that does not matter.</summary>
    /// <param name="claim">What is claimed, as a sentence; where it has no number of its own, the measured one
    /// follows.</param>
    /// <param name="measured">The number.</param>
    /// <param name="above">The number has to be greater than this.</param>
    /// <param name="below">The number has to be less than this.</param>
    /// <exception cref="ArgumentException">No bound is given.</exception>
    public static void That(ClaimText claim, double measured, double? above = null, double? below = null)
    {
        if (above is null && below is null)
            throw new ArgumentException("above, below: expected a bound that could fail; got neither.", nameof(above));
        // a NaN on either side fails
        bool holds = (above is null || measured > above) && (below is null || measured < below);
        string?[] bounds = [above is null ? null : $"above {Number(above.Value)}",
            below is null ? null : $"below {Number(below.Value)}"];
        Report(holds, claim, Number(measured),
            $"measured {Number(measured)}, expected {string.Join(" and ", bounds.OfType<string>())}");
    }

    /// <summary>Asserts that two numbers agree.</summary>
    /// <param name="claim">What is claimed, as a sentence or a name; where it has no number of its own, the measured
    /// one follows.</param>
    /// <param name="measured">The number that was computed.</param>
    /// <param name="expected">The number it should be.</param>
    /// <param name="tolerance">How far they may lie apart.</param>
    [OverloadResolutionPriority(1)] // numbers are numbers, although a float also converts to a tensor
    public static void Close(ClaimText claim, double measured, double expected, double tolerance = 1e-4)
    {
        bool holds = measured == expected || Math.Abs(measured - expected) <= tolerance;
        Report(holds, claim, Number(measured),
            $"measured {Number(measured)}, expected {Number(expected)}{Within(tolerance)}");
    }

    /// <summary>Asserts that two tensors have one shape and agree everywhere.</summary>
    /// <param name="claim">What is claimed, as a sentence.</param>
    /// <param name="measured">The tensor that was computed.</param>
    /// <param name="expected">The tensor it should be.</param>
    /// <param name="tolerance">How far two values may lie apart.</param>
    public static void Close(ClaimText claim, Tensor measured, Tensor expected, double tolerance = 1e-4)
    {
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentNullException.ThrowIfNull(expected);
        if (measured.Shape != expected.Shape)
        {
            Report(false, claim, "", $"measured shape {measured.Shape}, expected {expected.Shape}");
            return;
        }
        string apart = Number(measured.MaxDifference(expected));
        string difference = tolerance == 0 ? "to the bit" : $"largest difference {apart}";
        Report(measured.MaxDifference(expected) <= tolerance, claim, difference,
            $"largest difference {apart} in {measured.Shape}{Within(tolerance)}");
    }

    /// <summary>Checks a count that a reader worked out, such as of parameters or bytes: it is right to the last digit,
    /// or wrong. Null counts as not attempted yet.</summary>
    /// <param name="exercise">The name of the exercise.</param>
    /// <param name="answer">The reader's number.</param>
    /// <param name="expected">The right number.</param>
    /// <param name="mistakes">Wrong answers that are known, each with what was done to get it.</param>
    [OverloadResolutionPriority(1)] // numbers are numbers, although a float also converts to a tensor
    public static void Answer(string exercise, long? answer, long expected,
        params (string Mistake, long Result)[] mistakes)
    {
        ArgumentNullException.ThrowIfNull(mistakes);
        Judge(exercise, answer, expected, mistakes, (a, b) => a == b,
            n => Quantity.Minus(n.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Checks a number that a reader worked out; null counts as not attempted yet.</summary>
    /// <remarks>It may be rounded to a thousandth of its size, however small or large; where both it and the right
    /// number are whole, they are counts, and equal or not.</remarks>
    /// <param name="exercise">The name of the exercise.</param>
    /// <param name="answer">The reader's number.</param>
    /// <param name="expected">The right number.</param>
    /// <param name="mistakes">Wrong answers that are known, each with what was done to get it.</param>
    [OverloadResolutionPriority(1)]
    public static void Answer(string exercise, double? answer, double expected,
        params (string Mistake, double Result)[] mistakes)
    {
        ArgumentNullException.ThrowIfNull(mistakes);
        Judge(exercise, answer, expected, mistakes, Agree, Number);
    }

    /// <summary>Checks a tensor that a reader worked out; null counts as not attempted yet.</summary>
    /// <remarks>Its values may be rounded to a thousandth of the largest one, however small or large that is.</remarks>
    /// <param name="exercise">The name of the exercise.</param>
    /// <param name="answer">The reader's tensor.</param>
    /// <param name="expected">The right tensor.</param>
    /// <param name="mistakes">Wrong answers that are known, each with what was done to get it.</param>
    public static void Answer(string exercise, Tensor? answer, Tensor expected,
        params (string Mistake, Tensor Result)[] mistakes)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(mistakes);
        if (answer is null) NotebookOutput.Show(new Claim('○', $"{exercise}: not attempted yet"));
        else if (Agree(answer, expected))
            Report(true, exercise, answer.Rank == 0 ? $"{Number(answer.Item())}" : $"{answer.Shape} agrees");
        else if (mistakes.Where(m => Agree(answer, m.Result)).Select(m => m.Mistake).FirstOrDefault() is string mistake)
            Report(false, exercise, mistake);
        else if (answer.Shape != expected.Shape)
            Report(false, exercise, $"got shape {answer.Shape}, expected {expected.Shape}");
        else if (answer.Rank == 0) Report(false, exercise, $"got {Number(answer.Item())}, which is not it yet");
        else
            Report(false, exercise,
                $"the shape {answer.Shape} is right; the values are off by up to "
                    + $"{Number(answer.MaxDifference(expected))}");
    }

    private static void Judge<T>(
        string exercise, T? answer, T expected, (string Mistake, T Result)[] mistakes,
        Func<T, T, bool> agree, Func<T, string> shown) where T : struct
    {
        if (answer is not { } given) NotebookOutput.Show(new Claim('○', $"{exercise}: not attempted yet"));
        else if (agree(given, expected)) Report(true, exercise, shown(given));
        else if (Array.FindIndex(mistakes, m => agree(given, m.Result)) is >= 0 and var found) Report(false, exercise,
            mistakes[found].Mistake);
        else Report(false, exercise, $"got {shown(given)}, which is not it yet");
    }

    private static bool Agree(double answer, double expected)
    {
        if (answer == expected) return true;
        bool counts = Math.Round(answer) == answer && Math.Round(expected) == expected
            && Math.Abs(expected) < ExactUpTo;
        return !counts && double.IsFinite(expected) && Math.Abs(answer - expected) <= Allowed(Math.Abs(expected));
    }

    private static bool Agree(Tensor answer, Tensor expected) => answer.Shape == expected.Shape
        && answer.MaxDifference(expected) <= Allowed(expected.ToArray().Where(float.IsFinite)
            .Select(x => (double)Math.Abs(x)).DefaultIfEmpty(0).Max());

    /// <summary>As exact as a reader rounds. Nothing is a thousandth of 0; there a rounding error of a sum of ordinary
    /// numbers is let pass.</summary>
    private static double Allowed(double size) => size == 0 ? 1e-6 : 1e-3 * size;

    private static void Report(bool holds, string claim, string measured) => Report(holds, claim, measured, measured);

    /// <summary>
    /// A claim that holds tells what was measured, unless its sentence does; one that does not tells what was expected
    /// as well.
    /// </summary>
    private static void Report(bool holds, ClaimText claim, string measured, string wrong)
    {
        string more = holds ? measured : wrong;
        bool tellsAll = more.Length == 0 || (holds && claim.TellsNumber);
        NotebookOutput.Show(new Claim(holds ? '✓' : '✗', tellsAll ? $"{claim}" : $"{claim}: {more}"));
    }

    private static string Within(double tolerance) => tolerance == 0 ? ", to the bit" : $" (± {Number(tolerance)})";

    private static string Number(double value) => Quantity.Told(value);
}
