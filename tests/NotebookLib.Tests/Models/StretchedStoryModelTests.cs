namespace NotebookLib.Tests.Models;

/// <summary>
/// The committed model, read further than the 64 tokens that it was trained on. The bounds come from a computation of
/// its own outside this library.
/// </summary>
public class StretchedStoryModelTests
{
    private static readonly Gpt gpt = Gpt.Load(Repository.File("data/models/stories"));
    private static readonly StoryGrammar grammar = new();

    private static float LossWith(RotaryScaling? scaling)
    {
        var random = new Random(20_000); // no story of its training
        Corpus stories =
            Corpus.Sequences(Enumerable.Range(0, 60).Select(_ => grammar.Generate(random).Tokens), start: 0);
        return Trainer.Evaluate(gpt.With(gpt.Config with { Scaling = scaling, Context = 256 }), stories);
    }

    [Fact]
    // measured: .705; .706, .770, 1.388
    public void At_short_range_interpolation_costs_most_NTK_least_and_YaRN_lies_between()
    {
        float plain = LossWith(null);

        Assert.InRange(LossWith(RotaryScaling.NtkAware(2)) - plain, -0.02, 0.03);
        Assert.InRange(LossWith(RotaryScaling.Yarn(2, 64)) - plain, 0.035, 0.1);
        Assert.InRange(LossWith(RotaryScaling.Interpolated(2)) - plain, 0.5, 0.9);
    }

    [Fact]
    public void A_name_told_80_tokens_ago_is_recalled_with_YaRN_and_seldom_without()
    {
        Gpt wide = gpt.With(gpt.Config with { Scaling = RotaryScaling.Yarn(4, 64), Context = 256 });
        string[] scenes = ["Lily wrote a song about the shiny kite", "Ada told a joke about the playful dragon",
            "Nora drew a picture of the cosy table", "Max told a joke about the nervous puppy"];
        var random = new Random(1);
        int waffle = grammar.Tokenizer.Id("Waffle");
        float alone = 0, stretched = 0, cached = 0;
        for (int i = 0; i < 20; i++)
        {
            // 9 tokens each
            string between =
                string.Concat(Enumerable.Range(0, 8).Select(_ => $" {scenes[random.Next(scenes.Length)]}."));
            int[] read =
                [0, .. grammar.Tokenizer.Encode($"Mia had a pink kitten named Sir Waffle.{between} Mia hugged Sir")];
            alone += gpt.Forward(read).Row(^1).Softmax()[waffle] / 20;
            stretched += wide.Forward(read).Row(^1).Softmax()[waffle] / 20;
            cached += wide.Forward(read, new KeyValueCache(wide.Config)).Row(^1).Softmax()[waffle] / 20;
        }

        Assert.InRange(alone, 0, 0.4f); // measured: .11 and .96
        Assert.InRange(stretched, 0.8f, 1);
        Assert.Equal(stretched, cached, 1e-4f);
    }
}
