using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookLib;

/// <summary>
/// How a text is cut into words before byte-pair encoding: no merge reaches from one word into the next.
/// </summary>
/// <remarks>
/// The words are pieces for counting, not those of a dictionary: a space goes with the word after it, and every
/// character is in one of them, so that together they are the text again. A vocabulary is made for one pattern: cut
/// otherwise, the same text becomes more tokens.
/// </remarks>
[TypeFormatterSource(typeof(PlainFormatters), PreferredMimeTypes = ["text/plain"])]
public sealed partial class SplitPattern
{
    private readonly string name;
    private readonly Regex? words;

    private SplitPattern(string name, Regex? words) => (this.name, this.words) = (name, words);

    /// <summary>
    /// GPT-2's: runs of letters, of digits and of other marks, each with the space before it; and English endings, such
    /// as 'll.
    /// </summary>
    /// <remarks>Radford et al. 2019, §2.2, and the published encoder.py.</remarks>
    public static SplitPattern Gpt2 { get; } = new("GPT-2", Gpt2Words());

    /// <summary>
    /// GPT-3.5's and GPT-4's: any one mark may stand before the letters, three digits at most, line breaks end a run of
    /// marks, and the blanks at the end of a text are one word.
    /// </summary>
    /// <remarks>openai/tiktoken, tiktoken_ext/openai_public.py, cl100k_base.</remarks>
    public static SplitPattern Cl100k { get; } = new("cl100k", Cl100kWords());

    /// <summary>
    /// GPT-4o's: as <see cref="Cl100k"/>, but a capital after a small letter begins a word, and English endings stay
    /// with theirs.
    /// </summary>
    /// <remarks>openai/tiktoken, tiktoken_ext/openai_public.py, o200k_base.</remarks>
    public static SplitPattern O200k { get; } = new("o200k", O200kWords());

    /// <summary>No cut: the whole text is one word, and tokens reach across spaces and line breaks.</summary>
    public static SplitPattern None { get; } = new("none", null);

    /// <summary>The words of a text, in order.</summary>
    public IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (words is null) return text.Length == 0 ? [] : [text];
        var found = new List<string>();
        int start = 0;
        foreach (ValueMatch match in words.EnumerateMatches(InOnePlane(text)))
        {
            int end = start;
            for (int i = 0; i < match.Length; i++)
                end += end + 1 < text.Length && char.IsSurrogatePair(text[end], text[end + 1]) ? 2 : 1;
            found.Add(text[start..end]);
            start = end;
        }
        return found;
    }

    /// <summary>The name and the regular expression.</summary>
    public override string ToString() => words is null ? $"{name}: the whole text" : $"{name}: {words}";

    // .NET's expressions see a character beyond U+FFFF as two halves, neither of them a letter. The published programs
    // see whole characters, so each is given to the expression as one of its kind from the first plane; none of these
    // occurs in an expression.
    private static string InOnePlane(string text)
    {
        var standIns = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) standIns.Append(text[i]);
            else standIns.Append(StandIn(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(text[i], text[++i]))));
        }
        return standIns.ToString();
    }

    private static char StandIn(UnicodeCategory kind) => kind switch
    {
        UnicodeCategory.UppercaseLetter => 'Ω',
        UnicodeCategory.LowercaseLetter => 'ω',
        UnicodeCategory.TitlecaseLetter => 'ǅ',
        UnicodeCategory.ModifierLetter => 'ʰ',
        UnicodeCategory.OtherLetter => '字',
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark =>
            '\u0301',
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => '½',
        _ => '※',
    };

    [GeneratedRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Gpt2Words();

    // ſ is a small s in an old hand; the published programs count it as one where they ignore case, .NET does not.
    [GeneratedRegex(
        @"'(?i:[sſdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
            + @"|\s+\z|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Cl100kWords();

    [GeneratedRegex(
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
            + @"(?i:'s|'ſ|'t|'re|'ve|'m|'ll|'d)?"
            + @"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
            + @"(?i:'s|'ſ|'t|'re|'ve|'m|'ll|'d)?"
            + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex O200kWords();
}
