namespace NotebookLib;

/// <summary>A short story that <see cref="StoryGrammar"/> told, with what each of its words depends on.</summary>
/// <param name="Words">The words and punctuation marks in order, (T,); the last is "\n", the mark of the end.</param>
/// <param name="Tokens">Their ids in <see cref="StoryGrammar.Tokenizer"/>, (T,).</param>
/// <param name="Dependencies">Which word could only be told by remembering which earlier one, in order of
/// position.</param>
public sealed record Story(IReadOnlyList<string> Words, IReadOnlyList<int> Tokens,
    IReadOnlyList<Dependency> Dependencies)
{
    /// <summary>The story as print sets it, with its final line break.</summary>
    public string Text => WordTokenizer.Join(Words);

    /// <inheritdoc cref="Text"/>
    public override string ToString() => Text;
}

/// <summary>A word of a story that can only be told, or understood, by looking back at an earlier one.</summary>
/// <param name="Kind">What binds the two.</param>
/// <param name="Position">Where the later word stands, counted from 0: the first place where the choice shows.</param>
/// <param name="Source">Where the earlier word stands.</param>
/// <param name="Rival">Where an earlier word stands that could be mistaken for the source, if there is one.</param>
public sealed record Dependency(DependencyKind Kind, int Position, int Source, int? Rival = null);

/// <summary>What binds a word to an earlier one.</summary>
public enum DependencyKind
{
    /// <summary>
    /// The adjective that decides what "it" is, bound to that noun: in "the robot dropped the glass because it was
    /// slippery", "slippery" to "glass", rival "robot". Read from left to right, "it" itself is still open.
    /// </summary>
    Pronoun,

    /// <summary>
    /// The noun that "it" turned out to be, said again: "… Mia looked at the glass". Its rival is the noun that "it"
    /// was not.
    /// </summary>
    Antecedent,

    /// <summary>
    /// The adjective that decided, said again before that noun: "… Mia looked at the slippery glass".
    /// </summary>
    Adjective,

    /// <summary>
    /// A name said again, bound to where it was last said; its rival is the other person's name, where there is one.
    /// </summary>
    Name,

    /// <summary>The noun of the animal or robot said again, bound to where it was last said.</summary>
    Noun,

    /// <summary>"She" or "He", bound to the name.</summary>
    Gender,

    /// <summary>
    /// "was" or "were", bound to the subject; the noun in between is the rival: "the mice behind the house were
    /// singing".
    /// </summary>
    Number,
}
