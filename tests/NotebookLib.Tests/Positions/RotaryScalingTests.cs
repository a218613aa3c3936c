using NotebookLib.Tests.References;

namespace NotebookLib.Tests.Positions;

public class RotaryScalingTests
{
    private sealed record YarnCase(int HeadDim, double Theta, int Context, double Factor, double[] Speeds);

    [Fact]
    public void YaRN_slows_pairs_as_its_authors_code_does_also_where_that_clamps_the_ends_of_its_ramp()
    {
        foreach (YarnCase c in Reference.Load<YarnCase>("yarn.json"))
        {
            double[] speeds = RotaryScaling.Yarn(c.Factor, c.Context).Frequencies(c.HeadDim, c.Theta);
            Assert.Equal(c.Speeds.Length, speeds.Length);
            for (int i = 0; i < speeds.Length; i++) Assert.Equal(1, speeds[i] / c.Speeds[i], 1e-12);
        }
    }

    // A context so long that even the slowest pair turns 32 times in it: nothing needs slowing.
    [Theory, InlineData(2, 10000), InlineData(8, 1.5), InlineData(4, 3)]
    public void YaRN_leaves_all_dials_as_they_are_where_all_turn_often_enough(int headDim, double theta) =>
        Assert.Equal(PositionalEncoding.Frequencies(headDim, theta), RotaryScaling.Yarn(4, int.MaxValue)
            .Frequencies(headDim, theta));

    private static double[] Ratios(RotaryScaling scaling, int headDim) =>
        [.. scaling.Frequencies(headDim)
            .Zip(PositionalEncoding.Frequencies(headDim), (slowed, trained) => slowed / trained)];

    [Fact]
    public void Interpolation_slows_every_pair_alike() =>
        Assert.All(Ratios(RotaryScaling.Interpolated(4), 24), ratio => Assert.Equal(0.25, ratio, 1e-12));

    [Theory]
    [InlineData(24, 4)]
    [InlineData(24, 2.5)]
    [InlineData(128, 16)]
    [InlineData(4, 8)]
    public void NTK_keeps_the_first_pair_and_slows_the_last_by_exactly_s(int headDim, double factor)
    {
        double[] ratios = Ratios(RotaryScaling.NtkAware(factor), headDim);

        Assert.Equal(1, ratios[0]);
        Assert.Equal(1 / factor, ratios[^1], 1e-12);
        Assert.Equal(ratios.OrderDescending(), ratios);
    }

    [Fact]
    public void NTK_is_a_larger_base() // 10000 · 4^(24/22) = 45,372.5
    {
        double[] frequencies = RotaryScaling.NtkAware(4).Frequencies(24);

        Assert.Equal(45_372.5, Math.Pow(frequencies[1], -12), 0.1);
    }

    // Where the ramp of the authors' code begins and ends for LLaMA's heads of width 128.
    [Theory]
    [InlineData(2048, 16, 41)]
    [InlineData(4096, 20, 46)]
    public void YaRN_ramps_between_the_published_pairs(int context, int low, int high)
    {
        double[] ratios = Ratios(RotaryScaling.Yarn(16, context), 128);

        Assert.All(ratios[..(low + 1)], ratio => Assert.Equal(1, ratio, 1e-12));
        Assert.All(ratios[high..], ratio => Assert.Equal(1 / 16.0, ratio, 1e-12));
        for (int i = low; i < high; i++) Assert.Equal(15 / 16.0 / (high - low), ratios[i] - ratios[i + 1], 1e-12);
    }

    [Fact]
    public void YaRN_for_heads_of_width_24_and_a_context_of_64_ramps_from_pair_0_to_4() =>
        Assert.Equal([1, .8125, .625, .4375, .25, .25, .25, .25, .25, .25, .25, .25],
            Ratios(RotaryScaling.Yarn(4, 64), 24).Select(r => Math.Round(r, 12)));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 1.2773)]
    [InlineData(32, 1.3466)]
    [InlineData(64, 1.4159)]
    [InlineData(128, 1.4852)]
    public void YaRN_lengthens_queries_and_keys_by_the_published_factor(double factor, double published)
    {
        var scaling = RotaryScaling.Yarn(factor, 2048);
        Tensor x = Tensor.Normal(new Random(3), 5, 8), y = new RotaryEmbedding(8, scaling: scaling).Apply(x, 3);

        Assert.Equal(published, scaling.AttentionFactor, 5e-5);
        Assert.InRange((y.Square().Sum(-1) / x.Square().Sum(-1) - (float)(published * published)).Abs().Max().Item(), 0,
            3e-4f);
    }

    [Theory]
    [InlineData(RotaryLayout.Interleaved)]
    [InlineData(RotaryLayout.Halves)]
    public void A_factor_of_1_changes_nothing(RotaryLayout layout)
    {
        Tensor x = Tensor.Normal(new Random(3), 9, 24);
        foreach (RotaryScaling scaling in (RotaryScaling[])[RotaryScaling.Interpolated(1), RotaryScaling.NtkAware(1),
            RotaryScaling.Yarn(1, 64)])
            Assert.InRange(new RotaryEmbedding(24, layout: layout, scaling: scaling).Apply(x)
                .MaxDifference(new RotaryEmbedding(24, layout: layout).Apply(x)), 0, 1e-6f);
    }

    [Fact]
    public void Gradients_pass_through_a_scaled_turn()
    {
        var rotary = new RotaryEmbedding(8, scaling: RotaryScaling.Yarn(4, 64));
        Tensor x = Tensor.Normal(new Random(3), 5, 8);
        x.RequiresGrad = true;

        rotary.Apply(x, [3, 900, 0, 7, 7]).Square().Sum().Backward(); // Σy² = a² Σx², so the gradient is 2 a² x

        float factor = (float)Math.Pow(0.1 * Math.Log(4) + 1, 2);
        Assert.InRange(x.Grad!.MaxDifference(2 * factor * x), 0, 1e-5f);
    }

    [Fact]
    public void Interpolated_positions_are_positions_divided_by_s()
    {
        var gpt = new Gpt(new GptConfig(17, layers: 2, heads: 2, width: 24, context: 16)
        {
            Positions = PositionScheme.Rotary,
        }, new Random(5));
        Gpt wide = gpt.With(gpt.Config with { Scaling = RotaryScaling.Interpolated(4), Context = 64 });
        int[] tokens = [3, 1, 4, 1, 5];

        Assert.InRange(wide.Forward(tokens, positions: [0, 4, 8, 12, 16]).MaxDifference(gpt.Forward(tokens)), 0, 1e-5f);
        Assert.True(wide.Forward(tokens).MaxDifference(gpt.Forward(tokens)) > 1e-3f);
    }

    [Fact]
    public void A_scaled_model_reads_beyond_the_trained_context_with_and_without_a_cache()
    {
        var gpt = new Gpt(new GptConfig(17, layers: 2, heads: 2, width: 24, context: 16)
        {
            Positions = PositionScheme.Rotary,
        }, new Random(5));
        int[] tokens = [.. Enumerable.Range(0, 61).Select(i => i * i % 17)];
        foreach (RotaryScaling? scaling in (RotaryScaling?[])[null, RotaryScaling.Interpolated(4),
            RotaryScaling.NtkAware(4), RotaryScaling.Yarn(4, 16)])
        {
            Gpt wide = gpt.With(gpt.Config with { Scaling = scaling, Context = 64 });
            Tensor whole = wide.Forward(tokens);
            var cache = new KeyValueCache(wide.Config);
            wide.Forward(tokens[..40], cache);

            Assert.InRange(wide.Forward(tokens[40..], cache).MaxDifference(whole.Slice(40..)), 0, 1e-5f);
            // rotary positions have no end: the context is what was trained, and no bound
            Assert.Equal(scaling is null, gpt.Forward(tokens).ToArray().SequenceEqual(whole.ToArray()));
        }
    }

    [Fact]
    public void What_cannot_be_scaled_is_refused()
    {
        AssertError("factor: expected a number from 1 on; got 0.5.", () => RotaryScaling.Interpolated(0.5));
        AssertError("factor: expected a number from 1 on; got NaN.", () => RotaryScaling.NtkAware(double.NaN));
        AssertError("factor: expected a number from 1 on; got Infinity.",
            () => RotaryScaling.Yarn(double.PositiveInfinity, 64));
        AssertError("context: expected at least 7, within which the fastest dial turns once; got 6.",
            () => RotaryScaling.Yarn(2, 6));
        AssertError("headDim: expected at least 4, a fastest and a slowest pair; got 2.",
            () => RotaryScaling.NtkAware(2).Frequencies(2));
        AssertError("theta: expected a number above 1, so that dials slow down from pair to pair; got 1.",
            () => RotaryScaling.Yarn(2, 64).Frequencies(8, 1));
        AssertError("dim: expected an even width", () => RotaryScaling.Yarn(2, 64).Frequencies(7));
        AssertError("config: expected a Scaling with rotary positions only; got 'YaRN 4 from 64' with Learned.",
            () => new Gpt(new GptConfig(17, 1, 2, 8, 16) { Scaling = RotaryScaling.Yarn(4, 64) }, new Random(1)));
    }

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);
}
