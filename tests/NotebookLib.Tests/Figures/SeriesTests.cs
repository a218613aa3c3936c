namespace NotebookLib.Tests;

/// <summary>Every form in which a lesson may write a series. That these lines compile is half of the claim.</summary>
public class SeriesTests
{
    private static (double, double)[] Points(Series series) => [.. series.Points];

    [Fact]
    public void A_lesson_writes_a_line_as_a_name_and_selected_pairs()
    {
        var entropy = new[] { (d: 4, scaled: 1.5f, unscaled: 1.25f), (d: 16, scaled: 1.5f, unscaled: 0.5f) };

        Figure figure = Chart.Lines("Entropy", x: "head width d", y: "nats",
            ("with 1/√d", entropy.Select(e => (e.d, e.scaled))), ("without", entropy.Select(e => (e.d, e.unscaled))));

        Assert.Contains("with 1/√d: 2 points, from (4, 1.5) to (16, 1.5)", figure.Summary, StringComparison.Ordinal);
        Assert.Contains("without: 2 points, from (4, 1.25) to (16, 0.5)", figure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Pairs_of_any_number_types_in_any_collection_become_points()
    {
        (double, double)[] expected = [(1, 2), (3, 5)];
        Series[] forms =
        [
            ("a", new[] { (1, 2f), (3, 5f) }), ("a", new[] { (1, 2), (3, 5) }), ("a", new[] { (1, 2.0), (3, 5.0) }),
            ("a", new[] { (1f, 2f), (3f, 5f) }), ("a", new[] { (1f, 2), (3f, 5) }),
            ("a", new[] { (1f, 2.0), (3f, 5.0) }), ("a", new[] { (1.0, 2f), (3.0, 5f) }),
            ("a", new[] { (1.0, 2), (3.0, 5) }), ("a", new[] { (1.0, 2.0), (3.0, 5.0) }),
            ("a", new List<(int, float)> { (1, 2f), (3, 5f) }), ("a", new[] { 1f, 3f }, new[] { 2f, 5f }),
            ("a", new[] { 1, 3 }, new[] { 2f, 5f }), ("a", new[] { 1, 3 }, new[] { 2.0, 5.0 }),
            ("a", new List<double> { 1, 3 }, new List<double> { 2, 5 }), ("a", new Tensor([1, 2, 3, 5], 2, 2)),
            ("a", new Tensor([1, 3]), new Tensor([2, 5])),
        ];
        Assert.All(forms, s => Assert.Equal(expected, Points(s)));
        Assert.All(forms, s => Assert.Equal("a", s.Name));
    }

    [Fact]
    public void Values_alone_are_numbered_from_zero()
    {
        (double, double)[] expected = [(0, 7), (1, 11)];
        Series[] forms = [("", new[] { 7f, 11f }), ("", new List<double> { 7, 11 }), ("", new[] { 7, 11 }),
            ("", new Tensor([7, 11])), new[] { 7f, 11f }, new[] { 7.0, 11.0 }, new[] { 7, 11 }, new Tensor([7, 11])];
        Assert.All(forms, s => Assert.Equal(expected, Points(s)));
    }

    [Fact]
    public void A_running_sum_adds_up_from_the_first_value_on()
    {
        Series series = Series.RunningSum("ln P", [-1, -2, 0.5]);

        Assert.Equal([(1, -1), (2, -3), (3, -2.5)], series.Points);
    }

    [Fact]
    public void Triples_carry_labels()
    {
        Series series = ("nouns", new[] { (1f, 2f, "robot"), (3f, 5f, "glass") });
        Assert.Equal(["robot", "glass"], series.Labels!);
    }

    [Fact]
    public void Unequal_lengths_and_wrong_shapes_are_named()
    {
        var lengths = Assert.Throws<ArgumentException>(() => { Series s = ("a", new[] { 1f, 2f, 3f }, new[] { 1f }); });
        Assert.Contains("expected as many y as x, 3; got 1", lengths.Message, StringComparison.Ordinal);
        var shape = Assert.Throws<ArgumentException>(() => { Series s = ("a", Tensor.Zeros(2, 3)); });
        Assert.Contains("expected a tensor of shape (n,) or (n, 2); got (2, 3)", shape.Message,
            StringComparison.Ordinal);
        var labels = Assert.Throws<ArgumentException>(() => new Series("a", [(1, 2)], ["x", "y"]));
        Assert.Contains("expected 1, one for each point; got 2", labels.Message, StringComparison.Ordinal);
    }
}
