using System.Text.RegularExpressions;

namespace NotebookLib;

/// <summary>Remembers all turns, and recalls those that share words with the question, rare words first.</summary>
/// <remarks>
/// <para>BM25: each word of the question that a turn has adds
/// ln(1 + (N − n + ½)/(n + ½)) · f · 2.2 / (f + 1.2 · (¼ + ¾ · length / mean length)), where N is the number of turns,
/// n how many of them have the word, and f how often this one has it. Robertson and Zaragoza 2009, "The Probabilistic
/// Relevance Framework: BM25 and Beyond", with k₁ = 1.2 and b = ¾, and 1 inside the logarithm so that a common word
/// never counts against a turn.</para>
/// <para>Words are compared as they are written, but for capitals and for what Unicode holds for the same
/// (its normal form KC): "kitten" does not find "kittens", nor "cat". Where words stand without spaces between them, in
/// Chinese, Japanese, Thai, Lao, Khmer and Burmese, two neighbouring characters count as a word, and so does one that
/// stands alone. Of turns with equal scores the later one comes first; a turn that shares no word is not
/// recalled.</para>
/// </remarks>
/// <param name="tokenizer">Counts the tokens.</param>
public sealed partial class RetrievalMemory(Tokenizer tokenizer) : DialogueMemory(tokenizer)
{
    private const double K1 = 1.2, B = 0.75;

    // The blocks of scripts without spaces; of their characters, letters, marks and digits. Han beyond U+FFFF is stored
    // in two halves.
    private const string Blocks = @"\p{IsCJKUnifiedIdeographs}\p{IsCJKUnifiedIdeographsExtensionA}"
        + @"\p{IsCJKCompatibilityIdeographs}々〇\p{IsHiragana}\p{IsKatakana}\p{IsKatakanaPhoneticExtensions}"
        + @"\p{IsThai}\p{IsLao}\p{IsKhmer}\p{IsMyanmar}";
    private const string Joined = $@"(?:[{Blocks}-[^\p{{L}}\p{{M}}\p{{N}}]]|[\uD840-\uD88D][\uDC00-\uDFFF])";
    private const string Spaced = $@"[\p{{L}}\p{{M}}\p{{N}}-[{Blocks}]]";
    private readonly List<string[]> words = []; // of each turn
    private readonly Dictionary<string, int> turnsWith = [];

    /// <summary>The turns that share a word with a question, best first, and their scores.</summary>
    public IReadOnlyList<(string Turn, double Score)> Ranked(string question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return [.. BestFirst(question).Select(r => (r.Note.Text, r.Score))];
    }

    private protected override void Take(string turn)
    {
        Notes.Add(NoteOf(turn));
        words.Add(TermsOf(turn));
        foreach (string word in words[^1].Distinct()) turnsWith[word] = turnsWith.GetValueOrDefault(word) + 1;
    }

    private protected override IEnumerable<Note> Choose(string question, int budget) =>
        Fitting(BestFirst(question).Select(r => r.Note), budget);

    private IEnumerable<(Note Note, double Score)> BestFirst(string question)
    {
        string[] asked = [.. TermsOf(question).Distinct()];
        double meanLength = words.Count == 0 ? 1 : words.Average(w => w.Length);
        return Notes.Select((note, i) => (Note: note, Score: Score(asked, words[i], meanLength)))
            .Where(r => r.Score > 0)
            .OrderByDescending(r => r.Score).ThenByDescending(r => r.Note.Number);
    }

    /// <summary>The words of a text; where words have no spaces between them, each two neighbouring
    /// characters.</summary>
    private static string[] TermsOf(string text) =>
        [.. Stretch().Matches(Normal(text)).SelectMany(m => m.Groups["joined"].Success ? Pairs(m.Value) : [m.Value])];

    private static IEnumerable<string> Pairs(string joined)
    {
        string[] characters = [.. Character().Matches(joined).Select(m => m.Value)];
        return characters.Length == 1 ? characters : characters.Zip(characters.Skip(1), (a, b) => a + b);
    }

    [GeneratedRegex($@"(?<joined>{Joined}+)|(?!\p{{M}}){Spaced}+(?:'{Spaced}+)*")]
    private static partial Regex Stretch();

    [GeneratedRegex(@"(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|.)\p{M}*", RegexOptions.Singleline)]
    private static partial Regex Character(); // with the marks above and below it

    private double Score(string[] asked, string[] turn, double meanLength) => asked.Sum(word =>
    {
        int times = turn.Count(w => w == word), having = turnsWith.GetValueOrDefault(word);
        double rarity = Math.Log(1 + (Notes.Count - having + 0.5) / (having + 0.5));
        return rarity * times * (K1 + 1) / (times + K1 * (1 - B + B * turn.Length / meanLength));
    });
}
