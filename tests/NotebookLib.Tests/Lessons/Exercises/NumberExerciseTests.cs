using System.Reflection;

namespace NotebookLib.Tests.Lessons;

public class NumberExerciseTests
{
    private static readonly NumberExercise score = new("score", -9.1168, decimals: 2, ("you left the penalty out", -12),
        ("you multiplied", -35.5));
    private static readonly NumberExercise count = new("count", 16_777_217, decimals: 0,
        ("you forgot a step", 16_777_000));

    public static TheoryData<string> Names =>
        [.. typeof(Exercises).GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Where(p => p.PropertyType == typeof(NumberExercise)).Select(p => p.Name)];

    private static NumberExercise Named(string name) =>
        (NumberExercise)typeof(Exercises).GetProperty(name)!.GetValue(null)!;

    [Theory, MemberData(nameof(Names))]
    public void Each_mistake_is_named_also_where_it_is_rounded_and_the_value_is_right(string name)
    {
        NumberExercise exercise = Named(name);

        Assert.Equal(VerdictKind.Right, exercise.Judge(exercise.Value).Kind);
        Assert.Equal(VerdictKind.NotAttempted, exercise.Judge(null).Kind);
        Assert.InRange(exercise.Mistakes.Length, 3, 12);
        Assert.All(exercise.Mistakes, mistake =>
        {
            Assert.Equal(VerdictKind.Mistake, exercise.Judge(mistake.Result).Kind);
            Assert.EndsWith(mistake.Says, exercise.Judge(mistake.Result).Text, StringComparison.Ordinal);
            bool isBeside = Math.Abs(mistake.Result - exercise.Value) < 0.001 * Math.Abs(exercise.Value);
            if (!isBeside) // beside the value, a rounded number could be meant for either
                Assert.EndsWith(mistake.Says, exercise.Judge(mistake.Result * 1.0005).Text, StringComparison.Ordinal);
            Assert.InRange(mistake.Says.Length, 10, 100);
            Assert.Contains("you", mistake.Says, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(-9.1168)]
    [InlineData(-9.117)]
    [InlineData(-9.12)]
    [InlineData(-9.115)]
    public void What_is_right_to_the_decimals_that_count_is_right(double answer) =>
        Assert.Equal("✓ score: −9.12", score.Judge(answer).ToString());

    [Theory]
    [InlineData(-9.11, "✗ score: −9.11 is nearly right; it should be right to 2 decimals")]
    [InlineData(-9.1, "✗ score: −9.1 is nearly right; it should be right to 2 decimals")]
    [InlineData(9.12, "✗ score: 9.12 has the wrong sign")]
    [InlineData(-12.05, "✗ score: you left the penalty out")]
    [InlineData(-11.93, "✗ score: you left the penalty out")]
    [InlineData(-20, "✗ score: −20 is not it yet; it should be right to 2 decimals")]
    [InlineData(double.NaN, "✗ score: NaN is no answer; it should be right to 2 decimals")]
    [InlineData(double.NegativeInfinity, "✗ score: −∞ is no answer; it should be right to 2 decimals")]
    public void What_is_not_says_what_is_missing(double answer, string expected) =>
        Assert.Equal(expected, score.Judge(answer).ToString());

    [Fact]
    public void Whole_numbers_have_to_be_whole_and_come_back_whole()
    {
        Assert.Equal("✓ count: 16777217", count.Judge(16_777_217).ToString());
        Assert.Equal("✗ count: 16777216 is not it yet",
            count.Judge(16_777_216).ToString());
        Assert.Equal("✗ count: 16777217.4 is nearly right; a whole number is asked for",
            count.Judge(16_777_217.4).ToString());
        Assert.Equal("✗ count: you forgot a step", count.Judge(16_777_000).ToString());
    }
}
