namespace NotebookLib;

/// <summary>
/// Byte-pair encoding: tokens that grow from bytes, by merging again and again the pair of neighbours seen most often.
/// </summary>
/// <remarks>
/// Sennrich et al. 2016, "Neural Machine Translation of Rare Words with Subword Units", §3.2, on the bytes of UTF-8.
/// Ids 0 to 255 are the bytes themselves, in order; each merge adds one.
/// </remarks>
public sealed class BytePairTokenizer : ByteLevelTokenizer
{
    private readonly Dictionary<(int Left, int Right), int> ids;

    private BytePairTokenizer(IReadOnlyList<BytePairMerge> merges, SplitPattern pattern) : base(Grown(merges), pattern)
    {
        Merges = merges;
        ids = merges.ToDictionary(merge => (merge.Left, merge.Right), merge => merge.Id);
    }

    /// <summary>
    /// Learns merges from a text, within the words that <see cref="SplitPattern.Gpt2"/> cuts it into.
    /// </summary>
    /// <inheritdoc cref="Train(string, int, SplitPattern)"/>
    public static BytePairTokenizer Train(string text, int mergeCount) => Train(text, mergeCount, SplitPattern.Gpt2);

    /// <summary>Learns merges from a text.</summary>
    /// <param name="text">What to learn from; the pairs of neighbours are counted in it, overlapping ones too: "aaa"
    /// holds two.</param>
    /// <param name="mergeCount">How many merges to learn. They end earlier when no pair is left that occurs
    /// twice.</param>
    /// <param name="splitWords">What the text is cut by, here and whenever the tokenizer encodes;
    /// <see cref="SplitPattern.None"/> to learn across all of it, which takes time that grows with the length times the
    /// number of merges.</param>
    /// <remarks>
    /// Of pairs that occur equally often, the one with the smaller left id is merged first, then the one with the
    /// smaller right id. Papers leave this open and other programs choose otherwise, such as the pair that stands first
    /// in the text: from a text with a tie, two right programs may learn different merges.
    /// </remarks>
    /// <exception cref="ArgumentException">The count is negative, or half of a surrogate pair stands alone in the
    /// text.</exception>
    public static BytePairTokenizer Train(string text, int mergeCount, SplitPattern splitWords)
    {
        if (mergeCount < 0)
            throw new ArgumentException($"mergeCount: expected 0 or more; got {mergeCount}.", nameof(mergeCount));
        ArgumentNullException.ThrowIfNull(splitWords);
        RequireCharacters(text);
        return new BytePairTokenizer(new BytePairTraining(splitWords.Split(text)).Learn(mergeCount), splitWords);
    }

    /// <summary>
    /// The merges in the order in which they were learned, which is the order in which encoding applies them.
    /// </summary>
    public IReadOnlyList<BytePairMerge> Merges { get; }

    /// <summary>
    /// The place of a merge in <see cref="Merges"/>, counted from 0: the pair that was learned first has the lowest.
    /// </summary>
    /// <param name="left">The text of the left token, as <see cref="Tokenizer.Token"/> shows it.</param>
    /// <param name="right">The text of the right token.</param>
    /// <returns>The rank, or null for a pair that was not learned.</returns>
    public int? Rank(string left, string right)
    {
        for (int rank = 0; rank < Merges.Count; rank++)
            if (Merges[rank].LeftText == left && Merges[rank].RightText == right) return rank;
        return null;
    }

    private static byte[][] Grown(IReadOnlyList<BytePairMerge> merges)
    {
        byte[][] tokens = [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b }), .. new byte[merges.Count][]];
        foreach (BytePairMerge merge in merges) tokens[merge.Id] = [.. tokens[merge.Left], .. tokens[merge.Right]];
        return tokens;
    }

    private protected override int? Merged(int left, int right) =>
        ids.TryGetValue((left, right), out int id) ? id : null;

    private protected override BytePairMerge Merge(int left, int right, int id) => Merges[id - 256];
}
