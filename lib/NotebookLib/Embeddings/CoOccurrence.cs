namespace NotebookLib;

/// <summary>Which words stand near each other, and how often: counts, and how far they exceed chance.</summary>
public static class CoOccurrence
{
    /// <summary>How often each token stands within a window around each other token.</summary>
    /// <remarks>
    /// Windows end where a sequence ends. Each pair is counted from both sides, so the table is symmetric.
    /// </remarks>
    /// <param name="sequences">Token ids, each 0 to V − 1.</param>
    /// <param name="window">How many places to either side are near, 1 or more.</param>
    /// <param name="vocabularySize">V.</param>
    /// <returns>(V, V): row a word, column a word near it. Exact up to 2²⁴ in each cell.</returns>
    /// <exception cref="ArgumentException">The window or the vocabulary is empty, the vocabulary too large for a table
    /// of V² numbers, or an id lies outside it.</exception>
    public static Tensor Count(IEnumerable<IReadOnlyList<int>> sequences, int window, int vocabularySize)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (window < 1) throw new ArgumentException($"window: expected 1 or more; got {window}.", nameof(window));
        if (vocabularySize < 1)
            throw new ArgumentException($"vocabularySize: expected 1 or more; got {vocabularySize}.",
                nameof(vocabularySize));
        if ((long)vocabularySize * vocabularySize > Array.MaxLength)
            throw new ArgumentException($"vocabularySize: expected a table (V, V) of at most "
                + $"{Array.MaxLength} numbers; got V = {vocabularySize}.", nameof(vocabularySize));
        float[] counts = new float[vocabularySize * vocabularySize];
        foreach (IReadOnlyList<int> sequence in sequences)
        {
            foreach (int token in sequence)
                if ((uint)token >= (uint)vocabularySize)
                    throw new ArgumentException($"sequences: expected ids 0 to {vocabularySize - 1}; got {token}.",
                        nameof(sequences));
            for (int t = 0; t < sequence.Count; t++)
            {
                Interruption.Check();
                for (int near = t + 1; near <= Math.Min(t + (long)window, sequence.Count - 1); near++)
                {
                    counts[sequence[t] * vocabularySize + sequence[near]]++;
                    counts[sequence[near] * vocabularySize + sequence[t]]++;
                }
            }
        }
        return new Tensor(counts, vocabularySize, vocabularySize);
    }

    /// <summary>
    /// How much more often two words meet than chance would have it: ln (P(a, b) / (P(a) P(b))), in nats.
    /// </summary>
    /// <remarks>
    /// Church and Hanks 1990, "Word association norms, mutual information, and lexicography", §3. With a shift of ln k
    /// and both signs it is what skip-gram with k noise words looks for: Levy and Goldberg 2014, "Neural Word Embedding
    /// as Implicit Matrix Factorization", §3.1.
    /// </remarks>
    /// <param name="counts">(V, V), none negative, as <see cref="Count"/> gives it.</param>
    /// <param name="shift">Subtracted from each value, in nats.</param>
    /// <param name="positive">If true, what lies below 0 becomes 0, pairs that never met among it; if false, those have
    /// −∞.</param>
    /// <returns>(V, V).</returns>
    /// <exception cref="ArgumentException">This is no square table of counts.</exception>
    public static Tensor PointwiseMutualInformation(Tensor counts, float shift = 0, bool positive = true)
    {
        (double[] rows, double[] columns, double total) = Totals(counts);
        int n = rows.Length;
        float[] values = new float[n * n];
        for (int a = 0; a < n; a++)
        {
            Interruption.Check();
            for (int b = 0; b < n; b++)
            {
                double count = counts.Values[a * n + b];
                double pmi =
                    count == 0 ? double.NegativeInfinity : Math.Log(count * total / (rows[a] * columns[b])) - shift;
                values[a * n + b] = (float)(positive ? Math.Max(0, pmi) : pmi);
            }
        }
        return new Tensor(values, n, n);
    }

    /// <summary>The sums of the rows, of the columns, and of everything.</summary>
    /// <exception cref="ArgumentException">This is no square table of counts.</exception>
    internal static (double[] Rows, double[] Columns, double Total) Totals(Tensor counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.Rank != 2 || counts.Shape[0] != counts.Shape[1])
            throw new ArgumentException($"counts: expected a square table, (V, V); got {counts.Shape}.",
                nameof(counts));
        int n = counts.Shape[0];
        double[] rows = new double[n], columns = new double[n];
        for (int i = 0; i < counts.Length; i++)
        {
            float count = counts.Values[i];
            if (!(count >= 0 && float.IsFinite(count)))
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"counts: expected numbers from 0; got {count} in row {i / n}, column {i % n}."),
                    nameof(counts));
            rows[i / n] += count;
            columns[i % n] += count;
        }
        return (rows, columns, rows.Sum());
    }
}
