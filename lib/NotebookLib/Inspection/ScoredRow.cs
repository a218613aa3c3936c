namespace NotebookLib;

/// <summary>Whose weights are asked where a word of a <see cref="Dependency"/> was looked for.</summary>
public enum ScoredRow
{
    /// <summary>Those of the word before it, which are used to predict it.</summary>
    Predicting,

    /// <summary>Those of the word itself: too late to predict it, since it is read there already.</summary>
    OfTheWord,
}
