namespace NotebookLib;

/// <summary>Several sequences side by side, and for each place of them the token that should come next.</summary>
/// <param name="Inputs">What the model reads, (B, T).</param>
/// <param name="Targets">What it should say at each place, (B, T); <see cref="Loss.Ignored"/> where nothing
/// follows.</param>
public sealed record TokenBatch(int[,] Inputs, int[,] Targets)
{
    /// <summary>The rows of tokens one after another, (B·T,).</summary>
    internal static int[] OneAfterAnother(int[,] tokens)
    {
        var all = new int[tokens.Length];
        Buffer.BlockCopy(tokens, 0, all, 0, sizeof(int) * all.Length);
        return all;
    }
}

/// <summary>Tokens to learn from, and the ways to draw batches from them.</summary>
public sealed class Corpus
{
    private readonly int[][] sequences; // each with the token that is read before its first
    private readonly bool windows;

    private Corpus(int[][] sequences, bool windows) => (this.sequences, this.windows) = (sequences, windows);

    /// <summary>One long text: a batch takes stretches of it that begin anywhere.</summary>
    /// <param name="tokens">The text, at least two tokens.</param>
    /// <exception cref="ArgumentException">There are fewer than two tokens.</exception>
    public static Corpus Text(IEnumerable<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        int[] text = [.. tokens];
        if (text.Length < 2)
            throw new ArgumentException($"tokens: expected at least two, one to read and one to foretell; "
                + $"got {text.Length}.", nameof(tokens));
        return new Corpus([text], windows: true);
    }

    /// <summary>
    /// Many short texts, such as stories: a batch takes whole ones, each read from its start, the shorter ones padded.
    /// </summary>
    /// <param name="sequences">The texts, each at least one token.</param>
    /// <param name="start">The token to read before the first of each, such as the mark that ends the text
    /// before.</param>
    /// <exception cref="ArgumentException">There is no text, or one is empty, or the start is no token.</exception>
    public static Corpus Sequences(IEnumerable<IEnumerable<int>> sequences, int start)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (start < 0) throw new ArgumentException($"start: expected a token, 0 or more; got {start}.", nameof(start));
        int[][] all = [.. sequences.Select(s => (int[])[start, .. s])];
        if (all.Length == 0)
            throw new ArgumentException("sequences: expected at least one; got none.", nameof(sequences));
        int empty = Array.FindIndex(all, s => s.Length < 2);
        if (empty >= 0)
            throw new ArgumentException($"sequences: expected at least one token in each; number {empty} is empty.",
                nameof(sequences));
        return new Corpus(all, windows: false);
    }

    /// <summary>The number of tokens to learn from.</summary>
    public int TokenCount => sequences.Sum(s => s.Length - 1);

    /// <summary>
    /// −Σ p ln p over the tokens to learn from, p being how frequent each is, in nats: the loss of a model that learned
    /// frequencies and no more.
    /// </summary>
    /// <remarks>
    /// Shannon 1948, "A Mathematical Theory of Communication", §6. A curve that stays there for long has not begun to
    /// look at the tokens before. Texts count whole, also where a batch would cut them; their beginnings alone have
    /// other frequencies.
    /// </remarks>
    public double UnigramEntropy
    {
        get
        {
            double total = TokenCount;
            return sequences.SelectMany(s => s.Skip(1)).CountBy(token => token)
                .Sum(c => c.Value / total * Math.Log(total / c.Value));
        }
    }

    /// <summary>Draws a batch.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="size">B, the number of sequences.</param>
    /// <param name="length">T, the greatest length; longer texts are cut.</param>
    /// <exception cref="ArgumentException">A size is not positive.</exception>
    public TokenBatch Sample(Random random, int size, int length)
    {
        ArgumentNullException.ThrowIfNull(random);
        Require(size, length);
        return Batch([.. Enumerable.Range(0, size).Select(_ =>
            windows
                ? (sequences[0], random.Next(Math.Max(1, sequences[0].Length - length)))
                : (sequences[random.Next(sequences.Length)], 0))], length);
    }

    /// <summary>Everything once, in order, cut into batches: for validation.</summary>
    /// <param name="size">B, the number of sequences in a batch; the last may have fewer.</param>
    /// <param name="length">T, the greatest length; texts of <see cref="Sequences"/> that are longer are cut.</param>
    /// <exception cref="ArgumentException">A size is not positive.</exception>
    public IEnumerable<TokenBatch> Batches(int size, int length)
    {
        Require(size, length);
        IEnumerable<(int[], int)> all = windows
            ? Enumerable.Range(0, (sequences[0].Length - 2) / length + 1).Select(i => (sequences[0], i * length))
            // of about one length together, so that little is padded
            : sequences.OrderBy(s => s.Length).Select(s => (s, 0));
        return all.Chunk(size).Select(rows => Batch(rows, length));
    }

    private static TokenBatch Batch((int[] Tokens, int From)[] rows, int length)
    {
        int longest = rows.Max(r => Math.Min(length, r.Tokens.Length - 1 - r.From));
        longest = Math.Min(length, (longest + 15) / 16 * 16); // few different sizes, so that memory is used again
        int[,] inputs = new int[rows.Length, longest], targets = new int[rows.Length, longest];
        for (int b = 0; b < rows.Length; b++)
        {
            (int[] tokens, int from) = rows[b];
            for (int t = 0; t < longest; t++)
            {
                bool there = from + t + 1 < tokens.Length;
                inputs[b, t] = there ? tokens[from + t] : tokens[0];
                targets[b, t] = there ? tokens[from + t + 1] : Loss.Ignored;
            }
        }
        return new TokenBatch(inputs, targets);
    }

    private static void Require(int size, int length)
    {
        if (size < 1) throw new ArgumentException($"size: expected at least 1; got {size}.", nameof(size));
        if (length < 1) throw new ArgumentException($"length: expected at least 1; got {length}.", nameof(length));
    }
}
