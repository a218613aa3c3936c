using System.Globalization;
using System.Text.RegularExpressions;

namespace NotebookLib.Tests;

public class BlocksTests
{
    private static readonly GptConfig Small = new(vocabulary: 11, layers: 3, heads: 4, width: 8, context: 7);

    public static TheoryData<string> Variants => [.. All.Keys];

    private static readonly Dictionary<string, GptConfig> All = new()
    {
        ["as GPT-2"] = Small,
        ["post"] = Small with { Norm = NormPlacement.Post },
        ["inside"] = Small with { Norm = NormPlacement.Inside },
        ["no norm"] = Small with { Norm = NormPlacement.None, Causal = false },
        ["no residual"] = Small with { Residual = false },
        ["as LLaMA"] = Small with
        {
            Positions = PositionScheme.Rotary,
            NormKind = NormKind.RmsNorm,
            Activation = Activation.SwiGlu,
            KeyValueHeads = 2,
            Bias = false,
            TiedEmbeddings = false,
            HiddenWidth = 20,
        },
        ["Vaswani"] = Small with
        {
            Positions = PositionScheme.Sinusoidal,
            Activation = Activation.Relu,
            Dropout = 0.1f,
            Layers = 1,
        },
        ["ALiBi"] = Small with { Positions = PositionScheme.Alibi },
        ["no places"] = Small with { Positions = PositionScheme.None },
    };

    private static string[] Texts(Figure figure) => [.. Drawn.Elements(figure, "text").Select(Drawn.Says)];

    [Theory, MemberData(nameof(Variants))]
    public void It_counts_the_parameters_of_the_model_that_it_draws(string variant) =>
        Assert.StartsWith($"Model: {new Gpt(All[variant], new Random(1)).ParameterCount:N0} parameters;",
            Chart.Blocks(All[variant]).Summary, StringComparison.Ordinal);

    [Fact]
    public void Gpt2_has_its_published_size() =>
        Assert.Contains("124,439,808 parameters",
            Texts(Chart.Blocks(new GptConfig(vocabulary: 50257, layers: 12, heads: 12, width: 768, context: 1024))));

    [Theory, MemberData(nameof(Variants))]
    public void Nothing_touches(string variant) =>
        Assert.Empty(Drawn.Collisions(Chart.Blocks(All[variant], "A title")));

    [Theory, MemberData(nameof(Variants))]
    public void No_box_stands_on_the_border_of_the_block(string variant)
    {
        Figure figure = Chart.Blocks(All[variant]);
        var frame = Regex.Match(Drawn.Elements(figure, "path").Select(p => p.Attribute("d")!.Value)
            .Single(d => d.StartsWith("M14 ", StringComparison.Ordinal)), @"M14 ([\d.]+)H596V([\d.]+)H14z");
        double[] borders =
            [.. frame.Groups.Values.Skip(1).Select(g => double.Parse(g.Value, CultureInfo.InvariantCulture))];
        foreach (var box in Drawn.Elements(figure, "rect"))
            Assert.All(borders,
                border => Assert.False(Drawn.N(box, "y") < border + 3
                    && border - 3 < Drawn.N(box, "y") + Drawn.N(box, "height"), box.Value));
    }

    [Fact]
    public void The_summary_says_where_blocks_normalize_and_what_they_add()
    {
        Assert.Contains("3 times: x + attention(LayerNorm(x)), then x + feed-forward(LayerNorm(x))",
            Chart.Blocks(Small).Summary, StringComparison.Ordinal);
        Assert.Contains("LayerNorm(x + attention(x))", Chart.Blocks(All["post"]).Summary, StringComparison.Ordinal);
        Assert.Contains("3 times: x + LayerNorm(attention(x)), then x + LayerNorm(feed-forward(x))",
            Chart.Blocks(All["inside"]).Summary, StringComparison.Ordinal);
        Assert.Contains("times: attention(LayerNorm(x)), then feed-forward(LayerNorm(x))",
            Chart.Blocks(All["no residual"]).Summary, StringComparison.Ordinal);
        Assert.Contains("x + attention(x)", Chart.Blocks(All["no norm"]).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void The_drawing_has_a_box_for_each_part_that_there_is()
    {
        Assert.Equal(["token table (11, 8)", "position table (7, 8)", "LayerNorm", "attention, 4 heads", "LayerNorm",
            "feed-forward, 8 → 32 → 8", "LayerNorm", "the token table again"], Boxes(Small));
        Assert.Equal(["token table (11, 8)", "position table (7, 8)", "attention, 4 heads", "LayerNorm",
            "feed-forward, 8 → 32 → 8", "LayerNorm", "the token table again"], Boxes(All["post"]));
        Assert.Equal(["token table (11, 8)", "position table (7, 8)", "attention, 4 heads", "LayerNorm",
            "feed-forward, 8 → 32 → 8", "LayerNorm", "LayerNorm", "the token table again"], Boxes(All["inside"]));
        Assert.Equal(["token table (11, 8)", "RMSNorm", "attention, 4 heads", "RMSNorm", "feed-forward, 8 → 20 → 8",
            "RMSNorm", "output table (11, 8)"], Boxes(All["as LLaMA"]));

        static string[] Boxes(GptConfig config) =>
            [.. Drawn.Elements(Chart.Blocks(config), "rect").Select(r => r.Value.Split(';')[0])];
    }

    [Fact]
    public void Without_the_residual_there_is_no_sum_in_the_block()
    {
        Assert.Equal(3, Sums(Small)); // positions, attention, feed-forward
        Assert.Equal(1, Sums(All["no residual"]));

        static int Sums(GptConfig config) =>
            Drawn.Elements(Chart.Blocks(config), "path").Count(p => p.Attribute("fill")?.Value == "var(--page)");
    }

    [Fact]
    public void Wrong_input_is_named()
    {
        Assert.Contains("expected Heads that divide the width 8; got 3",
            Assert.Throws<ArgumentException>(() => Chart.Blocks(Small with { Heads = 3 })).Message,
            StringComparison.Ordinal);
        Assert.Contains("expected KeyValueHeads that divide the 4 heads; got 3",
            Assert.Throws<ArgumentException>(() => Chart.Blocks(Small with { KeyValueHeads = 3 })).Message,
            StringComparison.Ordinal);
    }
}
