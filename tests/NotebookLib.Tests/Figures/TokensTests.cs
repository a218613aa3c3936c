namespace NotebookLib.Tests;

public class TokensTests
{
    private static readonly CharacterTokenizer Characters = new("abc ");

    private static string[] Texts(Figure figure) => [.. Drawn.Elements(figure, "text").Select(Drawn.Says)];

    [Fact]
    public void Each_tokenizer_has_a_row_of_boxes_with_ids_below()
    {
        Figure figure = Chart.Tokens("t", "ab c", ("letters", Characters), ("bytes", BytePairTokenizer.Train("", 0)));

        Assert.Equal(8, Drawn.Elements(figure, "rect").Count());
        Assert.Contains("98", Texts(figure)); // the byte of b
        Assert.Contains("bytes: 4 tokens, a 97 | b 98 | ␣ 32 | c 99", figure.Summary, StringComparison.Ordinal);
        Assert.Equal(2, Texts(figure).Count(t => t == "␣"));
    }

    [Fact]
    public void Rows_without_ids_show_pieces_alone()
    {
        Figure figure = Chart.Tokens("t", ("words", ["the", " robot"]), new TokenRow("", ["x"]));
        Assert.Equal(["t", "words: 2 tokens", "the", "␣robot", "1 token", "x"], Texts(figure));
        Assert.Equal("Tokens 't'; words: 2 tokens, the | ␣robot; 1 token, x", figure.Summary);
    }

    [Fact]
    public void A_box_is_wide_enough_for_its_id_and_neighbours_differ_in_colour()
    {
        var boxes = Drawn.Elements(Chart.Tokens("", ("n", ["i", "i", "i"], [123456, 7, 123456])), "rect").ToArray();
        Assert.True(Drawn.N(boxes[0], "width") > 6 * 6);
        Assert.True(Drawn.N(boxes[1], "width") < 20);
        Assert.NotEqual(boxes[0].Attribute("fill")!.Value, boxes[1].Attribute("fill")!.Value);
    }

    [Theory, InlineData(1), InlineData(40), InlineData(399), InlineData(1000)]
    public void Long_texts_flow_over_lines_and_nothing_touches(int count)
    {
        Figure figure = Chart.Tokens("A title",
            new TokenRow("cl100k", Enumerable.Range(0, count).Select(i => new string('w', 1 + i * 7 % 60)),
                Enumerable.Range(99000, count)));
        Assert.Empty(Drawn.Collisions(figure));
        Assert.All(Drawn.Elements(figure, "rect"), r => Assert.InRange(Drawn.N(r, "x") + Drawn.N(r, "width"), 0, 600));
        Assert.Equal(count > 400, Texts(figure).Contains("… and 600 more"));
    }

    [Fact]
    public void A_marked_token_stands_out_by_its_frame_its_weight_and_its_colour()
    {
        Figure figure = Chart.Tokens("", new TokenRow("T = 1.6", ["the", "ball", "ball", "was"]) { Marked = [2] });
        var boxes = Drawn.Elements(figure, "rect").ToArray();
        var texts = Drawn.Elements(figure, "text").Where(t => Drawn.Says(t) == "ball").ToArray();

        Assert.Single(boxes, b => b.Attribute("fill")!.Value == "var(--c1)");
        Assert.Equal("var(--c1)", boxes[2].Attribute("fill")!.Value);
        Assert.Null(texts[0].Attribute("font-weight"));
        Assert.Equal("600", texts[1].Attribute("font-weight")!.Value);
        Assert.Equal("3", Assert.Single(Drawn.Elements(figure, "path")).Attribute("stroke-width")!.Value);
        Assert.Equal("Tokens; T = 1.6: 4 tokens, the | ball | ball | was; marked: ball (2)", figure.Summary);
        Assert.Contains("Marked: expected places from 0 to 0; got 1 (row 'a')",
            Assert.Throws<ArgumentException>(() => new TokenRow("a", ["x"]) { Marked = [1] }).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_input_is_named()
    {
        Assert.Contains("expected at least one token; got no rows",
            Assert.Throws<ArgumentException>(() => Chart.Tokens("t")).Message, StringComparison.Ordinal);
        Assert.Contains("got rows without tokens",
            Assert.Throws<ArgumentException>(() => Chart.Tokens("t", "", ("a", Characters))).Message,
            StringComparison.Ordinal);
        Assert.Contains("expected 1, one for each piece; got 2 (row 'a')",
            Assert.Throws<ArgumentException>(() => new TokenRow("a", ["x"], [1, 2])).Message, StringComparison.Ordinal);
    }
}
