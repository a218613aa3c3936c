namespace NotebookLib.Tests;

public class FaintDifferencesTests
{
    [Fact]
    public void Colours_are_as_far_apart_as_CIE_has_them()
    {
        Assert.Equal(100, FaintDifferences.Step("#000000", "#FFFFFF"), 0.01); // L* from 0 to 100
        Assert.Equal(0, FaintDifferences.Step("#440154", "#440154"));
        Assert.Equal(53.585, FaintDifferences.Step("#000000", "#808080"), 0.01); // L* of the middle grey
    }

    [Fact]
    public void Twelve_and_four_beside_two_hundred_are_one_purple()
    {
        Figure figure = Chart.Heatmap(new Tensor([200, 4, 100, 12], 2, 2), ["girl", "mice"], ["red", "was"]);
        Assert.Equal("girl → was: 4 and mice → was: 12", Assert.Single(FaintDifferences.In(figure.Svg)).Split(" (")[0]);
    }

    [Theory, InlineData(200, 80, 100, 30), InlineData(200, 1, 1, 2), InlineData(200, 12, 100, 14)]
    public void Steps_that_are_seen_small_numbers_and_close_ones_are_passed_over(int a, int b, int c, int d) =>
        Assert.Empty(FaintDifferences.In(Chart.Heatmap(new Tensor([a, b, c, d], 2, 2)).Svg));

    /// <summary>The list for who writes or reviews lessons, on demand: <c>dotnet test --filter
    /// FullyQualifiedName~Of_the_heatmaps --logger "console;verbosity=detailed" -- xUnit.Explicit=on</c>.</summary>
    [Fact(Explicit = true)]
    public void Of_the_heatmaps_of_lessons()
    {
        foreach (LessonFigure figure in LessonFigure.Files.SelectMany(f => LessonFigure.Of(Path.GetFileName(f))))
            if (FaintDifferences.In(figure.Svg) is { Count: > 0 } found)
                TestContext.Current.TestOutputHelper!.WriteLine($"{figure}: {found.Count}, such as {found[0]}");
    }
}
