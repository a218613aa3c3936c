using System.Text;
using System.Text.RegularExpressions;

namespace NotebookLib;

/// <summary>Byte-pair encoding: tokens that grow from bytes, by merging again and again the pair of neighbours seen most often.</summary>
/// <remarks>
/// Sennrich et al. 2016, "Neural Machine Translation of Rare Words with Subword Units", §3.2, on the bytes of UTF-8 and within the words
/// that GPT-2 cuts text into (Radford et al. 2019, §2.2). Ids 0 to 255 are the bytes themselves, in order; each merge adds one. Every
/// string can be encoded, since all bytes are tokens, and decodes to itself.
/// </remarks>
public sealed partial class BytePairTokenizer : Tokenizer
{
    private readonly byte[][] tokens;
    private readonly Dictionary<(int Left, int Right), int> ids;

    private BytePairTokenizer(IReadOnlyList<BytePairMerge> merges)
    {
        Merges = merges;
        tokens = [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b }), .. new byte[merges.Count][]];
        foreach (BytePairMerge merge in merges) tokens[merge.Id] = [.. tokens[merge.Left], .. tokens[merge.Right]];
        ids = merges.ToDictionary(merge => (merge.Left, merge.Right), merge => merge.Id);
    }

    /// <summary>Learns merges from a text.</summary>
    /// <param name="text">What to learn from; the pairs of neighbours are counted in it.</param>
    /// <param name="mergeCount">How many merges to learn. They end earlier when no pair is left that occurs twice.</param>
    /// <remarks>Of pairs that occur equally often, the one with the smaller left id is merged first, then the one with the smaller right id.</remarks>
    /// <exception cref="ArgumentException">The count is negative, or half of a surrogate pair stands alone in the text.</exception>
    public static BytePairTokenizer Train(string text, int mergeCount)
    {
        if (mergeCount < 0) throw new ArgumentException($"mergeCount: expected 0 or more; got {mergeCount}.", nameof(mergeCount));
        RequireCharacters(text);
        return new BytePairTokenizer(new BytePairTraining(SplitWords(text)).Learn(mergeCount));
    }

    /// <summary>The merges in the order in which they were learned, which is the order in which encoding applies them.</summary>
    public IReadOnlyList<BytePairMerge> Merges { get; }

    /// <inheritdoc/>
    /// <remarks>256 + the number of merges.</remarks>
    public override int VocabularySize => tokens.Length;

    /// <summary>Cuts a text into the words within which pairs are merged; a space goes with the word that follows it.</summary>
    /// <remarks>
    /// So no token reaches across two words, and "dog", "dog!" and "dog." share one. The pattern is GPT-2's: Radford et al. 2019, §2.2,
    /// and the published encoder.py. Letters outside Unicode's first plane count as marks here.
    /// </remarks>
    public static IReadOnlyList<string> SplitWords(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Words().Matches(text).Select(match => match.Value)];
    }

    /// <inheritdoc/>
    public override int[] Encode(string text)
    {
        RequireCharacters(text);
        var known = new Dictionary<string, int[]>(); // a text repeats its words
        var encoded = new List<int>();
        foreach (string word in SplitWords(text))
        {
            if (!known.TryGetValue(word, out int[]? wordIds))
                known.Add(word, wordIds = new BytePairMerging([.. Utf8(word).Select(b => (int)b)], ids).ToIds());
            encoded.AddRange(wordIds);
        }
        return [.. encoded];
    }

    /// <summary>How <see cref="Encode"/> gets there: first the bytes, then a step for each merge that applies, in the order learned.</summary>
    /// <remarks>Takes time that grows with the square of the length; meant for a word or a sentence.</remarks>
    /// <inheritdoc cref="Encode"/>
    public IReadOnlyList<BytePairStep> EncodeSteps(string text)
    {
        RequireCharacters(text);
        int[][] words = [.. SplitWords(text).Select(word => Utf8(word).Select(b => (int)b).ToArray())];
        var steps = new List<BytePairStep> { new(null, Pieces()) };
        foreach (BytePairMerge merge in Merges)
        {
            if (!words.Any(merge.AppliesTo)) continue;
            words = [.. words.Select(merge.Apply)];
            steps.Add(new(merge, Pieces()));
        }
        return steps;

        string[] Pieces() => [.. words.SelectMany(word => word).Select(Token)];
    }

    /// <inheritdoc/>
    /// <remarks>Ids that spell no text, such as half of an emoji alone, give the replacement character, U+FFFD.</remarks>
    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Encoding.UTF8.GetString([.. ids.SelectMany(id => tokens[Known(id, nameof(ids))])]);
    }

    /// <inheritdoc/>
    public override string Token(int id) => Show(tokens[Known(id, nameof(id))]);

    /// <summary>The bytes as <see cref="Token"/> shows them.</summary>
    internal static string ShowBytes(ReadOnlySpan<byte> bytes) => Show(bytes);

    // English endings; a run of letters, of digits, of other marks, each with the space before it; spaces, but for the last before a word.
    [GeneratedRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Words();
}
