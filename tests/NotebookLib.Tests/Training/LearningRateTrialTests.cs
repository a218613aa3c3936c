namespace NotebookLib.Tests.Training;

/// <summary>What is read from a finder's curve, on curves made by hand.</summary>
public class LearningRateTrialTests
{
    /// <summary>Rates 1, 10, 100, …, whose smoothed losses are given.</summary>
    private static LearningRateTrial Trial(params float[] losses)
    {
        (float, float)[] points = [.. losses.Select((loss, i) => (MathF.Round(MathF.Pow(10, i)), loss))];
        return new LearningRateTrial(points, points);
    }

    [Fact]
    public void Suggestion_is_a_tenth_of_the_lowest_and_steepest_is_where_it_falls_fastest()
    {
        // around 10 it falls by 2, around 100 by 2.9, around 1000 by 1.1
        LearningRateTrial trial = Trial(5, 4.9f, 3, 2, 1.9f, 8);

        Assert.Equal(1000, trial.Suggestion);
        Assert.Equal(100, trial.Steepest);
    }

    [Fact]
    public void A_jump_among_the_first_ten_means_is_no_slope() =>
        Assert.Equal(1e12f, Trial(9, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 3, 3).Steepest, tolerance: 1);

    [Theory, InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void A_loss_that_is_no_finite_number_is_never_the_answer(float bad)
    {
        Assert.Equal((0.1f, 1f), (Trial(bad, bad).Suggestion, Trial(bad, bad).Steepest));
        Assert.Equal((10f, 10f), (Trial(3, 2, 1, bad).Suggestion, Trial(3, 2, 1, bad).Steepest));
    }

    [Fact]
    public void Both_readings_are_told() =>
        Assert.Equal("6 rates from 1 to 1E+05: try 1E+03; the loss fell fastest at 1E+02",
            Trial(5, 4.9f, 3, 2, 1.9f, 8).ToString());
}
