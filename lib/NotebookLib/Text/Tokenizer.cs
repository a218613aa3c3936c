using System.Globalization;
using System.Text;

namespace NotebookLib;

/// <summary>Turns text into the numbers that a model reads, and back.</summary>
/// <remarks>
/// A token is a piece of text; its id is its row in the embedding table, 0 to <see cref="VocabularySize"/> − 1.
/// Tokenizers never change once made, and can be used from several threads.
/// </remarks>
public abstract class Tokenizer
{
    /// <summary>The number of ids, V.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>The ids of the tokens that <paramref name="text"/> consists of, (T,).</summary>
    /// <exception cref="ArgumentException">The text holds something that the vocabulary cannot express; the message
    /// says where.</exception>
    public abstract int[] Encode(string text);

    /// <summary>The text that the tokens with these ids spell.</summary>
    /// <exception cref="ArgumentException">An id is not in the vocabulary.</exception>
    public abstract string Decode(IEnumerable<int> ids);

    /// <summary>The text of one token, to label it with.</summary>
    /// <remarks>
    /// A line break shows as <c>\n</c>, and so on; a token whose bytes are no text by themselves, such as half of an
    /// emoji, shows each of them as <c>\xF0</c>. A leading space is part of many tokens and stays.
    /// </remarks>
    /// <exception cref="ArgumentException">The id is not in the vocabulary.</exception>
    public abstract string Token(int id);

    /// <summary>The bytes that one token spells, in UTF-8; some tokens are part of a character only.</summary>
    /// <exception cref="ArgumentException">The id is not in the vocabulary.</exception>
    public virtual byte[] Bytes(int id) => Encoding.UTF8.GetBytes(Decode([Known(id, nameof(id))]));

    /// <summary>The text cut into its tokens, each as <see cref="Token"/> shows it.</summary>
    /// <inheritdoc cref="Encode"/>
    public IReadOnlyList<string> Pieces(string text) => [.. Encode(text).Select(Token)];

    /// <summary>The kind and the size of the vocabulary, such as "CharacterTokenizer, 27 tokens".</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{GetType().Name}, {VocabularySize} tokens");

    /// <summary>Refuses an id that is not in the vocabulary.</summary>
    private protected int Known(int id, string argument) => (uint)id < (uint)VocabularySize ? id
        : throw new ArgumentException($"{argument}: expected an id of this vocabulary, 0 to {VocabularySize - 1}; "
            + $"got {id}.", argument);

    /// <summary>
    /// Refuses text in which half of a surrogate pair stands alone: it is no character, and UTF-8 cannot express it.
    /// </summary>
    private protected static void RequireCharacters(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) i++;
            else
                throw new ArgumentException($"text: expected whole characters; "
                    + $"at position {i} stands half of a surrogate pair, U+{(int)text[i]:X4}, without its other half.",
                    nameof(text));
        }
    }

    /// <summary>Bytes as text to show; where they are no text, each as \xF0.</summary>
    internal static string Show(ReadOnlySpan<byte> bytes)
    {
        var shown = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            bool whole =
                Rune.DecodeFromUtf8(bytes, out Rune character, out int length) == System.Buffers.OperationStatus.Done;
            if (whole) shown.Append(Show(character));
            else foreach (byte b in bytes[..length]) shown.Append(CultureInfo.InvariantCulture, $"\\x{b:X2}");
            bytes = bytes[length..];
        }
        return shown.ToString();
    }

    /// <summary>A character to show; a control character by its escape.</summary>
    private protected static string Show(Rune character) => character.Value switch
    {
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        _ when Rune.IsControl(character) => $"\\x{character.Value:X2}",
        _ => character.ToString(),
    };
}
