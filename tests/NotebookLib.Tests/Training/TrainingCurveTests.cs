namespace NotebookLib.Tests.Training;

public class TrainingCurveTests
{
    private static readonly TrainingCurve curve = new([.. new float[] { 8, 4, 6, 2 }.Select((loss, i) =>
        new TrainingPoint(i + 5, loss, i % 2 == 1 ? loss + 1 : null, 0.1f, 1, TimeSpan.FromSeconds(i)))]);

    [Fact]
    public void Smoothing_takes_the_mean_of_the_steps_so_far_within_the_window() =>
        Assert.Equal([(5, 8f), (6, 6f), (7, 5f), (8, 4f)], curve.Smoothed(2));

    [Fact]
    public void Only_steps_that_measured_it_have_a_validation_loss()
    {
        Assert.Equal([(6, 5f), (8, 3f)], curve.Validation);
        Assert.Equal(3, curve.LastValidation);
    }

    [Fact]
    public void One_line_tells_steps_time_and_losses() =>
        Assert.Equal("steps 5 to 8 in 3.0 s: loss 8.000 → 5.000, validation 3.000", curve.ToString());

    [Fact]
    public void The_picture_names_its_three_lines()
    {
        string picture = curve.Chart("Learning", floor: 1.5, floorName: "what no model can beat").ToString();

        Assert.Contains("Learning", picture, StringComparison.Ordinal);
        Assert.Contains("training", picture, StringComparison.Ordinal);
        Assert.Contains("validation", picture, StringComparison.Ordinal);
        Assert.Contains("what no model can beat", picture, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_no_steps_has_no_losses()
    {
        var empty = new TrainingCurve([]);

        Assert.Equal("no steps", empty.ToString());
        Assert.True(float.IsNaN(empty.First) && float.IsNaN(empty.Last) && empty.LastValidation is null);
    }
}
