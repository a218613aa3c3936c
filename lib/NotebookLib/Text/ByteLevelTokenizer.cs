using System.Text;

namespace NotebookLib;

/// <summary>
/// Byte-pair encoding on the bytes of UTF-8: how such a tokenizer reads and writes, whoever trained it.
/// </summary>
/// <remarks>
/// A text is cut into words, each word into bytes, and of the pairs of neighbours that have an id together the one with
/// the smallest id is merged, again and again: the one that was learned first. Every string can be encoded, since all
/// bytes are tokens, and decodes to itself.
/// </remarks>
public abstract class ByteLevelTokenizer : Tokenizer
{
    private readonly byte[]?[] tokens; // by id; null where an id was never given to a token
    private readonly int[] ofByte = new int[256];

    private protected ByteLevelTokenizer(byte[]?[] tokens, SplitPattern pattern)
    {
        this.tokens = tokens;
        Pattern = pattern;
        for (int id = 0; id < tokens.Length; id++)
            if (tokens[id] is [byte alone]) ofByte[alone] = id;
    }

    /// <summary>How texts are cut into words, in training as in encoding.</summary>
    public SplitPattern Pattern { get; }

    /// <inheritdoc/>
    public override int VocabularySize => tokens.Length;

    /// <inheritdoc/>
    public override int[] Encode(string text)
    {
        RequireCharacters(text);
        var known = new Dictionary<string, int[]>(); // a text repeats its words
        var encoded = new List<int>();
        foreach (string word in Pattern.Split(text))
        {
            Interruption.Check();
            if (!known.TryGetValue(word, out int[]? ids))
                known.Add(word, ids = new BytePairMerging(OfBytes(word), Merged).ToIds());
            encoded.AddRange(ids);
        }
        return [.. encoded];
    }

    /// <summary>
    /// How <see cref="Encode"/> gets there: first the bytes, then a step for each merge that applies, in the order
    /// learned.
    /// </summary>
    /// <remarks>Takes time that grows with the square of the length; meant for a word or a sentence.</remarks>
    /// <inheritdoc cref="Encode"/>
    public IReadOnlyList<BytePairStep> EncodeSteps(string text)
    {
        RequireCharacters(text);
        int[][] words = [.. Pattern.Split(text).Select(OfBytes)];
        var steps = new List<BytePairStep> { new(null, Pieces()) };
        while (Earliest(words) is { } merge)
        {
            Interruption.Check();
            words = [.. words.Select(merge.Apply)];
            steps.Add(new(merge, Pieces()));
        }
        return steps;

        string[] Pieces() => [.. words.SelectMany(word => word).Select(Token)];
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Ids that spell no text, such as half of an emoji alone, give the replacement character, U+FFFD.
    /// </remarks>
    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Encoding.UTF8.GetString([.. ids.SelectMany(id => Spelled(id, nameof(ids)))]);
    }

    /// <inheritdoc/>
    public override string Token(int id) => Show(Spelled(id, nameof(id)));

    /// <inheritdoc/>
    public override byte[] Bytes(int id) => [.. Spelled(id, nameof(id))];

    /// <summary>The id of the token that two neighbours become; null if they stay apart.</summary>
    private protected abstract int? Merged(int left, int right);

    /// <summary>What there is to say about a merge that applies.</summary>
    private protected abstract BytePairMerge Merge(int left, int right, int id);

    private BytePairMerge? Earliest(int[][] words)
    {
        (int Left, int Right, int Id)? earliest = null;
        foreach (int[] word in words)
            for (int i = 0; i + 1 < word.Length; i++)
                if (Merged(word[i], word[i + 1]) is { } id && (earliest is null || id < earliest.Value.Id))
                    earliest = (word[i], word[i + 1], id);
        return earliest is { } pair ? Merge(pair.Left, pair.Right, pair.Id) : null;
    }

    private int[] OfBytes(string word) => Array.ConvertAll(Encoding.UTF8.GetBytes(word), b => ofByte[b]);

    private byte[] Spelled(int id, string argument) => tokens[Known(id, argument)]
        ?? throw new ArgumentException($"{argument}: expected an id of this vocabulary; "
            + $"{id} is one of the few below {VocabularySize} that stand for no token.", argument);
}
