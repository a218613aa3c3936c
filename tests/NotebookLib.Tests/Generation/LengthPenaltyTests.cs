namespace NotebookLib.Tests.Generation;

public class LengthPenaltyTests
{
    private static Hypothesis Text(int length, double log) => new(new int[length], log, log);

    [Fact]
    public void Scores_are_those_of_the_formulas()
    {
        Assert.Equal(-8, LengthPenalty.None.Score(-8, 4));
        Assert.Equal(-4, LengthPenalty.Power(0.5).Score(-8, 4), tolerance: 1e-12); // √4 = 2
        Assert.Equal(-2, LengthPenalty.Power(1).Score(-8, 4), tolerance: 1e-12);
        Assert.Equal(-4, LengthPenalty.Gnmt(1).Score(-8, 7), tolerance: 1e-12); // (5 + 7) / 6 = 2
        Assert.Equal(-2, LengthPenalty.Gnmt(2).Score(-8, 7), tolerance: 1e-12);
        Assert.Equal(-8, LengthPenalty.Gnmt(2).Score(-8, 1), tolerance: 1e-12);
    }

    [Fact]
    public void The_break_even_of_the_two_kinds_is_where_both_score_the_same()
    {
        Hypothesis empty = Text(1, -9.375), story = Text(43, -21.160);

        double power = LengthPenalty.Power(1).BreakEven(empty, story);
        double gnmt = LengthPenalty.Gnmt(1).BreakEven(story, empty);

        Assert.Equal(Math.Log(21.160 / 9.375) / Math.Log(43), power, tolerance: 1e-12); // 0.2165
        Assert.Equal(Math.Log(21.160 / 9.375) / Math.Log(48 / 6.0), gnmt, tolerance: 1e-12); // 0.391
        Assert.Equal(LengthPenalty.Gnmt(gnmt).Score(-9.375, 1), LengthPenalty.Gnmt(gnmt).Score(-21.160, 43),
            tolerance: 1e-9);
        Assert.True(LengthPenalty.Power(power - 0.01)
            .Score(-9.375, 1) > LengthPenalty.Power(power - 0.01).Score(-21.160, 43));
        Assert.True(LengthPenalty.Power(power + 0.01)
            .Score(-9.375, 1) < LengthPenalty.Power(power + 0.01).Score(-21.160, 43));
        Assert.True(LengthPenalty.Power(1).BreakEven(Text(1, -9), Text(2, -8)) < 0);
    }

    [Theory]
    [InlineData(-0.1, "-0.1")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void An_impossible_alpha_is_refused(double alpha, string shown)
    {
        AssertError($"alpha: expected 0 (no penalty) or more; below, short texts would gain twice; got {shown}.",
            () => LengthPenalty.Power(alpha));
        AssertError("alpha: expected 0", () => LengthPenalty.Gnmt(alpha));
    }

    [Fact]
    public void What_cannot_be_is_named()
    {
        AssertError("length: expected at least 1 token; got 0.", () => LengthPenalty.None.Score(-1, 0));
        AssertError("other: expected another length than that of the first, 3;",
            () => LengthPenalty.Power(1).BreakEven(Text(3, -1), Text(3, -2)));
        AssertError("one, other: expected logarithms of probabilities below 1; got 0 and -2.",
            () => LengthPenalty.Power(1).BreakEven(Text(3, 0), Text(4, -2)));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
