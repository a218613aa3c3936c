namespace NotebookLib.Tests;

/// <summary>Where values span decades, a linear axis shows the largest of them and a floor.</summary>
public class LessonAxesTests
{
    private const double MostDecades = 3;

    // Where the smallest values are a nothing that is to look like one.
    private static readonly HashSet<(string Lesson, string Title)> known =
    [
        ("02", "One head: what one question gains, the other loses"), // shares of one weight, which add up
        ("02", "How far a row moves when a head is taken away"), // some, and some not at all
        ("02", "What a head can compare by"), // by so many sizes, and by none beyond
        ("03", "Training with four schemes, and with none"), // two losses stay, the others reach the floor
        ("03", "How a weight fades with the distance, at equal scores"), // it fades to nothing
        ("08", "How much goes to impossible words, along one unseen story"), // mostly nothing does
        ("09", "A schedule with warm-up and a cosine"), // rates, which fall to nothing
        ("09", "Two other schedules"),
        ("11", "How a story begins, at three temperatures"), // probabilities of one choice
        ("11", "The chance that The comes again"), // and under one rule it does not
        ("14", "The next word with a cache, in two parts"), // meeting words, from hardly any to most
        ("14", "… because it was: accepted 0.16"),
    ];

    public static TheoryData<string> Lessons => LessonFiguresTests.Lessons;

    [Theory, MemberData(nameof(Lessons))]
    public void Values_that_span_more_than_three_decades_have_a_logarithmic_axis(string lesson)
    {
        var found = LessonFigure.Of(lesson)
            .Where(f => DrawnValues.DecadesOnLinearAxis(f.Summary, f.Svg) > MostDecades)
            .Where(f => !known.Contains((lesson[..2], f.Title)));
        Assert.True(!found.Any(), $"use Axis.Log, or say in this test why not: {string.Join("; ", found)}");
    }

    [Fact]
    public void Decades_are_read_from_markers_from_long_lines_and_from_bars()
    {
        double[] few = [1, 10, 2e4], many = [.. Enumerable.Range(0, 200).Select(i => Math.Pow(10, i * -0.015))];
        Assert.Equal(Math.Log10(2e4), Decades(Chart.Lines("", "x", "y", few))!.Value, 1e-3);
        Assert.Equal(199 * 0.015, Decades(Chart.Lines("", "x", "y", many))!.Value, 0.1);
        Assert.Equal(Math.Log10(2e4), Decades(Chart.Bars("", "x", "y", ["a", "b", "c"], few))!.Value, 1e-3);
        Figure stacked = Chart.StackedBars("", "x", "y", ["a", "b"], ("p", [1e-4, 0.5]), ("q", [0.5, 1]));
        Assert.Equal(4, Decades(stacked)!.Value, 1e-3);
        Assert.Equal(2, Decades(Chart.Dots("", "x", "y", [("a", 1, "one"), ("b", 100, "")]))!.Value, 1e-3);
    }

    [Fact]
    public void Of_logarithmic_axes_and_of_negative_values_none_are_read()
    {
        Assert.Null(Decades(Chart.Lines("", "x", Axis.Log("y"), new[] { 1.0, 10, 2e4 })));
        Assert.Null(Decades(Chart.Lines("", "x", "y", new[] { -1.0, 10, 2e4 })));
        Assert.Null(Decades(Chart.Heatmap(Tensor.Ones(2, 2))));
    }

    private static double? Decades(Figure figure) => DrawnValues.DecadesOnLinearAxis(figure.Summary, figure.Svg);
}
