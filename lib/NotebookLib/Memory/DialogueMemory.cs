using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookLib;

/// <summary>
/// What a dialogue remembers. A model sees only the text it is given: this chooses which earlier turns are given to it
/// again.
/// </summary>
/// <remarks>
/// A budget is counted in tokens, turn by turn, without what a dialogue may put between turns. The three kinds forget
/// differently: <see cref="WindowMemory"/> what is long ago, <see cref="SummaryMemory"/> what was overwritten or pushed
/// out, <see cref="RetrievalMemory"/> what shares no words with the question.
/// </remarks>
public abstract partial class DialogueMemory
{
    private readonly Tokenizer tokenizer;
    private int told;

    private protected DialogueMemory(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        this.tokenizer = tokenizer;
    }

    /// <summary>What it could recall with budget enough, in the order of telling.</summary>
    public IReadOnlyList<string> Kept => [.. Notes.Select(n => n.Text)];

    /// <summary>Takes in what was said.</summary>
    /// <param name="turn">One turn of the dialogue, with its speaker if that matters.</param>
    /// <exception cref="ArgumentException">There is no text, or some that the tokenizer cannot express; nothing is
    /// taken in then.</exception>
    public void Add(string turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        if (string.IsNullOrWhiteSpace(turn))
            throw new ArgumentException("turn: expected some text; got none.", nameof(turn));
        Take(turn);
    }

    /// <summary>What to put before a question, in the order of telling; never more tokens than the budget.</summary>
    /// <param name="question">What is asked next. It does not count against the budget.</param>
    /// <param name="budget">How many tokens there is room for, 0 or more.</param>
    /// <exception cref="ArgumentException">The budget is negative.</exception>
    public IReadOnlyList<string> Recall(string question, int budget)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (budget < 0)
            throw new ArgumentException($"budget: expected 0 or more tokens; got {budget}.", nameof(budget));
        return [.. Choose(question, budget).OrderBy(n => n.Number).Select(n => n.Text)];
    }

    /// <summary>The kind and what it keeps, such as "WindowMemory: 3 kept, 27 tokens".</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{GetType().Name}: {Notes.Count} kept, {Notes.Sum(n => n.Tokens)} tokens");

    /// <summary>What is kept, in the order of telling.</summary>
    private protected List<Note> Notes { get; } = [];

    private protected abstract void Take(string turn);

    /// <summary>What fits the budget, in any order.</summary>
    private protected abstract IEnumerable<Note> Choose(string question, int budget);

    /// <summary>A text as it is kept, told after all others.</summary>
    private protected Note NoteOf(string text) => new(told++, text, tokenizer.Encode(text).Length);

    /// <summary>From those that are wanted most: each that still fits.</summary>
    private protected static IEnumerable<Note> Fitting(IEnumerable<Note> bestFirst, int budget)
    {
        foreach (Note note in bestFirst)
        {
            if (note.Tokens > budget) continue;
            budget -= note.Tokens;
            yield return note;
        }
    }

    /// <summary>The words of a text in small letters: letters and digits, with an apostrophe inside.</summary>
    private protected static string[] WordsOf(string text) => [.. Word().Matches(Normal(text)).Select(m => m.Value)];

    /// <summary>A text in small letters and in Unicode's normal form KC: é is one letter however it was typed, and Ｍｉａ
    /// is mia.</summary>
    private protected static string Normal(string text) =>
        // half a character becomes U+FFFD, which is no letter
        string.Concat(text.EnumerateRunes()).Normalize(NormalizationForm.FormKC).ToLowerInvariant().Replace('’', '\'');

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:'[\p{L}\p{M}\p{N}]+)*")]
    private static partial Regex Word();

    /// <summary>A text that is kept.</summary>
    private protected sealed record Note(int Number, string Text, int Tokens);
}
