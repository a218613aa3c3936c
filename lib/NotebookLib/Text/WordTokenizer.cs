using System.Text;
using System.Text.RegularExpressions;

namespace NotebookLib;

/// <summary>One token for each word, punctuation mark and line break of a fixed vocabulary.</summary>
/// <remarks>
/// <para>Spaces are not tokens: they part words and marks. Decoding sets a single space between each two tokens, but
/// none before . , ! ? ; : … ) ] ” or a line break, none after
/// ( [ “ or a line break, and none at the start. A text of known words that is set so, with spaces there and nowhere
/// else, comes back as it was. Another comes back with the same
/// tokens but set so: "pi is 3.14" as "pi is 3. 14", "She said \"hi\"" as "She said \" hi \"", "and/or" as "and / or".
/// What was decoded once never changes again.</para>
/// <para>"Tom" and "tom" are two words. A character is never cut: an emoji is one mark, with its skin tone and what a
/// joiner ties to it.</para>
/// </remarks>
public sealed partial class WordTokenizer : Tokenizer
{
    private readonly string[] words;
    private readonly Dictionary<string, int> ids;
    private readonly int? unknownId;

    /// <summary>A vocabulary of the given words; the id of each is its place in the list.</summary>
    /// <param name="words">The words, punctuation marks and, if texts have several lines, "\n".</param>
    /// <param name="unknown">The token that stands for every word outside the vocabulary, such as "&lt;unk&gt;", added
    /// as the last id if it is not in the list. Without it such a word is an error.</param>
    /// <exception cref="ArgumentException">There is no word, or one occurs twice, is empty, or is one that texts are
    /// never cut into, such as "New York".</exception>
    public WordTokenizer(IEnumerable<string> words, string? unknown = null)
    {
        ArgumentNullException.ThrowIfNull(words);
        this.words = [.. words];
        if (unknown is not null && !this.words.Contains(unknown)) this.words = [.. this.words, unknown];
        if (this.words.Length == 0)
            throw new ArgumentException("words: expected at least one word; got none.", nameof(words));
        ids = [];
        foreach (string word in this.words)
        {
            if (string.IsNullOrEmpty(word))
                throw new ArgumentException($"words: expected words; number {ids.Count} is empty.", nameof(words));
            if (word != unknown && Split(word) is var parts && (parts.Count != 1 || parts[0] != word))
            {
                string pieces = string.Join(", ", parts.Select(Quoted));
                throw new ArgumentException($"words: expected words as texts are cut into them; {Quoted(word)} would "
                    + $"be cut into {(parts.Count == 0 ? "nothing" : pieces)}, and never be met.", nameof(words));
            }
            if (!ids.TryAdd(word, ids.Count))
                throw new ArgumentException($"words: expected each word once; '{word}' comes again.", nameof(words));
        }
        if (unknown is not null) unknownId = ids[unknown];
        Vocabulary = this.words.AsReadOnly();
    }

    /// <summary>A vocabulary of the words that occur in <paramref name="text"/>, the most frequent first.</summary>
    /// <param name="text">The text, such as a file of your own.</param>
    /// <param name="maximumSize">At most so many tokens: the rarer words become <paramref name="unknown"/>.</param>
    /// <param name="unknown">The token that stands for every other word.</param>
    /// <exception cref="ArgumentException"><paramref name="maximumSize"/> leaves no place for a word beside
    /// <paramref name="unknown"/>.</exception>
    public static WordTokenizer FromText(string text, int maximumSize = int.MaxValue, string unknown = "<unk>")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(unknown);
        if (maximumSize < 2)
            throw new ArgumentException($"maximumSize: expected at least 2, a word and {unknown}; got {maximumSize}.",
                nameof(maximumSize));
        IEnumerable<string> byFrequency = Split(text).CountBy(word => word)
            .Where(word => word.Key != unknown)
            .OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal)
            .Select(word => word.Key);
        return new WordTokenizer(byFrequency.Take(maximumSize - 1), unknown);
    }

    /// <inheritdoc/>
    public override int VocabularySize => words.Length;

    /// <summary>The words in the order of their ids.</summary>
    public IReadOnlyList<string> Vocabulary { get; }

    /// <summary>The words, punctuation marks and line breaks that a text consists of.</summary>
    /// <exception cref="ArgumentException">Half of a surrogate pair stands alone.</exception>
    public static IReadOnlyList<string> Split(string text)
    {
        RequireCharacters(text);
        return [.. Words().Matches(text).Select(match => match.Value)];
    }

    /// <summary>The id of one word.</summary>
    /// <exception cref="ArgumentException">It is not in the vocabulary, and there is no token for unknown
    /// words.</exception>
    public int Id(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return ids.TryGetValue(word, out int id) ? id : unknownId
            ?? throw new ArgumentException($"word: expected one of the {VocabularySize} words of the vocabulary; "
                + $"got '{word}'.", nameof(word));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A word is not in the vocabulary, and there is no token for unknown
    /// words.</exception>
    public override int[] Encode(string text)
    {
        RequireCharacters(text);
        return [.. Words().Matches(text).Select(match => ids.TryGetValue(match.Value, out int id) ? id : unknownId
            ?? throw new ArgumentException($"text: expected the {VocabularySize} words of the vocabulary; "
                + $"at position {match.Index} stands '{match.Value}'.", nameof(text)))];
    }

    /// <inheritdoc/>
    /// <remarks>Spaces stand where print usually sets them, not where they stood: see
    /// <see cref="WordTokenizer"/>.</remarks>
    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Join(ids.Select(id => words[Known(id, nameof(ids))]));
    }

    /// <inheritdoc/>
    public override string Token(int id) => words[Known(id, nameof(id))] == "\n" ? @"\n" : words[id];

    /// <summary>
    /// Words set as print does: a space between two words, none before a full stop or around a line break.
    /// </summary>
    internal static string Join(IEnumerable<string> words)
    {
        var text = new StringBuilder();
        bool tight = true; // no space at the start of a line or after an opening bracket
        foreach (string word in words)
        {
            if (!tight && word is not ("." or "," or "!" or "?" or ";" or ":" or "…" or ")" or "]" or "”" or "\n"))
                text.Append(' ');
            text.Append(word);
            tight = word is "\n" or "(" or "[" or "“";
        }
        return text.ToString();
    }

    private static string Quoted(string word) => $"'{word.ReplaceLineEndings(@"\n")}'";

    // A word may hold apostrophes and hyphens (don't, well-kept); other marks stand alone; spaces only part. Of what
    // lies beyond U+FFFF, and so is stored in two halves: two regional indicators are a flag; an emoji keeps its
    // variation, its skin tone and what a joiner ties to it.
    [GeneratedRegex("""
        [\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*
        |\n
        |(?:\uD83C[\uDDE6-\uDDFF]){2}
        |(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[\u2190-\u2BFF](?=[\uFE0F\u200D]))
         (?:\uFE0F|\uD83C[\uDFFB-\uDFFF]|\u200D(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|[^\s\uD800-\uDFFF]))*
        |[^\s]
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Words();
}
