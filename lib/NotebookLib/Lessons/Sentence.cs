using System.Globalization;
using System.Reflection;

namespace NotebookLib;

/// <summary>A worked sentence: its words, and for each a row of numbers whose meanings have names.</summary>
/// <remarks>
/// The numbers are set by hand, so that every step can be checked by eye; a trained model finds its own.
/// </remarks>
/// <param name="Words">The words in order; T of them.</param>
/// <param name="Vectors">One row a word, (T, C).</param>
/// <param name="Traits">What each of the C numbers stands for.</param>
public sealed record Sentence(IReadOnlyList<string> Words, Tensor Vectors, IReadOnlyList<string> Traits)
{
    /// <summary>
    /// "the robot dropped the glass because it was slippery" or "… clumsy": one adjective decides what "it" is.
    /// </summary>
    /// <param name="adjective">The last word: slippery or clumsy.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static Sentence Robot(string adjective)
    {
        if (adjective is not ("slippery" or "clumsy"))
            throw new ArgumentException($"adjective: expected slippery or clumsy; got {adjective}.", nameof(adjective));
        return Of("robot", $"the robot dropped the glass because it was {adjective}");
    }

    /// <summary>The row of a word, (C,); of its first occurrence where it stands twice.</summary>
    /// <exception cref="ArgumentException">The sentence does not have the word.</exception>
    public Tensor this[string word] => Vectors.Row(Position(word));

    /// <summary>Where a word stands, counted from 0; its first occurrence where it stands twice.</summary>
    /// <exception cref="ArgumentException">The sentence does not have the word.</exception>
    public int Position(string word)
    {
        for (int i = 0; i < Words.Count; i++)
            if (Words[i] == word) return i;
        throw new ArgumentException($"word: expected one of \"{this}\"; got {word}.", nameof(word));
    }

    /// <summary>The words, joined by spaces.</summary>
    public override string ToString() => string.Join(' ', Words);

    /// <summary>
    /// The words of <paramref name="text"/> with their rows from data/sentences, which travels inside this assembly.
    /// </summary>
    private static Sentence Of(string table, string text)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"sentences/{table}.csv")!;
        string[][] lines = [.. new StreamReader(stream).ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(l => l.Split(','))];
        string[] traits = lines[0][1..];
        Dictionary<string, float[]> rows = lines[1..]
            .ToDictionary(l => l[0], l => Array.ConvertAll(l[1..], n => float.Parse(n, CultureInfo.InvariantCulture)));
        string[] words = text.Split(' ');
        return new Sentence(words, new Tensor([.. words.SelectMany(w => rows[w])], words.Length, traits.Length),
            traits);
    }
}
