namespace NotebookLib;

/// <summary>Remembers all turns, and recalls those that share words with the question, rare words first.</summary>
/// <remarks>
/// <para>BM25: each word of the question that a turn has adds ln(1 + (N − n + ½)/(n + ½)) · f · 2.2 / (f + 1.2 · (¼ + ¾ · length / mean length)), where N is the number of turns,
/// n how many of them have the word, and f how often this one has it. Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", with
/// k₁ = 1.2 and b = ¾, and 1 inside the logarithm so that a common word never counts against a turn.</para>
/// <para>Words are compared as they are written but for capitals: "kitten" does not find "kittens", nor "cat". Of turns with equal scores the later one comes first; a turn that
/// shares no word is not recalled.</para>
/// </remarks>
/// <param name="tokenizer">Counts the tokens.</param>
public sealed class RetrievalMemory(Tokenizer tokenizer) : DialogueMemory(tokenizer)
{
    private const double K1 = 1.2, B = 0.75;
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
        words.Add(WordsOf(turn));
        foreach (string word in words[^1].Distinct()) turnsWith[word] = turnsWith.GetValueOrDefault(word) + 1;
    }

    private protected override IEnumerable<Note> Choose(string question, int budget) => Fitting(BestFirst(question).Select(r => r.Note), budget);

    private IEnumerable<(Note Note, double Score)> BestFirst(string question)
    {
        string[] asked = [.. WordsOf(question).Distinct()];
        double meanLength = words.Count == 0 ? 1 : words.Average(w => w.Length);
        return Notes.Select((note, i) => (Note: note, Score: Score(asked, words[i], meanLength))).Where(r => r.Score > 0)
            .OrderByDescending(r => r.Score).ThenByDescending(r => r.Note.Number);
    }

    private double Score(string[] asked, string[] turn, double meanLength) => asked.Sum(word =>
    {
        int times = turn.Count(w => w == word), having = turnsWith.GetValueOrDefault(word);
        double rarity = Math.Log(1 + (Notes.Count - having + 0.5) / (having + 0.5));
        return rarity * times * (K1 + 1) / (times + K1 * (1 - B + B * turn.Length / meanLength));
    });
}
