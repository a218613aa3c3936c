using System.Text.RegularExpressions;

namespace NotebookLib;

/// <summary>
/// Remembers at most k facts, one for each subject: a list of fixed length, in the place of the summary that a model
/// would write.
/// </summary>
/// <remarks>
/// <para>It understands nothing. Turns are cut into sentences behind ".", "!", "?" and at line breaks. A fact is a
/// sentence that does not end in "?" and has one of the words am, is, are, was, were, has, have, had, with a word
/// before and a word after it; its subject is what stands before the first of them: "My name" in "My name is Mia.".
/// Everything else that is said is dropped.</para>
/// <para>A later fact about the same subject takes the place of the earlier one, also where both are true: after "Mia
/// is sad." nothing is known of "Mia had a kitten.". When there are more than k subjects, the one told longest ago
/// goes.</para>
/// </remarks>
public sealed partial class SummaryMemory : DialogueMemory
{
    private static readonly HashSet<string> verbs = ["am", "is", "are", "was", "were", "has", "have", "had"];
    private readonly int capacity;

    /// <summary>A memory for some facts.</summary>
    /// <param name="tokenizer">Counts the tokens.</param>
    /// <param name="capacity">k, the number of facts; at least 1.</param>
    /// <exception cref="ArgumentException">There is room for no fact.</exception>
    public SummaryMemory(Tokenizer tokenizer, int capacity) : base(tokenizer)
    {
        if (capacity < 1)
            throw new ArgumentException($"capacity: expected at least 1 fact; got {capacity}.", nameof(capacity));
        this.capacity = capacity;
    }

    /// <summary>What a sentence states something about, in small letters; null if it is no fact.</summary>
    public static string? SubjectOf(string sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        string[] words = WordsOf(sentence);
        int verb = Array.FindIndex(words, verbs.Contains);
        return verb < 1 || verb == words.Length - 1 || sentence.TrimEnd().EndsWith('?')
            ? null
            : string.Join(' ', words[..verb]);
    }

    private protected override void Take(string turn)
    {
        // all are counted before the first is kept
        Note[] facts = [.. Sentence()
            .Matches(turn)
            .Select(m => m.Value.Trim())
            .Where(s => SubjectOf(s) is not null)
            .Select(NoteOf)];
        foreach (Note fact in facts)
        {
            Notes.RemoveAll(n => SubjectOf(n.Text) == SubjectOf(fact.Text));
            Notes.Add(fact);
            if (Notes.Count > capacity) Notes.RemoveAt(0);
        }
    }

    private protected override IEnumerable<Note> Choose(string question, int budget) =>
        Fitting(Notes.AsEnumerable().Reverse(), budget);

    [GeneratedRegex(@"[^.!?\r\n]+[.!?]*")]
    private static partial Regex Sentence();
}
