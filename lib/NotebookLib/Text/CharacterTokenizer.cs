using System.Text;

namespace NotebookLib;

/// <summary>One token for each character: the smallest vocabulary, the longest sequences.</summary>
/// <remarks>A character is a Unicode code point, so an emoji is one token and not two halves.</remarks>
public sealed class CharacterTokenizer : Tokenizer
{
    private readonly Rune[] characters;
    private readonly Dictionary<Rune, int> ids;

    /// <summary>A vocabulary of the characters that occur in <paramref name="text"/>, ordered by code point.</summary>
    /// <exception cref="ArgumentException">Half of a surrogate pair stands alone.</exception>
    public CharacterTokenizer(string text)
    {
        RequireCharacters(text);
        characters = [.. text.EnumerateRunes().Distinct().Order()];
        ids = characters.Index().ToDictionary(c => c.Item, c => c.Index);
    }

    /// <inheritdoc/>
    public override int VocabularySize => characters.Length;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A character did not occur in the text that made the vocabulary.</exception>
    public override int[] Encode(string text)
    {
        RequireCharacters(text);
        var encoded = new List<int>(text.Length);
        int position = 0;
        foreach (Rune character in text.EnumerateRunes())
        {
            if (!ids.TryGetValue(character, out int id))
                throw new ArgumentException($"text: expected the {VocabularySize} characters of the vocabulary; "
                    + $"at position {position} stands '{Show(character)}' (U+{character.Value:X4}).", nameof(text));
            encoded.Add(id);
            position += character.Utf16SequenceLength;
        }
        return [.. encoded];
    }

    /// <inheritdoc/>
    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return string.Concat(ids.Select(id => characters[Known(id, nameof(ids))].ToString()));
    }

    /// <inheritdoc/>
    public override string Token(int id) => Show(characters[Known(id, nameof(id))]);
}
