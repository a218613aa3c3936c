namespace NotebookLib;

public sealed partial class Gpt
{
    /// <summary>
    /// As <see cref="Forward(int[])"/>, with changes on the way: a part zeroed, averaged, taken from another run, or
    /// without its residual.
    /// </summary>
    /// <param name="tokens">(T,), each 0 to V − 1.</param>
    /// <param name="edits">The changes; none changes nothing.</param>
    /// <returns>Logits, (T, V).</returns>
    /// <exception cref="ArgumentException">As for <see cref="Forward(int[])"/>; or an edit names a part that the model
    /// has not, or gives another shape.</exception>
    public Tensor Forward(int[] tokens, params Edit[] edits) => Logits(tokens, new Probe(Config, edits));

    /// <summary>
    /// Every step of a forward pass: what each part gave, the state after it, and the heads with their weights.
    /// </summary>
    /// <remarks>The same pass as <see cref="Forward(int[])"/>, to the bit. Nothing is recorded for gradients.</remarks>
    /// <param name="tokens">(T,), each 0 to V − 1.</param>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or there are none or too many.</exception>
    public ForwardTrace Trace(params int[] tokens) => Traced(tokens, null, null, []);

    /// <summary>Every step of a forward pass with changes on the way, shown as changed.</summary>
    /// <param name="tokens">(T,), each 0 to V − 1.</param>
    /// <param name="edits">The changes; none changes nothing.</param>
    /// <exception cref="ArgumentException">As for <see cref="Forward(int[], Edit[])"/>.</exception>
    public ForwardTrace Trace(int[] tokens, params Edit[] edits) => Traced(tokens, null, null, edits);

    /// <summary>
    /// Every step of a forward pass with a further mask or other positions: see
    /// <see cref="Forward(int[], Tensor?, IReadOnlyList{int}?)"/>.
    /// </summary>
    /// <inheritdoc cref="Forward(int[], Tensor?, IReadOnlyList{int}?)"/>
    public ForwardTrace Trace(int[] tokens, Tensor? mask = null, IReadOnlyList<int>? positions = null) =>
        Traced(tokens, mask, positions, []);

    /// <summary>How hard the loss pulls at each block: <see cref="Module.GradientNorm"/> of each, L numbers.</summary>
    /// <exception cref="InvalidOperationException">There are no gradients.</exception>
    public IReadOnlyList<float> GradientNorms() => [.. Blocks.Select(block => block.GradientNorm())];

    /// <summary>
    /// A copy with the same parameters and other choices: without rotary positions, without the causal mask, without
    /// residuals.
    /// </summary>
    /// <param name="config">The choices. Parameters that they have no use for are left out.</param>
    /// <exception cref="ArgumentException">They ask for a parameter that this model has not.</exception>
    public Gpt With(GptConfig config)
    {
        Dictionary<string, Tensor> stored = new(Stored());
        return new Gpt(config,
            (name, shape) => stored.TryGetValue(name, out Tensor? tensor) && tensor.Shape == shape
                ? new Tensor(tensor.ToArray(), shape)
                : throw new ArgumentException($"config: expected choices that need the parameters there are; "
                    + $"'{name}' of shape {shape} is none of them.", nameof(config)));
    }

    /// <summary>A copy with more tokens: the old ones keep their ids and rows, the new ones follow.</summary>
    /// <remarks>
    /// A row of zeros is not neutral. Its logit is 0, and if all old logits lie far below, as in GPT-2, where they are
    /// near −100, the new token takes all the probability.
    /// </remarks>
    /// <param name="vocabulary">V of the copy, at least as large as of this model.</param>
    /// <param name="rows">What the new rows begin as, in the table of tokens and in that of logits.</param>
    /// <param name="random">Where chance comes from, for <see cref="NewRows.Random"/> alone.</param>
    /// <exception cref="ArgumentException">The vocabulary is smaller, there is no such beginning, or there is no
    /// chance where it is needed.</exception>
    public Gpt WithVocabulary(int vocabulary, NewRows rows = NewRows.Mean, Random? random = null)
    {
        if (vocabulary < Config.Vocabulary)
            throw new ArgumentException($"vocabulary: expected at least {Config.Vocabulary}, the tokens that there "
                + $"are; got {vocabulary}.", nameof(vocabulary));
        if (!Enum.IsDefined(rows))
            throw new ArgumentException($"rows: expected one of {string.Join(", ", Enum.GetNames<NewRows>())}; "
                + $"got {rows}.", nameof(rows));
        if (rows == NewRows.Random && random is null)
            throw new ArgumentException("random: expected one, since the new rows are to be random.", nameof(random));
        int more = vocabulary - Config.Vocabulary;
        return Changed(Config with { Vocabulary = vocabulary }, (name, value) =>
        {
            if (name is not ("wte.weight" or "lm_head.weight") || more == 0) return value;
            Tensor mean = value.Mean(0, keepDim: true);
            Tensor added = rows switch
            {
                NewRows.Mean => mean * Tensor.Ones(more, 1),
                NewRows.Zero => Tensor.Zeros(more, Config.Width),
                _ => Tensor.Normal(random!, more, Config.Width) * (value - mean).Square().Mean().Sqrt(),
            };
            return Tensor.Concat(0, value, added);
        });
    }

    private ForwardTrace Traced(int[] tokens, Tensor? mask, IReadOnlyList<int>? positions, Edit[] edits)
    {
        var trace = new ForwardTrace(Config);
        using IDisposable _ = Tensor.NoGrad();
        var probe = new Probe(Config, edits)
        {
            Stepped = trace.Add,
            Attended = trace.AddHeads,
            Projected = trace.AddProjected,
        };
        Logits(tokens, probe, mask, positions);
        return trace;
    }

    private Tensor Logits(int[] tokens, Probe probe, Tensor? mask = null, IReadOnlyList<int>? positions = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return Logits(Through(tokens, mask, positions, probe), probe);
    }
}
