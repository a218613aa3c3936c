using System.Globalization;

namespace NotebookLib;

/// <summary>
/// Which part carries a difference: two texts that differ in a word, and the parts of one run put into the other, one
/// at a time.
/// </summary>
/// <remarks>
/// The corrupted text is read, and one part gets what it had when the clean text was read. The effect is
/// (patched − corrupted) / (clean − corrupted) of a metric: 0 changes nothing, 1 brings back all of it; it may lie
/// outside. Meng et al. 2022, "Locating and Editing Factual Associations in GPT", §2; Wang et al. 2023,
/// "Interpretability in the Wild", §3. To ask the other way round, swap the texts.
/// </remarks>
public static class ActivationPatching
{
    /// <summary>The effect of each head.</summary>
    /// <param name="gpt">The model.</param>
    /// <param name="clean">The tokens whose parts are taken.</param>
    /// <param name="corrupted">The tokens that are read with them, as many.</param>
    /// <param name="metric">What is asked of the logits, (T, V), such as the difference of two of them in the last
    /// row.</param>
    /// <param name="places">The tokens at which the head is patched; none means all. ^1 is the last.</param>
    /// <returns>(L, H).</returns>
    /// <exception cref="ArgumentException">The texts differ in length, there is no such place, or the metric does not
    /// tell the two runs apart.</exception>
    public static Tensor Heads(Gpt gpt, int[] clean, int[] corrupted, Func<Tensor, double> metric,
        params Index[] places)
    {
        Sweep sweep = Between(gpt, clean, corrupted, metric);
        int layers = gpt.Config.Layers, heads = gpt.Config.Heads;
        return Table(layers, heads,
            (layer, head) => sweep.Effect(Edit.Patch(Part.Head(layer, head), sweep.Clean, places)));
    }

    /// <summary>The effect of the stream at each place before and after each layer.</summary>
    /// <inheritdoc cref="Heads"/>
    /// <returns>(L + 1, T): row 0 is the embedding, row l the stream after block l − 1.</returns>
    public static Tensor States(Gpt gpt, int[] clean, int[] corrupted, Func<Tensor, double> metric)
    {
        Sweep sweep = Between(gpt, clean, corrupted, metric);
        return Table(gpt.Config.Layers + 1, clean.Length, (layer, place) =>
            sweep.Effect(Edit.PatchState(layer == 0 ? Part.Embedding : Part.FeedForward(layer - 1), sweep.Clean,
                place)));
    }

    private static Sweep Between(Gpt gpt, int[] clean, int[] corrupted, Func<Tensor, double> metric)
    {
        ArgumentNullException.ThrowIfNull(gpt);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(corrupted);
        ArgumentNullException.ThrowIfNull(metric);
        if (clean.Length != corrupted.Length)
            throw new ArgumentException($"corrupted: expected as many tokens as the clean text, {clean.Length}; "
                + $"got {corrupted.Length}.", nameof(corrupted));
        using IDisposable _ = Tensor.NoGrad();
        ForwardTrace from = gpt.Trace(clean);
        double one = metric(from.Logits), zero = metric(gpt.Forward(corrupted));
        if (!double.IsFinite(one - zero) || one == zero)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"metric: expected two numbers that differ, of the clean and the corrupted text; "
                    + $"got {one} and {zero}."), nameof(metric));
        return new Sweep(gpt, from, corrupted, metric, zero, one);
    }

    private static Tensor Table(int rows, int columns, Func<int, int, double> value) =>
        new([.. Enumerable.Range(0, rows * columns).Select(i => (float)value(i / columns, i % columns))], rows,
            columns);

    private sealed record Sweep(Gpt Gpt, ForwardTrace Clean, int[] Corrupted, Func<Tensor, double> Metric, double Zero,
        double One)
    {
        public double Effect(Edit edit)
        {
            using IDisposable _ = Tensor.NoGrad();
            return (Metric(Gpt.Forward(Corrupted, edit)) - Zero) / (One - Zero);
        }
    }
}
