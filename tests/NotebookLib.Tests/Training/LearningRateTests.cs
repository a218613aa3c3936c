namespace NotebookLib.Tests.Training;

/// <summary>Schedules at points computed by hand.</summary>
public class LearningRateTests
{
    private static void AssertRates(Func<int, float> schedule, params (int Step, float Rate)[] points)
    {
        foreach (var (step, rate) in points) Assert.Equal(rate, schedule(step), tolerance: 1e-6f);
    }

    [Fact]
    public void Constant_stays() => AssertRates(LearningRate.Constant(0.3f), (0, 0.3f), (999, 0.3f));

    [Fact]
    public void Warm_up_reaches_its_peak_in_its_last_step() =>
        AssertRates(LearningRate.WarmUp(0.8f, 4), (0, 0.2f), (1, 0.4f), (3, 0.8f), (50, 0.8f));

    [Fact]
    public void Linear_is_half_way_in_the_middle() =>
        AssertRates(LearningRate.Linear(1, steps: 20, warmup: 10, end: 0.2f), (4, 0.5f), (10, 1), (15, 0.6f),
            (20, 0.2f), (99, 0.2f));

    [Fact]
    public void Cosine_has_fallen_by_a_quarter_after_a_third() => // (1 + cos 60°)/2 = 3/4
        AssertRates(LearningRate.Cosine(1, steps: 12), (0, 1), (4, 0.75f), (6, 0.5f), (8, 0.25f), (12, 0), (99, 0));

    [Fact]
    public void Inverse_square_root_halves_when_the_steps_are_four_times_the_warm_up() =>
        AssertRates(LearningRate.InverseSquareRoot(0.6f, 9), (0, 0.6f / 9), (8, 0.6f), (35, 0.3f), (80, 0.2f));

    [Fact]
    public void Warm_up_stable_decay_is_half_way_down_in_the_middle_of_its_fall() =>
        AssertRates(LearningRate.WarmUpStableDecay(0.8f, steps: 20, warmup: 4, decay: 10, end: 0.2f),
            (0, 0.2f), (3, 0.8f), (4, 0.8f), (10, 0.8f), (15, 0.5f), (20, 0.2f), (99, 0.2f));

    [Fact]
    public void A_rise_and_a_fall_that_leave_no_time_between_them_meet_at_the_peak() =>
        AssertRates(LearningRate.WarmUpStableDecay(0.8f, steps: 10, warmup: 4, decay: 10), (3, 0.8f), (4, 0.8f),
            (7, 0.4f), (10, 0));

    [Fact]
    public void Without_a_rise_the_first_rate_is_the_peak_and_without_a_fall_the_last() =>
        AssertRates(LearningRate.WarmUpStableDecay(0.8f, steps: 10, warmup: 0, decay: 0), (0, 0.8f), (9, 0.8f));

    [Fact]
    public void No_schedule_wastes_its_first_step_at_rate_0() => Assert.All(
        [LearningRate.WarmUp(1, 100), LearningRate.Linear(1, 200, 100), LearningRate.Cosine(1, 200, 100),
            LearningRate.OneCycle(1, 200), LearningRate.InverseSquareRoot(1, 100),
            LearningRate.WarmUpStableDecay(1, 200, 100, 50)],
        schedule => Assert.True(schedule(0) > 0));

    [Fact]
    public void One_cycle_begins_at_a_25th_peaks_after_its_rise_and_ends_at_almost_nothing() =>
        AssertRates(LearningRate.OneCycle(1, steps: 101), (0, 0.04f), (100, 4e-6f));
}
