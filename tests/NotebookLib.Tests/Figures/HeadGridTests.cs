namespace NotebookLib.Tests;

public class HeadGridTests
{
    // Noun: L0H2 1, best distance 5 back .67; Gender: L0H1 1, 1 back 1
    private static readonly HeadScores scores = Inspection.HeadScoresTests.Scores;

    [Fact]
    public void Each_kind_has_its_grid_and_its_baseline_on_the_same_colours()
    {
        Figure figure = Chart.HeadGrid(scores, "Heads");
        string[] texts = [.. Drawn.Elements(figure, "text").Select(Drawn.Says)];

        Assert.Subset(texts.ToHashSet(),
            new HashSet<string> { "Heads", "Noun", "5 back: 0.67", "Gender", "1 back: 1.00", "0.33", "layer", "head",
                "Square: what the best fixed distance hits." });
        Assert.Equal("#FDE725", Fill("1 back: 1.00")); // the last colour of viridis is 1
        Assert.Equal(ColorMap.Viridis.At(2 / 3.0), Fill("5 back: 0.67"));
        Assert.Equal(2,
            Drawn.Elements(figure, "rect")
                .Count(r => r.Value == "0 → 2: 1") + Drawn.Elements(figure, "rect").Count(r => r.Value == "0 → 1: 1"));

        string Fill(string tip) => Drawn.Elements(figure, "rect").Single(r => r.Value == tip).Attribute("fill")!.Value;
    }

    [Fact]
    public void The_summary_tells_the_best_head_and_the_baseline() => Assert.EndsWith(
        "; Noun, 3 cases: best L0H2 1, best fixed distance, 5 back, 0.6667; "
            + "Gender, 1 case: best L0H1 1, best fixed distance, 1 back, 1",
        Chart.HeadGrid(scores).Summary, StringComparison.Ordinal);

    [Fact]
    public void A_single_kind_keeps_its_name_and_baseline()
    {
        string[] texts =
            [.. Drawn.Elements(Chart.HeadGrid(scores, "", DependencyKind.Noun), "text").Select(Drawn.Says)];

        Assert.Subset(texts.ToHashSet(), new HashSet<string> { "Noun", "5 back: 0.67" });
        Assert.DoesNotContain("Gender", texts);
        Assert.StartsWith("kind: expected one of Noun, Gender; got Name.",
            Assert.Throws<ArgumentException>(() => Chart.HeadGrid(scores, "", DependencyKind.Name)).Message,
            StringComparison.Ordinal);
    }

    [Theory, InlineData(1), InlineData(4), InlineData(7)]
    public void Numbers_stand_in_their_cells_and_are_legible_in_443_pixels(int count)
    {
        DependencyKind[] kinds =
            [.. Enumerable.Range(0, count).Select(i => i % 2 == 0 ? DependencyKind.Noun : DependencyKind.Gender)];
        Figure figure = Chart.HeadGrid(scores, "A title", kinds);

        Assert.Empty(Drawn.Collisions(figure));
        double width = double.Parse(
            System.Xml.Linq.XDocument.Parse(figure.Svg).Root!.Attribute("viewBox")!.Value.Split(' ')[2],
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(width, 100, 500); // 12 units are then 10.6 pixels or more
    }
}
