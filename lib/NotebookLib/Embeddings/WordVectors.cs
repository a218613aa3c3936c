namespace NotebookLib;

/// <summary>Words as directions: how alike two are, which are nearest, and the arithmetic of analogies.</summary>
/// <remarks>Similarity is the cosine of the angle between two rows, so that a frequent word with a long row is nobody's
/// neighbour for its length alone.
/// Every finite row has its direction, the longest and the shortest that a float can hold among them; a row with NaN or
/// ±∞ is like nothing, NaN.</remarks>
public sealed class WordVectors
{
    private readonly Tensor directions; // rows of length 1, or 0 where the row was 0
    private readonly Dictionary<string, int> positions = [];

    /// <summary>The rows of a table, under their words.</summary>
    /// <param name="table">One row a word, (V, d).</param>
    /// <param name="words">V different words.</param>
    /// <exception cref="ArgumentException">There is not one word for each row, or one stands twice.</exception>
    public WordVectors(Tensor table, IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(words);
        Words = [.. words];
        if (table.Rank != 2 || table.Shape[0] != Words.Count)
            throw new ArgumentException($"table: expected a row for each of the {Words.Count} words, (V, d); "
                + $"got {table.Shape}.", nameof(table));
        for (int i = 0; i < Words.Count; i++)
            if (!positions.TryAdd(Words[i], i))
                throw new ArgumentException($"words: expected different ones; got '{Words[i]}' twice.", nameof(words));
        directions = Directions(table);
    }

    /// <summary>The words, in the order of their rows.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>
    /// How alike two words are: 1 in the same direction, 0 at a right angle or where a row is all zeros, −1 opposite.
    /// </summary>
    /// <exception cref="ArgumentException">A word has no row.</exception>
    public float Cosine(string a, string b) => System.Numerics.Tensors.TensorPrimitives.Dot(Direction(a), Direction(b));

    /// <summary>The words most like one, without itself, the nearest first.</summary>
    /// <param name="word">The word.</param>
    /// <param name="count">How many; fewer where there are not so many.</param>
    /// <exception cref="ArgumentException">The word has no row, or the count is negative.</exception>
    public IReadOnlyList<(string Word, float Cosine)> Nearest(string word, int count = 5) =>
        Nearest(Direction(word), count, [word]);

    /// <summary>
    /// "<paramref name="a"/> is to <paramref name="b"/> as <paramref name="c"/> is to …": the words nearest to
    /// b − a + c, of directions of length 1.
    /// </summary>
    /// <remarks>
    /// Mikolov et al. 2013, "Linguistic Regularities in Continuous Space Word Representations", §4. Most published
    /// answers leave the three given words out.
    /// </remarks>
    /// <param name="a">A word.</param>
    /// <param name="b">What it leads to.</param>
    /// <param name="c">Another word.</param>
    /// <param name="count">How many answers; fewer where there are not so many words.</param>
    /// <param name="excludeInputs">If false, the three given words may be answers, too; often one of them is the
    /// nearest.</param>
    /// <exception cref="ArgumentException">A word has no row, or the count is negative.</exception>
    public IReadOnlyList<(string Word, float Cosine)> Analogy(string a, string b, string c, int count = 5,
        bool excludeInputs = true)
    {
        float[] target = [.. Direction(b)];
        for (int i = 0; i < target.Length; i++) target[i] += Direction(c)[i] - Direction(a)[i];
        return Nearest(target, count, excludeInputs ? [a, b, c] : []);
    }

    /// <summary>
    /// For how many words the nearest is of the same kind, where only words of some kinds are looked at.
    /// </summary>
    /// <param name="kinds">The kind of a word, for those that have one.</param>
    /// <param name="only">Which kinds to look at; none means all of them.</param>
    /// <returns>The share of these words whose nearest, among them, is of the same kind: 0 to 1.</returns>
    /// <exception cref="ArgumentException">There are fewer than two such words.</exception>
    public double NearestOfSameKind(IReadOnlyDictionary<string, string> kinds, params string[] only)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        ArgumentNullException.ThrowIfNull(only);
        string[] asked = [.. Words.Where(word =>
            kinds.TryGetValue(word, out string? kind) && (only.Length == 0 || only.Contains(kind)))];
        if (asked.Length < 2)
            throw new ArgumentException($"kinds: expected at least two words of a kind; got {asked.Length}.",
                nameof(kinds));
        return asked.Average(word =>
            kinds[asked.Where(other => other != word).MaxBy(other => Cosine(word, other))!] == kinds[word] ? 1.0 : 0);
    }

    /// <summary>
    /// How well two kinds lie apart: for how many of their words the mean of the other words of its own kind is nearer
    /// than the mean of the other kind.
    /// </summary>
    /// <remarks>Means and distances are those of the directions. A word is left out of the mean that it is compared
    /// with, so that rows without any knowledge come to about one half.</remarks>
    /// <param name="kinds">The kind of a word, for those that have one.</param>
    /// <param name="first">A kind.</param>
    /// <param name="second">Another kind.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentException">A kind has fewer than two words.</exception>
    public double ToldApart(IReadOnlyDictionary<string, string> kinds, string first, string second)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        int[] Of(string kind) => [.. Enumerable.Range(0, Words.Count)
            .Where(i => kinds.TryGetValue(Words[i], out string? its) && its == kind)];
        int[] ones = Of(first);
        int[] others = Of(second);
        if (Math.Min(ones.Length, others.Length) < 2)
            throw new ArgumentException($"kinds: expected at least two words of {first} and of {second}; "
                + $"got {ones.Length} and {others.Length}.", nameof(kinds));
        int right = ones.Count(i => IsNearer(i, ones, others)) + others.Count(i => IsNearer(i, others, ones));
        return (double)right / (ones.Length + others.Length);
    }

    private bool IsNearer(int word, int[] own, int[] other)
    {
        float Distance(IEnumerable<int> rows) =>
            (directions.Rows([.. rows]).Mean(0) - directions.Row(word)).Square().Sum().Item();
        return Distance(own.Where(i => i != word)) < Distance(other);
    }

    /// <summary>The cosine of every word with every word, (V, V).</summary>
    public Tensor Cosines() => directions.MatMulTransposed(directions);

    /// <summary>The number of words and the width of their rows.</summary>
    public override string ToString() => $"{Words.Count} words in {directions.Shape[1]} numbers";

    /// <summary>Each row divided by its length, in double: there no square of a float overflows or vanishes.</summary>
    private static Tensor Directions(Tensor table)
    {
        int width = table.Shape[1];
        float[] units = table.ToArray();
        for (int start = 0; start < units.Length; start += width)
        {
            Span<float> row = units.AsSpan(start, width);
            double square = 0;
            foreach (float x in row) square += (double)x * x;
            double length = Math.Sqrt(square);
            for (int i = 0; i < row.Length && length != 0; i++) row[i] = (float)(row[i] / length);
        }
        return new Tensor(units, table.Shape);
    }

    private IReadOnlyList<(string Word, float Cosine)> Nearest(ReadOnlySpan<float> target, int count, string[] without)
    {
        if (count < 0) throw new ArgumentException($"count: expected 0 or more; got {count}.", nameof(count));
        float length = System.Numerics.Tensors.TensorPrimitives.Norm(target);
        var found = new List<(string Word, float Cosine)>();
        for (int i = 0; i < Words.Count; i++)
            if (!without.Contains(Words[i]))
                found.Add((Words[i],
                    length == 0 ? 0 : System.Numerics.Tensors.TensorPrimitives.Dot(target, Row(i)) / length));
        return [.. found.OrderByDescending(f => f.Cosine).Take(count)]; // stable: of equally near words, the first
    }

    private ReadOnlySpan<float> Direction(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return positions.TryGetValue(word, out int i)
            ? Row(i)
            : throw new ArgumentException($"word: expected one of {Words.Count} words, from '{Words[0]}' to "
                + $"'{Words[^1]}'; got '{word}'.", nameof(word));
    }

    private ReadOnlySpan<float> Row(int i) => directions.Values.Slice(i * directions.Shape[1], directions.Shape[1]);
}
