using System.Globalization;
using System.Xml.Linq;

namespace NotebookLib.Tests;

public class HeatmapTests
{
    private static IEnumerable<XElement> Named(Figure figure, string name) =>
        XDocument.Parse(figure.Svg).Descendants().Where(e => e.Name.LocalName == name);

    private static string[] Texts(Figure figure) =>
        [.. Named(figure, "text").Select(e => e.Nodes().OfType<XText>().First().Value)];

    private static XElement Cell(Figure figure, string tip) => Named(figure, "rect").Single(e => e.Value == tip);

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(12)]
    public void The_title_of_the_rows_begins_below_the_title_of_the_chart(int rows)
    {
        Figure figure =
            Chart.Heatmap(Tensor.Zeros(rows, 5), title: "Two words ask five", rowsTitle: "query (reads), a long one");
        WordBox[] lines = [.. Named(figure, "text").Select(WordBox.Of).Where(box => box.Turn == -90)];

        Assert.Equal("query (reads), a long one", string.Join(' ', lines.Select(line => line.Word)));
        Assert.All(lines, line => Assert.True(line.Y + line.From >= 24, // turned, it is written upwards
            "it reaches into the chart's title, whose baseline is at 17"));
    }

    [Theory]
    [InlineData("A title that is wider than its small heatmap")]
    [InlineData("A title that is so long that it has no room in a single line and takes a second one")]
    public void A_title_that_is_wider_than_the_cells_has_room_in_bold(string title)
    {
        Figure figure = Chart.Heatmap(Tensor.Zeros(2, 1), title: title);
        string[] lines =
            [.. Named(figure, "text").Where(t => t.Attribute("font-weight") is not null).Select(t => t.Value)];

        Assert.Equal(title, string.Join(' ', lines));
        Assert.All(lines,
            line => Assert.True(FontFaces.Width(line, Drawing.TitleSize, bold: true) <= Width(figure) + 0.01,
                $"'{line}' leaves the drawing, {Width(figure)} wide"));
    }

    [Fact]
    public void A_title_of_the_columns_that_is_wider_than_the_cells_has_room() =>
        Assert.InRange(FontFaces.Width("a column, with all that it is", Drawing.FontSize, bold: false), 0,
            0.01 + Width(Chart.Heatmap(Tensor.Zeros(2, 1), columnsTitle: "a column, with all that it is")));

    private static double Width(Figure figure) =>
        double.Parse(XDocument.Parse(figure.Svg).Root!.Attribute("viewBox")!.Value.Split(' ')[2],
            CultureInfo.InvariantCulture);

    [Fact]
    public void Values_that_are_kinds_have_a_legend_and_no_scale()
    {
        Figure figure = Chart.Heatmaps(Tensor.Eye(3).Reshape(1, 3, 3), ["one"], ["x", "y", "z"], ["x", "y", "z"],
            "Who sees whom", kinds: ["hidden", "seen"]);

        Assert.Equal(["Who sees whom", "hidden", "seen"], Texts(figure).Take(3));
        Assert.Equal("#FDE725", Cell(figure, "x → x: seen").Attribute("fill")!.Value);
        Assert.Equal("#440154", Cell(figure, "z → x: hidden").Attribute("fill")!.Value);
        Assert.DoesNotContain("0.5", Texts(figure));
        Assert.Contains("hidden 6, seen 3", figure.Summary, StringComparison.Ordinal);
    }

    [Theory, InlineData(2), InlineData(-1), InlineData(0.5f), InlineData(float.NaN)]
    public void A_value_without_a_kind_is_refused(float value)
    {
        var refused = Assert.Throws<ArgumentException>(() =>
            Chart.Heatmaps(new Tensor([0, value], 1, 1, 2), kinds: ["hidden", "seen"]));
        Assert.Contains("expected whole numbers from 0 to 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Viridis_runs_from_violet_to_yellow()
    {
        Figure figure = Chart.Heatmap(new Tensor([0, 0.5f, 1], 1, 3), ["it"], ["robot", "was", "glass"]);
        Assert.Equal("#440154", Cell(figure, "it → robot: 0").Attribute("fill")!.Value);
        Assert.Equal("#21918C", Cell(figure, "it → was: 0.5").Attribute("fill")!.Value);
        Assert.Equal("#FDE725", Cell(figure, "it → glass: 1").Attribute("fill")!.Value);
    }

    [Fact]
    public void Both_signs_put_zero_in_the_middle_of_a_diverging_map()
    {
        Figure figure = Chart.Heatmap(new Tensor([-4, 0, 2], 1, 3));
        Assert.Equal("#1F4E8C", Cell(figure, "0 → 0: −4").Attribute("fill")!.Value);
        Assert.Equal("#F1F0EC", Cell(figure, "0 → 1: 0").Attribute("fill")!.Value);
        // half of the reach of 4, on the orange side
        Assert.Equal("#F0A35C", Cell(figure, "0 → 2: 2").Attribute("fill")!.Value);
    }

    [Fact]
    public void Ink_is_white_on_dark_and_black_on_light()
    {
        Assert.Equal("#FFFFFF", ColorMap.Viridis.Ink(0));
        Assert.Equal("#000000", ColorMap.Viridis.Ink(1));
        Assert.Equal("#000000", ColorMap.BlueOrange.Ink(0.5));
    }

    [Fact]
    public void Labels_values_and_axis_titles_are_written()
    {
        string[] texts = Texts(Chart.AttentionMap(new Tensor([0.75f, 0.25f, 0, 1], 2, 2), ["glass", "it"], "Weights"));
        Assert.Equal(2, texts.Count(t => t == "glass"));
        Assert.Subset(texts.ToHashSet(),
            new HashSet<string> { "Weights", "0.75", "0.25", "0", "1.00", "query (reads)", "key (is read)" });
    }

    [Fact]
    public void The_summary_names_places_and_numbers()
    {
        Figure figure = Chart.Heatmap(new Tensor([1, 2, 3, 4, 5, 9], 2, 3), ["p", "q"], ["x", "y", "z"], "Six");
        Assert.Equal("Heatmap 'Six': 2 × 3 (row × column); min 1 (p → x), max 9 (q → z), mean 4; "
            + "largest in each row: p → z 3, q → z 9", figure.Summary);
        Assert.Equal(figure.Summary, figure.ToString());
    }

    [Fact]
    public void Noise_of_a_millionth_does_not_move_the_summary()
    {
        float[] values = [0.123449f, 0.4f, 0.4f, 0];
        string before = Chart.Heatmap(new Tensor([.. values], 2, 2)).Summary;
        string after =
            Chart.Heatmap(new Tensor([values[0] - 2e-7f, values[1], values[2] + 4e-7f, 1e-8f], 2, 2)).Summary;
        Assert.Equal(before, after);
    }

    [Fact]
    public void What_is_not_finite_is_hatched_and_counted()
    {
        Figure figure = Chart.Heatmap(new Tensor([1, float.NaN, float.PositiveInfinity, float.NegativeInfinity], 2, 2));
        Assert.Subset(Texts(figure).ToHashSet(), new HashSet<string> { "NaN", "∞", "−∞" });
        Assert.Equal("currentColor", Cell(figure, "0 → 1: NaN").Attribute("fill")!.Value);
        Assert.Contains("min 1 (0 → 0), max 1 (0 → 0), mean 1, 3 not finite", figure.Summary, StringComparison.Ordinal);
        Assert.Contains("no finite value", Chart.Heatmap(new Tensor([float.NaN], 1, 1)).Summary,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_show_their_spaces_and_line_ends()
    {
        string[] texts = Texts(Chart.Heatmap(Tensor.Eye(3), [" the", "a\n", "two words"], [" ", "日本語", "🤖"]));
        Assert.Subset(texts.ToHashSet(), new HashSet<string> { "␣the", "a⏎", "two words", "␣", "日本語", "🤖" });
    }

    [Fact]
    public void Many_labels_are_thinned_to_round_numbers()
    {
        string[] texts = Texts(Chart.Heatmap(Tensor.Ones(97, 97) * 2));
        Assert.Contains("90", texts);
        Assert.DoesNotContain("91", texts);
        Assert.Equal(texts.Count(t => t == "10"), texts.Count(t => t == "20"));
    }

    [Fact]
    public void A_fine_grid_merges_cells_yet_covers_every_one()
    {
        Figure figure = Chart.Heatmap(Tensor.Arange(31 * 37).Reshape(31, 37));
        int covered = Named(figure, "path").Where(p => p.Attribute("shape-rendering") is not null)
            .SelectMany(p => p.Attribute("d")!.Value.Split('z', StringSplitOptions.RemoveEmptyEntries))
            .Sum(run => int.Parse(run.Split('h')[1].Split('v')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(31 * 37, covered);
    }

    [Fact]
    public void Wrong_input_is_named()
    {
        Assert.Contains("got shape (5,)",
            Assert.Throws<ArgumentException>(() => Chart.Heatmap(Tensor.Zeros(5))).Message, StringComparison.Ordinal);
        Assert.Contains("got shape (0, 3)",
            Assert.Throws<ArgumentException>(() => Chart.Heatmap(Tensor.Zeros(0, 3))).Message,
            StringComparison.Ordinal);
        Assert.Contains("rows: expected 2 labels, one for each row; got 1",
            Assert.Throws<ArgumentException>(() => Chart.Heatmap(Tensor.Zeros(2, 3), ["a"])).Message,
            StringComparison.Ordinal);
        Assert.Contains("columns: expected 3",
            Assert.Throws<ArgumentException>(() => Chart.Heatmap(Tensor.Zeros(2, 3), columns: ["a"])).Message,
            StringComparison.Ordinal);
        Assert.Contains("expected less than max, 1; got 2",
            Assert.Throws<ArgumentException>(() => Chart.Heatmap(Tensor.Zeros(2, 3), min: 2, max: 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Words_stand_in_the_cells_instead_of_values()
    {
        Figure figure = Chart.Heatmap(new Tensor([0.9f, 0.2f, 0.5f, 0.4f], 2, 2), ["layer 0", "layer 1"],
            ["the", "robot"], "t", cells: [["robot", " glass"], ["dropped", ""]]);
        string[] texts = [.. Drawn.Elements(figure, "text").Select(Drawn.Says)];
        Assert.All(["robot", "␣glass", "dropped", "∅"], word => Assert.Contains(word, texts));
        // numbers at the colour bar alone
        Assert.DoesNotContain(Drawn.Elements(figure, "text").Where(t => t.Attribute("text-anchor")?.Value == "middle"),
            t => Drawn.Says(t).StartsWith("0.", StringComparison.Ordinal));
        Assert.Contains("layer 0 → robot: ␣glass, 0.2", Drawn.Elements(figure, "rect").Select(r => r.Value));
        Assert.EndsWith("; words: layer 0: robot ␣glass; layer 1: dropped ∅", figure.Summary, StringComparison.Ordinal);
    }

    [Theory, InlineData(1, 1), InlineData(2, 30), InlineData(7, 9), InlineData(40, 12)]
    public void Words_keep_to_their_cells(int rows, int columns)
    {
        string[][] words = [.. Enumerable.Range(0, rows)
            .Select(r => Enumerable.Range(0, columns).Select(c => new string('w', 1 + (r + c) % 9)).ToArray())];
        Figure figure =
            Chart.Heatmap(Tensor.Ones(rows, columns) * Tensor.Arange(columns), title: "A title", cells: words);
        Assert.DoesNotContain(Drawn.Collisions(figure), c => c.Contains('w', StringComparison.Ordinal));
    }

    [Theory, InlineData(7, 16), InlineData(16, 7), InlineData(3, 9)]
    public void A_grid_of_words_by_layer_and_position_shows_them_whole(int rows, int columns)
    {
        string[] vocabulary = ["slippery", "because", "dropped", "robot", "glass", "clumsy.", "the", "was"];
        string[][] words = [.. Enumerable.Range(0, rows).Select(r =>
            Enumerable.Range(0, columns).Select(c => vocabulary[(3 * r + c) % 8]).ToArray())];
        Figure figure = Chart.Heatmap(Tensor.Ones(rows, columns) * Tensor.Arange(columns) / columns,
            [.. words.Select((_, r) => $"layer {r}")], words[0], "What it would say", "after", "word", min: 0, max: 1,
            cells: words);
        string all = string.Concat(Drawn.Elements(figure, "text").Where(t => t.Attribute("font-size")?.Value == "12")
            .Select(Drawn.Says));

        Assert.Equal(string.Concat(words.SelectMany(w => w)), all);
        Assert.Empty(Drawn.Collisions(figure));
    }

    [Fact]
    public void Words_must_fit_the_matrix() => Assert.Contains("cells: expected 2 rows of 2 words; got 2 rows of 2, 1",
        Assert.Throws<ArgumentException>(() => Chart.Heatmap(Tensor.Ones(2, 2), cells: [["a", "b"], ["c"]])).Message,
        StringComparison.Ordinal);
}
