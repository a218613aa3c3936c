namespace NotebookLib;

/// <summary>
/// Random tokens, and the same once more: x₁ … xₙ x₁ … xₙ. Who knows the first half by heart can say the second.
/// </summary>
/// <remarks>
/// No token is likelier than another, and no pair comes back in the next row. So what a model gains on the second half
/// it gains by looking back: Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits"; Olsson et al.
/// 2022, "In-context Learning and Induction Heads". The n tokens differ, so that each has one successor in its row, and
/// the best possible loss on <see cref="Foretold"/> is 0. In the first half it is the average of ln(V − 1 − t) over the
/// places t from 0 to n − 1, for whoever leaves out the t tokens that were there already.
/// </remarks>
public sealed record RepeatedTokens
{
    /// <summary>The token that is read before the first; never drawn.</summary>
    public const int Start = 0;

    private RepeatedTokens(int[] half) => Tokens = [.. half, .. half];

    /// <summary>The row, (2n,): what <see cref="Corpus.Sequences"/> takes, with <see cref="Start"/>.</summary>
    public IReadOnlyList<int> Tokens { get; }

    /// <summary>n, the number of tokens before they come again.</summary>
    public int Length => Tokens.Count / 2;

    /// <summary>
    /// What a model reads to say <see cref="Tokens"/> one after the other: the start, and all but the last, (2n,).
    /// </summary>
    public int[] Read => [Start, .. Tokens.SkipLast(1)];

    /// <summary>
    /// The places, of what is read, whose next token can be known: n + 1 to 2n − 1. Place n cannot know that the
    /// repetition begins.
    /// </summary>
    public Range Foretold => (Length + 1)..(2 * Length);

    /// <summary>
    /// How far back from a place of <see cref="Foretold"/> the token stands that comes next: n − 1. The token read
    /// there stands n back, and one after it is what came next.
    /// </summary>
    public int InductionOffset => Length - 1;

    /// <summary>Draws a row.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="vocabulary">V: tokens are 1 to V − 1, all with equal chance.</param>
    /// <param name="length">n, 2 to V − 1.</param>
    /// <exception cref="ArgumentException">The length is less than 2, or there are not so many tokens.</exception>
    public static RepeatedTokens Draw(Random random, int vocabulary, int length)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (length < 2 || length >= vocabulary)
            throw new ArgumentException($"length: expected 2 to {vocabulary - 1}, as many different tokens as a "
                + $"vocabulary of {vocabulary} has beside the start; got {length}.", nameof(length));
        int[] tokens = [.. Enumerable.Range(1, vocabulary - 1)];
        random.Shuffle(tokens);
        return new RepeatedTokens(tokens[..length]);
    }

    /// <summary>What each token costs a model: −ln of the probability that it gives it, place by place.</summary>
    /// <param name="gpt">The model.</param>
    /// <param name="edits">Changes to its run.</param>
    /// <returns>(2n,), in nats.</returns>
    /// <exception cref="ArgumentException">The model's vocabulary lacks a token, or its context is shorter than the
    /// row.</exception>
    public Tensor Losses(Gpt gpt, params Edit[] edits)
    {
        ArgumentNullException.ThrowIfNull(gpt);
        using IDisposable _ = Tensor.NoGrad();
        Tensor log = gpt.Forward(Read, edits).LogSoftmax(-1);
        return new([.. Tokens.Select((token, place) => -log[place, token])]);
    }

    /// <summary>The tokens.</summary>
    public override string ToString() => string.Join(' ', Tokens);
}
