namespace NotebookLib;

/// <summary>Remembers the last turns, as many as fit the budget without a gap.</summary>
/// <remarks>
/// With turns of n tokens and a budget of b, what was said more than ⌊b / n⌋ turns ago is gone, whatever the question.
/// </remarks>
/// <param name="tokenizer">Counts the tokens.</param>
public sealed class WindowMemory(Tokenizer tokenizer) : DialogueMemory(tokenizer)
{
    private protected override void Take(string turn) => Notes.Add(NoteOf(turn));

    private protected override IEnumerable<Note> Choose(string question, int budget)
    {
        for (int last = Notes.Count - 1; last >= 0 && Notes[last].Tokens <= budget; last--)
        {
            budget -= Notes[last].Tokens;
            yield return Notes[last];
        }
    }
}
